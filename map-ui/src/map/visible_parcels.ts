// The parcels on the screen, as the tiles have them: what lies under the pointer, what is called so, what lies beside.

import type L from "leaflet";

import { joinBoxes } from "./geometry.ts";
import type { PointName } from "./ground_layer.ts";
import type { Candidate } from "./neighbour.ts";
import { shapeOfPieces, type Piece, type Shape } from "./shape.ts";
import { parcelAt, type ParcelTile } from "./tile.ts";
import type { TileLayer } from "./tile_layer.ts";

export interface Known {
  code: string;
  landUse: string;
  area: number | null;
}

export class VisibleParcels {
  readonly #map: L.Map;
  readonly #layer: TileLayer<ParcelTile>;

  constructor(map: L.Map, layer: TileLayer<ParcelTile>) {
    this.#map = map;
    this.#layer = layer;
  }

  /** The parcel at a place, or null where no tile with codes says so. */
  at(place: L.LatLng): Known | null {
    for (const tile of this.#layer.tiles()) {
      const { x, y } = this.#map.project(place, tile.zoom).subtract([tile.left, tile.top]);
      if (x < 0 || y < 0 || x >= tile.size || y >= tile.size) continue;
      const scale = tile.data.extent / tile.size;
      const parcel = parcelAt(tile.data, x * scale, y * scale);
      const code = parcel?.code ?? null;
      return parcel === null || code === null ? null : { code, landUse: parcel.landUse, area: parcel.area };
    }
    return null;
  }

  byCode(code: string): Known | null {
    const piece = this.#pieces(code)[0]?.parcel;
    return piece === undefined ? null : { code, landUse: piece.landUse, area: piece.area };
  }

  shape(code: string): Shape | null {
    return shapeOfPieces(this.#pieces(code));
  }

  /** Whether the tiles in force name their parcels. */
  get named(): boolean {
    for (const { data } of this.#layer.tiles()) if (data.parcels.some(({ code }) => code !== null)) return true;
    return false;
  }

  candidates(): Map<string, Candidate> {
    const found = new Map<string, Candidate>();
    for (const { data, left, top, size } of this.#layer.tiles()) {
      const scale = size / data.extent;
      for (const { code, box } of data.parcels) {
        if (code === null) continue;
        const piece = {
          left: left + box.left * scale,
          top: top + box.top * scale,
          right: left + box.right * scale,
          bottom: top + box.bottom * scale,
        };
        const earlier = found.get(code);
        const whole = earlier === undefined ? piece : joinBoxes(earlier.box, piece);
        found.set(code, { code, box: whole, x: (whole.left + whole.right) / 2, y: (whole.top + whole.bottom) / 2 });
      }
    }
    return found;
  }

  /** The short names of parcels, where the tiles have them, with the room that each has. */
  names(): PointName[] {
    const rooms = new Map<string, number>();
    for (const [code, { box }] of this.candidates()) rooms.set(code, box.right - box.left);
    const names: PointName[] = [];
    for (const { data, left, top, size } of this.#layer.tiles()) {
      const scale = size / data.extent;
      for (const { text, code, x, y } of data.labels) {
        const room = code === null ? Infinity : (rooms.get(code) ?? Infinity);
        names.push({ text, x: left + x * scale, y: top + y * scale, room });
      }
    }
    return names;
  }

  #pieces(code: string): Piece[] {
    const pieces: Piece[] = [];
    for (const tile of this.#layer.tiles()) {
      for (const parcel of tile.data.parcels) if (parcel.code === code) pieces.push({ tile, parcel });
    }
    return pieces;
  }
}

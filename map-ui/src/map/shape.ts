// The outline of one parcel in world pixels: put together from the pieces in the tiles, or from its GeoJSON.

import type { MultiPolygon, Polygon } from "geojson";

import { boxOf, emptyBox, growBox, joinBoxes, ringInBox, type Box, type Ring } from "./geometry.ts";
import type { ParcelTile, TileParcel } from "./tile.ts";
import type { Placed } from "./tile_layer.ts";

export interface Shape {
  rings: Ring[];
  /** The outline without the cuts at the tiles' edges. */
  lines: [number, number][][];
  box: Box;
}

export interface Piece {
  tile: Placed<ParcelTile>;
  parcel: TileParcel;
}

export function shapeOfPieces(pieces: readonly Piece[]): Shape | null {
  if (pieces.length === 0) return null;
  const shape: Shape = { rings: [], lines: [], box: emptyBox() };
  for (const { tile, parcel } of pieces) {
    const scale = tile.size / tile.data.extent;
    const edge: Box = { left: 0, top: 0, right: tile.data.extent, bottom: tile.data.extent };
    for (const ring of parcel.rings) {
      shape.rings.push(Float64Array.from(ring, (value, i) => (i % 2 === 0 ? tile.left : tile.top) + value * scale));
      for (const line of ringInBox(ring, edge)) {
        shape.lines.push(line.map(([x, y]) => [tile.left + x * scale, tile.top + y * scale]));
      }
    }
  }
  shape.box = boxOf(shape.rings);
  return shape;
}

export function shapeOfGeometry(
  geometry: Polygon | MultiPolygon,
  project: (longitude: number, latitude: number) => [number, number],
): Shape {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const shape: Shape = { rings: [], lines: [], box: emptyBox() };
  for (const polygon of polygons) {
    for (const positions of polygon) {
      const line = positions.map(([longitude, latitude]) => project(longitude ?? 0, latitude ?? 0));
      for (const [x, y] of line) growBox(shape.box, x, y);
      shape.lines.push(line);
      shape.rings.push(Float64Array.from(line.slice(0, -1).flat()));
    }
  }
  return shape;
}

export function joinShapes(shapes: readonly Shape[]): Shape {
  return {
    rings: shapes.flatMap((shape) => shape.rings),
    lines: shapes.flatMap((shape) => shape.lines),
    box: shapes.map((shape) => shape.box).reduce(joinBoxes, emptyBox()),
  };
}

type Origin = Readonly<{ x: number; y: number }>;

const shown = (value: number): string => (Math.round(value * 10) / 10).toString();

/** The shape as an SVG path to fill. Pieces overlap a little; with the nonzero rule that does not show. */
export function fillPath({ rings }: Shape, origin: Origin): string {
  return rings
    .map((ring) => {
      let path = "";
      for (let i = 0; i + 1 < ring.length; i += 2) {
        path += `${i === 0 ? "M" : "L"}${shown(ring[i]! - origin.x)} ${shown(ring[i + 1]! - origin.y)}`;
      }
      return `${path}Z`;
    })
    .join("");
}

/** The outline as an SVG path to stroke. A line that ends where it began is closed, so that its corner is round. */
export function linePath(lines: readonly (readonly [number, number])[][], origin: Origin): string {
  return lines
    .map((line) => {
      const first = line[0]!;
      const last = line[line.length - 1]!;
      const closed = line.length > 2 && first[0] === last[0] && first[1] === last[1];
      const points = closed ? line.slice(0, -1) : line;
      const path = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${shown(x - origin.x)} ${shown(y - origin.y)}`);
      return path.join("") + (closed ? "Z" : "");
    })
    .join("");
}

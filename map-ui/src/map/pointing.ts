// Pointing at a place inside a parcel, for a comment: by click or by keyboard, and taken back as easily.

import L from "leaflet";

import type { Highlights } from "./highlights.ts";
import { shapeHolds } from "./geometry.ts";
import { shapeOfGeometry } from "./shape.ts";

const STEP_PX = 6;

export interface PointingDeeds {
  changed: () => void;
  outside: () => void;
  announce: (key: "placed" | "place-removed") => void;
}

export class Pointing {
  readonly #map: L.Map;
  readonly #highlights: Highlights;
  readonly #fields: readonly [HTMLInputElement | null, HTMLInputElement | null];
  readonly #deeds: PointingDeeds;

  constructor(
    map: L.Map,
    highlights: Highlights,
    ids: { longitude: string | null; latitude: string | null },
    deeds: PointingDeeds,
    signal: AbortSignal,
  ) {
    this.#map = map;
    this.#highlights = highlights;
    this.#fields = [input(ids.longitude), input(ids.latitude)];
    this.#deeds = deeds;
    map.on("click", (event) => {
      this.#put(event.latlng.lng, event.latlng.lat, true);
    });
    map.getContainer().addEventListener("keydown", this.#key, { signal });
    const [longitude, latitude] = this.#fields.map((field) =>
      field === null || field.value === "" ? NaN : Number(field.value),
    );
    if (longitude !== undefined && latitude !== undefined && Number.isFinite(longitude + latitude)) {
      highlights.pin = [longitude, latitude];
    }
  }

  get set(): boolean {
    return this.#highlights.pin !== null;
  }

  remove(): void {
    if (this.#highlights.pin === null) return;
    this.#highlights.pin = null;
    this.#write();
    this.#deeds.announce("place-removed");
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.target !== this.#map.getContainer() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Delete" || event.key === "Backspace" || event.key === "Escape") {
      if (this.#highlights.pin === null) return;
      event.preventDefault();
      event.stopPropagation();
      this.remove();
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (this.#highlights.pin === null) this.#putInMiddle();
      return;
    }
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const { pin } = this.#highlights;
    if (pin === null) {
      this.#putInMiddle();
      return;
    }
    const far = event.shiftKey ? STEP_PX * 5 : STEP_PX;
    const from = this.#map.project([pin[1], pin[0]]);
    const to = this.#map.unproject(from.add(L.point(step[0]! * far, step[1]! * far)));
    this.#put(to.lng, to.lat, false);
  };

  #putInMiddle(): void {
    const { lng, lat } = this.#map.getCenter();
    if (this.#holds(lng, lat)) {
      this.#put(lng, lat, true);
      return;
    }
    // The middle of a bent parcel may lie outside it: take the first place inside, row by row.
    const bounds = this.#bounds();
    if (bounds === null) return;
    for (let row = 1; row < 20; row += 1) {
      for (let column = 1; column < 20; column += 1) {
        const longitude = bounds.getWest() + ((bounds.getEast() - bounds.getWest()) * column) / 20;
        const latitude = bounds.getSouth() + ((bounds.getNorth() - bounds.getSouth()) * row) / 20;
        if (this.#holds(longitude, latitude)) {
          this.#put(longitude, latitude, true);
          return;
        }
      }
    }
  }

  #put(longitude: number, latitude: number, aloud: boolean): void {
    if (!this.#holds(longitude, latitude)) {
      this.#deeds.outside();
      return;
    }
    this.#highlights.pin = [longitude, latitude];
    this.#write();
    if (aloud) this.#deeds.announce("placed");
  }

  #write(): void {
    const { pin } = this.#highlights;
    this.#fields.forEach((field, i) => {
      if (field === null) return;
      field.value = pin === null ? "" : pin[i]!.toFixed(7);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    this.#deeds.changed();
  }

  #geometry(): GeoJSON.Polygon | GeoJSON.MultiPolygon | null {
    const { selected, geometries } = this.#highlights;
    const geometry = selected === null ? undefined : geometries.get(selected);
    return geometry?.type === "Polygon" || geometry?.type === "MultiPolygon" ? geometry : null;
  }

  /** Without a known outline any place will do; the server looks again. */
  #holds(longitude: number, latitude: number): boolean {
    const geometry = this.#geometry();
    if (geometry === null) return true;
    return shapeHolds(shapeOfGeometry(geometry, (x, y) => [x, y]).rings, longitude, latitude);
  }

  #bounds(): L.LatLngBounds | null {
    const geometry = this.#geometry();
    return geometry === null ? null : L.geoJSON(geometry).getBounds();
  }
}

function input(id: string | null): HTMLInputElement | null {
  const field = id === null ? null : document.getElementById(id);
  return field instanceof HTMLInputElement ? field : null;
}

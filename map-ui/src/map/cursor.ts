// The map by keyboard: arrows walk from parcel to parcel, Enter opens, Escape leaves. Tab is never caught.

import L from "leaflet";

import type { Box } from "./geometry.ts";
import type { Highlights } from "./highlights.ts";
import { nearest, neighbour, type Side } from "./neighbour.ts";
import type { VisibleParcels } from "./visible_parcels.ts";

const SIDES: Readonly<Record<string, Side>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

const STEPS: Readonly<Record<Side, [number, number]>> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
const PAN_PX = 120;

export interface CursorDeeds {
  open: (code: string) => void;
  /** The cursor went to this parcel, or away. */
  moved: (code: string | null) => void;
  /** There are no single parcels at this zoom. */
  tooFar: () => void;
  bringIntoView: (box: Box) => void;
}

export class Cursor {
  readonly #map: L.Map;
  readonly #parcels: VisibleParcels;
  readonly #highlights: Highlights;
  readonly #deeds: CursorDeeds;

  constructor(map: L.Map, parcels: VisibleParcels, highlights: Highlights, deeds: CursorDeeds, signal: AbortSignal) {
    this.#map = map;
    this.#parcels = parcels;
    this.#highlights = highlights;
    this.#deeds = deeds;
    map.getContainer().addEventListener("keydown", this.#key, { signal });
    map.getContainer().addEventListener(
      "blur",
      () => {
        this.#go(null);
      },
      { signal },
    );
  }

  readonly #key = (event: KeyboardEvent): void => {
    // A key pressed on a mark or a button is theirs.
    if (event.target !== this.#map.getContainer() || event.ctrlKey || event.metaKey || event.altKey) return;
    const side = SIDES[event.key];
    if (side !== undefined) {
      event.preventDefault();
      if (event.shiftKey) this.#pan(side);
      else this.#walk(side);
      return;
    }
    const { cursor } = this.#highlights;
    switch (event.key) {
      case "Enter":
      case " ":
        if (cursor === null) return;
        event.preventDefault();
        this.#deeds.open(cursor);
        return;
      case "Escape":
        if (cursor === null) return;
        event.preventDefault();
        event.stopPropagation();
        this.#go(null);
        return;
      case "+":
      case "=":
        event.preventDefault();
        this.#map.zoomIn();
        return;
      case "-":
      case "_":
        event.preventDefault();
        this.#map.zoomOut();
    }
  };

  #walk(side: Side): void {
    const candidates = this.#parcels.candidates();
    if (candidates.size === 0) {
      this.#pan(side);
      this.#deeds.tooFar();
      return;
    }
    const from = candidates.get(this.#highlights.cursor ?? "");
    if (from === undefined) {
      this.#go(this.#start(candidates));
      return;
    }
    const to = neighbour(from, side, candidates.values());
    if (to === null) this.#pan(side);
    else this.#go(to.code);
  }

  /** The chosen parcel if it is on the screen, else the one in the middle. */
  #start(candidates: ReturnType<VisibleParcels["candidates"]>): string | null {
    const { selected } = this.#highlights;
    if (selected !== null && candidates.has(selected)) return selected;
    const middle = this.#map.project(this.#map.getCenter());
    return nearest(middle.x, middle.y, candidates.values())?.code ?? null;
  }

  #go(code: string | null): void {
    if (code === this.#highlights.cursor) return;
    this.#highlights.cursor = code;
    const shape = code === null ? null : this.#parcels.shape(code);
    if (shape !== null) this.#deeds.bringIntoView(shape.box);
    this.#deeds.moved(code);
  }

  #pan(side: Side): void {
    const [x, y] = STEPS[side];
    this.#map.panBy(L.point(x * PAN_PX, y * PAN_PX));
  }
}

// What is marked over the parcels: the one chosen, the one under the pointer or the keyboard's cursor, those picked.

import type { Geometry } from "geojson";

import { svg, type View } from "./overlay.ts";
import { fillPath, linePath, shapeOfGeometry, type Shape } from "./shape.ts";
import type { VisibleParcels } from "./visible_parcels.ts";

const HATCHING = "map-hatching";

function hatching(): SVGPatternElement {
  const pattern = svg("pattern", {
    id: HATCHING,
    width: "6",
    height: "6",
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(-45)",
  });
  pattern.append(svg("path", { class: "pr", d: "M0 0V6" }));
  return pattern;
}

export class Highlights {
  hovered: string | null = null;
  cursor: string | null = null;
  selected: string | null = null;
  readonly picked = new Set<string>();
  /** Where a comment points at. */
  pin: [number, number] | null = null;
  /** Whole outlines, for parcels that the tiles do not have or have only in part. */
  readonly geometries = new Map<string, Geometry>();
  readonly #parcels: VisibleParcels;

  constructor(parcels: VisibleParcels) {
    this.#parcels = parcels;
  }

  draw(root: SVGGElement, view: View, origin: Readonly<{ x: number; y: number }>): void {
    root.replaceChildren();
    const path = (kind: string, d: string): void => {
      root.append(svg("path", { class: kind, d }));
    };
    if (this.picked.size > 0) root.append(hatching());
    for (const code of this.picked) {
      const shape = this.#shape(code, view);
      if (shape === null) continue;
      root.append(svg("path", { class: "m-red-hatch", fill: `url(#${HATCHING})`, d: fillPath(shape, origin) }));
      const line = linePath(shape.lines, origin);
      path("m-casing", line);
      path("m-red", line);
    }
    const hovered = this.hovered === null ? null : this.#parcels.shape(this.hovered);
    if (hovered !== null && this.hovered !== this.selected) {
      path("m-hover-fill", fillPath(hovered, origin));
      path("m-hover-line", linePath(hovered.lines, origin));
    }
    const selected = this.selected === null ? null : this.#shape(this.selected, view);
    if (selected !== null) {
      const line = linePath(selected.lines, origin);
      path("m-sel-casing", line);
      path("m-sel", line);
    }
    const cursor = this.cursor === null ? null : this.#parcels.shape(this.cursor);
    if (cursor !== null) {
      const line = linePath(cursor.lines, origin);
      path("m-hover-fill", fillPath(cursor, origin));
      path("m-cursor-casing", line);
      path("m-cursor", line);
    }
    if (this.pin !== null) {
      const [x, y] = view.project(...this.pin);
      const pin = svg("g", { class: "m-pin", transform: `translate(${x - origin.x} ${y - origin.y})` });
      pin.append(
        svg("path", { d: "M0 0C-3 -7 -9 -10 -9 -18A9 9 0 0 1 9 -18C9 -10 3 -7 0 0Z" }),
        svg("circle", { cy: "-18", r: "3" }),
      );
      root.append(pin);
    }
  }

  #shape(code: string, view: View): Shape | null {
    const geometry = this.geometries.get(code);
    if (geometry?.type === "Polygon" || geometry?.type === "MultiPolygon")
      return shapeOfGeometry(geometry, view.project);
    return this.#parcels.shape(code);
  }
}

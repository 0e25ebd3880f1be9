// Draws the ground: water below the parcels, names above them.

import { isAvenue, NEIGHBOURHOODS_BELOW_ZOOM, PARCEL_LABELS_FROM_ZOOM, streetNameFrom } from "./cartography.ts";
import type { Ground, NamedLine } from "./ground.ts";
import { placeAlongLines, Taken, type LineToName } from "./label_placement.ts";
import { svg, type View } from "./overlay.ts";

export interface PointName {
  text: string;
  x: number;
  y: number;
  /** Room for the name, in pixels. */
  room: number;
}

type Origin = Readonly<{ x: number; y: number }>;

export function drawWater(root: SVGGElement, view: View, origin: Origin, ground: Ground): void {
  root.replaceChildren();
  const water = ground.water.map((polygon) => polygon.map((ring) => closedPath(ring, view, origin)).join("")).join("");
  if (water !== "") root.append(svg("path", { class: "m-water", d: water }));
  const limits = ground.limits.map((ring) => closedPath(ring, view, origin)).join("");
  if (limits !== "") root.append(svg("path", { class: "m-limit", d: limits }));
}

export function drawNames(
  root: SVGGElement,
  view: View,
  origin: Origin,
  ground: Ground,
  parcels: readonly PointName[],
  measure: (text: string, big: boolean) => number,
): void {
  root.replaceChildren();
  const taken = new Taken();
  const zoom = Math.round(view.zoom);
  if (zoom < NEIGHBOURHOODS_BELOW_ZOOM) {
    for (const { name, at } of ground.quarters) {
      const [x, y] = view.project(at[0] ?? 0, at[1] ?? 0);
      const width = measure(name, true);
      if (!settle(taken, x, y, width)) continue;
      root.append(pointName(name, "m-label quarter", x - origin.x, y - origin.y));
    }
  }
  const lines: LineToName[] = [];
  if (zoom >= 13) {
    for (const river of ground.rivers)
      lines.push(lineToName(river, "m-label wa", view, measure(river.name, false) * 1.15));
  }
  for (const street of ground.streets) {
    if (zoom < streetNameFrom(street.streetClass)) continue;
    const big = isAvenue(street.streetClass);
    lines.push(lineToName(street, big ? "m-label st big" : "m-label st", view, measure(street.name, big)));
  }
  placeAlongLines(lines, view, taken).forEach(({ text, kind, points }, i) => {
    const id = `name-${i}`;
    const d = points.map(([x, y], j) => `${j === 0 ? "M" : "L"}${x - origin.x} ${y - origin.y}`).join("");
    const label = svg("text", { class: kind, dy: "4" });
    const along = svg("textPath", { href: `#${id}`, startOffset: "50%", "text-anchor": "middle" });
    along.textContent = text;
    label.append(along);
    root.append(svg("path", { id, d, class: "m-path" }), label);
  });
  if (zoom >= PARCEL_LABELS_FROM_ZOOM) {
    for (const { text, x, y, room } of parcels) {
      const width = measure(text, false);
      if (width > room || !settle(taken, x, y, width)) continue;
      root.append(pointName(text, "m-label pc", x - origin.x, y - origin.y));
    }
  }
}

/** Text is measured on a canvas: cheaper than laying it out, and needs no place in the page. */
export function textMeter(element: Element): (text: string, big: boolean) => number {
  const context = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(element).fontFamily;
  const known = new Map<string, number>();
  return (text, big) => {
    const key = `${big ? "big" : "small"}${text}`;
    let width = known.get(key);
    if (width === undefined && context !== null) {
      context.font = big ? `600 13.5px ${family}` : `500 12px ${family}`;
      width = context.measureText(text).width + text.length * 0.15;
      known.set(key, width);
    }
    return width ?? text.length * 7;
  };
}

function settle(taken: Taken, x: number, y: number, width: number): boolean {
  const radius = 8;
  const steps = Math.max(1, Math.ceil(width / (radius * 1.5)));
  const spots = Array.from({ length: steps + 1 }, (_, i) => x - width / 2 + (width * i) / steps);
  if (!spots.every((at) => taken.free(at, y, radius))) return false;
  for (const at of spots) taken.take(at, y, radius);
  return true;
}

function lineToName(line: NamedLine, kind: string, view: View, width: number): LineToName {
  const points = line.points.map(([longitude, latitude]) => view.project(longitude ?? 0, latitude ?? 0));
  return { text: line.name, kind, points, width, height: 14 };
}

function pointName(text: string, kind: string, x: number, y: number): SVGTextElement {
  const label = svg("text", { class: kind, x: x.toFixed(1), y: (y + 4).toFixed(1), "text-anchor": "middle" });
  label.textContent = text;
  return label;
}

function closedPath(ring: readonly (readonly number[])[], view: View, origin: Origin): string {
  const points = ring.map(([longitude, latitude]) => view.project(longitude ?? 0, latitude ?? 0));
  return `${points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${(x - origin.x).toFixed(1)} ${(y - origin.y).toFixed(1)}`).join("")}Z`;
}

// Which parcel lies on that side: the arrow keys' one question, answered on plain boxes.

import type { Box } from "./geometry.ts";

export type Side = "left" | "right" | "up" | "down";

export interface Candidate {
  code: string;
  /** A point inside the parcel. */
  x: number;
  y: number;
  box: Box;
}

/**
 * The nearest parcel on a side. A parcel that the straight line meets wins over one that lies askew, and
 * only what lies mostly on that side counts, so that four keys reach every parcel of a block.
 */
export function neighbour(from: Candidate, side: Side, candidates: Iterable<Candidate>): Candidate | null {
  const horizontal = side === "left" || side === "right";
  const sign = side === "right" || side === "down" ? 1 : -1;
  let best: Candidate | null = null;
  let least = Infinity;
  for (const candidate of candidates) {
    if (candidate.code === from.code) continue;
    const along = sign * (horizontal ? candidate.x - from.x : candidate.y - from.y);
    if (along <= 0) continue;
    const across = Math.abs(horizontal ? candidate.y - from.y : candidate.x - from.x);
    const [low, high] = horizontal
      ? [candidate.box.top, candidate.box.bottom]
      : [candidate.box.left, candidate.box.right];
    const axis = horizontal ? from.y : from.x;
    const askew = axis < low ? low - axis : axis > high ? axis - high : 0;
    // Beyond 60 degrees it belongs to another key, unless the line runs through it.
    if (askew > 0 && across > along * 1.75) continue;
    const gap = Math.max(0, nearEdge(candidate.box, from, horizontal, sign));
    const cost = gap + along * 0.25 + askew * 2.5;
    if (cost < least) {
      least = cost;
      best = candidate;
    }
  }
  return best;
}

function nearEdge(box: Box, from: Candidate, horizontal: boolean, sign: number): number {
  if (horizontal) return sign > 0 ? box.left - from.box.right : from.box.left - box.right;
  return sign > 0 ? box.top - from.box.bottom : from.box.top - box.bottom;
}

/** Where the keyboard starts: the parcel nearest to the middle of what is seen. */
export function nearest(x: number, y: number, candidates: Iterable<Candidate>): Candidate | null {
  let best: Candidate | null = null;
  let least = Infinity;
  for (const candidate of candidates) {
    const distance = (candidate.x - x) ** 2 + (candidate.y - y) ** 2;
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

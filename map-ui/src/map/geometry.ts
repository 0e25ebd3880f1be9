// Plane geometry on flat rings: x0, y0, x1, y1, … The last point of a ring is not repeated.

export type Ring = Float32Array | Float64Array;
export type Line = readonly (readonly [number, number])[];

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function emptyBox(): Box {
  return { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
}

export function growBox(box: Box, x: number, y: number): void {
  if (x < box.left) box.left = x;
  if (x > box.right) box.right = x;
  if (y < box.top) box.top = y;
  if (y > box.bottom) box.bottom = y;
}

export function boxOf(rings: readonly Ring[]): Box {
  const box = emptyBox();
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i += 2) growBox(box, ring[i]!, ring[i + 1]!);
  }
  return box;
}

export function joinBoxes(one: Box, other: Box): Box {
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

export function boxHolds(box: Box, x: number, y: number): boolean {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

export function boxesMeet(one: Box, other: Box): boolean {
  return one.left <= other.right && one.right >= other.left && one.top <= other.bottom && one.bottom >= other.top;
}

/** Even-odd over all rings, so that holes and several parts need no order. */
export function shapeHolds(rings: readonly Ring[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    const n = ring.length;
    if (n < 6) continue;
    let ax = ring[n - 2]!;
    let ay = ring[n - 1]!;
    for (let i = 0; i < n; i += 2) {
      const bx = ring[i]!;
      const by = ring[i + 1]!;
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      ax = bx;
      ay = by;
    }
  }
  return inside;
}

/** The highest edge of the shape straight above a point: where a board's stake goes in. */
export function topAbove(rings: readonly Ring[], x: number, y: number): number | null {
  let top: number | null = null;
  for (const ring of rings) {
    const n = ring.length;
    if (n < 6) continue;
    let ax = ring[n - 2]!;
    let ay = ring[n - 1]!;
    for (let i = 0; i < n; i += 2) {
      const bx = ring[i]!;
      const by = ring[i + 1]!;
      if (ax > x !== bx > x) {
        const at = ay + ((by - ay) * (x - ax)) / (bx - ax);
        if (at <= y && (top === null || at < top)) top = at;
      }
      ax = bx;
      ay = by;
    }
  }
  return top;
}

/**
 * The parts of a closed ring that lie in a box, as open lines. A tile's pieces are cut a little outside
 * the tile; drawn this way, the cut itself never shows.
 */
export function ringInBox(ring: Ring, box: Box): [number, number][][] {
  const lines: [number, number][][] = [];
  let line: [number, number][] | null = null;
  const n = ring.length;
  if (n < 4) return lines;
  let ax = ring[n - 2]!;
  let ay = ring[n - 1]!;
  for (let i = 0; i < n; i += 2) {
    const bx = ring[i]!;
    const by = ring[i + 1]!;
    const cut = segmentInBox(ax, ay, bx, by, box);
    if (cut === null) {
      line = null;
    } else {
      const [from, to, leaves] = cut;
      const last = line?.at(-1);
      if (line === null || last?.[0] !== from[0] || last[1] !== from[1]) {
        line = [from];
        lines.push(line);
      }
      line.push(to);
      if (leaves) line = null;
    }
    ax = bx;
    ay = by;
  }
  return lines;
}

/** Liang and Barsky's cut of a segment by a box. */
function segmentInBox(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  box: Box,
): [[number, number], [number, number], boolean] | null {
  const dx = bx - ax;
  const dy = by - ay;
  let t0 = 0;
  let t1 = 1;
  const sides: [number, number][] = [
    [-dx, ax - box.left],
    [dx, box.right - ax],
    [-dy, ay - box.top],
    [dy, box.bottom - ay],
  ];
  for (const [p, q] of sides) {
    if (p === 0) {
      if (q < 0) return null;
    } else {
      const t = q / p;
      if (p < 0) {
        if (t > t1) return null;
        if (t > t0) t0 = t;
      } else {
        if (t < t0) return null;
        if (t < t1) t1 = t;
      }
    }
  }
  if (t0 === t1) return null;
  return [
    t0 === 0 ? [ax, ay] : [ax + t0 * dx, ay + t0 * dy],
    t1 === 1 ? [bx, by] : [ax + t1 * dx, ay + t1 * dy],
    t1 !== 1,
  ];
}

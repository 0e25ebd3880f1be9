// Where names go: along lines, evenly, never one over another. Pure: it gets lines in pixels and gives lines back.

export interface LineToName {
  text: string;
  /** In world pixels at the zoom in force, so that a name keeps its place while the map is moved. */
  points: readonly (readonly [number, number])[];
  width: number;
  height: number;
  kind: string;
}

export interface PlacedName {
  text: string;
  kind: string;
  points: [number, number][];
}

export interface Frame {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What is taken already, in coarse cells; a name asks before it settles. */
export class Taken {
  readonly #cells = new Map<string, { x: number; y: number; radius: number }[]>();

  static readonly CELL = 48;

  free(x: number, y: number, radius: number): boolean {
    const reach = radius + Taken.CELL / 2;
    for (
      let column = Math.floor((x - reach) / Taken.CELL);
      column <= Math.floor((x + reach) / Taken.CELL);
      column += 1
    ) {
      for (let row = Math.floor((y - reach) / Taken.CELL); row <= Math.floor((y + reach) / Taken.CELL); row += 1) {
        for (const other of this.#cells.get(`${column},${row}`) ?? []) {
          if (Math.hypot(other.x - x, other.y - y) < other.radius + radius) return false;
        }
      }
    }
    return true;
  }

  take(x: number, y: number, radius: number): void {
    const key = `${Math.floor(x / Taken.CELL)},${Math.floor(y / Taken.CELL)}`;
    const cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, [{ x, y, radius }]);
    else cell.push({ x, y, radius });
  }
}

const SPACING = 420;
const SAME_NAME_APART = 260;
/** A name that turns more than this between two letters cannot be read in one look. */
const MOST_TURN = Math.PI / 6;

/** Places names along lines, the first lines first. */
export function placeAlongLines(lines: readonly LineToName[], frame: Frame, taken: Taken): PlacedName[] {
  const placed: PlacedName[] = [];
  const middles = new Map<string, [number, number][]>();
  for (const line of lines) {
    const measured = measure(line.points);
    const total = measured[measured.length - 1] ?? 0;
    const room = line.width + line.height;
    if (total < room) continue;
    for (const middle of candidates(total, Math.max(SPACING, line.width * 2.5))) {
      const start = middle - line.width / 2;
      const end = middle + line.width / 2;
      if (start < 0 || end > total) continue;
      const at = pointAt(line.points, measured, middle);
      if (at[0] < frame.left || at[0] > frame.right || at[1] < frame.top || at[1] > frame.bottom) continue;
      const earlier = middles.get(line.text) ?? [];
      if (earlier.some(([x, y]) => Math.hypot(x - at[0], y - at[1]) < SAME_NAME_APART)) continue;
      // The path is a little longer than the text, so that no letter falls off its end.
      const path = cut(line.points, measured, Math.max(0, start - 4), Math.min(total, end + 4));
      if (!straightEnough(path)) continue;
      const spots = beads(path, line.height * 0.6);
      if (!spots.every(([x, y]) => taken.free(x, y, line.height * 0.6))) continue;
      for (const [x, y] of spots) taken.take(x, y, line.height * 0.6);
      middles.set(line.text, [...earlier, at]);
      placed.push({ text: line.text, kind: line.kind, points: readable(path) });
    }
  }
  return placed;
}

/** A line that is shorter than the distance between names gets its name in the middle. */
function candidates(total: number, spacing: number): number[] {
  if (total < spacing * 1.5) return [total / 2];
  const found: number[] = [];
  for (let at = spacing / 2; at < total; at += spacing) found.push(at);
  return found;
}

function measure(points: readonly (readonly [number, number])[]): number[] {
  const sums = [0];
  for (let i = 1; i < points.length; i += 1) {
    const [ax, ay] = points[i - 1]!;
    const [bx, by] = points[i]!;
    sums.push(sums[i - 1]! + Math.hypot(bx - ax, by - ay));
  }
  return sums;
}

function pointAt(
  points: readonly (readonly [number, number])[],
  sums: readonly number[],
  at: number,
): [number, number] {
  let i = 1;
  while (i < sums.length - 1 && sums[i]! < at) i += 1;
  const [ax, ay] = points[i - 1]!;
  const [bx, by] = points[i]!;
  const length = sums[i]! - sums[i - 1]!;
  const t = length === 0 ? 0 : (at - sums[i - 1]!) / length;
  return [ax + (bx - ax) * t, ay + (by - ay) * t];
}

function cut(
  points: readonly (readonly [number, number])[],
  sums: readonly number[],
  from: number,
  to: number,
): [number, number][] {
  const path: [number, number][] = [pointAt(points, sums, from)];
  for (let i = 0; i < points.length; i += 1) {
    if (sums[i]! > from && sums[i]! < to) path.push([points[i]![0], points[i]![1]]);
  }
  path.push(pointAt(points, sums, to));
  return path;
}

function straightEnough(path: readonly [number, number][]): boolean {
  let whole = 0;
  for (let i = 2; i < path.length; i += 1) {
    const turn = angle(path[i - 2]!, path[i - 1]!, path[i]!);
    if (Math.abs(turn) > MOST_TURN) return false;
    whole += turn;
    if (Math.abs(whole) > Math.PI / 2.5) return false;
  }
  return true;
}

function angle(a: readonly [number, number], b: readonly [number, number], c: readonly [number, number]): number {
  const turn = Math.atan2(c[1] - b[1], c[0] - b[0]) - Math.atan2(b[1] - a[1], b[0] - a[0]);
  return Math.atan2(Math.sin(turn), Math.cos(turn));
}

function beads(path: readonly [number, number][], radius: number): [number, number][] {
  const sums = measure(path);
  const total = sums[sums.length - 1] ?? 0;
  const found: [number, number][] = [];
  for (let at = 0; at <= total; at += radius * 1.5) found.push(pointAt(path, sums, at));
  return found;
}

/** Text runs from left to right; on an upright line from the foot to the head. */
export function readable(path: [number, number][]): [number, number][] {
  const [ax, ay] = path[0]!;
  const [bx, by] = path[path.length - 1]!;
  const upright = Math.abs(bx - ax) < Math.abs(by - ay) * 0.05;
  return (upright ? by > ay : bx < ax) ? [...path].reverse() : path;
}

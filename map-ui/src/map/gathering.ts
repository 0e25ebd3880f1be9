// Far away single marks would cover each other, so they stand together as one board with a count.

export interface Gatherable {
  key: string;
  x: number;
  y: number;
  /** How many notices or talks the mark stands for. */
  count: number;
  notice: boolean;
}

export interface Gathered<T extends Gatherable> {
  marks: T[];
  x: number;
  y: number;
  count: number;
  notice: boolean;
}

/**
 * Gathers marks that lie within `reach` pixels. The order is by importance and then by key, never by the order of
 * arrival, so that the same view shows the same boards each time.
 */
export function gather<T extends Gatherable>(marks: readonly T[], reach: number): Gathered<T>[] {
  const ordered = [...marks].sort(
    (a, b) => Number(b.notice) - Number(a.notice) || b.count - a.count || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  const groups: Gathered<T>[] = [];
  for (const mark of ordered) {
    const group = groups.find((one) => Math.hypot(one.x - mark.x, one.y - mark.y) <= reach);
    if (group === undefined) {
      groups.push({ marks: [mark], x: mark.x, y: mark.y, count: mark.count, notice: mark.notice });
    } else {
      group.marks.push(mark);
      group.count += mark.count;
      group.notice ||= mark.notice;
    }
  }
  return groups;
}

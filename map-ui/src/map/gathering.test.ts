import { describe, expect, it } from "vitest";

import { gather } from "./gathering.ts";

const mark = (
  key: string,
  x: number,
  y: number,
  notice = false,
): { key: string; x: number; y: number; count: number; notice: boolean } => ({
  key,
  x,
  y,
  count: 1,
  notice,
});

describe("gathering marks", () => {
  it("puts near ones together and leaves far ones alone", () => {
    const groups = gather([mark("a", 0, 0), mark("b", 10, 0), mark("c", 200, 0)], 64);
    expect(groups.map(({ count }) => count).sort()).toEqual([1, 2]);
  });

  it("lets a board stand for the talk around it", () => {
    const [group] = gather([mark("talk", 0, 0), mark("board", 5, 5, true)], 64);
    expect(group).toMatchObject({ notice: true, count: 2, x: 5, y: 5 });
  });

  it("does not depend on the order of arrival", () => {
    const marks = [mark("a", 0, 0), mark("b", 40, 0), mark("c", 80, 0), mark("d", 120, 0, true)];
    const said = (list: typeof marks): string[] =>
      gather(list, 64).map((group) => group.marks.map(({ key }) => key).join());
    expect(said([...marks].reverse())).toEqual(said(marks));
  });

  it("loses none", () => {
    const marks = Array.from({ length: 200 }, (_, i) => mark(String(i), (i * 37) % 500, (i * 91) % 500, i % 7 === 0));
    expect(gather(marks, 64).reduce((sum, group) => sum + group.count, 0)).toBe(200);
  });
});

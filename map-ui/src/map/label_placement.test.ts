import { describe, expect, it } from "vitest";

import { placeAlongLines, readable, Taken, type LineToName } from "./label_placement.ts";

const frame = { left: 0, top: 0, right: 1000, bottom: 800 };

function street(text: string, points: [number, number][], width = 100): LineToName {
  return { text, points, width, height: 14, kind: "st" };
}

describe("names along lines", () => {
  it("stand in the middle of a short street", () => {
    const [name] = placeAlongLines(
      [
        street("Киев", [
          [100, 100],
          [500, 100],
        ]),
      ],
      frame,
      new Taken(),
    );
    expect(name?.points[0]?.[0]).toBeCloseTo(246);
    expect(name?.points.at(-1)?.[0]).toBeCloseTo(354);
  });

  it("are left out where the street is too short", () => {
    expect(
      placeAlongLines(
        [
          street("Киев", [
            [100, 100],
            [180, 100],
          ]),
        ],
        frame,
        new Taken(),
      ),
    ).toEqual([]);
  });

  it("are left out in a sharp bend", () => {
    const bend: [number, number][] = [
      [100, 100],
      [160, 100],
      [160, 160],
    ];
    expect(placeAlongLines([street("Киев", bend)], frame, new Taken())).toEqual([]);
  });

  it("do not cross: the first keeps the place", () => {
    const lines = [
      street("Чүй", [
        [100, 300],
        [500, 300],
      ]),
      street("Манас", [
        [300, 100],
        [300, 500],
      ]),
    ];
    expect(placeAlongLines(lines, frame, new Taken()).map(({ text }) => text)).toEqual(["Чүй"]);
  });

  it("come again on a long avenue, but not side by side on its two carriageways", () => {
    const north: [number, number][] = [
      [-2000, 300],
      [3000, 300],
    ];
    const south: [number, number][] = [
      [-2000, 320],
      [3000, 320],
    ];
    const placed = placeAlongLines([street("Чүй", north), street("Чүй", south)], frame, new Taken());
    expect(placed.length).toBeGreaterThan(1);
    expect(new Set(placed.map(({ points }) => points[0]?.[1])).size).toBe(1);
  });

  it("keep their place when the map is moved", () => {
    const line = street("Чүй", [
      [-2000, 300],
      [3000, 300],
    ]);
    const before = placeAlongLines([line], frame, new Taken()).map(({ points }) => points[0]);
    const after = placeAlongLines([line], { ...frame, left: 100, right: 1100 }, new Taken()).map(
      ({ points }) => points[0],
    );
    expect(before.some((point) => after.some((other) => other?.[0] === point?.[0]))).toBe(true);
  });

  it("read from left to right, and upwards on an upright street", () => {
    expect(
      readable([
        [10, 0],
        [0, 0],
      ]),
    ).toEqual([
      [0, 0],
      [10, 0],
    ]);
    expect(
      readable([
        [0, 0],
        [0, 10],
      ]),
    ).toEqual([
      [0, 10],
      [0, 0],
    ]);
  });
});

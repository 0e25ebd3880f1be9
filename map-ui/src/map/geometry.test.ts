import { describe, expect, it } from "vitest";

import { boxOf, ringInBox, shapeHolds, topAbove } from "./geometry.ts";

const square = Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10);
const hole = Float64Array.of(4, 4, 4, 6, 6, 6, 6, 4);

describe("shapes", () => {
  it("hold their inside and not their holes, however the rings wind", () => {
    for (const inner of [hole, Float64Array.of(4, 4, 6, 4, 6, 6, 4, 6)]) {
      expect(shapeHolds([square, inner], 2, 2)).toBe(true);
      expect(shapeHolds([square, inner], 5, 5)).toBe(false);
      expect(shapeHolds([square, inner], 11, 5)).toBe(false);
    }
  });

  it("know their box", () => {
    expect(boxOf([square, hole])).toEqual({ left: 0, top: 0, right: 10, bottom: 10 });
  });

  it("find the upper edge above a point", () => {
    expect(topAbove([square], 5, 5)).toBe(0);
    expect(topAbove([Float64Array.of(0, 0, 10, 10, 0, 10)], 5, 8)).toBe(5);
    expect(topAbove([square], 20, 5)).toBeNull();
  });
});

describe("a ring in a tile", () => {
  const tile = { left: 0, top: 0, right: 100, bottom: 100 };

  it("is closed when it lies inside", () => {
    const [line, ...others] = ringInBox(Float64Array.of(10, 10, 20, 10, 20, 20), tile);
    expect(others).toEqual([]);
    expect(line?.[0]).toEqual(line?.at(-1));
  });

  it("never shows the cut that the buffer made (til-01)", () => {
    // A parcel across the right edge, cut four units outside the tile.
    const lines = ringInBox(Float64Array.of(50, 20, 104, 20, 104, 60, 50, 60), tile);
    const points = lines.flat();
    expect(points.every(([x]) => x <= 100)).toBe(true);
    for (const line of lines) {
      for (let i = 1; i < line.length; i += 1) expect(line[i]![0] === 100 && line[i - 1]![0] === 100).toBe(false);
    }
  });
});

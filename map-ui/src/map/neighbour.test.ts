import { describe, expect, it } from "vitest";

import { nearest, neighbour, type Candidate, type Side } from "./neighbour.ts";

function plot(code: string, x: number, y: number, width = 10, height = 10): Candidate {
  return {
    code,
    x,
    y,
    box: { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 },
  };
}

const block = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => plot(`${column}${row}`, column * 11, row * 11)));
const middle = block.find(({ code }) => code === "11")!;

describe("walking from parcel to parcel", () => {
  it.each<[Side, string]>([
    ["left", "01"],
    ["right", "21"],
    ["up", "10"],
    ["down", "12"],
  ])("goes %s to the one beside", (side, code) => {
    expect(neighbour(middle, side, block)?.code).toBe(code);
  });

  it("stops at the edge", () => {
    expect(neighbour(block[0]!, "left", block)).toBeNull();
  });

  it("crosses a street", () => {
    const here = plot("here", 0, 0);
    expect(neighbour(here, "right", [plot("across", 40, 2), plot("askew", 18, 60)])?.code).toBe("across");
  });

  it("takes the large parcel that the line runs through before a small one askew", () => {
    const here = plot("here", 0, 0);
    const found = neighbour(here, "right", [plot("park", 60, 30, 100, 80), plot("kiosk", 9, 14, 4, 4)]);
    expect(found?.code).toBe("park");
  });

  it("reaches every parcel of a block from every other", () => {
    const sides: Side[] = ["left", "right", "up", "down"];
    const reached = new Set<string>(["00"]);
    const open = [block[0]!];
    for (let from = open.pop(); from !== undefined; from = open.pop()) {
      for (const side of sides) {
        const to = neighbour(from, side, block);
        if (to === null || reached.has(to.code)) continue;
        reached.add(to.code);
        open.push(to);
      }
    }
    expect(reached.size).toBe(9);
  });

  it("starts at the parcel nearest to the middle", () => {
    expect(nearest(12, 10, block)?.code).toBe("11");
    expect(nearest(0, 0, [])).toBeNull();
  });
});

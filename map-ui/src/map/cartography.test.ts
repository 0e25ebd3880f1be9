import { describe, expect, it } from "vitest";

import { kebab, LAND_USES, outlineAt, PATTERNED, streetNameFrom } from "./cartography.ts";

describe("the rules of drawing", () => {
  it("gives a firmer outline the nearer one is, and none far away", () => {
    expect(outlineAt(13)).toBeNull();
    expect([14, 15, 16, 17, 18, 19].map((zoom) => outlineAt(zoom)?.width)).toEqual([0.4, 0.4, 0.7, 0.7, 1, 1]);
  });

  it("draws a pattern where a colour alone could be taken for another", () => {
    expect(LAND_USES.filter((use) => !PATTERNED.has(use))).toEqual([
      "individual_houses",
      "apartment_houses",
      "trade",
      "institution",
    ]);
  });

  it("names avenues before streets", () => {
    expect(streetNameFrom("primary")).toBeLessThan(streetNameFrom("secondary"));
    expect(streetNameFrom("secondary")).toBeLessThan(streetNameFrom("residential"));
  });

  it("spells a class for CSS", () => {
    expect(kebab("individual_houses")).toBe("individual-houses");
  });
});

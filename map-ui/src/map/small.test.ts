import { describe, expect, it } from "vitest";

import { readCodes } from "./picking.ts";
import { scaleBar } from "./scale_bar.ts";
import { readSuggestions } from "./suggestions.ts";
import { shiftIntoView } from "./view_shift.ts";

describe("the scale", () => {
  it("is a round length that fits", () => {
    for (let zoom = 10; zoom <= 19; zoom += 1) {
      const { metres, width } = scaleBar(zoom, 42.87, 90);
      expect(width).toBeLessThanOrEqual(90);
      expect(width).toBeGreaterThan(30);
      expect(String(metres)).toMatch(/^[125]0*$/);
    }
  });
});

describe("moving only for what is hidden", () => {
  it("leaves alone what is seen", () => {
    expect(shiftIntoView(100, 200, 400)).toBe(0);
  });
  it("moves by as little as shows it", () => {
    expect(shiftIntoView(390, 450, 400)).toBe(74);
    expect(shiftIntoView(-50, 10, 400)).toBe(-74);
  });
  it("puts what is too large into the middle, unless it fills it already", () => {
    expect(shiftIntoView(-300, 700, 400)).toBe(0);
    expect(shiftIntoView(500, 1500, 400)).toBe(800);
  });
});

describe("codes in a field", () => {
  it("may be parted in any way and stand once each", () => {
    expect(readCodes("1-01\n 1-02, 1-03;1-01")).toEqual(["1-01", "1-02", "1-03"]);
    expect(readCodes(" \n")).toEqual([]);
  });
});

describe("what the search answers", () => {
  it("is read in each of its shapes", () => {
    const entry = { code: "1-01", address: "Чүй, 1", land_use: "trade" };
    const wanted = [{ code: "1-01", address: "Чүй, 1", use: "trade" }];
    expect(readSuggestions({ parcels: [entry] })).toEqual(wanted);
    expect(readSuggestions([entry])).toEqual(wanted);
    expect(readSuggestions({ features: [{ properties: entry }] })).toEqual(wanted);
    expect(readSuggestions({ parcels: [{ code: 5 }, null] })).toEqual([]);
    expect(readSuggestions("?")).toEqual([]);
  });
});

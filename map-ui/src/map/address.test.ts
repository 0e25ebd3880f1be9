import { describe, expect, it } from "vitest";

import { closeViews, formatPlace, formatView, parsePlace, parseView } from "./address.ts";

describe("the address of the map", () => {
  it("reads what it wrote", () => {
    const place = { parcel: "1-04-12-0035-0120", view: { zoom: 16, longitude: 74.57751, latitude: 42.87253 } };
    const address = formatPlace("?language=ru&view=1,2,3", place);
    expect(address).toBe("/?parcel=1-04-12-0035-0120&view=16,74.57751,42.87253&language=ru");
    expect(parsePlace(address.slice(1))).toEqual(place);
  });

  it("keeps a code with any letters whole", () => {
    const place = { parcel: "12/4 & 5+№7", view: null };
    expect(parsePlace(formatPlace("", place).slice(1))).toEqual(place);
  });

  it.each(["", "16", "16,74", "a,b,c", "16,,42", "16,74,42,1", "99,74,42", "16,181,42", "16,74,-89", "16,Infinity,42"])(
    "takes %j for no view",
    (text) => {
      expect(parseView(text)).toBeNull();
    },
  );

  it("is the bare page when nothing is chosen", () => {
    expect(formatPlace("", { parcel: null, view: null })).toBe("/");
    expect(parsePlace("?parcel=&view=")).toEqual({ parcel: null, view: null });
  });

  it("rounds to a metre and does not call a rounded view another one", () => {
    const view = { zoom: 16.004, longitude: 74.577512345, latitude: 42.872534567 };
    expect(formatView(view)).toBe("16,74.57751,42.87253");
    expect(closeViews(view, parseView(formatView(view)) ?? view)).toBe(true);
    expect(closeViews(view, { ...view, longitude: view.longitude + 0.001 })).toBe(false);
  });
});

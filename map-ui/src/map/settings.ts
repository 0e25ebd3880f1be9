// What the page hands to the map, read once and checked: addresses, place, mode. Words are read in words.ts.

import { type View } from "./address.ts";
import { LEAST_ZOOM, MOST_ZOOM } from "./cartography.ts";

export type Mode = "view" | "pick" | "place";

export interface Settings {
  mode: Mode;
  language: string;
  /** Address templates with {z}, {x} and {y}. */
  tiles: string;
  activity: string | null;
  /** The parcels' collection: `?bbox=` and `/CODE`. */
  items: string;
  search: string;
  base: { streets: string | null; water: string | null; boundary: string | null; neighbourhoods: string | null };
  icons: string;
  home: View;
  /** West, south, east, north. */
  extent: [number, number, number, number] | null;
  selected: string | null;
  /** Ids of the form's fields that `pick` and `place` write to. */
  fields: { codes: string | null; longitude: string | null; latitude: string | null };
}

/** Reads the element's data- attributes; an element that lacks what the map cannot do without is no map. */
export function readSettings(element: HTMLElement): Settings {
  const data = element.dataset;
  const mode = data["mode"] ?? "view";
  if (mode !== "view" && mode !== "pick" && mode !== "place") throw new Error(`tilke-map: no such mode "${mode}"`);
  const [longitude, latitude] = numbers(needed(data, "centre"), 2);
  return {
    mode,
    language: data["language"] ?? (document.documentElement.lang || "ky"),
    tiles: needed(data, "tiles"),
    activity: data["activity"] ?? null,
    items: data["items"] ?? "/collections/parcels/items",
    search: data["search"] ?? "/parcels",
    base: {
      streets: data["streets"] ?? null,
      water: data["water"] ?? null,
      boundary: data["boundary"] ?? null,
      neighbourhoods: data["neighbourhoods"] ?? null,
    },
    icons: data["icons"] ?? "",
    home: {
      longitude: longitude ?? 0,
      latitude: latitude ?? 0,
      zoom: Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, Number(data["zoom"] ?? "15"))),
    },
    extent: data["extent"] === undefined ? null : (numbers(data["extent"], 4) as [number, number, number, number]),
    selected: data["selected"] === undefined || data["selected"] === "" ? null : data["selected"],
    fields: {
      codes: data["field"] ?? null,
      longitude: data["longitude"] ?? null,
      latitude: data["latitude"] ?? null,
    },
  };
}

function needed(data: DOMStringMap, name: string): string {
  const value = data[name];
  if (value === undefined || value === "") throw new Error(`tilke-map: data-${name} is missing`);
  return value;
}

function numbers(text: string, count: number): number[] {
  const found = text.split(",").map(Number);
  if (found.length !== count || !found.every(Number.isFinite))
    throw new Error(`tilke-map: "${text}" is not ${count} numbers`);
  return found;
}

// The parcels' collection: which parcel lies at a place where the tiles do not say it, and its whole outline.

import type { Feature, FeatureCollection } from "geojson";

export interface Item {
  code: string;
  landUse: string;
  area: number | null;
  address: string;
  feature: Feature;
}

export class Items {
  readonly #address: string;
  readonly #language: string;
  readonly #known = new Map<string, Promise<Item | null>>();

  constructor(address: string, language: string) {
    this.#address = address;
    this.#language = language;
  }

  byCode(code: string): Promise<Item | null> {
    let item = this.#known.get(code);
    if (item === undefined) {
      item = this.#get(`${this.#address}/${encodeURIComponent(code)}`).then((found) =>
        this.#item(found as Feature | null),
      );
      // What failed is asked again the next time.
      item.catch(() => this.#known.delete(code));
      this.#known.set(code, item);
    }
    return item;
  }

  /** A click is a box without size. */
  async at(longitude: number, latitude: number): Promise<Item | null> {
    const point = `${longitude.toFixed(7)},${latitude.toFixed(7)}`;
    const found = (await this.#get(`${this.#address}?bbox=${point},${point}&limit=1`)) as FeatureCollection | null;
    return this.#item(found?.features[0] ?? null);
  }

  async #get(address: string): Promise<unknown> {
    const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  }

  #item(feature: Feature | null): Item | null {
    if (feature === null) return null;
    const properties: Record<string, unknown> = feature.properties ?? {};
    const code = properties["code"] ?? feature.id;
    if (typeof code !== "string") return null;
    const area = properties["area_m2"] ?? properties["area"];
    const use = properties["land_use"];
    return {
      code,
      landUse: typeof use === "string" ? use : "vacant",
      area: typeof area === "number" ? area : null,
      address: this.#inLanguage(properties, "address"),
      feature,
    };
  }

  #inLanguage(properties: Record<string, unknown>, name: string): string {
    const nested = properties[name];
    const texts =
      typeof nested === "object" && nested !== null
        ? (nested as Record<string, unknown>)
        : Object.fromEntries(["ky", "ru", "en"].map((language) => [language, properties[`${name}_${language}`]]));
    for (const language of [this.#language, "ky", "ru", "en"]) {
      const text = texts[language];
      if (typeof text === "string" && text !== "") return text;
    }
    return typeof nested === "string" ? nested : "";
  }
}

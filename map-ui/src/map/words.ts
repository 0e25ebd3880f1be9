// The map's words. They come from the page's data-word-… attributes, so that no sentence lives in script.
// A word that depends on a number has one attribute for each form: data-word-days-one, -few, -many, -other.

import { kebab } from "./cartography.ts";

export class Words {
  readonly #data: DOMStringMap;
  readonly #plural: Intl.PluralRules;
  readonly #number: Intl.NumberFormat;

  constructor(data: DOMStringMap, language: string) {
    this.#data = data;
    this.#plural = new Intl.PluralRules(language);
    // Kyrgyz groups digits as Russian does, and few browsers know it.
    this.#number = new Intl.NumberFormat(language === "en" ? "en" : "ru", { maximumFractionDigits: 0 });
  }

  /** A sentence with its blanks filled; a missing word is seen by its key, not by an empty control. */
  say(key: string, values: Readonly<Record<string, string>> = {}): string {
    const sentence = this.#data[camel(`word-${key}`)] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  }

  count(key: string, n: number, values: Readonly<Record<string, string>> = {}): string {
    const form = `${key}-${this.#plural.select(n)}`;
    const known = this.#data[camel(`word-${form}`)] === undefined ? `${key}-other` : form;
    return this.say(known, { ...values, n: this.number(n) });
  }

  use(landUse: string): string {
    return this.say(`use-${kebab(landUse)}`);
  }

  number(n: number): string {
    return this.#number.format(n);
  }

  area(square_metres: number): string {
    return this.say("area", { n: this.number(square_metres) });
  }
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

// The small label at the pointer or the cursor: which parcel, which use, how large.

import type { Words } from "./words.ts";
import type { Known } from "./visible_parcels.ts";

export class Tip {
  readonly #element = document.createElement("div");
  readonly #frame: HTMLElement;
  readonly #words: Words;

  constructor(frame: HTMLElement, words: Words) {
    this.#frame = frame;
    this.#words = words;
    this.#element.className = "tip";
    this.#element.setAttribute("aria-hidden", "true");
    this.#element.hidden = true;
    frame.append(this.#element);
  }

  show(parcel: Known, x: number, y: number): void {
    const code = document.createElement("b");
    code.className = "code";
    code.textContent = parcel.code;
    this.#element.replaceChildren(code, describe(parcel, this.#words));
    this.#element.hidden = false;
    // It stays on the map: near the right or lower edge it stands on the pointer's other side.
    const { offsetWidth, offsetHeight } = this.#element;
    const left = x + offsetWidth + 28 > this.#frame.clientWidth ? x - offsetWidth - 28 : x;
    const top = y + offsetHeight + 28 > this.#frame.clientHeight ? y - offsetHeight - 28 : y;
    this.#element.style.left = `${Math.max(0, left)}px`;
    this.#element.style.top = `${Math.max(0, top)}px`;
  }

  hide(): void {
    this.#element.hidden = true;
  }
}

/** "Individual houses · 487 m²", as the tip shows it and the cursor says it. */
export function describe(parcel: Known, words: Words): string {
  const use = words.use(parcel.landUse);
  return parcel.area === null ? use : `${use} · ${words.area(parcel.area)}`;
}

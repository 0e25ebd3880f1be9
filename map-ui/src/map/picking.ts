// Choosing parcels for a notice: a click adds or takes away, and the form's field says the same, both ways.

import type { Highlights } from "./highlights.ts";

export class Picking {
  readonly #field: HTMLTextAreaElement | HTMLInputElement | null;
  readonly #highlights: Highlights;
  readonly #changed: (added: string[]) => void;

  constructor(id: string | null, highlights: Highlights, changed: (added: string[]) => void, signal: AbortSignal) {
    const field = id === null ? null : document.getElementById(id);
    this.#field = field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement ? field : null;
    this.#highlights = highlights;
    this.#changed = changed;
    this.#field?.addEventListener("input", this.#read, { signal });
    this.#field?.form?.addEventListener("reset", () => setTimeout(this.#read), { signal });
  }

  /** Takes over what the field says. */
  start(): void {
    this.#read();
  }

  toggle(code: string): boolean {
    const { picked } = this.#highlights;
    const added = !picked.delete(code);
    if (added) picked.add(code);
    if (this.#field !== null) {
      this.#field.value = [...picked].join(this.#field instanceof HTMLTextAreaElement ? "\n" : " ");
      this.#field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.#changed(added ? [code] : []);
    return added;
  }

  readonly #read = (): void => {
    const codes = readCodes(this.#field?.value ?? "");
    const { picked } = this.#highlights;
    const added = codes.filter((code) => !picked.has(code));
    picked.clear();
    for (const code of codes) picked.add(code);
    this.#changed(added);
  };
}

/** Codes stand one to a line, or parted by commas, semicolons or spaces. */
export function readCodes(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/u).filter((code) => code !== ""))];
}

// The search over the map: the form works without script; with it, parcels are offered while one types.
// A combobox as the ARIA Authoring Practices describe it: the focus stays in the field, arrows choose in the list.

import { readSuggestions, type Suggestion } from "./suggestions.ts";
import type { Words } from "./words.ts";

const PAUSE_MS = 150;
const MOST = 8;

export class Search {
  readonly #field: HTMLInputElement;
  readonly #list = document.createElement("ul");
  readonly #words: Words;
  readonly #address: string;
  readonly #chosen: (code: string) => void;
  readonly #announce: (sentence: string) => void;
  #offered: Suggestion[] = [];
  #active = -1;
  #asking: AbortController | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(
    form: HTMLFormElement,
    address: string,
    words: Words,
    chosen: (code: string) => void,
    announce: (sentence: string) => void,
    signal: AbortSignal,
  ) {
    const field = form.querySelector<HTMLInputElement>("input[name=q], input[type=search]");
    if (field === null) throw new Error("tilke-map: the search form has no field");
    this.#field = field;
    this.#address = address;
    this.#words = words;
    this.#chosen = chosen;
    this.#announce = announce;
    this.#list.id = `${field.id || "q"}-offers`;
    this.#list.className = "offers";
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", words.say("search-offers"));
    this.#list.hidden = true;
    (field.closest(".find") ?? form).append(this.#list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", this.#list.id);
    field.autocomplete = "off";
    field.addEventListener("input", this.#typed, { signal });
    field.addEventListener("keydown", this.#key, { signal });
    field.addEventListener("blur", this.#close, { signal });
    // Before the field loses the focus, and with it the list.
    this.#list.addEventListener("pointerdown", this.#press, { signal });
    signal.addEventListener("abort", () => {
      this.#asking?.abort();
      this.#list.remove();
    });
  }

  readonly #typed = (): void => {
    clearTimeout(this.#pause);
    this.#asking?.abort();
    const typed = this.#field.value.trim();
    if (typed.length < 2) {
      this.#close();
      return;
    }
    this.#pause = setTimeout(() => void this.#ask(typed), PAUSE_MS);
  };

  async #ask(typed: string): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const query = new URLSearchParams({ q: typed, limit: String(MOST) });
      const answer = await fetch(`${this.#address}?${query}`, {
        signal: asking.signal,
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      this.#offer(readSuggestions(await answer.json()).slice(0, MOST));
    } catch {
      // The form itself still finds.
      if (!asking.signal.aborted) this.#close();
    }
  }

  #offer(suggestions: Suggestion[]): void {
    if (document.activeElement !== this.#field) return;
    this.#offered = suggestions;
    this.#list.replaceChildren(
      ...suggestions.map((suggestion, i) => {
        const item = document.createElement("li");
        item.id = `${this.#list.id}-${i}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset["offer"] = String(i);
        const code = document.createElement("b");
        code.className = "code";
        code.textContent = suggestion.code;
        const rest = document.createElement("span");
        const use = suggestion.use === null ? null : this.#words.use(suggestion.use);
        rest.textContent = [suggestion.address, use].filter((part) => part !== null && part !== "").join(" · ");
        item.append(code, " ", rest);
        return item;
      }),
    );
    this.#activate(-1);
    this.#list.hidden = suggestions.length === 0;
    this.#field.setAttribute("aria-expanded", String(suggestions.length > 0));
    this.#announce(
      suggestions.length === 0 ? this.#words.say("search-none") : this.#words.count("search-found", suggestions.length),
    );
  }

  readonly #key = (event: KeyboardEvent): void => {
    const open = !this.#list.hidden;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        if (!open) return;
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        const places = this.#offered.length + 1;
        this.#activate(((this.#active + 1 + step + places) % places) - 1);
        return;
      }
      case "Enter": {
        const suggestion = this.#offered[this.#active] ?? this.#exact();
        if (!open || suggestion === undefined) return;
        event.preventDefault();
        this.#choose(suggestion);
        return;
      }
      case "Escape":
        if (open) {
          event.preventDefault();
          event.stopPropagation();
          this.#close();
        }
    }
  };

  /** A code that was typed in full needs no choosing. */
  #exact(): Suggestion | undefined {
    const typed = this.#field.value.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
    return this.#offered.find(({ code }) => code.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase() === typed);
  }

  readonly #press = (event: PointerEvent): void => {
    const item = (event.target as Element).closest<HTMLElement>("[data-offer]");
    const suggestion = this.#offered[Number(item?.dataset["offer"])];
    event.preventDefault();
    if (suggestion !== undefined) this.#choose(suggestion);
  };

  #choose(suggestion: Suggestion): void {
    this.#field.value = suggestion.code;
    this.#close();
    this.#chosen(suggestion.code);
  }

  #activate(at: number): void {
    this.#active = at;
    [...this.#list.children].forEach((item, i) => {
      item.setAttribute("aria-selected", String(i === at));
      if (i === at) item.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) this.#field.removeAttribute("aria-activedescendant");
    else this.#field.setAttribute("aria-activedescendant", `${this.#list.id}-${at}`);
  }

  readonly #close = (): void => {
    clearTimeout(this.#pause);
    this.#list.hidden = true;
    this.#offered = [];
    this.#active = -1;
    this.#field.setAttribute("aria-expanded", "false");
    this.#field.removeAttribute("aria-activedescendant");
  };
}

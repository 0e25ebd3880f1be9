// On a phone the panel is a sheet: the page's own scroll over a map that stays. Script only adds the lowest stop.

import type L from "leaflet";

export class Sheet {
  readonly #page: HTMLElement | null;
  readonly #panel: HTMLElement;
  readonly #narrow = matchMedia("(max-width: 46rem)");

  constructor(panel: HTMLElement, map: L.Map, resized: () => void, signal: AbortSignal) {
    this.#panel = panel;
    this.#page = panel.closest<HTMLElement>(".mapview");
    map.on("dragstart", () => {
      if (this.narrow) this.peek();
    });
    this.#narrow.addEventListener(
      "change",
      () => {
        this.#page?.classList.remove("peek");
        resized();
      },
      { signal },
    );
    panel.addEventListener(
      "click",
      (event) => {
        const grab = (event.target as Element).closest<HTMLElement>(".grab");
        if (grab === null && !this.#peeking) return;
        if (grab !== null) event.preventDefault();
        this.#unfold(grab !== null);
      },
      { signal },
    );
    panel.addEventListener(
      "focusin",
      () => {
        if (this.#peeking) this.rest();
      },
      { signal },
    );
  }

  get narrow(): boolean {
    return this.#narrow.matches && this.#page !== null;
  }

  get #peeking(): boolean {
    return this.#page?.classList.contains("peek") === true;
  }

  peek(): void {
    scrollTo({ top: 0 });
    this.#page?.classList.add("peek");
  }

  /** The resting stop: half, where title and deadline show. */
  rest(): void {
    this.#page?.classList.remove("peek");
    if (this.narrow) scrollTo({ top: 0, behavior: "instant" });
  }

  /** How much of the map the search and the resting sheet cover, in pixels. */
  covers(map: HTMLElement): { top: number; bottom: number } {
    if (!this.narrow) return { top: 0, bottom: 0 };
    const top = (this.#page?.getBoundingClientRect().top ?? 0) + scrollY;
    const search = this.#panel.querySelector(".pfind")?.getBoundingClientRect();
    // The map sticks while the sheet is scrolled: what the sheet leaves free at rest is what counts.
    const seen = Math.max(0, this.#panel.getBoundingClientRect().top + scrollY - top);
    return {
      top: search === undefined ? 0 : Math.max(0, search.bottom + scrollY - top),
      bottom: Math.max(0, map.clientHeight - seen),
    };
  }

  /** The handle goes one stop up, and from the highest back to rest. */
  #unfold(byHandle: boolean): void {
    if (this.#peeking) {
      this.rest();
    } else if (byHandle) {
      const top = this.#panel.getBoundingClientRect().top;
      scrollTo({ top: top > 8 ? scrollY + top : 0, behavior: calm() });
    }
  }
}

function calm(): ScrollBehavior {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
}

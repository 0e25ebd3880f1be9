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

  /** How much of the map's lower part the resting sheet covers, in pixels. */
  covers(map: HTMLElement): number {
    if (!this.narrow) return 0;
    const seen = this.#panel.getBoundingClientRect().top + scrollY - (map.getBoundingClientRect().top + scrollY);
    return Math.max(0, map.clientHeight - Math.max(0, seen));
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

// The address bar follows the map: a choice is a step back and forth, a move is not.

import { formatPlace, parsePlace, closeViews, type Place, type View } from "./address.ts";

export class Addresses {
  readonly #followed: (place: Place) => void;

  constructor(followed: (place: Place) => void, signal: AbortSignal) {
    this.#followed = followed;
    addEventListener(
      "popstate",
      () => {
        this.#tellLanguages();
        this.#followed(this.now());
      },
      { signal },
    );
    this.#tellLanguages();
  }

  now(): Place {
    return parsePlace(location.search);
  }

  /** The address that chooses a parcel (or none) and leaves the map where it is. */
  choosing(parcel: string | null): string {
    return formatPlace(location.search, { parcel, view: this.now().view });
  }

  choose(parcel: string | null): void {
    if (this.now().parcel === parcel) return;
    history.pushState(null, "", this.choosing(parcel));
    this.#tellLanguages();
  }

  move(view: View): void {
    const now = this.now();
    if (now.view !== null && closeViews(now.view, view)) return;
    history.replaceState(history.state, "", formatPlace(location.search, { parcel: now.parcel, view }));
    this.#tellLanguages();
  }

  /** Changing the language must not lose the parcel. */
  #tellLanguages(): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".langs a[hreflang]")) {
      const parameters = new URLSearchParams(location.search);
      parameters.set("language", link.hreflang);
      link.href = `/?${parameters.toString().replaceAll("%2C", ",")}`;
    }
  }
}

// The address bar follows the map: a choice is a step back and forth, a move is not.

import { formatPlace, parsePlace, closeViews, type Place, type View } from "./address.ts";

export class Addresses {
  readonly #followed: (place: Place) => void;

  constructor(followed: (place: Place) => void, signal: AbortSignal) {
    this.#followed = followed;
    addEventListener(
      "popstate",
      () => {
        this.#followed(this.now());
      },
      { signal },
    );
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
  }

  move(view: View): void {
    const now = this.now();
    if (now.view !== null && closeViews(now.view, view)) return;
    history.replaceState(history.state, "", formatPlace(location.search, { parcel: now.parcel, view }));
  }
}

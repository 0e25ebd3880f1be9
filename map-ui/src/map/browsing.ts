// Reading the map: a choice opens the panel, the address follows, back goes back.

import L from "leaflet";

import type { Place } from "./address.ts";
import { MARKS_STAND_ALONE_FROM_ZOOM } from "./cartography.ts";
import { Cursor } from "./cursor.ts";
import { Addresses } from "./history.ts";
import type { Items } from "./items.ts";
import { Marks } from "./marks.ts";
import { Panel } from "./panel.ts";
import { Search } from "./search.ts";
import type { Settings } from "./settings.ts";
import { Sheet } from "./sheet.ts";
import type { Stage } from "./stage.ts";
import { describe } from "./tip.ts";
import type { Words } from "./words.ts";

/** A parcel that was found by its name is shown from here, with its block around it. */
const FOUND_ZOOM = 17;

export class Browsing {
  readonly #stage: Stage;
  readonly #items: Items;
  readonly #words: Words;
  readonly #panel: Panel;
  readonly #sheet: Sheet;
  readonly #addresses: Addresses;
  readonly #marks: Marks | null;
  readonly #announce: (sentence: string) => void;
  #speaking: ReturnType<typeof setTimeout> | undefined;

  constructor(
    stage: Stage,
    panel: HTMLElement,
    settings: Settings,
    items: Items,
    words: Words,
    announce: (sentence: string) => void,
    signal: AbortSignal,
  ) {
    this.#stage = stage;
    this.#items = items;
    this.#words = words;
    this.#announce = announce;
    this.#panel = new Panel(panel, words);
    this.#sheet = new Sheet(panel, stage.map, () => stage.map.invalidateSize(), signal);
    this.#addresses = new Addresses((place) => {
      this.#follow(place);
    }, signal);
    this.#marks =
      stage.activity === null
        ? null
        : new Marks(stage.map, stage.activity, words, settings.icons, (code) => this.#addresses.choosing(code));
    stage.highlights.selected = settings.selected;

    stage.map.on("click", (event) => void this.#click(event));
    stage.map.on("moveend", () => {
      const { lng, lat } = stage.map.getCenter();
      this.#addresses.move({ zoom: stage.map.getZoom(), longitude: lng, latitude: lat });
      this.#marks?.update();
    });
    this.#listenToLinks(panel, signal);
    new Cursor(
      stage.map,
      stage.parcels,
      stage.highlights,
      {
        open: (code) => void this.choose(code, true),
        moved: (code) => {
          this.#cursorMoved(code);
        },
        tooFar: () => {
          announce(words.say("too-far"));
        },
        bringIntoView: (box) => {
          stage.bringIntoView(box, true);
        },
      },
      signal,
    );
    const form = panel.querySelector<HTMLFormElement>("form.pfind");
    if (form !== null)
      new Search(form, settings.search, words, (code) => void this.choose(code, true, true), announce, signal);
  }

  activityChanged(): void {
    this.#marks?.update();
  }

  covered(): { top: number; bottom: number } {
    return this.#sheet.covers(this.#stage.map.getContainer());
  }

  async choose(code: string, focus: boolean, fly = false): Promise<void> {
    this.#addresses.choose(code);
    await this.#show(code, focus, fly);
  }

  close(): void {
    this.#addresses.choose(null);
    void this.#show(null, false, false);
    this.#panel.giveFocusBack(this.#stage.map.getContainer());
  }

  async #show(code: string | null, focus: boolean, fly: boolean): Promise<void> {
    const { highlights } = this.#stage;
    highlights.selected = code;
    this.#stage.mark();
    this.#stage.tip.hide();
    this.#sheet.rest();
    const shape = code === null ? null : this.#stage.parcels.shape(code);
    if (shape !== null) this.#stage.bringIntoView(shape.box, true);
    const outcome = this.#panel.show(this.#addresses.choosing(code), focus);
    if (code !== null) await this.#outline(code, fly && shape === null);
    if ((await outcome) === "unknown" && highlights.selected === code) highlights.selected = null;
  }

  /** Fetches the whole outline: the tiles may hold only a part of it, or none. */
  async #outline(code: string, fly: boolean): Promise<void> {
    const item = await this.#items.byCode(code).catch(() => null);
    if (item === null || this.#stage.highlights.selected !== code) return;
    this.#stage.highlights.geometries.set(code, item.feature.geometry);
    const bounds = L.geoJSON(item.feature).getBounds();
    if (fly && !this.#stage.map.getBounds().contains(bounds)) {
      this.#stage.fit(bounds, FOUND_ZOOM);
    } else {
      const { map } = this.#stage;
      const [one, other] = [map.project(bounds.getNorthWest()), map.project(bounds.getSouthEast())];
      this.#stage.bringIntoView({ left: one.x, top: one.y, right: other.x, bottom: other.y }, false);
    }
    this.#stage.mark();
  }

  /** The server has filled the panel already; the map only has to show the same. */
  openCold(settings: Settings): void {
    const { view } = this.#addresses.now();
    if (view !== null) {
      this.#stage.map.setView([view.latitude, view.longitude], Math.round(view.zoom), { animate: false });
    }
    // As in the server's picture, the middle of what the sheet leaves free is the middle of the view.
    if (view === null) this.#stage.centreInFreePart();
    if (settings.selected !== null) void this.#outline(settings.selected, false);
  }

  #follow({ parcel, view }: Place): void {
    if (view !== null) {
      this.#stage.map.setView([view.latitude, view.longitude], Math.round(view.zoom), { animate: false });
    }
    if (parcel !== this.#stage.highlights.selected) void this.#show(parcel, false, view === null);
  }

  async #click(event: L.LeafletMouseEvent): Promise<void> {
    const known = this.#stage.parcels.at(event.latlng);
    if (known !== null) {
      await this.choose(known.code, true);
      return;
    }
    // The tiles name no parcel here; far away none of them does. On the street nothing is asked.
    if (this.#stage.parcels.named) return;
    try {
      const item = await this.#items.at(event.latlng.lng, event.latlng.lat);
      if (item !== null) await this.choose(item.code, true);
    } catch {
      this.#announce(this.#words.say("failed"));
    }
  }

  /** Links that name a parcel of this map are followed in place; everything else is a link like any other. */
  #listenToLinks(panel: HTMLElement, signal: AbortSignal): void {
    const follow = (event: MouseEvent): void => {
      if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
      if (link?.origin !== location.origin || link.target !== "") return;
      if (link.dataset["close"] !== undefined) {
        event.preventDefault();
        this.close();
      } else if (link.dataset["bounds"] !== undefined) {
        event.preventDefault();
        this.#openGathered(link.dataset["bounds"]);
      } else if (link.pathname === "/" && link.hash === "") {
        const code = new URLSearchParams(link.search).get("parcel");
        if (code === null) return;
        event.preventDefault();
        void this.choose(code, true, !link.classList.contains("mark"));
      }
    };
    panel.addEventListener("click", follow, { signal });
    this.#stage.map.getContainer().addEventListener("click", follow, { signal });
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape" || event.defaultPrevented || this.#stage.highlights.selected === null) return;
        const typing =
          event.target instanceof Element && event.target.closest("input, textarea, select, dialog") !== null;
        if (!typing) this.close();
      },
      { signal },
    );
  }

  #openGathered(text: string): void {
    const [west, south, east, north] = text.split(",").map(Number) as [number, number, number, number];
    const { map } = this.#stage;
    const bounds = L.latLngBounds([south, west], [north, east]);
    const least = Math.min(MARKS_STAND_ALONE_FROM_ZOOM, map.getZoom() + 1);
    const fitting = Math.min(map.getBoundsZoom(bounds.pad(0.2)), MARKS_STAND_ALONE_FROM_ZOOM + 1);
    map.setView(bounds.getCenter(), Math.max(least, fitting));
    map.getContainer().focus({ preventScroll: true });
  }

  #cursorMoved(code: string | null): void {
    const { parcels, map, tip } = this.#stage;
    this.#stage.mark();
    clearTimeout(this.#speaking);
    const known = code === null ? null : parcels.byCode(code);
    if (known === null) {
      tip.hide();
      return;
    }
    const shape = parcels.shape(known.code);
    if (shape !== null) {
      const corner = map.getPixelBounds().min ?? L.point(0, 0);
      tip.show(known, (shape.box.left + shape.box.right) / 2 - corner.x, shape.box.bottom - corner.y);
    }
    // Said once, with the address if it comes in time; a reader who walks on hears only where they stop.
    this.#speaking = setTimeout(() => {
      void this.#speak(known.code, describe(known, this.#words));
    }, 200);
  }

  async #speak(code: string, description: string): Promise<void> {
    const late = new Promise<null>((resolve) => setTimeout(resolve, 600, null));
    const item = await Promise.race([this.#items.byCode(code).catch(() => null), late]);
    if (this.#stage.highlights.cursor !== code) return;
    const address = item === null || item.address === "" ? "" : `, ${item.address}`;
    this.#announce(`${code}${address}, ${description}`);
  }
}

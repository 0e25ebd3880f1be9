// The map itself, whatever it is used for: Leaflet with our tiles, the ground, names, marks of attention, and a size
// that follows its box. What a click or a key means is for whoever uses the stage.

import L from "leaflet";

import { LEAST_ZOOM, MOST_ZOOM } from "./cartography.ts";
import { readPalette, watchAppearance } from "./colours.ts";
import type { Box } from "./geometry.ts";
import { loadGround, NO_GROUND } from "./ground.ts";
import { drawNames, drawWater, textMeter } from "./ground_layer.ts";
import { Highlights } from "./highlights.ts";
import { Overlay } from "./overlay.ts";
import { paintParcels, paintProposals } from "./paint.ts";
import { Patterns } from "./patterns.ts";
import type { Settings } from "./settings.ts";
import {
  decodeActivity,
  decodeParcels,
  EMPTY_ACTIVITY,
  EMPTY_PARCELS,
  type ActivityTile,
  type ParcelTile,
} from "./tile.ts";
import { TileLayer } from "./tile_layer.ts";
import { Tip } from "./tip.ts";
import { shiftIntoView } from "./view_shift.ts";
import { VisibleParcels } from "./visible_parcels.ts";
import type { Words } from "./words.ts";

const PANES: readonly [string, number][] = [
  ["ground", 180],
  ["parcels", 200],
  ["activity", 220],
  ["highlights", 420],
  ["names", 440],
];

const TRY_AGAIN_MS = 5000;
const ACTIVITY_ANEW_MS = 60_000;
const EDGE_PX = 24;

export interface StageEvents {
  /** How much of the map lies under the search and under the sheet, in pixels. */
  covered: () => { top: number; bottom: number };
  activityChanged: () => void;
  failed: (failing: boolean) => void;
}

export class Stage {
  readonly map: L.Map;
  readonly parcels: VisibleParcels;
  readonly highlights: Highlights;
  readonly activity: TileLayer<ActivityTile> | null;
  readonly tip: Tip;
  /** Resolves when the first tiles are painted. */
  readonly ready: Promise<void>;
  readonly #frame: HTMLElement;
  readonly #tiles: TileLayer<ParcelTile>;
  readonly #marked: Overlay;
  readonly #names: Overlay;
  readonly #events: StageEvents;
  #tryingAgain: ReturnType<typeof setTimeout> | undefined;
  #namesDue = 0;

  constructor(frame: HTMLElement, settings: Settings, words: Words, events: StageEvents, signal: AbortSignal) {
    this.#frame = frame;
    this.#events = events;
    this.map = createMap(frame, settings);
    let palette = readPalette(frame);
    let patterns = new Patterns(palette, Math.max(1, devicePixelRatio));
    const bounds = boundsOf(settings);

    this.#tiles = new TileLayer<ParcelTile>({
      template: settings.tiles,
      pane: "parcels",
      size: 256,
      bounds,
      empty: EMPTY_PARCELS,
      decode: decodeParcels,
      paint: (surface, tile) => {
        paintParcels(surface, tile, palette, patterns);
      },
      changed: () => {
        this.#tilesChanged();
      },
      kept: 256,
    });
    this.activity =
      settings.activity === null
        ? null
        : new TileLayer<ActivityTile>({
            template: settings.activity,
            pane: "activity",
            size: 512,
            bounds,
            empty: EMPTY_ACTIVITY,
            decode: (bytes) => decodeActivity(bytes, settings.language),
            paint: (surface, tile) => {
              paintProposals(surface, tile, palette, patterns);
            },
            changed: events.activityChanged,
            kept: 0,
          });
    this.parcels = new VisibleParcels(this.map, this.#tiles);
    this.highlights = new Highlights(this.parcels);
    this.tip = new Tip(frame, words);

    let ground = NO_GROUND;
    const meter = textMeter(frame);
    const water = new Overlay("ground", (root, view, origin) => {
      drawWater(root, view, origin, ground);
    });
    this.#marked = new Overlay("highlights", (root, view, origin) => {
      this.highlights.draw(root, view, origin);
    });
    this.#names = new Overlay("names", (root, view, origin) => {
      drawNames(root, view, origin, ground, view.zoom >= 18 ? this.parcels.names() : [], meter);
    });
    for (const layer of [water, this.#tiles, this.activity, this.#marked, this.#names]) layer?.addTo(this.map);

    this.ready = new Promise((resolve) => {
      this.#tiles.once("load", () => {
        resolve();
      });
    });
    void loadGround(settings.base, settings.language, signal).then((loaded) => {
      ground = loaded;
      water.redraw();
      this.#names.redraw();
    });
    // A name that was measured in the fallback letters would sit badly in our own.
    void document.fonts.ready.then(() => {
      this.#names.redraw();
    });
    watchAppearance(() => {
      palette = readPalette(frame);
      patterns = new Patterns(palette, Math.max(1, devicePixelRatio));
      this.#tiles.repaint();
      this.activity?.repaint();
    }, signal);
    this.#keepActivityFresh(signal);
    this.#followSize(signal);
    signal.addEventListener("abort", () => {
      clearTimeout(this.#tryingAgain);
      this.map.remove();
    });
  }

  /** Draws what is marked anew; cheap enough for every move of the pointer. */
  mark(): void {
    this.#marked.redraw();
  }

  /** Moves the map only if the box would not be seen: outside, or under the sheet. */
  bringIntoView(box: Box, animate: boolean): void {
    const size = this.map.getSize();
    const covered = this.#events.covered();
    const corner = (this.map.getPixelBounds().min ?? L.point(0, 0)).add([0, covered.top]);
    const free = L.point(size.x, size.y - covered.top - covered.bottom);
    const across = shiftIntoView(box.left - corner.x, box.right - corner.x, free.x);
    const down = shiftIntoView(box.top - corner.y, box.bottom - corner.y, free.y);
    if (across === 0 && down === 0) return;
    const by = L.point(across, down);
    if (Math.abs(by.x) > size.x * 2 || Math.abs(by.y) > size.y * 2 || !animate) {
      const centre = this.map.project(this.map.getCenter()).add(by);
      this.map.setView(this.map.unproject(centre), this.map.getZoom(), { animate: false });
    } else {
      this.map.panBy(by);
    }
  }

  /** Moves what is in the middle of the map to the middle of what is seen of it. */
  centreInFreePart(): void {
    const { top, bottom } = this.#events.covered();
    const down = Math.round((bottom - top) / 2);
    if (down === 0) return;
    const centre = this.map.project(this.map.getCenter()).add([0, down]);
    this.map.setView(this.map.unproject(centre), this.map.getZoom(), { animate: false });
  }

  /** Shows a whole area as large as it fits, above the sheet, but never nearer than `nearest`. */
  fit(bounds: L.LatLngBounds, nearest: number): void {
    this.map.fitBounds(bounds, {
      paddingTopLeft: [EDGE_PX, EDGE_PX + this.#events.covered().top],
      paddingBottomRight: [EDGE_PX, EDGE_PX + this.#events.covered().bottom],
      maxZoom: nearest,
      animate: false,
    });
  }

  #tilesChanged(): void {
    this.#events.failed(this.#tiles.failed > 0);
    clearTimeout(this.#tryingAgain);
    if (this.#tiles.failed > 0) this.#tryingAgain = setTimeout(() => void this.#tiles.refresh(), TRY_AGAIN_MS);
    // Many tiles come at once; marks and names are drawn once for all of them.
    if (this.#namesDue !== 0) return;
    this.#namesDue = requestAnimationFrame(() => {
      this.#namesDue = 0;
      this.#marked.redraw();
      if (this.map.getZoom() >= 18) this.#names.redraw();
    });
  }

  #keepActivityFresh(signal: AbortSignal): void {
    const { activity } = this;
    if (activity === null) return;
    const anew = (): void => {
      if (!document.hidden) void activity.refresh();
    };
    const clock = setInterval(anew, ACTIVITY_ANEW_MS);
    signal.addEventListener("abort", () => {
      clearInterval(clock);
    });
    document.addEventListener("visibilitychange", anew, { signal });
    // Something was written on this page: a comment, a notice.
    document.addEventListener(
      "htmx:afterRequest",
      (event) => {
        const verb = (event as CustomEvent<{ requestConfig?: { verb?: string } }>).detail.requestConfig?.verb;
        if (verb !== undefined && verb !== "get") setTimeout(anew, 500);
      },
      { signal },
    );
  }

  /** A map that was hidden or turned keeps its centre and fills its box. */
  #followSize(signal: AbortSignal): void {
    let centre = this.map.getCenter();
    let zoom = this.map.getZoom();
    this.map.on("moveend", () => {
      if (this.map.getSize().y === 0) return;
      centre = this.map.getCenter();
      zoom = this.map.getZoom();
    });
    const observer = new ResizeObserver(() => {
      if (this.#frame.clientWidth === 0 || this.#frame.clientHeight === 0) return;
      const [keptCentre, keptZoom] = [centre, zoom];
      this.map.invalidateSize({ pan: false, animate: false });
      this.map.setView(keptCentre, keptZoom, { animate: false });
    });
    observer.observe(this.#frame);
    signal.addEventListener("abort", () => {
      observer.disconnect();
    });
  }
}

function createMap(frame: HTMLElement, settings: Settings): L.Map {
  const bounds = boundsOf(settings);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(frame, {
    center: [settings.home.latitude, settings.home.longitude],
    zoom: Math.round(settings.home.zoom),
    minZoom: LEAST_ZOOM,
    maxZoom: MOST_ZOOM,
    zoomControl: false,
    attributionControl: false,
    // Arrow keys walk from parcel to parcel; see cursor.ts.
    keyboard: false,
    fadeAnimation: false,
    zoomAnimation: !still,
    inertia: !still,
    wheelPxPerZoomLevel: 100,
    ...(bounds === null ? {} : { maxBounds: bounds.pad(0.5), maxBoundsViscosity: 0.8 }),
  });
  for (const [name, order] of PANES) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(order);
    pane.style.pointerEvents = "none";
  }
  return map;
}

function boundsOf({ extent }: Settings): L.LatLngBounds | null {
  if (extent === null) return null;
  const [west, south, east, north] = extent;
  return L.latLngBounds([south, west], [north, east]);
}

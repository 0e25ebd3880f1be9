// Boards and bubbles: open notices and talk, as links that work like any other link of the page.

import L from "leaflet";

import { MARKS_STAND_ALONE_FROM_ZOOM } from "./cartography.ts";
import { gather, type Gatherable, type Gathered } from "./gathering.ts";
import { topAbove } from "./geometry.ts";
import { svg } from "./overlay.ts";
import type { ActivityTile, TileMark, TileProposal } from "./tile.ts";
import type { Placed, TileLayer } from "./tile_layer.ts";
import type { Words } from "./words.ts";

interface Mark extends Gatherable {
  place: L.LatLng;
  tile: TileMark;
}

interface Standing {
  marker: L.Marker;
  link: HTMLAnchorElement;
}

/** Boards of this many pixels' distance would cover each other. */
const REACH_FAR_PX = 64;
const REACH_NEAR_PX = 14;

export class Marks {
  readonly #map: L.Map;
  readonly #layer: TileLayer<ActivityTile>;
  readonly #words: Words;
  readonly #icons: string;
  readonly #address: (code: string) => string;
  readonly #standing = new Map<string, Standing>();

  constructor(
    map: L.Map,
    layer: TileLayer<ActivityTile>,
    words: Words,
    icons: string,
    address: (code: string) => string,
  ) {
    this.#map = map;
    this.#layer = layer;
    this.#words = words;
    this.#icons = icons;
    this.#address = address;
  }

  /** Sets up what is new, takes down what is gone, leaves the rest (and the focus on it) alone. */
  update(): void {
    const zoom = this.#map.getZoom();
    const reach = zoom < MARKS_STAND_ALONE_FROM_ZOOM ? REACH_FAR_PX : REACH_NEAR_PX;
    const groups = gather(this.#marks(), reach);
    const wanted = new Map<string, Gathered<Mark>>(groups.map((group) => [nameOf(group), group]));
    for (const [key, { marker }] of this.#standing) {
      if (wanted.has(key)) continue;
      marker.remove();
      this.#standing.delete(key);
    }
    for (const [key, group] of wanted) {
      const place = this.#map.unproject([group.x, group.y], zoom);
      const standing = this.#standing.get(key);
      if (standing === undefined) {
        const link = document.createElement("a");
        const icon = new LinkIcon(link);
        const marker = L.marker(place, {
          icon,
          keyboard: false,
          interactive: false,
          zIndexOffset: group.notice ? 1000 : 0,
        });
        this.#standing.set(key, { marker, link });
        this.#fill(link, group, zoom);
        marker.addTo(this.#map);
      } else {
        standing.marker.setLatLng(place);
        this.#fill(standing.link, group, zoom);
      }
    }
    this.#uncover();
  }

  /** What lies half under the search or the sheet cannot be pressed or read: it waits until the map has moved. */
  #uncover(): void {
    const covers = [...document.querySelectorAll(".mapview .pfind, .mapview .panel")].map((cover) =>
      cover.getBoundingClientRect(),
    );
    for (const { link } of this.#standing.values()) {
      const at = link.getBoundingClientRect();
      const under = (cover: DOMRect) =>
        at.left < cover.right && at.right > cover.left && at.top < cover.bottom && at.bottom > cover.top;
      link.classList.toggle("under", covers.some(under));
    }
  }

  /** One mark for a parcel: a notice hides the bubble. */
  #marks(): Mark[] {
    const byKey = new Map<string, Mark>();
    const noticed = new Set<string>();
    const proposals = [...this.#proposals()];
    const zoom = this.#map.getZoom();
    for (const tile of this.#layer.tiles()) {
      const scale = tile.size / tile.data.extent;
      for (const mark of tile.data.marks) {
        if (byKey.has(mark.key)) continue;
        const x = tile.left + mark.x * scale;
        let y = tile.top + mark.y * scale;
        if (mark.kind === "notice") {
          if (mark.code !== null) noticed.add(mark.code);
          if (zoom >= MARKS_STAND_ALONE_FROM_ZOOM) y = boardFoot(mark, x, y, proposals) ?? y;
        }
        byKey.set(mark.key, {
          key: mark.key,
          x,
          y,
          count: mark.count,
          notice: mark.kind === "notice",
          place: this.#map.unproject([x, y], zoom),
          tile: mark,
        });
      }
    }
    return [...byKey.values()].filter(
      ({ tile }) => tile.kind === "notice" || tile.code === null || !noticed.has(tile.code),
    );
  }

  *#proposals(): Generator<{ tile: Placed<ActivityTile>; proposal: TileProposal }> {
    for (const tile of this.#layer.tiles()) for (const proposal of tile.data.proposed) yield { tile, proposal };
  }

  #fill(link: HTMLAnchorElement, group: Gathered<Mark>, zoom: number): void {
    // Talk that lies beside a single board is gathered under it without a count of its own.
    const boards = group.marks.filter((mark) => mark.notice);
    const standing = boards.length > 0 ? boards : group.marks;
    const [only] = standing;
    link.className = `mark ${group.notice ? "notice" : "talk"} ${link.className.replace(/\bmark\b|\bnotice\b|\btalk\b|\bunder\b/g, "").trim()}`;
    let shown: string;
    let said: string;
    if (only !== undefined && standing.length === 1 && only.count === 1) {
      const { tile } = only;
      link.href = tile.code !== null ? this.#address(tile.code) : `/notices/${encodeURIComponent(tile.notice ?? "")}`;
      if (tile.code !== null) link.dataset["parcel"] = tile.code;
      delete link.dataset["bounds"];
      [shown, said] = this.#sayOne(tile);
    } else {
      const bounds = L.latLngBounds(group.marks.map(({ place }) => place));
      const centre = bounds.getCenter();
      const nearer = Math.min(MARKS_STAND_ALONE_FROM_ZOOM, Math.round(zoom) + 2);
      link.href = `/?view=${nearer},${centre.lng.toFixed(5)},${centre.lat.toFixed(5)}`;
      link.dataset["bounds"] = bounds.toBBoxString();
      delete link.dataset["parcel"];
      const n = standing.reduce((sum, mark) => sum + (group.notice ? mark.count : mark.tile.comments), 0);
      shown = this.#words.number(n);
      said = this.#words.count(group.notice ? "notices-here" : "comments-here", n);
    }
    const hidden = document.createElement("span");
    hidden.className = "vh";
    hidden.textContent = said;
    const seen = document.createElement("span");
    seen.setAttribute("aria-hidden", "true");
    if (group.notice) {
      const icon = svg("svg", { class: "i s", "aria-hidden": "true" });
      icon.append(svg("use", { href: `${this.#icons}#i-mega` }));
      seen.append(icon);
    }
    seen.append(shown);
    seen.className = "row";
    link.replaceChildren(seen, hidden);
  }

  #sayOne(mark: TileMark): [string, string] {
    if (mark.kind === "talk") {
      return [
        this.#words.number(mark.comments),
        this.#words.count("comments", mark.comments, { code: mark.code ?? "" }),
      ];
    }
    if (mark.daysLeft === null)
      return [this.#words.say("notice"), this.#words.say("notice-named", { title: mark.title })];
    return [
      this.#words.count("days", mark.daysLeft),
      this.#words.count("days-left", mark.daysLeft, { title: mark.title }),
    ];
  }
}

/** The board's stake goes in at the upper edge of what is proposed. */
function boardFoot(
  mark: TileMark,
  x: number,
  y: number,
  proposals: readonly { tile: Placed<ActivityTile>; proposal: TileProposal }[],
): number | null {
  let foot: number | null = null;
  for (const { tile, proposal } of proposals) {
    const same =
      mark.code !== null && proposal.code !== null ? proposal.code === mark.code : proposal.notice === mark.notice;
    if (!same) continue;
    const scale = tile.size / tile.data.extent;
    const top = topAbove(proposal.rings, (x - tile.left) / scale, (y - tile.top) / scale);
    if (top === null || (top < 0 && proposal.box.top < 0)) continue;
    const at = tile.top + top * scale;
    if (foot === null || at < foot) foot = at;
  }
  return foot;
}

function nameOf(group: Gathered<Mark>): string {
  return group.marks.length === 1
    ? (group.marks[0]?.key ?? "")
    : `gathered:${group.marks.map(({ key }) => key).join()}`;
}

/** A link is an icon to Leaflet, so that it moves with the map. */
class LinkIcon extends L.Icon {
  readonly #link: HTMLAnchorElement;

  constructor(link: HTMLAnchorElement) {
    super({ iconUrl: "" });
    this.#link = link;
  }

  override createIcon(): HTMLElement {
    return this.#link;
  }

  override createShadow(): HTMLElement {
    return undefined as unknown as HTMLElement;
  }
}

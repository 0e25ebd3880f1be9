// The furniture of the map: the page brings the buttons and their words, hidden; with script they come to life.

import L from "leaflet";

import { scaleBar } from "./scale_bar.ts";
import type { Stage } from "./stage.ts";
import type { Words } from "./words.ts";

const MOST_SCALE_PX = 90;
const WALKING_ZOOM = 17;

export function bringToLife(
  element: HTMLElement,
  stage: Stage,
  words: Words,
  announce: (sentence: string) => void,
  signal: AbortSignal,
): void {
  const { map } = stage;
  for (const part of element.querySelectorAll<HTMLElement>("[data-needs-script]")) part.hidden = false;
  const buttons = (act: string): NodeListOf<HTMLButtonElement> => element.querySelectorAll(`[data-act="${act}"]`);
  element.addEventListener(
    "click",
    (event) => {
      const act = (event.target as Element).closest<HTMLElement>("[data-act]")?.dataset["act"];
      if (act === "zoom-in") map.zoomIn();
      else if (act === "zoom-out") map.zoomOut();
      else if (act === "locate") locate(stage, words, announce);
      else if (act === "legend") toggleLegend(element);
    },
    { signal },
  );
  const legend = element.querySelector<HTMLDetailsElement>("details.legend");
  if (legend !== null) {
    // The style sheet has kept it shut where the map is small; from here on the reader decides.
    const list = legend.querySelector("ul");
    legend.open = list !== null && getComputedStyle(list).display !== "none";
    legend.classList.add("decided");
  }

  const scales = [...element.querySelectorAll<HTMLElement>(".scale")];
  const update = (): void => {
    const bar = scaleBar(map.getZoom(), map.getCenter().lat, MOST_SCALE_PX);
    const text =
      bar.metres >= 1000
        ? words.say("kilometres", { n: words.number(bar.metres / 1000) })
        : words.say("metres", { n: words.number(bar.metres) });
    for (const scale of scales) {
      const line = scale.querySelector("i") ?? scale.appendChild(document.createElement("i"));
      line.style.inlineSize = `${bar.width}px`;
      scale.replaceChildren(line, text);
    }
    for (const button of buttons("zoom-in")) button.disabled = map.getZoom() >= map.getMaxZoom();
    for (const button of buttons("zoom-out")) button.disabled = map.getZoom() <= map.getMinZoom();
  };
  map.on("moveend zoomend", update);
  update();
}

function toggleLegend(element: HTMLElement): void {
  const legend = element.querySelector<HTMLDetailsElement>("details.legend");
  if (legend === null) return;
  const open = element.classList.toggle("legend-shown");
  legend.open = open;
  element.querySelector('[data-act="legend"]')?.setAttribute("aria-expanded", String(open));
  if (!open) return;
  // The sheet makes room, or it would cover the list.
  element.closest(".mapview")?.classList.add("peek");
  scrollTo({ top: 0 });
  legend.querySelector("summary")?.focus({ preventScroll: true });
}

function locate(stage: Stage, words: Words, announce: (sentence: string) => void): void {
  const { map } = stage;
  if (!("geolocation" in navigator)) {
    announce(words.say("locate-failed"));
    return;
  }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const place = L.latLng(coords.latitude, coords.longitude);
      const limits = map.options.maxBounds;
      if (limits !== undefined && !L.latLngBounds(limits as L.LatLngBoundsLiteral).contains(place)) {
        announce(words.say("locate-outside"));
        return;
      }
      showPosition(map, place);
      map.setView(place, Math.max(map.getZoom(), WALKING_ZOOM));
      announce(words.say("locate-found"));
    },
    () => {
      announce(words.say("locate-failed"));
    },
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
  );
}

const positions = new WeakMap<L.Map, L.Marker>();

function showPosition(map: L.Map, place: L.LatLng): void {
  const known = positions.get(map);
  if (known !== undefined) {
    known.setLatLng(place);
    return;
  }
  const icon = L.divIcon({ className: "here", iconSize: [18, 18] });
  positions.set(map, L.marker(place, { icon, keyboard: false, interactive: false }).addTo(map));
}

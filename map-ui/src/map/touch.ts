// A map inside a text must not catch the finger that scrolls the page: there one finger scrolls and two move the map,
// and the wheel zooms only together with Ctrl. The hint says so once.

import type L from "leaflet";

const TOLD = "tilke:two-fingers-told";

export function yieldToPage(map: L.Map, hint: () => void, signal: AbortSignal): void {
  const container = map.getContainer();
  container.classList.add("yields");
  const tell = (): void => {
    if (sessionStorage.getItem(TOLD) !== null) return;
    sessionStorage.setItem(TOLD, "yes");
    hint();
  };
  container.addEventListener(
    "pointerdown",
    (event) => {
      if (event.pointerType === "touch") map.dragging.disable();
      else map.dragging.enable();
    },
    { signal, capture: true },
  );
  container.addEventListener(
    "touchmove",
    (event) => {
      if (event.touches.length === 1) tell();
    },
    { signal, passive: true },
  );
  container.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey) map.scrollWheelZoom.enable();
      else {
        map.scrollWheelZoom.disable();
      }
    },
    { signal, capture: true, passive: true },
  );
}

// The map's colours, taken from the page's custom properties, and told anew when the theme changes.

import { LAND_USES, kebab, type LandUse } from "./cartography.ts";

export interface Palette {
  use: Record<LandUse, string>;
  edge: string;
  edgeAlpha: number;
  pattern: string;
  patternAlpha: number;
  casing: string;
  red: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    use: Object.fromEntries(LAND_USES.map((use) => [use, read(`--lu-${kebab(use)}`)])) as Record<LandUse, string>,
    edge: read("--map-edge"),
    edgeAlpha: Number(read("--map-edge-alpha")) || 0.5,
    pattern: read("--map-pattern"),
    patternAlpha: Number(read("--map-pattern-alpha")) || 0.35,
    casing: read("--map-casing"),
    red: read("--red"),
  };
}

/** Calls back when the theme or the density of the screen's pixels changes. */
export function watchAppearance(changed: () => void, signal: AbortSignal): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed, { signal });
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
  signal.addEventListener("abort", () => {
    observer.disconnect();
  });
  watchDensity(changed, signal);
}

/** A media query tells of leaving one density only, so it is asked anew for each. */
function watchDensity(changed: () => void, signal: AbortSignal): void {
  matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
    "change",
    () => {
      changed();
      watchDensity(changed, signal);
    },
    { once: true, signal },
  );
}

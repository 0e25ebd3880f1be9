// The rules of drawing that depend on the zoom alone. One place, so that a legend, a tile and a test agree.

export const LAND_USES = [
  "individual_houses",
  "apartment_houses",
  "trade",
  "institution",
  "green",
  "production",
  "engineering",
  "arable",
  "vacant",
] as const;

export type LandUse = (typeof LAND_USES)[number];

export function isLandUse(text: string): text is LandUse {
  return (LAND_USES as readonly string[]).includes(text);
}

/** `individual_houses` is `individual-houses` in CSS and in data- attributes. */
export function kebab(key: string): string {
  return key.replaceAll("_", "-");
}

/** Classes whose colour needs a second sign, because some other class comes close to it. */
export const PATTERNED: ReadonlySet<LandUse> = new Set<LandUse>([
  "green",
  "production",
  "engineering",
  "arable",
  "vacant",
]);

/** A pattern says nothing on an area smaller than this. */
export const PATTERN_FROM_PX = 12;

export interface Outline {
  width: number;
  /** Share of the opacity that the theme gives to an outline (0.5 by day, 0.42 by night). */
  strength: number;
}

/** Far away the fills merge by use; the nearer, the firmer the line. */
export function outlineAt(zoom: number): Outline | null {
  if (zoom < 14) return null;
  if (zoom < 16) return { width: 0.4, strength: 0.6 };
  if (zoom < 18) return { width: 0.7, strength: 1 };
  return { width: 1, strength: 1 };
}

export const PARCEL_LABELS_FROM_ZOOM = 18;
export const MARKS_STAND_ALONE_FROM_ZOOM = 15;
export const NEIGHBOURHOODS_BELOW_ZOOM = 15;
export const LEAST_ZOOM = 10;
export const MOST_ZOOM = 19;

/** From which zoom a street's name is written: the great ones first. */
export function streetNameFrom(streetClass: string): number {
  switch (streetClass) {
    case "motorway":
    case "trunk":
    case "primary":
      return 14;
    case "secondary":
      return 15;
    default:
      return 16;
  }
}

export function isAvenue(streetClass: string): boolean {
  return streetNameFrom(streetClass) === 14;
}

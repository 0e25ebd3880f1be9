// The city under and over the parcels: water, its limits, the names of streets, rivers and neighbourhoods.
// Streets are not drawn: they are what the parcels leave free.

import type { Feature, FeatureCollection, Geometry, Position } from "geojson";

import type { Settings } from "./settings.ts";

export interface NamedLine {
  name: string;
  streetClass: string;
  points: Position[];
}

export interface Ground {
  water: Position[][][];
  limits: Position[][];
  streets: NamedLine[];
  rivers: NamedLine[];
  quarters: { name: string; at: Position }[];
}

export const NO_GROUND: Ground = { water: [], limits: [], streets: [], rivers: [], quarters: [] };

/** Each layer may be missing or fail: the parcels are the map, this is its dress. */
export async function loadGround(base: Settings["base"], language: string, signal: AbortSignal): Promise<Ground> {
  const [streets, water, boundary, neighbourhoods] = await Promise.all(
    [base.streets, base.water, base.boundary, base.neighbourhoods].map((address) => load(address, signal)),
  );
  const ground: Ground = { water: [], limits: [], streets: [], rivers: [], quarters: [] };
  for (const feature of streets ?? []) {
    const name = nameOf(feature, language);
    if (name === null) continue;
    for (const points of linesOf(feature.geometry)) {
      ground.streets.push({ name, streetClass: String(feature.properties?.["class"] ?? ""), points });
    }
  }
  for (const feature of water ?? []) {
    ground.water.push(...polygonsOf(feature.geometry));
    const name = nameOf(feature, language);
    if (name === null) continue;
    for (const points of linesOf(feature.geometry)) {
      ground.rivers.push({ name, streetClass: String(feature.properties?.["kind"] ?? ""), points });
    }
  }
  for (const feature of boundary ?? []) {
    for (const polygon of polygonsOf(feature.geometry)) ground.limits.push(...polygon);
  }
  for (const feature of neighbourhoods ?? []) {
    const name = nameOf(feature, language);
    if (name !== null && feature.geometry.type === "Point") {
      ground.quarters.push({ name, at: feature.geometry.coordinates });
    }
  }
  // Great streets choose their places first, long ones before short ones.
  ground.streets.sort((a, b) => rank(a) - rank(b) || b.points.length - a.points.length);
  return ground;
}

const RANKS = ["motorway", "trunk", "primary", "secondary", "tertiary"];

function rank(street: NamedLine): number {
  const at = RANKS.indexOf(street.streetClass);
  return at < 0 ? RANKS.length : at;
}

async function load(address: string | null, signal: AbortSignal): Promise<Feature[]> {
  if (address === null) return [];
  try {
    const answer = await fetch(address, { signal, headers: { Accept: "application/geo+json" } });
    if (!answer.ok) return [];
    return ((await answer.json()) as FeatureCollection).features;
  } catch {
    return [];
  }
}

function nameOf(feature: Feature, language: string): string | null {
  for (const key of [`name_${language}`, "name_ky", "name_ru", "name_en", "name"]) {
    const name: unknown = feature.properties?.[key];
    if (typeof name === "string" && name !== "") return name;
  }
  return null;
}

function polygonsOf(geometry: Geometry): Position[][][] {
  if (geometry.type === "Polygon") return [geometry.coordinates];
  if (geometry.type === "MultiPolygon") return geometry.coordinates;
  return [];
}

function linesOf(geometry: Geometry): Position[][] {
  if (geometry.type === "LineString") return [geometry.coordinates];
  if (geometry.type === "MultiLineString") return geometry.coordinates;
  return [];
}

// A vector tile, decoded once: what is drawn is also what a click, a hover and the keyboard ask.

import { VectorTile, type VectorTileFeature } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";

import { isLandUse, type LandUse } from "./cartography.ts";
import { boxHolds, boxOf, shapeHolds, type Box, type Ring } from "./geometry.ts";

export interface TileParcel {
  /** Null far away, where parcels of one use are one area. */
  code: string | null;
  landUse: LandUse;
  area: number | null;
  rings: Ring[];
  box: Box;
}

export interface TileLabel {
  text: string;
  code: string | null;
  x: number;
  y: number;
}

export interface ParcelTile {
  extent: number;
  parcels: TileParcel[];
  labels: TileLabel[];
}

export interface TileMark {
  key: string;
  code: string | null;
  notice: string | null;
  kind: "notice" | "talk";
  comments: number;
  daysLeft: number | null;
  count: number;
  title: string;
  x: number;
  y: number;
}

export interface TileProposal {
  code: string | null;
  notice: string | null;
  rings: Ring[];
  box: Box;
}

export interface ActivityTile {
  extent: number;
  marks: TileMark[];
  proposed: TileProposal[];
}

export const EMPTY_PARCELS: ParcelTile = { extent: 4096, parcels: [], labels: [] };
export const EMPTY_ACTIVITY: ActivityTile = { extent: 4096, marks: [], proposed: [] };

export function decodeParcels(bytes: ArrayBuffer): ParcelTile {
  const tile = new VectorTile(new PbfReader(new Uint8Array(bytes)));
  const parcels: TileParcel[] = [];
  const labels: TileLabel[] = [];
  let extent = 4096;
  for (const feature of features(tile, "parcels")) {
    extent = feature.extent;
    if (feature.type !== 3) continue;
    const use = text(feature, "land_use") ?? "";
    const rings = ringsOf(feature);
    parcels.push({
      code: text(feature, "code"),
      landUse: isLandUse(use) ? use : "vacant",
      area: number(feature, "area"),
      rings,
      box: boxOf(rings),
    });
  }
  for (const feature of features(tile, "labels")) {
    const point = pointOf(feature);
    const label = text(feature, "label");
    if (point === null || label === null) continue;
    // A copy that lies in the buffer belongs to the tile beside.
    if (point.x < 0 || point.y < 0 || point.x >= feature.extent || point.y >= feature.extent) continue;
    labels.push({ text: label, code: text(feature, "code"), ...point });
  }
  return { extent, parcels, labels };
}

export function decodeActivity(bytes: ArrayBuffer, language: string): ActivityTile {
  const tile = new VectorTile(new PbfReader(new Uint8Array(bytes)));
  const marks: TileMark[] = [];
  const proposed: TileProposal[] = [];
  let extent = 4096;
  for (const feature of features(tile, "marks")) {
    extent = feature.extent;
    const point = pointOf(feature);
    if (point === null) continue;
    const kind = text(feature, "kind") === "notice" ? "notice" : "talk";
    const code = text(feature, "code");
    const notice = text(feature, "notice");
    marks.push({
      key: `${kind}:${notice ?? ""}:${code ?? ""}`,
      code,
      notice,
      kind,
      comments: number(feature, "comments") ?? 0,
      daysLeft: number(feature, "days_left"),
      count: Math.max(1, number(feature, "count") ?? 1),
      title: inLanguage(feature, "title", language) ?? "",
      ...point,
    });
  }
  for (const feature of features(tile, "proposed")) {
    extent = feature.extent;
    if (feature.type !== 3) continue;
    const rings = ringsOf(feature);
    proposed.push({ code: text(feature, "code"), notice: text(feature, "notice"), rings, box: boxOf(rings) });
  }
  return { extent, marks, proposed };
}

/** The parcel at a point of the tile; of two that share an edge the one drawn last, which is the one seen. */
export function parcelAt(tile: ParcelTile, x: number, y: number): TileParcel | null {
  for (let i = tile.parcels.length - 1; i >= 0; i -= 1) {
    const parcel = tile.parcels[i]!;
    if (boxHolds(parcel.box, x, y) && shapeHolds(parcel.rings, x, y)) return parcel;
  }
  return null;
}

/** Kyrgyz stands in for a language that is not there, then Russian. */
function inLanguage(feature: VectorTileFeature, name: string, language: string): string | null {
  for (const suffix of [language, "ky", "ru", "en"]) {
    const found = text(feature, `${name}_${suffix}`);
    if (found !== null && found !== "") return found;
  }
  return text(feature, name);
}

function* features(tile: VectorTile, name: string): Generator<VectorTileFeature> {
  const layer = tile.layers[name];
  if (layer === undefined) return;
  for (let i = 0; i < layer.length; i += 1) yield layer.feature(i);
}

function text(feature: VectorTileFeature, name: string): string | null {
  const value = feature.properties[name];
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}

function number(feature: VectorTileFeature, name: string): number | null {
  const value = feature.properties[name];
  return typeof value === "number" ? value : null;
}

function pointOf(feature: VectorTileFeature): { x: number; y: number } | null {
  const point = feature.loadGeometry()[0]?.[0];
  return point === undefined ? null : { x: point.x, y: point.y };
}

function ringsOf(feature: VectorTileFeature): Ring[] {
  return feature.loadGeometry().map((points) => {
    const closed = points.length > 1 && points[0]!.equals(points[points.length - 1]!);
    const ring = new Float32Array(2 * (closed ? points.length - 1 : points.length));
    for (let i = 0; 2 * i < ring.length; i += 1) {
      ring[2 * i] = points[i]!.x;
      ring[2 * i + 1] = points[i]!.y;
    }
    return ring;
  });
}

import type { Geometry } from "geojson";
import L from "leaflet";

/** The box around some outlines, or null if there is none. */
export function shapeBounds(geometries: readonly Geometry[]): L.LatLngBounds | null {
  const bounds = L.latLngBounds([]);
  for (const geometry of geometries) bounds.extend(L.geoJSON(geometry).getBounds());
  return bounds.isValid() ? bounds : null;
}

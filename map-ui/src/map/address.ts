// The address of the map page, read and written: `/?parcel=CODE&view=ZOOM,LON,LAT`.
// Everything else in the address (the language, for one) is kept as it stands.

export interface View {
  zoom: number;
  longitude: number;
  latitude: number;
}

export interface Place {
  parcel: string | null;
  view: View | null;
}

/** Reads a view "16,74.60123,42.87456"; anything else is no view. */
export function parseView(text: string | null): View | null {
  if (text === null) return null;
  const parts = text.split(",");
  if (parts.length !== 3 || parts.some((part) => part.trim() === "")) return null;
  const [zoom, longitude, latitude] = parts.map(Number) as [number, number, number];
  if (![zoom, longitude, latitude].every(Number.isFinite)) return null;
  if (zoom < 0 || zoom > 22 || Math.abs(longitude) > 180 || Math.abs(latitude) > 85.06) return null;
  return { zoom, longitude, latitude };
}

/** Five decimals are one metre: more would change the address without moving the map. */
export function formatView(view: View): string {
  const zoom = Math.round(view.zoom * 100) / 100;
  return `${zoom},${view.longitude.toFixed(5)},${view.latitude.toFixed(5)}`;
}

/** Whether two views differ by no more than rounding to whole pixels makes. */
export function closeViews(one: View, other: View): boolean {
  const pixel = 360 / (256 * 2 ** one.zoom);
  return (
    Math.abs(one.zoom - other.zoom) < 0.01 &&
    Math.abs(one.longitude - other.longitude) < 2 * pixel &&
    Math.abs(one.latitude - other.latitude) < 2 * pixel
  );
}

export function parsePlace(search: string): Place {
  const parameters = new URLSearchParams(search);
  const parcel = parameters.get("parcel")?.trim() ?? "";
  return { parcel: parcel === "" ? null : parcel, view: parseView(parameters.get("view")) };
}

/** The address of a place, built upon the one in force. The comma stays readable. */
export function formatPlace(current: string, place: Place): string {
  const parameters = new URLSearchParams(current);
  parameters.delete("parcel");
  parameters.delete("view");
  const parts: string[] = [];
  if (place.parcel !== null) parts.push(`parcel=${encodeURIComponent(place.parcel)}`);
  if (place.view !== null) parts.push(`view=${formatView(place.view)}`);
  const rest = parameters.toString();
  if (rest !== "") parts.push(rest);
  return parts.length === 0 ? "/" : `/?${parts.join("&")}`;
}

/** Finding a parcel on the map, as a person's eye does. */
import type { Page } from "@playwright/test";
import { expect } from "./city.ts";

interface Feature {
  properties: { code: string };
  geometry: { type: string; coordinates: unknown };
}

/** The middle of a parcel's box: good enough for the straight house lots that the journeys use. */
export async function middle(page: Page, address: string, code: string): Promise<[number, number]> {
  const answer = await page.request.get(`${address}/collections/parcels/items/${code}`, {
    headers: { Accept: "application/geo+json" },
  });
  expect(answer.status()).toBe(200);
  const { geometry } = (await answer.json()) as Feature;
  const positions = JSON.stringify(geometry.coordinates).match(/\[-?[\d.]+,-?[\d.]+/g) ?? [];
  const [lons, lats] = [0, 1].map((axis) => positions.map((text) => Number(text.slice(1).split(",")[axis])));
  if (!lons || !lats) throw new Error("a parcel has positions");
  const half = (numbers: number[]): number => (Math.min(...numbers) + Math.max(...numbers)) / 2;
  return [half(lons), half(lats)];
}

/** Opens the map with a parcel in the middle of it and waits until it is drawn. */
export async function openMapAt(page: Page, address: string, code: string, more = ""): Promise<void> {
  const [lon, lat] = await middle(page, address, code);
  // On a phone the sheet covers the lower half: the parcel is to lie in the middle of the upper one, 69 m further up.
  const south = (page.viewportSize()?.width ?? 0) < 600 ? 0.00062 : 0;
  await page.goto(`${address}/?view=18,${lon.toFixed(6)},${(lat - south).toFixed(6)}${more}`);
  await expect(page.locator("tilke-map.live")).toBeVisible();
}

/** Clicks the middle of the part of the map that nothing covers. */
export async function clickMiddle(page: Page): Promise<void> {
  const box = await page.locator("tilke-map .mapframe").boundingBox();
  if (!box) throw new Error("the map has no box");
  const sheet = await page.locator("#panel").boundingBox();
  const bottom = sheet && sheet.width >= box.width ? Math.min(sheet.y, box.y + box.height) : box.y + box.height;
  await page.mouse.click(box.x + box.width / 2, (box.y + bottom) / 2);
}

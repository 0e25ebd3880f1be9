import type { Page } from "@playwright/test";
import { expect, test } from "./city.ts";
import { clickMiddle, middle, openMapAt } from "./parcel.ts";

const PARCEL = "1-99-03-0002-0063";

/** The share of the pixels of each row and column of a picture that differ from the picture's commonest colour. */
async function stripes(page: Page, picture: Buffer): Promise<{ rows: number[]; columns: number[] }> {
  return page.evaluate(async (base64) => {
    const image = await createImageBitmap(
      new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: "image/png" }),
    );
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("a canvas draws");
    context.drawImage(image, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
    const counts = new Map<number, number>();
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    const commonest = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
    const rows = new Array<number>(image.height).fill(0);
    const columns = new Array<number>(image.width).fill(0);
    pixels.forEach((pixel, index) => {
      if (pixel === commonest) return;
      const [row, column] = [Math.floor(index / image.width), index % image.width];
      rows[row] = (rows[row] ?? 0) + 1 / image.width;
      columns[column] = (columns[column] ?? 0) + 1 / image.height;
    });
    return { rows, columns };
  }, picture.toString("base64"));
}

test("one finger on the map of a parcel's page scrolls the page, and a hint says how the map is moved", async ({
  page,
  city,
  isMobile,
}) => {
  test.skip(!isMobile, "a desk has no finger");
  await page.goto(`${city.address}/parcels/${PARCEL}`);
  // The page's own picture is still; the map with which one points at a place is live.
  await page.locator("details:has(tilke-map) > summary").first().click();
  const map = page.locator("tilke-map.live").first();
  await expect(map).toBeVisible();
  await map.scrollIntoViewIfNeeded();
  const box = await map.boundingBox();
  if (!box) throw new Error("the map has no box");
  const before = await page.evaluate(() => scrollY);
  const devtools = await page.context().newCDPSession(page);
  const x = box.x + box.width / 3;
  await devtools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y: 420 }] });
  for (let y = 430; y <= 600; y += 10) {
    await devtools.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x, y }] });
  }
  await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThan(before - 100);
  await expect(map.getByText("Карту двигают двумя пальцами.")).toBeVisible();
});

for (const ratio of [1, 1.25, 1.5, 2, 3]) {
  test(`at ${ratio} pixels to a point no line shows between the tiles of one parcel`, async ({
    browser,
    city,
    isMobile,
  }) => {
    test.skip(isMobile, "the screen's ratio is set here, and the desk shows more tiles");
    const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, deviceScaleFactor: ratio });
    const page = await context.newPage();
    // A plot of more than a hectare without a pattern, seen from so near that it fills the map.
    const found = await page.request.get(`${city.address}/collections/parcels/items?f=json&limit=1000`);
    const { features } = (await found.json()) as {
      features: { properties: { code: string; land_use: string; area_m2: number } }[];
    };
    const large = features
      .filter(({ properties }) => ["institution", "trade", "apartment_houses"].includes(properties.land_use))
      .sort((a, b) => b.properties.area_m2 - a.properties.area_m2)[0];
    if (!large) throw new Error("the sample has a large plot");
    const [lon, lat] = await middle(page, city.address, large.properties.code);
    await page.goto(`${city.address}/?view=21,${lon.toFixed(6)},${lat.toFixed(6)}`);
    await expect(page.locator("tilke-map.live")).toBeVisible();
    await page.waitForLoadState("networkidle");
    const frame = await page.locator("tilke-map .mapframe").boundingBox();
    if (!frame) throw new Error("the map has no box");
    // Beside what floats over the map: search above, legend and buttons at the edges.
    const clip = { x: frame.x + 60, y: frame.y + 120, width: frame.width - 180, height: frame.height - 260 };
    const { rows, columns } = await stripes(page, await page.screenshot({ clip }));
    expect(Math.max(...rows), "a row of another colour").toBeLessThan(0.6);
    expect(Math.max(...columns), "a column of another colour").toBeLessThan(0.6);
    await context.close();
  });
}

test("a phone that is turned and turned back shows the same place, and a tap hits what lies under it", async ({
  page,
  city,
  isMobile,
}) => {
  test.skip(!isMobile, "a desk is not turned");
  await openMapAt(page, city.address, PARCEL);
  const upright = page.viewportSize() ?? { width: 360, height: 640 };
  await page.setViewportSize({ width: upright.height, height: upright.width });
  await page.waitForTimeout(400);
  await page.goto(`${city.address}/notices`);
  await page.setViewportSize(upright);
  await page.goBack();
  await expect(page.locator("tilke-map.live")).toBeVisible();
  await clickMiddle(page);
  await expect(page).toHaveURL(new RegExp(`parcel=${PARCEL}`));
});

test("closing the panel gives the focus back to the map", async ({ page, city, isMobile }) => {
  test.skip(isMobile, "a keyboard's way");
  await openMapAt(page, city.address, PARCEL);
  const frame = page.locator("tilke-map .mapframe");
  await frame.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.locator("#panel-title")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(frame).toBeFocused();
});

import { expect, test } from "./city.ts";
import { middle } from "./parcel.ts";

const PARCEL = "1-99-03-0002-0063";

test("a shared link opens the same parcel in the same language on any screen", async ({ page, city }) => {
  const [lon, lat] = await middle(page, city.address, PARCEL);
  const bare = await page.request.get(`${city.address}/?parcel=${PARCEL}&language=ky`);
  const html = await bare.text();
  expect(html).toMatch(new RegExp(`<title>[^<]*${PARCEL}`));
  expect(html).toMatch(/<meta name="description" content="[^"]+/);

  await page.goto(`${city.address}/?parcel=${PARCEL}&view=17,${lon.toFixed(5)},${lat.toFixed(5)}&language=ky`);
  await expect(page.locator("html")).toHaveAttribute("lang", "ky");
  await expect(page.locator("#panel")).toContainText(PARCEL);
  await expect(page.locator("tilke-map.live")).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(PARCEL));

  const unknown = await page.goto(`${city.address}/?parcel=9-99-99-9999-9999`);
  expect(unknown?.status()).toBe(404);
  await expect(page.locator("form:has([name=q])").first()).toBeVisible();
});

test("going back leads through what was chosen, not through every move of the map", async ({
  page,
  city,
  isMobile,
}) => {
  test.skip(isMobile, "the phone's sheet covers the second parcel");
  await page.goto(`${city.address}/notices`);
  const [lon, lat] = await middle(page, city.address, PARCEL);
  await page.goto(`${city.address}/?view=18,${lon.toFixed(6)},${lat.toFixed(6)}`);
  await expect(page.locator("tilke-map.live")).toBeVisible();
  const box = await page.locator("tilke-map .mapframe").boundingBox();
  if (!box) throw new Error("the map has no box");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  for (let move = 0; move < 5; move += 1) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + (move % 2 ? 40 : -40), y, { steps: 5 });
    await page.mouse.up();
  }
  await page.mouse.click(x, y);
  await expect(page).toHaveURL(/parcel=/);
  const a = new URL(page.url()).searchParams.get("parcel") ?? "";
  // The next parcel in some direction: between them may lie a street.
  for (const step of [60, 100, 140, 180, 220]) {
    await page.mouse.click(x + step, y);
    await page.waitForTimeout(400);
    if (!page.url().includes(`parcel=${a}`)) break;
  }
  await expect(page).not.toHaveURL(new RegExp(`parcel=${a}`));
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`parcel=${a}`));
  await page.goBack();
  await expect(page).not.toHaveURL(/parcel=/);
  await page.goBack();
  await expect(page).toHaveURL(/\/notices$/);
});

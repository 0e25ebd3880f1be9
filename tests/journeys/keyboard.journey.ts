import { expect, signIn, test } from "./city.ts";
import { openMapAt } from "./parcel.ts";

const PARCEL = "1-99-03-0002-0063";

test("with the keyboard alone a parcel is chosen on the map, read and discussed", async ({ page, city }) => {
  await signIn(page, city.address, city.account("Мээрим О.", "resident"));
  await openMapAt(page, city.address, PARCEL);

  await page.keyboard.press("Tab");
  await expect(page.locator("a.skip")).toBeFocused();
  const frame = page.locator("tilke-map .mapframe");
  for (let steps = 0; steps < 60; steps += 1) {
    if (await frame.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(frame).toBeFocused();
  await page.keyboard.press("ArrowRight");
  const voice = page.locator("tilke-map [role=status]").first();
  await expect(voice).toHaveText(/\d-\d\d-\d\d-\d{4}-\d{4}/);
  const first = await voice.textContent();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowDown");
  await expect(voice).not.toHaveText(first ?? "");
  const code = /\d-\d\d-\d\d-\d{4}-\d{4}/.exec((await voice.textContent()) ?? "")?.[0] ?? "";
  await page.keyboard.press("Enter");
  await expect(page.locator("#panel-title")).toBeFocused();
  await expect(page.locator("#panel")).toContainText(code);

  // Escape closes the panel and gives the map back; Enter opens it again.
  await page.keyboard.press("Escape");
  await expect(page.locator("#panel")).not.toContainText(code);
  await page.goBack();
  await expect(page.locator("#panel")).toContainText(code);

  const text = `Баскычтоп менен. ${Date.now()}`;
  const body = page.locator("#panel form.write textarea[name=body]").first();
  await page.locator("#panel-title").focus();
  for (let steps = 0; steps < 80; steps += 1) {
    if (await body.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(body).toBeFocused();
  await page.keyboard.type(text);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator("article.c", { hasText: text })).toBeVisible();
});

test("Tab leaves the map", async ({ page, city }) => {
  await openMapAt(page, city.address, PARCEL);
  const frame = page.locator("tilke-map .mapframe");
  await frame.focus();
  await page.keyboard.press("Tab");
  await expect(frame).not.toBeFocused();
});

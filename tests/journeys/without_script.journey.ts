import { expect, signIn, test } from "./city.ts";

test.use({ javaScriptEnabled: false });

const PARCEL = "1-99-03-0002-0067";

test("without script everything can be read and written", async ({ page, city }) => {
  await page.goto(`${city.address}/?parcel=${PARCEL}`);
  await expect(page.locator("tilke-map svg, tilke-map img").first()).toBeVisible();
  await expect(page.locator("#panel")).toContainText(PARCEL);

  await page.goto(`${city.address}/parcels`);
  const search = page.locator("main form:has([name=q]), form.pfind").first();
  await search.locator("[name=q]").fill("1 99 03 0002 0067");
  await search.locator("button").first().click();
  await page.locator(`main a[href*="${PARCEL}"]`).first().click();
  await expect(page.locator("main")).toContainText(PARCEL);

  await signIn(page, city.address, city.account("Сыймык Т.", "resident"));
  await page.goto(`${city.address}/parcels/${PARCEL}`);
  const text = `Скриптсиз жазылды. ${Date.now()}`;
  await page.locator("form.write textarea[name=body]").first().fill(text);
  await page.locator("form.write button.push").first().click();
  const comment = page.locator("article", { hasText: text });
  await expect(comment).toBeVisible();
  await comment.locator("form[action$='/support'] button").click();
  await expect(page.locator("article", { hasText: text }).locator("button[aria-pressed=true]")).toBeVisible();

  await page.goto(`${city.address}/notices`);
  await page.locator("main a[href*='/notices/']").first().click();
  await expect(page.locator("h1")).toBeVisible();
});

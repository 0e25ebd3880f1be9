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
  await expect(page.locator("article.c", { hasText: text })).toBeVisible();

  // Somebody else's comment on a notice is supported, by a button that is a form.
  await page.goto(`${city.address}/notices`);
  await page.locator("main a[href*='/notices/0']").first().click();
  await expect(page.locator("h1")).toBeVisible();
  const support = page.locator("form[action$='/support']").first();
  const action = (await support.getAttribute("action")) ?? "";
  await support.locator("button").click();
  await expect(page.locator(`form[action='${action}'] button`)).toHaveAttribute("aria-pressed", "true");
});

import { enhanced, expect, signIn, test } from "./city.ts";
import { clickMiddle, openMapAt } from "./parcel.ts";

const PARCEL = "1-99-03-0002-0063";

test("a resident clicks a parcel on the map and comments", async ({ page, city }) => {
  const email = city.account("Айгүл Ж.", "resident");
  await signIn(page, city.address, email);
  await openMapAt(page, city.address, PARCEL);
  await clickMiddle(page);

  const panel = page.locator("#panel");
  await expect(panel.locator("#panel-title")).toBeVisible();
  await expect(panel).toContainText(PARCEL);
  await expect(page).toHaveURL(new RegExp(`parcel=${PARCEL}`));

  const text = `Кудукту кошуналар менен пайдаланабыз. ${Date.now()}`;
  const form = panel.locator("form.write").first();
  await enhanced(form);
  await form.locator("textarea[name=body]").fill(text);
  await form.locator("button.push").click();
  // In place: the map stays, and "nobody has written yet" goes away.
  await expect(panel.locator("#comments article.c", { hasText: text })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`parcel=${PARCEL}`));
  await expect(panel.locator("#thread .empty")).toHaveCount(0);

  // It is there for everybody: beside the map, and at an address of its own.
  await page.goto(`${city.address}/?parcel=${PARCEL}`);
  const comment = panel.locator("#comments article", { hasText: text });
  await expect(comment).toBeVisible();
  const link = await comment.locator("header a:has(time)").getAttribute("href");
  await page.goto(new URL(link ?? "", city.address).href);
  await expect(page.locator("article.here", { hasText: text })).toBeInViewport();
});

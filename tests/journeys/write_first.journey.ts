import { expect, test } from "./city.ts";
import { PASSWORD } from "./program.ts";

const PARCEL = "1-99-03-0002-0067";

test("what is written before signing up is kept through the confirming link", async ({ page, city }) => {
  const email = `journey-${process.pid}-${Date.now()}@example.org`;
  const text = `Каттала электе жазылган пикир. ${Date.now()}`;
  await page.goto(`${city.address}/parcels/${PARCEL}`);
  const form = page.locator("form.write").first();
  await form.locator("textarea[name=body]").fill(text);
  await form.locator("button.push").click();

  // Signing in or up is asked for now, and the text is shown to be kept.
  await expect(page.locator("main")).toContainText(text);
  const signUp = page.locator("form[action='/accounts']");
  await signUp.locator("[name=display_name]").fill(`Вера ${Date.now() % 100000}`);
  await signUp.locator("[name=email]").fill(email);
  await signUp.locator("[name=password]").fill(PASSWORD);
  await signUp.locator("button.btn").click();

  const letter = await city.mail(email);
  const link = letter.match(/https?:\/\/\S*confirm\S*/)?.[0];
  expect(link).toBeTruthy();
  await page.goto(link ?? "");
  expect(page.url()).not.toContain("token");
  await page.locator("form[action='/accounts/confirmation'] button").click();
  const kept = page.locator("form.write textarea[name=body]").first();
  await expect(kept).toHaveValue(text);
  await page.locator("form.write button.push").first().click();
  await expect(page.locator("article.c", { hasText: text })).toBeVisible();
});

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

  // Signing in is asked for now, and signing up is one link away.
  await expect(page.locator("form [name=password]").first()).toBeVisible();
  await page.locator("main a[href*='/accounts']").first().click();
  const signUp = page.locator("form:has([name=display_name])");
  await signUp.locator("[name=display_name]").fill(`Вера ${Date.now() % 100000}`);
  await signUp.locator("[name=email]").fill(email);
  await signUp.locator("[name=password]").fill(PASSWORD);
  const consent = signUp.locator("input[type=checkbox][required]");
  if (await consent.count()) await consent.check();
  await signUp.locator("button:not([type=button])").last().click();

  const letter = await city.mail(email);
  const link = letter.match(/https?:\/\/\S*confirm\S*/)?.[0];
  expect(link).toBeTruthy();
  await page.goto(link ?? "");
  await page.locator("main form button").first().click();
  // Some cities sign in at once, others ask for the password once more.
  const password = page.locator("main form:has([name=password]):not(:has([name=display_name]))");
  if (await password.count()) {
    await password.locator("[name=email]").fill(email);
    await password.locator("[name=password]").fill(PASSWORD);
    await password.locator("button:not([type=button])").last().click();
  }
  const kept = page.locator("form.write textarea[name=body]").first();
  await expect(kept).toHaveValue(text);
  await page.locator("form.write button.push").first().click();
  await expect(page.locator("article", { hasText: text })).toBeVisible();
});

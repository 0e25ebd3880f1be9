import { expect, signIn, test } from "./city.ts";

const PARCELS = ["1-99-03-0002-0063", "1-99-03-0002-0065"];

test("a clerk publishes a notice and everybody sees it close", async ({ page, smallCity: city, browser }) => {
  await signIn(page, city.address, city.account("Нурлан К.", "staff"));
  await page.goto(`${city.address}/notices/new`);
  const form = page.locator("main form:has([name=kind])");
  await form.locator("[name=kind]").selectOption("purpose_change");
  await form.locator("[name=title_ky]").fill("Үйдүн ордуна дүкөн");
  await form.locator("[name=title_ru]").fill("Магазин вместо дома");
  await form.locator("[name=text_ky]").fill("Жердин багыты өзгөртүлөт.");
  await form.locator("[name=text_ru]").fill("Меняется назначение участка.");
  await form.locator("[name=signer_post_ky]").fill("Башкы адис");
  await form.locator("[name=signer_post_ru]").fill("Главный специалист");
  await form.locator("[name=act_number]").fill("ДЕМО-7");
  await form.locator("[name=contact_phone]").fill("+996 312 00 00 07");
  await form.locator("[name=parcels]").fill(PARCELS.join("\n"));
  await form.locator("[name=closes_day]").fill("2026-10-02");
  await form.locator("button.btn").last().click();
  // The preview says what becomes public before it does.
  await expect(page.locator("main")).toContainText("Магазин вместо дома");
  await page.locator("form[action$='/publication'] button").click();
  await expect(page.locator("h1")).toContainText(/дүкөн|Магазин/);
  const address = page.url();

  const visitor = await browser.newPage();
  await visitor.goto(address);
  await expect(visitor.locator("form.write")).toBeVisible();
  await visitor.goto(`${city.address}/parcels/${PARCELS[0] ?? ""}`);
  await expect(visitor.locator("main")).toContainText(/дүкөн|Магазин/);

  city.timeIs("2026-12-01T09:00:00+06:00");
  await visitor.goto(address);
  await expect(visitor.locator("form.write")).toHaveCount(0);
  await visitor.close();
});

import { expect, test } from "./city.ts";

test("the language changes at once, stays where one was, and is kept", async ({ page, city, isMobile }) => {
  const path = "/parcels/1-99-03-0002-0063";
  await page.goto(city.address + path);
  // The browser asks for Russian.
  await expect(page.locator("html")).toHaveAttribute("lang", "ru");
  for (const language of ["ky", "en", "ru"]) {
    await page.locator(`.langs [data-language=${language}]`).first().click();
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    expect(new URL(page.url()).pathname).toBe(path);
    expect(new URL(page.url()).searchParams.has("language")).toBe(false);
  }
  await page.locator(".langs [data-language=ky]").first().click();
  await expect(page.locator("html")).toHaveAttribute("lang", "ky");
  await page.goto(`${city.address}/notices`);
  await expect(page.locator("html")).toHaveAttribute("lang", "ky");
  await page.goto(`${city.address}/notices?language=kg`);
  await expect(page.locator("html")).toHaveAttribute("lang", "ky");
  expect(isMobile !== undefined).toBe(true);
});

test("numbers count as each language counts", async ({ page, city }) => {
  // 249 comments and 32 notices have every plural form among them; no key or gap may show instead of words.
  for (const language of ["ky", "ru", "en"]) {
    for (const path of ["/", "/notices", "/parcels", "/parcels/1-99-03-0002-0063"]) {
      await page.goto(`${city.address}${path}${path.includes("?") ? "&" : "?"}language=${language}`);
      const text = await page.locator("body").innerText();
      expect(text, `${language} ${path}`).not.toMatch(
        /\{\s*\$|\b(talk|frame|clock|notice|land|form|parcels)-[a-z]+-?[a-z]*\b/,
      );
    }
  }
});

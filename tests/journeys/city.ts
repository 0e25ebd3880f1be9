/** What every journey has: the sample city, and the way to a small one whose time it may set. */
import { expect, type Locator, type Page, test as base } from "@playwright/test";
import { PASSWORD, Program, type Store } from "./program.ts";

export interface Options {
  store: Store;
}

interface Worker {
  /** The sample city in the present; shared by the journeys of one worker, so each brings its own people. */
  city: Program;
}

interface Journey {
  /** A small city of its own at 2026-09-01 09:00 in Bishkek. */
  smallCity: Program;
}

export const test = base.extend<Journey, Options & Worker>({
  store: ["sqlite", { option: true, scope: "worker" }],
  city: [
    async ({ store }, use) => {
      const from = process.env["TILKE_JOURNEY_SAMPLE"];
      if (!from) throw new Error("the sample was not made");
      const city = await Program.start({ city: "data/cities/bishkek", store, from });
      await use(city);
      city.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  smallCity: async ({ store }, use) => {
    const city = await Program.start({ city: "tests/city/small", store, time: "2026-09-01T09:00:00+06:00" });
    await use(city);
    city.stop();
  },
  baseURL: async ({ city }, use) => {
    await use(city.address);
  },
});

export { expect };

/** Waits until script has taken a form over, which a person's typing leaves time for. */
export async function enhanced(form: Locator): Promise<void> {
  await expect.poll(() => form.evaluate((element) => "htmx-internal-data" in element)).toBe(true);
}

/** Signs in as a person does, by the form. */
export async function signIn(page: Page, address: string, email: string): Promise<void> {
  await page.goto(`${address}/session`);
  const form = page.locator("form[action='/session']");
  await form.locator("[name=email]").fill(email);
  await form.locator("[name=password]").fill(PASSWORD);
  await form.locator("button.btn").click();
  await page.waitForURL((url) => url.pathname !== "/session");
}

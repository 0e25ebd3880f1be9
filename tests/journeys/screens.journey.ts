/** Every main screen: axe finds nothing, nothing comes from elsewhere, and a picture of it is kept. */
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import { expect, signIn, test } from "./city.ts";
import { screenshots } from "./program.ts";

const axe = (createRequire(import.meta.url)("axe-core") as { source: string }).source;

const PARCEL = "1-99-03-0002-0063";

interface Screen {
  name: string;
  path: string;
  who?: "resident" | "staff";
  /** With a live map: wait for its tiles. */
  map?: boolean;
}

const screens: Screen[] = [
  { name: "01-map", path: "/", map: true },
  { name: "01-map-parcel", path: `/?parcel=${PARCEL}`, map: true },
  { name: "03-parcel", path: `/parcels/${PARCEL}` },
  { name: "03-parcel-signed-in", path: `/parcels/${PARCEL}`, who: "resident" },
  { name: "04-notice", path: "notice" },
  { name: "05-notices", path: "/notices" },
  { name: "05-parcels", path: "/parcels" },
  { name: "05-parcels-found", path: "/parcels?q=Чүй" },
  { name: "06-publish", path: "/notices/new", who: "staff", map: true },
  { name: "08-sign-in", path: "/session" },
  { name: "08-reset", path: "/accounts/password" },
  { name: "08-account", path: "/me", who: "resident" },
  { name: "10-not-found", path: "/nothing-here" },
  { name: "10-unknown-parcel", path: "/?parcel=9-99-99-9999-9999" },
  { name: "collections", path: "/collections" },
  { name: "items", path: "/collections/parcels/items" },
];

for (const scheme of ["light", "dark"] as const) {
  for (const screen of screens) {
    test(`${screen.name} in ${scheme} is open to all and asks nobody else`, async ({ page, city }, info) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      const elsewhere: string[] = [];
      const faults: string[] = [];
      page.on("request", (request) => {
        if (/^https?:/.test(request.url()) && !request.url().startsWith(city.address)) elsewhere.push(request.url());
      });
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error" && !/404|the server responded/.test(message.text())) faults.push(message.text());
      });
      if (screen.who)
        await signIn(page, city.address, city.account(`${screen.name} ${scheme} ${info.project.name}`, screen.who));
      let { path } = screen;
      if (path === "notice") {
        const list = await page.request.get(`${city.address}/notices`, { headers: { Accept: "application/json" } });
        const { notices } = (await list.json()) as { notices: { id: string }[] };
        path = `/notices/${notices[0]?.id ?? ""}`;
      }
      await page.goto(city.address + path);
      if (screen.map) await expect(page.locator("tilke-map.live")).toBeVisible();
      await page.evaluate(() => document.fonts.ready);
      const folder = join(screenshots, info.project.name);
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${screen.name}-${scheme}.png`), fullPage: !screen.map });

      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } };
        return axe.run({ resultTypes: ["violations"] });
      });
      const violations = found.violations.map(
        (violation) =>
          `${violation.id}: ${violation.help}\n${violation.nodes.map((node) => `    ${node.html.slice(0, 200)}\n    ${node.failureSummary ?? ""}`).join("\n")}`,
      );
      expect(violations.join("\n")).toBe("");
      expect(elsewhere).toEqual([]);
      expect(faults).toEqual([]);
      // Nothing is wider than the screen.
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBeLessThanOrEqual(0);
    });
  }
}

test("the first view brings at most 100 KB of compressed script and nothing shifts while it loads", async ({
  page,
  city,
}) => {
  let script = 0;
  page.on("response", async (response) => {
    if (response.request().resourceType() !== "script") return;
    const { responseBodySize } = await response.request().sizes();
    script += responseBodySize;
  });
  await page.addInitScript(() => {
    const counted = window as unknown as { shifted: number };
    counted.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) counted.shifted += entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${city.address}/?parcel=${PARCEL}`);
  await expect(page.locator("tilke-map.live")).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(script).toBeGreaterThan(1000);
  expect(script).toBeLessThanOrEqual(100_000);
  expect(await page.evaluate(() => (window as unknown as { shifted: number }).shifted)).toBeLessThan(0.02);
});

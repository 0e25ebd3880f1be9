import { defineConfig } from "@playwright/test";
import type { Options } from "./city.ts";

/** Debian's Chromium: nothing is downloaded. */
const chromium = process.env["TILKE_CHROMIUM"] ?? "/usr/bin/chromium";
/** Chromium's sandbox refuses root, which is what a build machine runs as. */
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

const desk = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 };
const phone = {
  viewport: { width: 360, height: 640 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

export default defineConfig<Options>({
  testDir: ".",
  testMatch: "*.journey.ts",
  outputDir: "../../test-results",
  globalSetup: "./sample.ts",
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: chromium, args },
    locale: "ru-RU",
    timezoneId: "Asia/Bishkek",
    trace: "retain-on-failure",
    serviceWorkers: "block",
    actionTimeout: 10_000,
  },
  projects: [
    { name: "desk", use: desk },
    { name: "phone", use: phone },
    { name: "desk on PostGIS", use: { ...desk, store: "postgres" }, testMatch: "comment.journey.ts" },
    { name: "phone on PostGIS", use: { ...phone, store: "postgres" }, testMatch: "comment.journey.ts" },
  ],
});

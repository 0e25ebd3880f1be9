import { defineConfig } from "vitest/config";

import { licences } from "./build/licences.ts";
import { pictures } from "./build/pictures.ts";
import { precompress } from "./build/precompress.ts";

/** The server embeds `dist/` and serves it under this address; hashed names never change their content. */
const ASSETS = "/assets/";

export default defineConfig({
  base: ASSETS,
  publicDir: false,
  plugins: [
    pictures("src/style/icons.svg", "src/style/mark.svg"),
    licences({
      "Golos Text (letters), OFL-1.1": "src/style/fonts/OFL.txt",
      "Fluent UI System Icons, MIT": "src/style/icons.LICENSE.txt",
    }),
    precompress(),
  ],
  build: {
    // `dist/manifest.json` tells the server the hashed name of each source it links to.
    manifest: "manifest.json",
    assetsDir: "",
    // The Content-Security-Policy takes nothing from `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    cssTarget: ["chrome120", "firefox120", "safari17"],
    rolldownOptions: {
      // The eval is inside htmx, which is told not to use it (`allowEval: false`); the policy would refuse it besides.
      checks: { eval: false },
      input: { main: "src/main.ts", style: "src/style/style.css" },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
  },
});

import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

/** Puts the icon sprite into the build under a hashed name; the templates show `<use href="…#i-name">`. */
export function icons(source: string): Plugin {
  return {
    name: "tilke-icons",
    apply: "build",
    async buildStart() {
      this.addWatchFile(source);
      this.emitFile({
        type: "asset",
        name: "icons.svg",
        originalFileName: source,
        source: await readFile(source, "utf8"),
      });
    },
  };
}

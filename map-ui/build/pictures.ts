import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Plugin } from "vite";

/** Puts pictures that only the templates name (the icon sprite, the mark) into the build under hashed names. */
export function pictures(...sources: string[]): Plugin {
  return {
    name: "tilke-pictures",
    apply: "build",
    async buildStart() {
      for (const source of sources) {
        this.addWatchFile(source);
        this.emitFile({
          type: "asset",
          name: basename(source),
          originalFileName: source,
          source: await readFile(source, "utf8"),
        });
      }
    },
  };
}

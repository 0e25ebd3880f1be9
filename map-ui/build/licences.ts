import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

interface Package {
  name: string;
  version: string;
  license: string;
  dependencies?: Record<string, string>;
}

/**
 * Writes `licences.txt`: what the built files contain that others have made, and on which terms. Packages are those that
 * `package.json` depends on, and what they depend on; `texts` are further files with their own licence, by name.
 */
export function licences(texts: Record<string, string>): Plugin {
  return {
    name: "tilke-licences",
    apply: "build",
    async buildStart() {
      const own = await readPackage(".");
      const parts = await Promise.all([...(await allOf(Object.keys(own.dependencies ?? {})))].sort().map(ofPackage));
      for (const [name, path] of Object.entries(texts)) parts.push(`${name}\n\n${await readFile(path, "utf8")}`);
      this.emitFile({
        type: "asset",
        name: "licences.txt",
        originalFileName: "licences.txt",
        source: parts.map((part) => part.trim()).join(`\n\n${"─".repeat(80)}\n\n`) + "\n",
      });
    },
  };
}

async function readPackage(folder: string): Promise<Package> {
  return JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Package;
}

/** The names, and the names of all that they need; only what is installed for running is asked. */
async function allOf(names: string[], found = new Set<string>()): Promise<Set<string>> {
  for (const name of names.filter((name) => !found.has(name))) {
    found.add(name);
    const { dependencies } = await readPackage(join("node_modules", name));
    await allOf(Object.keys(dependencies ?? {}), found);
  }
  return found;
}

async function ofPackage(name: string): Promise<string> {
  const folder = join("node_modules", name);
  const { version, license } = await readPackage(folder);
  const file = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  const text = file === undefined ? "" : await readFile(join(folder, file), "utf8");
  return `${name} ${version} (${license})\n\n${text}`;
}

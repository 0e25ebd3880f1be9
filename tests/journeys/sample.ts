/** Makes the sample city once for all journeys; each begins with a copy of it. */
import { rmSync } from "node:fs";
import { Program } from "./program.ts";

export default function makeSample(): () => void {
  const { folder, data } = Program.sample("data/cities/bishkek");
  process.env["TILKE_JOURNEY_SAMPLE"] = data;
  return () => rmSync(folder, { recursive: true, force: true });
}

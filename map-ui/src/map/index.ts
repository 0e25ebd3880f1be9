import { TilkeMap } from "./element.ts";

customElements.define("tilke-map", TilkeMap);

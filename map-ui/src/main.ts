/**
 * The first script of every page. A page is whole without it: what stands here makes it better and stays small.
 * The map and the fragments are loaded only where the page has a use for them.
 */

import "./islands/compose.ts";
import { keepAddress } from "./islands/language.ts";
import { closeMenus } from "./islands/menu.ts";
import { CONTENT } from "./islands/content.ts";

const page = new AbortController();

closeMenus(document, page.signal);
keepAddress(document, page.signal);

if (document.querySelector("tilke-map") !== null) {
  void import("./map/index.ts");
}

/** Fragments are swapped in place wherever an `hx-` attribute asks for it, and wherever the map puts one later. */
if (document.querySelector("[hx-get], [hx-post]") !== null) {
  void import("./islands/fragments.ts").then(({ start }) => {
    start(document.body);
  });
}
document.addEventListener(CONTENT, ({ target }) => {
  void import("./islands/fragments.ts").then(({ start }) => {
    if (target instanceof Element) start(target);
  });
});

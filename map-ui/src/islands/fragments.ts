/** Parts of a page that the server sends alone are put in their place by htmx; here it gets manners. */

import htmx from "htmx.org";

import { watch } from "./follow.ts";

let started = false;

/** Lets htmx see the `hx-` attributes under `root`. */
export function start(root: Element): void {
  if (!started) {
    started = true;
    // No `<style>` of its own, no `eval`: the page's policy allows neither. The rest stands in the page's head.
    htmx.config.includeIndicatorStyles = false;
    htmx.config.allowEval = false;
    // Nor a `style` attribute that is carried over from what was there before; and a class that says "new" is new once.
    htmx.config.attributesToSettle = [];
    watch(document.body, new AbortController().signal);
  }
  htmx.process(root);
}

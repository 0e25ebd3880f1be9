/** Told by whoever puts server's HTML into the page (the map's panel), from the element that received it. */
export const CONTENT = "tilke:content";

/** Tells the islands that `element` has new content. */
export function tellContent(element: Element): void {
  element.dispatchEvent(new CustomEvent(CONTENT, { bubbles: true }));
}

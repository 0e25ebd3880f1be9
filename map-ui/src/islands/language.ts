/**
 * The links to the other languages name the address at which the page was asked for. The map moves on without asking:
 * at the moment of the click the link is made to name the address that is shown.
 */
export function keepAddress(root: Document, signal: AbortSignal): void {
  root.addEventListener(
    "click",
    ({ target }) => {
      const link = target instanceof Element ? target.closest<HTMLAnchorElement>("a[data-language]") : null;
      if (link?.dataset["language"] === undefined) return;
      const address = new URL(location.href);
      address.searchParams.set("language", link.dataset["language"]);
      link.href = address.href;
    },
    { signal, capture: true },
  );
}

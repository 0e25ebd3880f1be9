import { announce } from "./live.ts";

/** After a change in place, focus goes where a reader expects it and a live region says what happened. */
export function watch(body: HTMLElement, signal: AbortSignal): void {
  body.addEventListener(
    "htmx:afterSwap",
    (event) => {
      const { target, requestConfig } = (event as CustomEvent<SwapDetail>).detail;
      if (target === undefined) return;
      follow(target, requestConfig?.elt ?? null);
    },
    { signal },
  );
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    body.addEventListener(
      name,
      (event) => {
        const form = event.target instanceof Element ? event.target.closest("tilke-compose") : null;
        // A form that writes says it in its own place.
        if (form === null) announce(document.body.dataset["failed"] ?? "");
      },
      { signal },
    );
  }
}

interface SwapDetail {
  target?: Element;
  requestConfig?: { elt?: Element };
}

/** Where the reader's focus belongs after `target` has received something that `asked` asked for. */
export function follow(target: Element, asked: Element | null): void {
  if (target.classList.contains("slot")) {
    focus(target.querySelector("textarea, input:not([type=hidden]), select, button"));
    return;
  }
  const fresh = document.querySelector<HTMLElement>(".c.new");
  if (fresh !== null) {
    const replies = fresh.closest<HTMLElement>("ol");
    if (replies !== null) replies.hidden = false;
    focus(fresh);
    return;
  }
  const wrong = document.querySelector<HTMLElement>("[autofocus]");
  if (wrong !== null) {
    focus(wrong);
    return;
  }
  const wasChoosing = asked?.closest(".seg") instanceof Element;
  if (wasChoosing && !document.contains(asked)) {
    const chosen = document.querySelector<HTMLElement>(".seg [aria-current]");
    focus(chosen);
    announce(chosen?.textContent ?? "");
  }
}

function focus(element: Element | null): void {
  if (element instanceof HTMLElement) element.focus({ preventScroll: false });
}

import { announce } from "./live.ts";
import { toldBy, warning } from "./told.ts";

/** After a change in place, focus goes where a reader expects it and a live region says what happened. */
export function watch(body: HTMLElement, signal: AbortSignal): void {
  body.addEventListener("click", cancel, { signal });
  body.addEventListener(
    "htmx:afterSwap",
    (event) => {
      const { target, requestConfig } = (event as CustomEvent<SwapDetail>).detail;
      if (target === undefined) return;
      follow(target, requestConfig?.elt ?? null);
    },
    { signal },
  );
  body.addEventListener(
    "htmx:afterRequest",
    (event) => {
      const { elt, xhr } = (event as CustomEvent<AnswerDetail>).detail;
      const status = xhr?.status ?? 0;
      // What was typed wrong comes back in its form; a form that writes says the rest in its own place.
      if ((status >= 200 && status < 400) || status === 422 || elt?.closest("tilke-compose")) return;
      tell(elt ?? body, toldBy(xhr) ?? body.dataset["failed"] ?? "");
    },
    { signal },
  );
}

/** "Cancel" of a form that was put under a comment takes it away again; a draft stays. */
function cancel(event: Event): void {
  const link = event.target instanceof Element ? event.target.closest("[data-cancel]") : null;
  const slot = link?.closest(".slot");
  if (!(slot instanceof HTMLElement)) return;
  event.preventDefault();
  slot.replaceChildren();
  focus(document.getElementById(slot.id.replace(/^slot-/, "comment-")));
}

/** Says beside what was pressed that it did not work. */
function tell(pressed: Element, sentence: string): void {
  if (sentence === "") return;
  const place =
    pressed.closest(".acts") ?? pressed.closest("form, p, nav") ?? document.querySelector("main")?.firstElementChild;
  if (place?.nextElementSibling?.matches(".note.warn")) place.nextElementSibling.remove();
  place?.after(warning(sentence));
}

interface AnswerDetail {
  elt?: Element;
  xhr?: XMLHttpRequest;
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
  const fresh = document.querySelector<HTMLElement>(".c.new:not([data-told])");
  if (fresh !== null) {
    fresh.dataset["told"] = "";
    const replies = fresh.closest<HTMLElement>("ol");
    if (replies !== null) {
      replies.hidden = false;
      // "Nobody has written yet" is no longer true.
      if (replies.id === "comments") replies.parentElement?.querySelector(":scope > .empty")?.remove();
    }
    focus(fresh);
    return;
  }
  const wrong = document.querySelector<HTMLElement>("[aria-invalid=true], .wrongs");
  if (wrong !== null) {
    focus(wrong);
    return;
  }
  if (document.activeElement !== document.body && document.activeElement !== null) return;
  if (asked?.closest(".seg") instanceof Element) {
    const chosen = document.querySelector<HTMLElement>(`#${CSS.escape(target.id)} .seg [aria-current]`);
    focus(chosen);
    announce(chosen?.textContent ?? "");
    return;
  }
  // What stood here was replaced by something of the same name: a comment by its new text or its tombstone.
  if (target.id !== "") focus(document.getElementById(target.id));
}

function focus(element: Element | null): void {
  if (element instanceof HTMLElement) element.focus();
}

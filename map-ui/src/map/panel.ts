// The panel beside the map: asks the server for the same words that a whole page would show, and puts them in place.

import { tellContent } from "../islands/content.ts";
import type { Words } from "./words.ts";

/** A reader does not see a wait shorter than this; anything shown in it would only flicker. */
const WAIT_SHOWN_AFTER_MS = 300;

export type Outcome = "shown" | "unknown" | "failed" | "overtaken";

export class Panel {
  readonly element: HTMLElement;
  readonly #words: Words;
  #asking: AbortController | null = null;
  #back: HTMLElement | null = null;
  /** Every page's title ends in the house's name. */
  readonly #house = / · [^·]+$/u.exec(document.title)?.[0] ?? "";

  constructor(element: HTMLElement, words: Words) {
    this.element = element;
    this.#words = words;
  }

  /** Shows what the address answers. `focus` says whether the reader goes along. */
  async show(address: string, focus: boolean): Promise<Outcome> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    if (focus) this.#rememberFocus();
    const slow = setTimeout(() => {
      this.#wait();
    }, WAIT_SHOWN_AFTER_MS);
    try {
      const answer = await fetch(address, {
        signal: asking.signal,
        headers: { "HX-Request": "true", Accept: "text/html" },
      });
      const html = await answer.text();
      if (asking.signal.aborted) return "overtaken";
      if (!answer.ok && answer.status !== 404) throw new Error(`${address}: ${answer.status}`);
      this.#swap(html);
      if (focus) this.focusHeading();
      return answer.ok ? "shown" : "unknown";
    } catch {
      if (asking.signal.aborted) return "overtaken";
      this.#fail(address, focus);
      return "failed";
    } finally {
      clearTimeout(slow);
      if (this.#asking === asking) this.element.removeAttribute("aria-busy");
    }
  }

  focusHeading(): void {
    const heading = this.element.querySelector<HTMLElement>("h1, h2");
    if (heading === null) return;
    if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  /** Gives the focus back to where the reader came from. */
  giveFocusBack(otherwise: HTMLElement): void {
    const back = this.#back;
    this.#back = null;
    (back?.isConnected === true && back !== document.body ? back : otherwise).focus({ preventScroll: true });
  }

  /** What will be swapped away cannot take the focus back; the search, which stays, can. */
  #rememberFocus(): void {
    const { activeElement } = document;
    if (!(activeElement instanceof HTMLElement)) return;
    if (!this.element.contains(activeElement) || activeElement.closest("[data-keep]") !== null)
      this.#back = activeElement;
  }

  #swap(html: string): void {
    const incoming = document.createElement("template");
    incoming.innerHTML = html;
    const root = incoming.content.querySelector("#panel") ?? incoming.content;
    for (const kept of root.querySelectorAll(":scope > [data-keep]")) kept.remove();
    this.#replace([...root.childNodes]);
    const title = this.element.querySelector<HTMLElement>("[data-page-title]")?.dataset["pageTitle"];
    if (title !== undefined) document.title = `${title}${this.#house}`;
    tellContent(this.element);
  }

  #wait(): void {
    this.element.setAttribute("aria-busy", "true");
    this.#showTemplate("panel-waiting", null);
  }

  #fail(address: string, focus: boolean): void {
    this.#showTemplate("panel-failed", (part) => {
      part.querySelector<HTMLElement>("[data-act=retry]")?.addEventListener("click", () => {
        void this.show(address, focus);
      });
      const page = new URLSearchParams(address.split("?")[1]).get("parcel");
      const link = part.querySelector<HTMLAnchorElement>("a[data-page]");
      if (link !== null && page !== null) link.href = `/parcels/${encodeURIComponent(page)}`;
    });
    if (focus) this.focusHeading();
  }

  /** The page brings both states along as templates, with their words; without one a sentence must do. */
  #showTemplate(id: string, prepare: ((part: HTMLElement) => void) | null): void {
    const template = document.getElementById(id);
    const part = document.createElement("section");
    if (template instanceof HTMLTemplateElement) part.append(template.content.cloneNode(true));
    else part.append(Object.assign(document.createElement("p"), { textContent: this.#words.say(id) }));
    prepare?.(part);
    this.#replace([part]);
  }

  #replace(nodes: readonly Node[]): void {
    for (const node of [...this.element.childNodes]) {
      if (node instanceof HTMLElement && node.dataset["keep"] !== undefined) continue;
      node.remove();
    }
    this.element.append(...nodes);
    this.element.scrollTop = 0;
  }
}

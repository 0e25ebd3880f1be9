import { announce } from "./live.ts";
import { toldBy, warning } from "./told.ts";

/** A draft is forgotten after this long: nobody wants to find last year's anger in a field. */
const KEPT_DAYS = 30;
/** Typing is stored when it pauses, so that a phone is not kept busy. */
const PAUSE_MS = 300;
/** From this many characters before the limit on the count is shown. */
const COUNT_FROM = 1000;

interface Draft {
  body: string;
  stance: string | null;
  /** When it was last changed, in ms. */
  at: number;
  /** It has been sent by a plain form; whether it arrived shows on the next page. */
  sent: boolean;
}

/**
 * A form that writes a comment: keeps what is typed in this browser until it is posted, counts characters, sends on
 * Ctrl+Enter, says what went wrong and where the new comment is. Its words stand in its `data-` attributes.
 */
export class Compose extends HTMLElement {
  #life = new AbortController();
  #pause: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#forgetPosted();
    this.#restore();
    this.#count();
    for (const part of this.querySelectorAll<HTMLElement>("[data-needs-script]")) part.hidden = false;
    this.addEventListener("input", this.#typed, { signal });
    this.addEventListener("change", this.#typed, { signal });
    this.addEventListener("keydown", this.#key, { signal });
    this.addEventListener("submit", this.#submitted, { signal });
    // Leaving the page is a pause, too.
    window.addEventListener(
      "pagehide",
      () => {
        this.#keep();
      },
      { signal },
    );
    this.addEventListener("htmx:afterRequest", this.#answered, { signal });
    document.addEventListener("click", this.#asked, { signal });
  }

  disconnectedCallback(): void {
    this.#keep();
    this.#life.abort();
  }

  get #form(): HTMLFormElement | null {
    return this.querySelector("form");
  }

  get #text(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  get #name(): string {
    return `draft ${this.dataset["draft"] ?? location.pathname} ${this.#form?.id ?? ""}`;
  }

  #stored(): Draft | null {
    const draft = readDraft(storage()?.getItem(this.#name) ?? "null");
    return draft !== null && Date.now() - draft.at < KEPT_DAYS * 86_400_000 ? draft : null;
  }

  /** The page after a plain form shows the new comment by its address: then the draft has done its work. */
  #forgetPosted(): void {
    if (location.hash.startsWith("#comment-") && this.#stored()?.sent === true) this.#forget();
  }

  #forget(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    storage()?.removeItem(this.#name);
  }

  #restore(): void {
    const [draft, text] = [this.#stored(), this.#text];
    if (draft === null || draft.body.trim() === "") return;
    if (text?.value.trim() !== "") return;
    text.value = draft.body;
    for (const choice of this.querySelectorAll<HTMLInputElement>("input[name=stance]")) {
      choice.checked = choice.value === draft.stance;
    }
    this.#tell("restored", this.dataset["restored"] ?? "");
  }

  #typed = (): void => {
    this.#count();
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#keep();
    }, PAUSE_MS);
  };

  /** Stores what is typed, if something waits to be stored. */
  #keep(sent = false): void {
    if (this.#pause === undefined && !sent) return;
    clearTimeout(this.#pause);
    this.#pause = undefined;
    const body = this.#text?.value ?? "";
    if (body.trim() === "") {
      storage()?.removeItem(this.#name);
      return;
    }
    const stance = this.querySelector<HTMLInputElement>("input[name=stance]:checked")?.value ?? null;
    const draft: Draft = { body, stance, at: Date.now(), sent };
    try {
      storage()?.setItem(this.#name, JSON.stringify(draft));
    } catch {
      // A full or forbidden store: the text is still in the field.
    }
  }

  #count(): void {
    const [text, count] = [this.#text, this.querySelector<HTMLElement>(".count")];
    if (text === null || count === null) return;
    const left = Number(text.dataset["longest"] ?? Infinity) - Array.from(text.value).length;
    count.hidden = left > COUNT_FROM;
    count.classList.toggle("over", left < 0);
    count.textContent = `${this.dataset["left"] ?? ""} ${left.toLocaleString(languages())}`;
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#form?.requestSubmit();
    }
  };

  #submitted = (): void => {
    this.#keep(true);
    this.querySelector(".note")?.remove();
  };

  /** A link to the form is a wish to write: the field takes the focus. */
  #asked = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
    const form = this.#form;
    if (link === null || form === null || link.hash !== `#${form.id}` || link.pathname !== location.pathname) return;
    event.preventDefault();
    form.scrollIntoView({ block: "center" });
    this.#text?.focus({ preventScroll: true });
  };

  #answered = (event: Event): void => {
    const answer = (event as CustomEvent<{ elt?: Element; successful?: boolean; xhr?: XMLHttpRequest }>).detail;
    if (answer.elt !== this.#form) return;
    const status = answer.xhr?.status ?? 0;
    if (answer.successful === true && status >= 200 && status < 300) {
      this.#posted();
    } else if (status !== 422) {
      this.#tell("warn", toldBy(answer.xhr) ?? this.dataset["failed"] ?? "");
    }
  };

  #posted(): void {
    this.#forget();
    const form = this.#form;
    announce(this.dataset["sent"] ?? "");
    const slot = this.closest<HTMLElement>(".slot");
    if (slot !== null) {
      slot.replaceChildren();
    } else if (form !== null) {
      form.reset();
      const text = this.#text;
      if (text !== null) text.value = "";
      // The same form may write again: a new key, or the second comment would be taken for the first.
      const key = form.elements.namedItem("submission");
      if (key instanceof HTMLInputElement) key.value = newKey();
      this.#count();
    }
  }

  #tell(kind: "restored" | "warn", sentence: string): void {
    if (sentence === "") return;
    this.querySelector(".note")?.remove();
    const note = warning(sentence);
    if (kind === "restored") {
      note.className = "note";
      note.setAttribute("role", "status");
    }
    this.querySelector(".field")?.after(note);
  }
}

/** Checks what an earlier visit has stored. */
function readDraft(text: string): Draft | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const { body, stance, at, sent } = value as Record<string, unknown>;
    if (typeof body !== "string" || typeof at !== "number") return null;
    return { body, at, stance: typeof stance === "string" ? stance : null, sent: sent === true };
  } catch {
    return null;
  }
}

/** The browser's store, where it may be used. */
function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** Browsers format no numbers in Kyrgyz; Russian ones look the same. */
function languages(): string[] {
  const language = document.documentElement.lang;
  return language === "ky" ? ["ky", "ru"] : [language === "" ? "ru" : language];
}

/** A random UUID; `crypto.randomUUID` exists only on encrypted pages. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

if (customElements.get("tilke-compose") === undefined) customElements.define("tilke-compose", Compose);

import { afterEach, beforeEach, expect, test } from "vitest";

import { follow, watch } from "./follow.ts";
import { keepAddress } from "./language.ts";
import { closeMenus } from "./menu.ts";

let life: AbortController;
beforeEach(() => {
  life = new AbortController();
});
afterEach(() => {
  life.abort();
  document.body.replaceChildren();
});

function element(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(selector);
  return found;
}

function menuIsOpen(): boolean {
  return document.querySelector("details[open]") !== null;
}

test("Escape closes an open menu and gives the focus back to its button", () => {
  document.body.innerHTML = `<details class="menu" open><summary>menu</summary><a href="/me">me</a></details>`;
  closeMenus(document, life.signal);
  element("a").focus();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(menuIsOpen()).toBe(false);
  expect(document.activeElement).toBe(element("summary"));
});

test("a menu closes when one moves on, and not while one is in it", () => {
  document.body.innerHTML = `<details class="menu" open><summary>menu</summary><a href="/me">me</a></details><button>on</button>`;
  closeMenus(document, life.signal);
  element("a").dispatchEvent(new Event("pointerdown", { bubbles: true }));
  expect(menuIsOpen()).toBe(true);
  element("button").dispatchEvent(new Event("focusin", { bubbles: true }));
  expect(menuIsOpen()).toBe(false);
});

test("nothing listens any more once the page's life has ended", () => {
  document.body.innerHTML = `<details class="menu" open><summary>menu</summary></details>`;
  closeMenus(document, life.signal);
  life.abort();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(menuIsOpen()).toBe(true);
});

test("another language keeps the address that the map has moved to", () => {
  history.replaceState(null, "", "/?parcel=1-04-12-0035-0120&view=17,74.6,42.87");
  document.body.innerHTML = `<a href="/?language=en" data-language="en"><abbr>en</abbr></a>`;
  keepAddress(document, life.signal);
  element("a").addEventListener("click", (event) => {
    event.preventDefault();
  });
  element("abbr").click();
  const address = new URL(element("a").getAttribute("href") ?? "");
  expect(address.searchParams.get("parcel")).toBe("1-04-12-0035-0120");
  expect(address.searchParams.get("view")).toBe("17,74.6,42.87");
  expect(address.searchParams.get("language")).toBe("en");
});

test("a form that comes under a comment takes the focus", () => {
  document.body.innerHTML = `<div class="slot"><input type="hidden"><textarea></textarea></div>`;
  follow(element(".slot"), null);
  expect(document.activeElement).toBe(element("textarea"));
});

test("a new comment takes the focus, and the list that was empty is shown", () => {
  document.body.innerHTML = `<ol hidden><li><article class="c new" tabindex="-1">text</article></li></ol>`;
  follow(element("ol"), null);
  expect(document.activeElement).toBe(element("article"));
  expect(element("ol").hidden).toBe(false);
});

test("the first comment of all takes the place of the words that nobody has written", () => {
  document.body.innerHTML = `<section><div class="empty">nobody</div><ol id="comments" hidden><li><article class="c new" tabindex="-1">text</article></li></ol></section>`;
  follow(element("#comments"), null);
  expect(document.querySelector(".empty")).toBeNull();
  expect(element("ol").hidden).toBe(false);
});

test("each new comment takes the focus once, and a tombstone takes it where the comment was", () => {
  document.body.innerHTML = `<ol><li><article class="c new" id="comment-1" tabindex="-1">one</article></li></ol>`;
  follow(element("ol"), null);
  element("ol").insertAdjacentHTML(
    "beforeend",
    `<li><article class="c new" id="comment-2" tabindex="-1">two</article></li>`,
  );
  follow(element("ol"), null);
  expect(document.activeElement).toBe(element("#comment-2"));
  const gone = element("#comment-1");
  gone.outerHTML = `<p class="tomb" id="comment-1" tabindex="-1">gone</p>`;
  (document.activeElement as HTMLElement).blur();
  follow(gone, null);
  expect(document.activeElement).toBe(element(".tomb"));
});

test("what could not be done is said beside what was pressed", () => {
  document.body.innerHTML = `<div class="acts"><form><button>support</button></form></div>`;
  watch(document.body, life.signal);
  const responseText = `<section data-problem="rate-limited"><h1>Too fast</h1><p class="lead">Wait a minute.</p></section>`;
  const detail = { elt: element("button"), xhr: { status: 429, responseText } };
  element("button").dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true, detail }));
  expect(element(".acts + .note.warn").textContent).toBe("Too fast. Wait a minute.");
  expect(element(".note").getAttribute("role")).toBe("alert");
});

test("cancel takes the form away and gives the focus back to the comment", () => {
  document.body.innerHTML = `<article id="comment-7" tabindex="-1"></article><div class="slot" id="slot-7"><form><a href="/comments/7" data-cancel>cancel</a></form></div>`;
  watch(document.body, life.signal);
  element("a").click();
  expect(element(".slot").children.length).toBe(0);
  expect(document.activeElement).toBe(element("#comment-7"));
});

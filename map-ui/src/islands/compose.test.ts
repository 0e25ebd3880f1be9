import { afterEach, beforeEach, expect, test, vi } from "vitest";

import "./compose.ts";

const NAME = "draft /threads/7 write";

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  document.documentElement.lang = "ru";
});
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  location.hash = "";
});

function open(body = ""): { text: HTMLTextAreaElement; form: HTMLFormElement; box: HTMLElement } {
  // As a browser does it: parsed first, connected as a whole.
  const page = document.createElement("div");
  page.innerHTML = `<div id="live"></div>
    <tilke-compose data-draft="/threads/7" data-restored="back" data-failed="not sent" data-sent="sent" data-left="left:">
    <form id="write" action="/threads/7/comments" method="post"><input type="hidden" name="submission" value="first">
    <div class="field"><textarea name="body" data-longest="1200">${body}</textarea><span class="count" hidden></span></div>
    <input type="radio" name="stance" value="for"><input type="radio" name="stance" value="neutral" checked>
    <button>send</button></form></tilke-compose>`;
  document.body.replaceChildren(page);
  const [text, form, box] = [
    page.querySelector("textarea"),
    page.querySelector("form"),
    page.querySelector("tilke-compose"),
  ];
  if (text === null || form === null || !(box instanceof HTMLElement)) throw new Error("no form");
  return { text, form, box };
}

function type(text: HTMLTextAreaElement, value: string): void {
  text.value = value;
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function answer(form: HTMLFormElement, status: number, responseText = ""): void {
  const detail = { elt: form, successful: status >= 200 && status < 300, xhr: { status, responseText } };
  form.dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true, detail }));
}

test("what is typed is there again after the page was closed", () => {
  type(open().text, "The well is shared.");
  vi.advanceTimersByTime(400);
  const again = open();
  expect(again.text.value).toBe("The well is shared.");
  expect(again.box.querySelector(".note")?.textContent).toBe("back");
});

test("a pause is not needed: leaving stores it at once", () => {
  type(open().text, "The well is shared.");
  document.body.replaceChildren();
  expect(open().text.value).toBe("The well is shared.");
});

test("the stance is kept with the text", () => {
  const { text, box } = open();
  const [inFavour] = box.querySelectorAll<HTMLInputElement>("input[name=stance]");
  if (inFavour !== undefined) inFavour.checked = true;
  type(text, "Build it.");
  document.body.replaceChildren();
  expect(open().box.querySelector<HTMLInputElement>("input[value=for]")?.checked).toBe(true);
});

test("what the server sends back is never overwritten by a draft", () => {
  type(open().text, "older");
  vi.advanceTimersByTime(400);
  expect(open("newer").text.value).toBe("newer");
});

test("a posted comment empties the form, forgets the draft and takes a new key", () => {
  const { text, form } = open();
  type(text, "The well is shared.");
  vi.advanceTimersByTime(400);
  answer(form, 201);
  expect(text.value).toBe("");
  expect(localStorage.getItem(NAME)).toBeNull();
  expect(new FormData(form).get("submission")).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test("a broken connection keeps the text and says so", () => {
  const { text, form, box } = open();
  type(text, "The well is shared.");
  answer(form, 0);
  expect(text.value).toBe("The well is shared.");
  expect(box.querySelector("[role=alert]")?.textContent).toBe("not sent");
});

test("a refusal is told in the server's words", () => {
  const { form, box } = open();
  answer(
    form,
    409,
    '<section data-problem="closed"><h1>Closed</h1><p class="lead">Reading goes on.</p><a href="/">To the map</a></section>',
  );
  expect(box.querySelector("[role=alert]")?.textContent).toBe("Closed. Reading goes on.");
});

test("after a plain form the draft is forgotten on the page of the new comment, and only there", () => {
  const first = open();
  type(first.text, "The well is shared.");
  first.form.dispatchEvent(new Event("submit", { bubbles: true }));
  expect(open().text.value).toBe("The well is shared.");
  location.hash = "#comment-1";
  expect(open().text.value).toBe("");
});

test("the count appears near the limit and counts people's characters, not code units", () => {
  const { text, box } = open();
  const count = box.querySelector<HTMLElement>(".count");
  type(text, "a".repeat(100));
  expect(count?.hidden).toBe(true);
  type(text, "𝕒".repeat(1210));
  expect(count?.hidden).toBe(false);
  expect(count?.textContent).toBe("left: -10");
  expect(count?.classList.contains("over")).toBe(true);
});

test("Ctrl and Enter send", () => {
  const { text, form } = open();
  const sent = vi.spyOn(form, "requestSubmit").mockImplementation(() => undefined);
  text.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
  expect(sent).toHaveBeenCalledOnce();
});

test("a link to the form puts the cursor into its field", () => {
  const { text } = open();
  const link = document.createElement("a");
  link.href = "#write";
  document.body.append(link);
  link.click();
  expect(document.activeElement).toBe(text);
});

test("a draft that is not ours or too old is left alone", () => {
  localStorage.setItem(NAME, '{"body": 5}');
  expect(open().text.value).toBe("");
  localStorage.setItem(
    NAME,
    JSON.stringify({ body: "old", stance: null, at: Date.now() - 31 * 86_400_000, sent: false }),
  );
  expect(open().text.value).toBe("");
});

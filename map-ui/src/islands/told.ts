/** What the server said about a refusal, as plain text: its title and its sentences, without buttons. */
export function toldBy(answer: XMLHttpRequest | undefined): string | null {
  const html = answer?.responseText ?? "";
  if (html === "") return null;
  const page = new DOMParser().parseFromString(html, "text/html");
  const parts = page.querySelectorAll("[data-problem] h1, [data-problem] .lead, .note > span");
  const sentences = [...parts]
    .map((part) => part.textContent.replace(/\s+/g, " ").trim())
    .filter((text) => text !== "");
  return sentences.length === 0 ? null : sentences.map((text) => (/[.!?…]$/.test(text) ? text : `${text}.`)).join(" ");
}

/** A sentence in a frame that says that something failed; a screen reader hears it at once. */
export function warning(sentence: string): HTMLElement {
  const note = document.createElement("p");
  note.className = "note warn";
  note.setAttribute("role", "alert");
  note.textContent = sentence;
  return note;
}

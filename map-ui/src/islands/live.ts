/** Says a sentence to screen readers, once, through the page's live region. */
export function announce(sentence: string): void {
  const region = document.getElementById("live");
  if (region === null) return;
  region.textContent = "";
  // A region that is emptied and filled in one step is not read again.
  requestAnimationFrame(() => {
    region.textContent = sentence;
  });
}

/**
 * Menus are `<details class="menu">` and open without script. With it they close when one leaves them: by Escape, by a
 * press elsewhere, by moving on with the keyboard.
 */
export function closeMenus(root: Document, signal: AbortSignal): void {
  const open = () => root.querySelectorAll<HTMLDetailsElement>("details.menu[open]");

  root.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      for (const menu of open()) {
        const held = menu.contains(root.activeElement);
        menu.open = false;
        if (held) menu.querySelector("summary")?.focus();
      }
    },
    { signal },
  );

  const leave = ({ target }: Event) => {
    for (const menu of open()) {
      if (!(target instanceof Node && menu.contains(target))) menu.open = false;
    }
  };
  root.addEventListener("pointerdown", leave, { signal });
  root.addEventListener("focusin", leave, { signal });
}

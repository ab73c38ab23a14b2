// Menus are <details>: one open at a time, closed by Escape, by a click elsewhere, or by a choice.

const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    const inside = menu.contains(event.target);
    const chosen = event.target.closest?.(".menu-sheet > a, .menu-sheet button[data-open]");
    if (!inside || chosen) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu");
  if (event.key === "Escape" && open().length) {
    const last = [...open()].at(-1);
    last.open = false;
    last.querySelector("summary").focus();
    event.stopImmediatePropagation();
    event.preventDefault();
  } else if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    if (event.target.matches("input")) return;
    event.preventDefault();
    menu.open = true;
    const stops = [...menu.querySelectorAll(".menu-sheet a, .menu-sheet button, .menu-sheet input")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const place = stops.indexOf(document.activeElement);
    stops.at((place + step + stops.length) % stops.length)?.focus();
  }
});

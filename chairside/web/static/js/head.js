// The head of the open thread: what can be done with it, and the strip that says how it is handled.

const newer = new WeakMap(); // an open menu and its present state, which takes its place once it is closed

/** Whose it is, and until when it rests: drawn anew when it has changed, but for a menu that somebody has open. */
export function mergeHead(deeds, strip) {
  const box = document.getElementById("deeds");
  if (handlingOf(box) === handlingOf(deeds)) return;
  const focused = box.contains(document.activeElement) ? document.activeElement : null;
  const open = box.querySelector("details[open]");
  const twin = open && deeds.querySelector(`[data-menu="${open.dataset.menu}"]`);
  if (twin) {
    twin.replaceWith(open);
    newer.set(open, twin);
  }
  box.replaceChildren(...deeds.childNodes);
  document.getElementById("strip").replaceChildren(...strip.childNodes);
  if (twin && open.contains(focused)) focused.focus();
  else if (focused?.dataset.deed) box.querySelector(`[data-deed="${focused.dataset.deed}"]`)?.focus();
}

const handlingOf = (box) => box.querySelector("[data-handling]").dataset.handling;

function renewMenu(menu) {
  if (menu.open || !newer.has(menu)) return;
  const focused = menu.contains(document.activeElement);
  const fresh = newer.get(menu);
  menu.replaceWith(fresh);
  if (focused) fresh.querySelector("summary").focus();
}

document.addEventListener("toggle", (event) => renewMenu(event.target), true);

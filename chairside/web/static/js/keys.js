// Keyboard shortcuts: single letters only while nobody types.
import { openDialog } from "./dialogs.js";
import { closeThread, markUnread } from "./thread.js";
import { openMenu, toggleDone, toggleNote } from "./handling.js";
import { togglePanel } from "./panel.js";
import { thread } from "./page.js";

const REST = 3000; // milliseconds without a key after which somebody has noticed that their field has gone

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");

let field = null;
let typedAt = 0;

/** Whether the field that somebody is writing in was taken from under their hands: what they type on is no command. */
function writesOn() {
  if (!field || field.isConnected || Date.now() - typedAt > REST) return false;
  typedAt = Date.now();
  return true;
}

document.addEventListener("input", (event) => {
  field = event.target;
  typedAt = Date.now();
});
// whoever points or moves on has seen where they are; a field that is taken away leaves the focus nowhere
for (const name of ["pointerdown", "focusin"]) {
  document.addEventListener(name, (event) => {
    if (event.target !== field) field = null;
  });
}

function move(step) {
  const links = [...document.querySelectorAll("#rows .row-link")];
  if (!links.length) return;
  const focused = links.indexOf(document.activeElement);
  const current = focused >= 0 ? focused : links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[Math.max(0, Math.min(current + step, links.length - 1))];
  next.focus();
  next.click();
}

const DEEDS = {
  j: () => move(1),
  k: () => move(-1),
  r: () => document.getElementById("composer-body")?.focus(),
  u: () => markUnread(),
  a: () => openMenu("assign"),
  s: () => openMenu("snooze"),
  d: () => toggleDone(),
  m: () => toggleNote(),
  n: () => openDialog("finder"),
  o: () => togglePanel(),
  "/": () => document.getElementById("search-words")?.focus(),
  "?": () => openDialog("shortcuts"),
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openDialog("everything");
    return;
  }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    if (isTyping(event.target)) event.target.blur();
    else if (thread()) closeThread();
    return;
  }
  const deed = isTyping(event.target) || writesOn() ? null : DEEDS[event.key];
  if (deed) {
    event.preventDefault();
    deed();
  }
});

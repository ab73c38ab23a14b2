// Quick replies: "/" at the start of a word opens the list, typing on narrows it, Enter or Tab inserts.
import { box } from "./composer.js";
import { ask, say, thread } from "./page.js";

const list = () => document.getElementById("quick-replies");
const options = () => [...(list()?.querySelectorAll("[role=option]") ?? [])];
let known = { of: "", replies: [] };
let from = -1; // where in the text the slash stands; -1 when the list is closed

async function replies() {
  const address = thread().dataset.replyList;
  if (known.of !== address) {
    const answer = await ask(address);
    known = { of: address, replies: answer.ok ? (await answer.json()).replies : [] };
  }
  return known.replies;
}

/** The word after a slash before the cursor; null when there is none. */
function sought() {
  const before = box().value.slice(0, box().selectionStart);
  const found = /(^|\s)\/([^\s/]*(?: [^\s/]*)?)$/.exec(before);
  if (!found) return null;
  from = before.length - found[2].length - 1;
  return found[2].toLowerCase();
}

async function update() {
  const words = sought();
  if (words === null) return close();
  const fitting = (await replies()).filter((reply) => reply.name.toLowerCase().includes(words));
  if (sought() === null) return close();
  fitting.length || !known.replies.length ? show(fitting) : close();
}

function show(fitting) {
  close(false);
  const made = document.createElement("ul");
  made.id = "quick-replies";
  made.className = "quick-replies";
  made.setAttribute("role", "listbox");
  made.tabIndex = 0; // a long list scrolls
  made.setAttribute("aria-label", say("quickReplies"));
  made.append(...(fitting.length ? fitting.map(drawn) : [nothing()]));
  box().before(made);
  box().setAttribute("aria-controls", made.id);
  box().setAttribute("aria-autocomplete", "list");
  choose(options()[0]);
}

function drawn(reply, place) {
  const item = document.createElement("li");
  item.id = `quick-reply-${place}`;
  item.setAttribute("role", "option");
  item.reply = reply;
  const name = document.createElement("span");
  name.className = "quick-name";
  name.textContent = `/${reply.name}`;
  const words = document.createElement("span");
  words.className = "quick-words";
  words.dir = "auto";
  words.textContent = reply.text;
  item.append(name, words);
  return item;
}

function nothing() {
  const note = document.createElement("li");
  note.className = "quick-words";
  note.setAttribute("role", "option");
  note.setAttribute("aria-disabled", "true");
  note.textContent = say("quickNone");
  return note;
}

function choose(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) box().setAttribute("aria-activedescendant", option.id);
  option?.scrollIntoView({ block: "nearest" });
}

function close(forget = true) {
  list()?.remove();
  for (const name of ["aria-controls", "aria-autocomplete", "aria-activedescendant"]) box()?.removeAttribute(name);
  if (forget) from = -1;
}

function insert(option) {
  const reply = option?.reply;
  if (!reply) return;
  const area = box();
  area.setRangeText(reply.text, from, area.selectionStart, "end");
  close();
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  if (reply.missing.length) {
    const fields = reply.missing.map((name) => `{${name}}`).join(", ");
    document.dispatchEvent(new CustomEvent("said", { detail: say("quickMissing", { fields }) }));
  }
}

function onKey(event) {
  if (event.target !== box() || !list()) return;
  const all = options();
  const place = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    choose(all[(place + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
  } else if (event.key === "Enter" || event.key === "Tab") {
    insert(all[place]);
  } else if (event.key === "Escape") {
    close();
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

// before the composer's own keys: Enter chooses here, and does not send
document.addEventListener("keydown", onKey, true);
document.addEventListener("input", (event) => event.target === box() && update());
document.addEventListener("click", (event) => {
  const option = event.target.closest("#quick-replies [role=option]");
  if (option) return insert(option);
  if (event.target.closest("[data-quick-replies]")) {
    const area = box();
    const space = area.selectionStart && !/\s$/.test(area.value.slice(0, area.selectionStart)) ? " /" : "/";
    area.setRangeText(space, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    return update();
  }
  if (list() && !list().contains(event.target) && event.target !== box()) close();
});
for (const name of ["thread:opened", "thread:foot", "live:appointments", "live:patients"]) {
  document.addEventListener(name, () => (known = { of: "", replies: [] }));
}

// Whose a conversation is, until when it rests, whether it is done; notes to colleagues.
import { announce, ask, newId, say, thread, toast } from "./page.js";
import { refreshRows } from "./list.js";
import { refreshThread, toEnd } from "./thread.js";

const menu = (name) => document.querySelector(`#deeds [data-menu="${name}"]`);
const openMenus = () => [...document.querySelectorAll("#deeds details[open]")];
const noteForm = () => document.getElementById("note-form");
let noteId = "";

/** Ask for a deed; says what was done, or gives the sentence that says why not. */
async function deed(address, method, values = null, done = "") {
  const open = thread();
  const chosenIn = openMenus();
  const answer = await ask(address, { method, body: values && new URLSearchParams(values) }).catch(() => null);
  if (answer?.status === 422) return answer.text();
  if (!answer?.ok) return void toast(say("failed"));
  for (const one of chosenIn) one.open = false;
  if (!openMenus().length) closeSheet(); // the next menu may be open by the time of the answer
  if (done) announce(done);
  if (thread() === open) await refreshThread();
  refreshRows([open.dataset.thread]);
  return "";
}

function showSaid(form, words) {
  const line = form.querySelector("[data-said]");
  line.textContent = words ?? "";
  line.hidden = !words;
}

const assign = (user) => deed(thread().dataset.assignment, user ? "PUT" : "DELETE", user ? { user } : null);
const snooze = (values) => deed(thread().dataset.snooze, "PUT", values, say("snoozed"));

/** Mark the open conversation done, or not done after all. */
export function toggleDone() {
  const button = document.querySelector("#deeds [data-finish]");
  if (!button) return;
  const isDone = button.getAttribute("aria-pressed") === "true";
  deed(thread().dataset.done, isDone ? "DELETE" : "PUT", null, say(isDone ? "reopened" : "finished"));
}

/** Open the menu of a deed and go to its first choice. */
export function openMenu(name) {
  if (!menu(name)) return;
  openSheet();
  for (const one of openMenus()) one.open = one === menu(name);
  menu(name).open = true;
  menu(name).querySelector(".menu-sheet button").focus();
}

const sheetButton = () => document.querySelector("[data-deeds]");

function openSheet() {
  thread().classList.add("deeds-shown");
  sheetButton().setAttribute("aria-expanded", "true");
}

function closeSheet() {
  thread()?.classList.remove("deeds-shown");
  sheetButton()?.setAttribute("aria-expanded", "false");
}

/** Open the box for a note, or close it; what was written stays in it. */
export function toggleNote() {
  if (!noteForm()) return;
  noteForm().hidden = !noteForm().hidden;
  closeSheet();
  if (noteForm().hidden) return;
  noteForm().querySelector("textarea").focus();
}

function tell(name) {
  const area = noteForm().querySelector("textarea");
  const space = area.selectionStart && !/\s$/.test(area.value.slice(0, area.selectionStart)) ? " " : "";
  area.setRangeText(`${space}@${name} `, area.selectionStart, area.selectionEnd, "end");
  area.focus();
}

async function keepNote() {
  const form = noteForm();
  noteId ||= newId();
  const words = await deed(form.action, "POST", { body: form.elements.body.value, client_id: noteId });
  showSaid(form, words);
  if (words !== "") return;
  noteId = "";
  form.reset();
  form.hidden = true;
  toEnd();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form !== noteForm() && !form.matches("[data-snooze-form]")) return;
  event.preventDefault();
  if (form === noteForm()) keepNote();
  else showSaid(form, await snooze(Object.fromEntries(new FormData(form))));
});
document.addEventListener("click", (event) => {
  const on = (name) => event.target.closest(`[data-${name}]`);
  if (on("assign")) assign(on("assign").dataset.assign);
  if (on("snooze-at")) snooze({ at: on("snooze-at").dataset.snoozeAt });
  if (on("wake")) deed(thread().dataset.snooze, "DELETE");
  if (on("finish")) toggleDone();
  if (on("note-open") || on("note-close")) toggleNote();
  if (on("tell")) tell(on("tell").dataset.tell);
  if (on("deeds")) thread().classList.contains("deeds-shown") ? closeSheet() : openSheet();
  else if (!event.target.closest("#deeds")) closeSheet();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && noteForm()?.contains(event.target)) {
    event.preventDefault();
    toggleNote();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && noteForm()?.contains(event.target)) {
    event.preventDefault();
    keepNote();
  } else if (event.key === "Escape" && thread()?.classList.contains("deeds-shown")) {
    event.preventDefault();
    closeSheet();
    sheetButton().focus();
  }
});

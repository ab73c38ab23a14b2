// The open thread: its texts kept true by key, its place kept while somebody reads, its reading told.
import { announce, ask, askPresent, elements, oneAtATime, page, say, thread, toast } from "./page.js";
import { markOpen, refreshRows } from "./list.js";
import { mergeHead } from "./head.js";
import { showTitle } from "./numbers.js";

const NEAR_END = 60; // pixels
let unseen = 0;

const log = () => document.getElementById("log");

/** Bring the open thread to the present: texts, foot, card. */
export const refreshThread = oneAtATime(async () => {
  const open = thread();
  if (!open) return;
  const answer = await askPresent(`${open.dataset.messages}?whole=1`);
  const html = await answer.text();
  if (thread() !== open) return; // another one is open by now, or none
  if (answer.status === 404) return void gone();
  if (!answer.ok) return;
  const parts = elements(html);
  const part = (name) => parts.querySelector(`[data-part=${name}]`);
  mergeLog(part("log"));
  mergeOutstanding(part("outstanding"));
  mergeScheduled(part("scheduled"));
  mergeFoot(part("foot"));
  document.getElementById("card").replaceChildren(...part("card").childNodes);
  mergeHead(part("deeds"), part("strip"));
  open.dataset.unread = part("state").dataset.unread;
  markRead();
});

/** The thread may no longer be seen: leave it, in the page or in the dialog. */
function gone() {
  if (thread().closest("dialog")) document.dispatchEvent(new CustomEvent("thread:gone"));
  else location.assign("/"); // to what is open to this user now
}

/** Put the server's texts into the log: new ones added, changed ones replaced, the rest untouched. */
export function mergeLog(fresh) {
  const box = log();
  if (!box) return;
  const atEnd = isAtEnd();
  let added = 0;
  let before = null;
  for (const piece of [...fresh.querySelectorAll(":scope > [data-key]")]) {
    const old = find(piece);
    if (!old) {
      if (before) before.after(piece);
      else if (piece.dataset.key === "earlier" || piece.dataset.key === "first") continue;
      else append(piece);
      if (piece.dataset.side === "theirs") added += 1;
      before = piece;
    } else if (old.dataset.version !== piece.dataset.version) {
      old.replaceWith(piece);
      before = piece;
    } else {
      before = old;
    }
  }
  if (fresh.querySelector(".message")) box.querySelector(".first")?.remove();
  if (atEnd) toEnd();
  else if (added) showNewer(added);
}

function find(piece) {
  const key = CSS.escape(piece.dataset.key);
  const same = log().querySelector(`[data-key="${key}"]`);
  // an optimistic bubble waits for the message that the server made of it
  return same ?? (piece.dataset.client ? log().querySelector(`[data-pending="${piece.dataset.client}"]`) : null);
}

function append(piece) {
  const later = [...log().querySelectorAll(".message[data-key]")].find((other) => other.dataset.key > piece.dataset.key);
  if (piece.dataset.key.startsWith("day-") || !later) {
    log().insertBefore(piece, log().querySelector("[data-pending], #outstanding"));
  } else {
    later.before(piece);
  }
}

function mergeFoot(fresh) {
  const foot = document.getElementById("foot");
  if (foot.querySelector("[data-foot]")?.dataset.foot === fresh.dataset.foot) return;
  const writing = foot.contains(document.activeElement);
  const written = foot.querySelector("textarea")?.value;
  document.dispatchEvent(new CustomEvent("thread:foot-leaves"));
  foot.replaceChildren(...fresh.childNodes);
  const box = foot.querySelector("textarea");
  if (box && written) box.value = written;
  document.dispatchEvent(new CustomEvent("thread:foot"));
  if (writing) box?.focus();
  const refusal = foot.querySelector(".refusal, .information");
  if (refusal) announce(refusal.textContent.replace(/\s+/g, " ").trim());
}

/** The visits that a text may be about stand beside it, as long as it waits for an answer. */
function mergeOutstanding(fresh) {
  const box = document.getElementById("outstanding");
  const version = (part) => part.querySelector("[data-outstanding]")?.dataset.outstanding;
  if (version(box) === version(fresh)) return;
  const atEnd = isAtEnd();
  box.replaceChildren(...fresh.childNodes);
  if (atEnd) toEnd();
}

/** What is to leave later stands below everything; a form in which somebody changes it is left alone. */
function mergeScheduled(fresh) {
  const box = document.getElementById("scheduled");
  const version = (part) => part.querySelector("[data-waiting]")?.dataset.waiting;
  if (version(box) === version(fresh) || box.querySelector("form:not([hidden])")) return;
  const atEnd = isAtEnd();
  box.replaceChildren(...fresh.childNodes);
  if (atEnd) toEnd();
}

export function isAtEnd() {
  const box = log();
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
}

export function toEnd() {
  log().scrollTop = log().scrollHeight;
  unseen = 0;
  thread().querySelector("[data-newer]").hidden = true;
}

function showNewer(added) {
  unseen += added;
  const button = thread().querySelector("[data-newer]");
  button.querySelector("[data-newer-words]").textContent =
    unseen === 1 ? say("newerOne") : say("newerMany", { count: unseen });
  button.hidden = false;
}

/** The newest message that this screen shows: what "up to" and "since you looked" mean. */
export function newestShown() {
  return [...log().querySelectorAll(".message[data-key]")].at(-1)?.dataset.key ?? "";
}

/** Looking at the end of an open thread is reading it, for the whole location. */
export async function markRead() {
  const open = thread();
  if (!open || open.dataset.unread === "0" || open.dataset.kept === "unread") return;
  if (document.visibilityState !== "visible" || !document.hasFocus() || !isAtEnd()) return;
  open.dataset.unread = "0";
  const answer = await ask(`${open.dataset.reading}?up-to=${newestShown()}`, { method: "PUT" });
  if (!answer.ok) open.dataset.unread = "1";
}

/** Undo "read"; the thread stays so until it is opened again. */
export async function markUnread() {
  const open = thread();
  if (!open) return;
  open.dataset.kept = "unread";
  const answer = await ask(open.dataset.reading, { method: "DELETE" });
  if (answer.ok) refreshRows([open.dataset.thread]);
}

/** What must be done when a thread has just been put on the page. */
export function opened() {
  if (!thread()) return;
  unseen = 0;
  toEnd();
  markOpen();
  showTitle();
  markRead();
  document.dispatchEvent(new CustomEvent("thread:opened"));
}

/** Back to the list alone: on a phone the list comes into view. */
export function closeThread() {
  if (thread()) location.assign(page.inbox + (document.getElementById("list")?.dataset.query ?? ""));
}

async function earlier(button) {
  const answer = await ask(button.dataset.earlier);
  if (!answer.ok) return;
  const box = log();
  const height = box.scrollHeight - box.scrollTop;
  const fresh = elements(await answer.text());
  for (const piece of [...fresh.querySelectorAll("[data-key]")]) {
    if (piece.dataset.key.startsWith("day-")) box.querySelector(`[data-key="${piece.dataset.key}"]`)?.remove();
  }
  button.closest("[data-key]").replaceWith(...fresh.childNodes);
  box.scrollTop = box.scrollHeight - height;
}

/** Look again, let waiting texts go, or be done with a text that did not arrive. */
async function seeToText(button) {
  button.disabled = true;
  const answer = await ask(button.dataset.url, { method: button.dataset.seeTo }).catch(() => null);
  if (answer?.ok) return void refreshThread();
  button.disabled = false;
  const why = answer ? elements(await answer.text()).textContent.replace(/\s+/g, " ").trim() : "";
  toast(why || say("failed"));
}

document.addEventListener("live:threads", (event) => event.detail.includes(thread()?.dataset.thread) && refreshThread());
document.addEventListener("live:resync", refreshThread);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-newer]")) {
    log().scrollTop = log().scrollHeight;
    toEnd();
    markRead();
  }
  if (event.target.closest("[data-mark-unread]")) markUnread();
  const seeTo = event.target.closest("[data-see-to]");
  if (seeTo) seeToText(seeTo);
  const button = event.target.closest("[data-earlier]");
  if (button) earlier(button);
  const card = event.target.closest("[data-card]");
  if (card) card.setAttribute("aria-expanded", String(thread().classList.toggle("card-shown")));
});
document.addEventListener(
  "scroll",
  (event) => {
    if (event.target === log() && isAtEnd()) {
      thread().querySelector("[data-newer]").hidden = true;
      unseen = 0;
      markRead();
    }
  },
  true,
);
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "thread-pane") {
    opened();
    if (!event.detail.requestConfig?.triggeringEvent?.detail?.quietly) thread()?.querySelector("h2").focus({ preventScroll: true });
  }
});
for (const name of ["focus", "visibilitychange"]) window.addEventListener(name, () => thread() && markRead());
document.addEventListener("visibilitychange", () => thread() && markRead());

opened();

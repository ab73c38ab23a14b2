// The composer: counts as you write, keeps the draft, sends once whatever happens.
import { ask, elements, newId, page, say, thread, toast } from "./page.js";
import { count } from "./segments.js";
import { mergeLog, newestShown, toEnd } from "./thread.js";
import { refreshRows } from "./list.js";

const DRAFT_PAUSE = 500; // milliseconds after the first key that is not kept yet: who types on and on is kept, too
const DRAFT_WAIT = 1000; // milliseconds that a text waits for its own draft, which must not come after it
const RETRY_PAUSE = 1500;
let draftTimer = null;
let draftOf = null;
let keeping = null;
const pending = new Map(); // by client id: the replies that the server does not have yet

const form = () => document.getElementById("composer");
const box = () => document.getElementById("composer-body");

/** Show how many messages it will be, and why; grow with the text. */
export function showCount() {
  const area = box();
  if (!area) return;
  const text = area.value.trim();
  const told = count(text);
  const over = [...text].length - Number(form().dataset.limit);
  const messages = told.count <= 1 ? say("one") : say("many", { count: told.count });
  const used = say("used", { used: told.units, room: told.capacity });
  let why = "";
  if (over > 0) why = say("tooLong", { over });
  else if (told.culprit !== undefined) why = say("ucs2", { sign: told.culprit });
  else if (told.count > 1) why = say("longer");
  form().querySelector("[data-count-words]").textContent = `${messages} · ${used}`;
  form().querySelector("[data-why]").textContent = why;
  form().querySelector(".counter").classList.toggle("over", over > 0);
  form().querySelector(".counter").classList.toggle("awake", Boolean(why));
  form().querySelector("[data-send]").setAttribute("aria-disabled", String(!text || over > 0));
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, innerHeight * 0.34)}px`;
}

function keepDraftSoon() {
  draftOf = { address: thread().dataset.draft, area: box() };
  draftTimer ??= setTimeout(keepDraft, DRAFT_PAUSE);
}

function forgetDraft() {
  clearTimeout(draftTimer);
  draftTimer = null;
  draftOf = null;
}

/** Keep the draft on the server now; it survives the page, the browser and the machine. */
export function keepDraft() {
  const draft = draftOf;
  forgetDraft();
  if (!draft) return;
  // the box may have left the page meanwhile; what was written in it is the draft all the same
  keeping = putDraft(draft.address, draft.area.value).catch(() => {
    draftOf ??= draft;
  });
}

const putDraft = (address, body, more = {}) =>
  ask(address, { method: "PUT", body: new URLSearchParams({ body, ...more }), keepalive: true });

function send(text, despiteAnswer = false) {
  const reply = { open: thread(), text, clientId: newId(), seen: newestShown(), despiteAnswer, isLate: false };
  pending.set(reply.clientId, reply);
  forgetDraft();
  box().value = "";
  clearSaid();
  showCount();
  reply.bubble = showPending(reply);
  deliver(reply);
}

/** Whether the conversation of a reply stands on the screen, opened once or again. */
const isOpen = (reply) => thread()?.dataset.thread === reply.open.dataset.thread;

async function deliver(reply) {
  const body = new URLSearchParams({
    body: reply.text,
    client_id: reply.clientId,
    seen: reply.seen,
    despite_answer: reply.despiteAnswer ? "yes" : "no",
    late: reply.isLate ? "yes" : "no",
  });
  let answer;
  try {
    await Promise.race([keeping, new Promise((resolve) => setTimeout(resolve, DRAFT_WAIT))]);
    answer = await ask(reply.open.dataset.messages, { method: "POST", body, keepalive: true });
    if (answer.status >= 500) throw new Error("try again");
  } catch {
    // the answer may be lost and the text stored: the same client id makes it one message
    reply.isLate = true;
    reply.bubble.querySelector("[data-became]").textContent = say("notSent");
    setTimeout(() => deliver(reply), RETRY_PAUSE);
    return;
  }
  pending.delete(reply.clientId);
  const html = elements(await answer.text());
  if (answer.ok) {
    if (isOpen(reply)) mergeLog(html);
    else reply.bubble.remove();
    refreshRows([reply.open.dataset.thread]);
    return;
  }
  reply.bubble.remove();
  giveBack(reply, html);
}

/** Nothing that was written is lost: the text goes back to the composer, with the reason. */
function giveBack(reply, html) {
  if (!isOpen(reply) || !box()) return void keepAsDraft(reply);
  box().value = [reply.text, box().value].filter(Boolean).join("\n");
  const said = form().querySelector("[data-composer-said]");
  said.replaceChildren(...html.childNodes);
  if (!said.childElementCount) toast(say("failed"));
  showCount();
  keepDraftSoon();
  // whoever types on goes on writing: on a button the next space would send what is half written
  box().focus();
}

/** The composer is gone, or another conversation stands there: the text waits in its own as a draft. */
async function keepAsDraft(reply) {
  const answer = await putDraft(reply.open.dataset.draft, reply.text, { before: "yes" }).catch(() => null);
  toast(say(answer?.ok ? "keptAsDraft" : "failed"));
}

/** A conversation is opened again: what it still waits for stands there, and not in the composer as well. */
function showPendingAgain() {
  for (const reply of pending.values()) {
    if (!isOpen(reply)) continue;
    reply.bubble = showPending(reply);
    if (box()?.value.trim() === reply.text) emptied();
  }
}

/** The page goes: what the server does not have yet is a draft, above what stands in the composer. */
function keepPendingAsDrafts() {
  const late = [...pending.values()].filter((reply) => reply.isLate);
  const here = late.filter(isOpen).map((reply) => reply.text);
  if (here.length) {
    forgetDraft();
    putDraft(thread().dataset.draft, [...here, box()?.value.trim()].filter(Boolean).join("\n")).catch(() => null);
  }
  for (const reply of late.filter((one) => !isOpen(one))) {
    putDraft(reply.open.dataset.draft, reply.text, { before: "yes" }).catch(() => null);
  }
}

function showPending(reply) {
  const bubble = document.createElement("div");
  bubble.className = "message ours pending";
  bubble.dataset.pending = reply.clientId;
  const inside = document.createElement("div");
  inside.className = "bubble";
  const words = document.createElement("p");
  words.dir = "auto";
  words.textContent = reply.text;
  inside.append(words);
  const meta = document.createElement("p");
  meta.className = "meta";
  meta.dataset.became = "";
  meta.textContent = say(reply.isLate ? "notSent" : "sending");
  bubble.append(inside, meta);
  document.querySelector("#log .first")?.remove();
  document.getElementById("outstanding").before(bubble);
  toEnd();
  return bubble;
}

/** Show in the composer why something could not be done; what was written stays. */
export function showSaid(html) {
  form().querySelector("[data-composer-said]").replaceChildren(...html.childNodes);
}

/** Put words into the composer, below what stands there. */
export function putBack(words) {
  if (!box()) return;
  box().value = [box().value, words].filter(Boolean).join("\n");
  showCount();
  keepDraftSoon();
  box().focus();
}

/** Give what is written, and forget it: it is kept elsewhere now. */
export function emptied() {
  clearTimeout(draftTimer);
  draftOf = null;
  box().value = "";
  clearSaid();
  showCount();
}

function clearSaid() {
  form()?.querySelector("[data-composer-said]").replaceChildren();
}

function trySending(despiteAnswer = false) {
  const text = box().value.trim();
  if (!text || form().querySelector("[data-send]").getAttribute("aria-disabled") === "true") {
    box().focus();
    return;
  }
  send(text, despiteAnswer);
  box().focus();
}

async function again(button) {
  button.disabled = true;
  try {
    const answer = await ask(button.dataset.again, { method: "POST" });
    const html = elements(await answer.text());
    if (answer.ok) mergeLog(html);
    else toast(html.textContent.replace(/\s+/g, " ").trim() || say("failed"));
    if (answer.ok) toEnd();
  } catch {
    toast(say("failed"));
  }
  button.disabled = false;
}

document.addEventListener("input", (event) => {
  if (event.target !== box()) return;
  showCount();
  keepDraftSoon();
});
document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  trySending();
});
document.addEventListener("keydown", (event) => {
  if (event.target !== box() || event.key !== "Enter" || event.isComposing) return;
  const enterSends = form().dataset.enterSends === "yes";
  const sends = enterSends ? !event.shiftKey : event.ctrlKey || event.metaKey;
  if (sends) {
    event.preventDefault();
    trySending();
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-send-anyway]")) trySending(true);
  if (event.target.closest("[data-keep-writing]")) {
    clearSaid();
    box().focus();
  }
  const button = event.target.closest("[data-again]");
  if (button) again(button);
});
document.addEventListener("change", (event) => {
  if (event.target.name !== "enter" || !form()?.contains(event.target)) return;
  form().dataset.enterSends = event.target.value;
  event.target.closest("details").open = false;
  box().focus();
  ask(page.writing, { method: "POST", body: new URLSearchParams({ enter_sends: event.target.value }) });
});
document.body.addEventListener("htmx:beforeSwap", keepDraft);
document.addEventListener("thread:opened", showPendingAgain);
document.addEventListener("thread:opened", showCount);
document.addEventListener("thread:foot-leaves", keepDraft);
document.addEventListener("thread:foot", showCount);
addEventListener("beforeunload", (event) => {
  if ([...pending.values()].some((reply) => reply.isLate)) event.preventDefault();
});
addEventListener("pagehide", keepPendingAsDrafts);
addEventListener("pagehide", keepDraft);
addEventListener("online", keepDraft);

showCount();

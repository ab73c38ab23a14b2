// Replies on their way: each is sent once whatever happens, and none is lost.
import { box, clearSaid, emptied, form, putBack, showSaid } from "./composer.js";
import { draftKept, forgetDraft, putDraft } from "./drafts.js";
import { refreshRows } from "./list.js";
import { ask, elements, newId, say, thread, toast } from "./page.js";
import { mergeLog, newestShown, toEnd } from "./thread.js";

const RETRY_PAUSE = 1500; // milliseconds
const pending = new Map(); // by client id: the replies that the server does not have yet

function send(text, despiteAnswer = false) {
  const reply = { open: thread(), text, clientId: newId(), seen: newestShown(), despiteAnswer, isLate: false };
  pending.set(reply.clientId, reply);
  emptied();
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
    await draftKept();
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
  if (html.childElementCount) showSaid(html);
  else toast(say("failed"));
  // the focus goes to the box: on a button the next space of whoever types on would send what is half written
  putBack(reply.text, { above: true });
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
document.addEventListener("thread:opened", showPendingAgain);
addEventListener("beforeunload", (event) => {
  if ([...pending.values()].some((reply) => reply.isLate)) event.preventDefault();
});
// before the draft alone is kept, which it holds
addEventListener("pagehide", keepPendingAsDrafts, { capture: true });

// The idle lock: warns a minute before the session ends, keeps what is being written, and then leaves.
// The server decides; this script tells it that somebody is here, and asks it before it warns or leaves.
import { keepDraft } from "./drafts.js";
import { ask, page, say } from "./page.js";

const WARNED = 60; // seconds before the end
const TOLD_EVERY = 60_000; // milliseconds
const HEARD_EVERY = 1_000;

const dialog = document.getElementById("idle");
const tabs = new BroadcastChannel("chairside-presence");
let endsAt = Date.now() + Number(page.left) * 1000;
let endsAs = "idle";
let toldAt = Date.now(); // opening the page has told it
let heardAt = 0;
let telling = null;
let asking = false;

const secondsLeft = () => Math.ceil((endsAt - Date.now()) / 1000);

/** Take the server's word for how long the session lasts; 401 has led to the sign-in page already. */
function believe(told) {
  endsAt = Date.now() + told.left * 1000;
  endsAs = told.ends_as;
}

/** Tell the server that somebody is here; other tabs hear how long the session lasts now. */
async function tellPresence() {
  clearTimeout(telling);
  telling = null;
  toldAt = Date.now();
  const answer = await ask(page.presence, { method: "POST" }).catch(() => null);
  if (!answer?.ok) return;
  const told = await answer.json();
  believe(told);
  tabs.postMessage(told);
  look();
}

/** Keys, pointer and wheel are presence; they are told at most once a minute, and none is left untold. */
function heard(event) {
  if (!event.isTrusted || dialog.open || Date.now() - heardAt < HEARD_EVERY) return;
  heardAt = Date.now();
  telling ??= setTimeout(tellPresence, Math.max(0, toldAt + TOLD_EVERY - Date.now()));
}

async function askServer() {
  if (asking) return;
  asking = true;
  try {
    const answer = await ask(page.presence);
    if (answer.ok) believe(await answer.json());
  } catch {
    // not connected: asked again with the next look
  }
  asking = false;
}

async function look() {
  if (secondsLeft() > WARNED) return void (dialog.open && dialog.close());
  if (secondsLeft() <= 0) page.over = endsAs;
  else delete page.over;
  if (!dialog.open || secondsLeft() <= 0) {
    keepDraft();
    await askServer();
  }
  if (secondsLeft() <= WARNED) warn();
}

function warn() {
  const left = Math.max(0, secondsLeft());
  dialog.dataset.endsAs = endsAs;
  dialog.querySelector("[data-seconds]").textContent = say(left === 1 ? "secondsOne" : "secondsMany", { count: left });
  if (!dialog.open) dialog.showModal();
}

dialog.querySelector("[data-stay]").addEventListener("click", () => {
  dialog.close();
  tellPresence();
});
dialog.addEventListener("cancel", () => endsAs === "idle" && tellPresence());
tabs.addEventListener("message", (event) => {
  believe(event.data);
  look();
});
for (const name of ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"]) {
  addEventListener(name, heard, { capture: true, passive: true });
}
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
setInterval(look, 1_000);

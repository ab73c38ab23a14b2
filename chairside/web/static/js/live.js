// The live stream: hears what changed and tells the page's scripts, each fetches what it shows of it.
// After any time without connection everything is fetched anew, so nothing has to be remembered.
import { colleagues, page, say, thread } from "./page.js";

const SILENCE = 25_000; // milliseconds; the server gives a sign every ten seconds
const PAUSES = [300, 700, 1200, 1500];
const TYPING_SHOWN = 5_000;
const TELL_AFTER = 600; // a blink of the connection is not worth a word

// a browser opens six connections to one server for all its tabs: the hidden ones must leave some free
const MOST_STREAMS = 4;
const SHARED = "chairside-live";

let stream = null;
let resting = false;
let letGo = null;
let heardAt = Date.now();
let tries = 0;
let retry = null;
let telling = null;
let typingTimer = null;

/** Hold a shared lock as long as this tab listens, so that the tabs can count each other. */
function beCounted() {
  letGo?.();
  navigator.locks?.request(SHARED, { mode: "shared" }, () => new Promise((release) => (letGo = release)));
}

async function restIfCrowded() {
  if (!navigator.locks || resting || document.visibilityState === "visible") return;
  const { held } = await navigator.locks.query();
  if (held.filter((lock) => lock.name === SHARED).length <= MOST_STREAMS) return;
  resting = true;
  stream?.close();
  clearTimeout(retry);
  letGo?.();
}

function connect() {
  if (!page.live) return;
  resting = false;
  beCounted();
  clearTimeout(retry);
  stream?.close();
  stream = new EventSource(page.live);
  stream.addEventListener("open", () => {
    heardAt = Date.now();
    tries = 0;
  });
  stream.addEventListener("resync", present);
  stream.addEventListener("rights", () => {
    present();
    tell("rights");
  });
  stream.addEventListener("alive", () => connected(true));
  stream.addEventListener("message", (event) => {
    connected(true);
    hear(JSON.parse(event.data));
  });
  stream.addEventListener("error", () => {
    connected(false);
    reconnect();
  });
}

function reconnect() {
  stream?.close();
  clearTimeout(retry);
  if (!navigator.onLine) return;
  retry = setTimeout(connect, PAUSES[Math.min(tries, PAUSES.length - 1)]);
  tries += 1;
}

function connected(is) {
  if (is) heardAt = Date.now();
  clearTimeout(telling);
  const note = document.getElementById("offline");
  if (is) note.hidden = true;
  else telling = setTimeout(() => (note.hidden = false), navigator.onLine ? TELL_AFTER : 0);
}

function present() {
  connected(true);
  document.body.dataset.connected = "yes";
  tell("resync");
}

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

function hear(changes) {
  const of = (kind) => changes.filter((change) => change.kind === kind);
  const threads = [...new Set(of("thread").map((change) => change.thread))];
  if (threads.length) tell("threads", threads);
  if (of("appointment").length) tell("appointments", of("appointment"));
  if (of("patient").length) tell("patients", of("patient").map((change) => change.patient));
  if (of("task").length) tell("tasks");
  if (of("notice").length) tell("notices");
  if (of("statement").length) tell("statements");
  if (of("import").length) tell("imports", of("import").map((change) => change.import));
  of("typing").forEach(showTyping);
}

function showTyping(change) {
  if (change.user === page.user || change.thread !== thread()?.dataset.thread) return;
  const line = thread().querySelector("[data-typing]");
  line.textContent = say("typing", { name: colleagues[change.user] ?? "" });
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => (line.textContent = ""), TYPING_SHOWN);
}

addEventListener("offline", () => {
  stream?.close();
  clearTimeout(retry);
  connected(false);
});
addEventListener("online", () => {
  tries = 0;
  connect();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && (resting || Date.now() - heardAt > 12_000)) connect();
  restIfCrowded();
});
addEventListener("pagehide", () => stream?.close());
addEventListener("pageshow", (event) => event.persisted && connect());
setInterval(() => {
  restIfCrowded();
  if (page.live && !resting && Date.now() - heardAt > SILENCE) {
    heardAt = Date.now();
    connected(false);
    connect();
  }
}, 2_000);

if (!page.live) document.body.dataset.connected = "yes";
else if (navigator.onLine) connect();
else connected(false);

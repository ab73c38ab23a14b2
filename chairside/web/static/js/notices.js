// Notices: what a colleague set and what a patient wrote, told in a corner, by a sound, and, when the
// window is hidden, by a notification of the desktop that says nothing of whom it is about.
import { ask, askPresent, elements, oneAtATime, page, say, thread, toast } from "./page.js";

const PAUSE = 3_000; // milliseconds between two sounds
const wants = document.getElementById("wants")?.dataset ?? {};
let soundedAt = 0;
let unread = Number(document.getElementById("dot")?.dataset.unread ?? 0);

function tell(words) {
  toast(words);
  sound();
  if (wants.desktop === "yes" && document.visibilityState === "hidden" && globalThis.Notification?.permission === "granted") {
    new Notification("Chairside", { body: say("somethingNew"), tag: "chairside" });
  }
}

/** Two short soft tones, made here: nothing has to be fetched. */
function sound() {
  if (wants.sound !== "yes" || Date.now() - soundedAt < PAUSE) return;
  soundedAt = Date.now();
  const audio = new AudioContext();
  const gain = audio.createGain();
  gain.connect(audio.destination);
  gain.gain.setValueAtTime(0.06, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.45);
  for (const [pitch, after] of [[660, 0], [880, 0.14]]) {
    const tone = audio.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(gain);
    tone.start(audio.currentTime + after);
    tone.stop(audio.currentTime + after + 0.2);
  }
  setTimeout(() => audio.close(), 800);
}

async function onVisits(changes) {
  for (const change of changes) {
    if (!change.user || change.user === page.user) continue;
    const answer = await ask(`/locations/${page.location}/appointments/${change.appointment}/notice/`);
    if (answer.status !== 200) continue;
    const notice = await answer.json();
    tell([notice.words, notice.where].filter(Boolean).join(" · "));
  }
}

const told = new Set();

/** What waits for this user stays until it is opened or closed, here or on another screen. */
const refreshNotices = oneAtATime(async () => {
  const answer = await askPresent(page.notices);
  if (!answer.ok) return;
  const fresh = [...elements(await answer.text()).querySelectorAll("[data-notice]")];
  const ids = new Set(fresh.map((notice) => notice.id));
  for (const shown of document.querySelectorAll("[data-notice]")) if (!ids.has(shown.id)) shown.remove();
  for (const notice of fresh.reverse()) {
    if (document.getElementById(notice.id)) continue;
    document.getElementById("toasts").append(notice);
    if (!told.has(notice.id)) sound();
    told.add(notice.id);
  }
});

document.addEventListener("live:notices", refreshNotices);
document.addEventListener("live:resync", refreshNotices);
document.addEventListener("click", (event) => {
  const notice = event.target.closest("[data-notice-close]")?.closest("[data-notice]");
  if (!notice) return;
  notice.remove();
  ask(notice.dataset.notice, { method: "DELETE" });
});
document.addEventListener("live:appointments", (event) => onVisits(event.detail));
document.addEventListener("numbers:shown", (event) => {
  // the thread in view tells of its own texts; a reconnection brings old ones, which are no news
  const more = event.detail.unread > unread;
  unread = event.detail.unread;
  const looking = thread() && document.visibilityState === "visible" && document.hasFocus();
  if (more && !looking) tell(say("newText"));
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-asks-permission]") && document.querySelector("[name=desktop]")?.checked) {
    globalThis.Notification?.requestPermission?.();
  }
});

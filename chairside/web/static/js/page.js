// What all scripts share: the page's own data, its sayings, and requests that cannot be forged.

export const page = document.body.dataset;

export const colleagues = JSON.parse(document.getElementById("colleagues")?.textContent ?? "{}");

/** Say a translated sentence, with its {places} filled. */
export function say(name, values = {}) {
  const text = document.getElementById("sayings").dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

let leaving = false;

/** Go to the sign-in page, once: of several answers only the first is followed, and the page itself knows why. */
function leave() {
  if (leaving) return;
  leaving = true;
  const query = new URLSearchParams({ next: location.pathname + location.search });
  if (page.over) query.set("why", page.over);
  location.assign(`/sign-in/?${query}`);
}

/** Ask the server; an answer of 401 means that the session has ended: sign in again. */
export async function ask(address, options = {}) {
  const answer = await fetch(address, {
    credentials: "same-origin",
    redirect: "follow",
    ...options,
    headers: { "X-Part": "yes", "X-CSRFToken": page.csrf, ...options.headers },
  });
  if (answer.status === 401) {
    leave();
    return new Promise(() => {}); // the page is leaving: nobody waits for this any more
  }
  return answer;
}

/** The server cannot be reached, or cannot answer now. */
class Unreachable extends Error {}

/** Ask for the present state of a part; inside of `oneAtATime` it is asked for again until there is an answer. */
export async function askPresent(address) {
  const answer = await ask(address).catch(() => null);
  if (!answer || answer.status >= 500) throw new Unreachable();
  return answer;
}

/** Give the server's words about what it refused; pages of its own are none. */
export async function wordsOf(answer) {
  const words = answer.headers.get("content-type")?.startsWith("text/plain") ? (await answer.text()).trim() : "";
  return words || say(answer.status === 404 ? "closed" : "failed");
}

/** Read HTML of the server's into elements; it comes escaped from our own templates. */
export function elements(html) {
  return new DOMParser().parseFromString(html, "text/html").body;
}

/** Make our own name for what is sent: repeated, it is still one. */
export const newId = () => crypto.randomUUID?.() ?? fallbackId(); // over plain http there is no randomUUID

function fallbackId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export const thread = () => document.getElementById("thread");

export function announce(words) {
  document.getElementById("announcements").textContent = words;
}

export function toast(words) {
  const note = document.createElement("p");
  note.className = "toast";
  note.textContent = words;
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 6000);
}

document.addEventListener("said", (event) => toast(event.detail));

const AGAIN_AFTER = 2000; // milliseconds

/** Run `work` now or as soon as it has finished; many calls in between are one. Unreachable, it is run again later. */
export function oneAtATime(work) {
  let again = false;
  let running = null;
  let later = null;
  async function untilDone() {
    try {
      do {
        again = false;
        await work();
      } while (again);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      // nothing else may come that would ask again
      later ??= setTimeout(runLater, AGAIN_AFTER);
    } finally {
      running = null;
    }
  }
  function runLater() {
    later = null;
    run();
  }
  function run() {
    again = true;
    running ??= untilDone();
    return running; // whoever comes in between waits for what they asked for, too
  }
  return run;
}

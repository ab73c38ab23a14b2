// The routing panel: opens from the bar at the left edge, can be pinned, follows the day live.
import { ask, askPresent, elements, oneAtATime, page, toast, wordsOf } from "./page.js";

const routing = document.getElementById("routing");
const panel = document.getElementById("routing-panel");
const bar = routing?.querySelector("[data-panel]");
const tracker = document.getElementById("tracker");

const isOpen = () => panel && !panel.hidden;

// the cards have changed while somebody chose a status
let isOwed = false;

/** Bring the cards to the present; where the focus is stays. */
const refreshTracker = oneAtATime(async () => {
  if (!isOpen()) return;
  const answer = await askPresent(routing.dataset.tracker);
  // a status list that may be open is left alone; leaving it brings the present
  if (!answer.ok) return;
  isOwed = Boolean(tracker.querySelector("select:focus"));
  if (isOwed) return;
  const focused = tracker.contains(document.activeElement) ? document.activeElement.id : "";
  const place = tracker.scrollTop;
  tracker.replaceChildren(...elements(await answer.text()).childNodes);
  tracker.scrollTop = place;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
});

export function togglePanel(open = !isOpen()) {
  if (!panel) return;
  panel.hidden = !open;
  bar.setAttribute("aria-expanded", String(open));
  if (open) refreshTracker();
}

function pin() {
  const button = panel.querySelector("[data-pin-panel]");
  const pinned = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(pinned));
  ask(routing.dataset.pin, { method: "PUT", body: new URLSearchParams({ pinned: pinned ? "yes" : "no" }) });
}

async function setStatus(select) {
  const body = new URLSearchParams({ status: select.value, before: select.dataset.before });
  const answer = await ask(select.dataset.statusOf, { method: "PUT", body });
  if (!answer.ok) {
    select.value = select.dataset.before;
    toast(await wordsOf(answer));
    return;
  }
  select.dataset.before = select.value;
  select.blur();
  document.dispatchEvent(new CustomEvent("appointment:changed"));
}

tracker?.addEventListener("focusout", () => isOwed && setTimeout(refreshTracker));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-panel]")) {
    togglePanel();
    if (isOpen()) panel.querySelector("button").focus();
  }
  if (event.target.closest("[data-panel-close]")) {
    togglePanel(false);
    bar.focus();
  }
  if (event.target.closest("[data-pin-panel]")) pin();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-status-of]")) setStatus(event.target);
  if (event.target.matches("[data-only-mine]")) {
    ask(event.target.dataset.onlyMine, { method: "PUT", body: new URLSearchParams({ only_mine: event.target.checked ? "yes" : "no" }) }).then(refreshTracker);
  }
});
for (const name of ["live:appointments", "live:threads", "live:patients", "live:resync", "appointment:changed"]) {
  document.addEventListener(name, refreshTracker);
}
// the minutes in a stage grow by themselves
setInterval(() => document.visibilityState === "visible" && refreshTracker(), 30_000);
if (isOpen() && !page.live) refreshTracker();

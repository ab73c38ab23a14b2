// The calendar: the day stays true live; a click opens the Appointment Information panel beside it.
import { ask, askPresent, elements, oneAtATime, toast, wordsOf } from "./page.js";

const main = document.querySelector(".schedule");
const frame = document.getElementById("day");
const information = document.getElementById("information");
const HALF_HOUR = 30;
let shown = new URL(location.href).searchParams.get("appointment");
let opener = null;

const address = (appointment) => {
  const to = new URL(main.dataset.schedule, location.href);
  to.searchParams.set("day", main.dataset.day);
  if (appointment) to.searchParams.set("appointment", appointment);
  return to;
};

/** Bring the day to the present; the focus stays on its visit. */
const refreshDay = oneAtATime(async () => {
  const answer = await askPresent(address(null));
  if (!answer.ok) return;
  const focused = frame.contains(document.activeElement) ? document.activeElement.id : "";
  frame.replaceChildren(...elements(await answer.text()).childNodes);
  mark();
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
});

const refreshInformation = oneAtATime(async () => {
  if (!shown || information.querySelector("select:focus")) return;
  const answer = await askPresent(`${main.dataset.schedule.replace("schedule/", "appointments/")}${shown}/`);
  if (!answer.ok) return void closeInformation();
  const focused = information.contains(document.activeElement) ? document.activeElement.id : "";
  information.replaceChildren(...elements(await answer.text()).childNodes);
  information.hidden = false;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
});

function mark() {
  for (const visit of frame.querySelectorAll(".visit")) {
    visit.toggleAttribute("aria-current", visit.id === `visit-${shown}`);
    if (visit.id === `visit-${shown}`) visit.setAttribute("aria-current", "true");
  }
}

async function openInformation(link) {
  opener = link.id || null;
  shown = new URL(link.href).searchParams.get("appointment");
  history.replaceState({}, "", address(shown));
  mark();
  await refreshInformation();
  information.focus({ preventScroll: true });
}

function closeInformation() {
  information.hidden = true;
  information.replaceChildren();
  shown = null;
  history.replaceState({}, "", address(null));
  mark();
  document.getElementById(opener)?.focus({ preventScroll: true });
}

/** A click into an empty place makes an appointment there, at the half hour before the pointer. */
function makeAt(track, event) {
  const grid = track.closest(".day-grid").dataset;
  const minutes = ((event.clientY - track.getBoundingClientRect().top) / track.clientHeight) * Number(grid.hours) * 60;
  const at = Number(grid.firstHour) * 60 + Math.floor(minutes / HALF_HOUR) * HALF_HOUR;
  const clock = `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
  location.assign(`${track.dataset.new}&at=${clock}`);
}

async function cancel(button) {
  if (!confirm(button.dataset.sure)) return;
  const body = new URLSearchParams({ status: "broken", before: button.dataset.before });
  const answer = await ask(button.dataset.cancelVisit, { method: "PUT", body });
  if (!answer.ok) toast(await wordsOf(answer));
  refreshDay();
  refreshInformation();
}

/** Arrows go through the visits: up and down in a column, left and right to the nearest in the next. */
function step(event) {
  const visit = event.target.closest?.(".visit");
  if (!visit || !event.key.startsWith("Arrow")) return;
  const columns = [...frame.querySelectorAll(".day-column")];
  const column = visit.closest(".day-column");
  let next = null;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const all = [...column.querySelectorAll(".visit")];
    next = all[all.indexOf(visit) + (event.key === "ArrowDown" ? 1 : -1)];
  } else {
    const way = event.key === "ArrowRight" ? 1 : -1;
    for (let place = columns.indexOf(column) + way; columns[place] && !next; place += way) {
      const far = (other) => Math.abs(other.offsetTop - visit.offsetTop);
      next = [...columns[place].querySelectorAll(".visit")].sort((one, other) => far(one) - far(other))[0];
    }
  }
  event.preventDefault();
  next?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-appointment]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openInformation(link);
    return;
  }
  if (event.target.closest("[data-information-close]")) closeInformation();
  const button = event.target.closest("[data-cancel-visit]");
  if (button) cancel(button);
  const track = event.target.closest("[data-new]");
  if (track && !link) makeAt(track, event);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && information.contains(event.target) && !event.defaultPrevented) closeInformation();
  step(event);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-day]") && event.target.value) event.target.form.submit();
});
information.addEventListener("focusout", (event) => event.target.matches("select") && setTimeout(refreshInformation));
for (const name of ["live:appointments", "live:resync", "live:patients", "appointment:changed"]) {
  document.addEventListener(name, refreshDay);
  document.addEventListener(name, refreshInformation);
}
document.addEventListener("live:threads", refreshInformation);
// the line of the present moves on
setInterval(() => document.visibilityState === "visible" && refreshDay(), 60_000);
if (shown) refreshInformation().then(mark);
frame.querySelector(".now-line")?.scrollIntoView({ block: "center" });

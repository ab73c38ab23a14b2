// Patient Information: the ribbon stays true live; forms show only the fields that are asked for.
import { askPresent, elements, oneAtATime } from "./page.js";

const main = document.querySelector(".patient");

/** Bring the ribbon, and a tab in which nobody writes, to the present. */
const refresh = oneAtATime(async () => {
  const answer = await askPresent(location.pathname);
  if (!answer.ok) return;
  const fresh = elements(await answer.text());
  const ribbon = document.getElementById("ribbon");
  const focused = ribbon.contains(document.activeElement) ? document.activeElement.id : "";
  main.dataset.contact = fresh.querySelector(".patient").dataset.contact;
  ribbon.replaceWith(fresh.querySelector("#ribbon"));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const tab = document.getElementById("tab");
  if (!tab.querySelector("form:not([hidden])") && !tab.contains(document.activeElement)) {
    const now = fresh.querySelector("#tab");
    tab.replaceWith(now);
    htmx.process(now);
    show();
  }
});

/** Fields that belong to one choice are there only with it. */
function show() {
  const wants = document.querySelector("[name=text_messages]:checked")?.value === "yes";
  for (const part of document.querySelectorAll("[data-only-yes]")) {
    part.hidden = !wants || "wasYes" in part.dataset;
  }
  const agrees = document.querySelector("[name=agrees]:checked")?.value !== "no";
  for (const part of document.querySelectorAll("[data-only-agrees]")) part.hidden = !agrees;
  const duplicate = document.querySelector("[name=status]")?.value === "duplicate";
  for (const part of document.querySelectorAll("[data-only-duplicate]")) part.hidden = !duplicate;
  for (const form of document.querySelectorAll("[data-speaker]")) {
    const who = form.querySelector("[name=who]:checked")?.value;
    for (const part of form.querySelectorAll("[data-who]")) part.hidden = part.dataset.who !== who;
  }
}

function toggleChange(event, link) {
  event.preventDefault();
  const form = document.querySelector(`[data-speaker="${link.dataset.change}"]`);
  form.hidden = !form.hidden;
  const pencil = document.querySelector(`.icon-button[data-change="${link.dataset.change}"]`);
  pencil.setAttribute("aria-expanded", String(!form.hidden));
  show();
  if (form.hidden) pencil.focus();
  else form.querySelector("[name=who]:checked")?.focus();
}

function moveUp(button) {
  const line = button.closest("[data-phone]");
  const above = line.previousElementSibling;
  if (!above) return;
  above.before(line);
  for (const [place, one] of [...line.parentElement.children].entries()) {
    one.querySelector("[data-phone-up]").disabled = place === 0;
  }
  line.querySelector("input").focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-change]");
  if (link) toggleChange(event, link);
  const up = event.target.closest("[data-phone-up]");
  if (up) moveUp(up);
});
document.addEventListener("change", show);
if (main) {
  document.addEventListener("live:patients", (event) => {
    if (event.detail.includes(main.dataset.patient) || event.detail.includes(main.dataset.contact)) refresh();
  });
  for (const name of ["live:threads", "live:statements", "live:appointments", "live:resync"]) document.addEventListener(name, refresh);
}
show();

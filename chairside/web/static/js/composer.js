// The composer: counts as you write, keeps the draft, and says what stands in the way.
import { forgetDraft, keepDraftSoon } from "./drafts.js";
import { ask, page, say } from "./page.js";
import { count } from "./segments.js";

export const form = () => document.getElementById("composer");
export const box = () => document.getElementById("composer-body");

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

/** Show in the composer why something could not be done; what was written stays. */
export function showSaid(html) {
  form().querySelector("[data-composer-said]").replaceChildren(...html.childNodes);
}

/** Put words into the composer, below what stands there or above it. */
export function putBack(words, { above = false } = {}) {
  if (!box()) return;
  box().value = (above ? [words, box().value] : [box().value, words]).filter(Boolean).join("\n");
  showCount();
  keepDraftSoon(box());
  box().focus();
}

/** Give what is written, and forget it: it is kept elsewhere now. */
export function emptied() {
  forgetDraft();
  box().value = "";
  clearSaid();
  showCount();
}

export function clearSaid() {
  form()?.querySelector("[data-composer-said]").replaceChildren();
}

document.addEventListener("input", (event) => {
  if (event.target !== box()) return;
  showCount();
  keepDraftSoon(box());
});
document.addEventListener("change", (event) => {
  if (event.target.name !== "enter" || !form()?.contains(event.target)) return;
  form().dataset.enterSends = event.target.value;
  event.target.closest("details").open = false;
  box().focus();
  ask(page.writing, { method: "POST", body: new URLSearchParams({ enter_sends: event.target.value }) });
});
document.addEventListener("thread:opened", showCount);
document.addEventListener("thread:foot", showCount);

showCount();

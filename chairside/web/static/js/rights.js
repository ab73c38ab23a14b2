// The user's rights have changed while they look: a page that is closed to them now is left, the menus follow.
import { keepDraft } from "./drafts.js";
import { ask, elements, say, toast } from "./page.js";

const TOLD = "chairside-told";

document.addEventListener("live:rights", async () => {
  keepDraft();
  // whichever script leaves first, the next page says why
  sessionStorage.setItem(TOLD, say("rightsChanged"));
  // an empty X-Part: the whole page, and yet no deed of the user's
  const answer = await ask(location.pathname + location.search, { headers: { "X-Part": "" } }).catch(() => null);
  if (answer?.status === 404) return void location.assign("/");
  if (!answer?.ok) return;
  sessionStorage.removeItem(TOLD);
  const fresh = elements(await answer.text());
  for (const menu of [".bar-places", ".menu-user", ".side", "#number-state"]) {
    const [old, now] = [document.querySelector(menu), fresh.querySelector(menu)];
    if (old && now && !old.contains(document.activeElement)) old.replaceWith(now);
  }
  if (!fresh.querySelector("#routing")) document.getElementById("routing")?.remove();
  closeForms(fresh);
});

/** What may be read but no longer changed: fields and ways in are closed, what was typed stays to be seen. */
function closeForms(fresh) {
  const now = [...fresh.querySelectorAll("main fieldset.bare")];
  const old = [...document.querySelectorAll("main fieldset.bare")];
  if (now.length === old.length) old.forEach((fields, place) => (fields.disabled = now[place].disabled));
  const ways = new Set([...fresh.querySelectorAll("main a")].map((link) => link.getAttribute("href")));
  for (const link of document.querySelectorAll("main a.primary, main a.secondary")) {
    // the panel beside the calendar looks after itself
    if (!ways.has(link.getAttribute("href")) && !link.closest("#information")) link.remove();
  }
}

const told = sessionStorage.getItem(TOLD);
sessionStorage.removeItem(TOLD);
if (told) toast(told);

// The user's rights have changed while they look: a page that is closed to them now is left, the menus follow.
import { keepDraft } from "./composer.js";
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
  for (const menu of [".bar-places", ".side", "#number-state"]) {
    const [old, now] = [document.querySelector(menu), fresh.querySelector(menu)];
    if (old && now && !old.contains(document.activeElement)) old.replaceWith(now);
  }
});

const told = sessionStorage.getItem(TOLD);
sessionStorage.removeItem(TOLD);
if (told) toast(told);

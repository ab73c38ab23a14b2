// Statements stay true live: what was sent, seen or taken back shows without a reload.
import { askPresent, elements, oneAtATime } from "./page.js";

const part = () => document.querySelector("[data-live-part]");

const refresh = oneAtATime(async () => {
  const answer = await askPresent(location.pathname + location.search);
  if (!answer.ok || !part()) return;
  const fresh = elements(await answer.text()).querySelector("[data-live-part]");
  if (!fresh || fresh.innerHTML === part().innerHTML) return;
  const focused = part().contains(document.activeElement) ? document.activeElement.id : "";
  part().replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
});

if (part()) for (const name of ["live:statements", "live:threads", "live:resync"]) document.addEventListener(name, refresh);

// An import stays true live; a file that is too large is told before it is sent.
import { askPresent, elements, oneAtATime } from "./page.js";

const part = () => document.getElementById("import");

const refresh = oneAtATime(async () => {
  const answer = await askPresent(location.pathname + location.search);
  if (!answer.ok) return;
  const now = elements(await answer.text()).querySelector("#import");
  if (!now || !part()) return;
  if (now.dataset.state !== part().dataset.state) return void part().replaceWith(now);
  // what somebody chooses or reads is left alone: only the bar moves
  const bar = part().querySelector("[data-progress]");
  if (bar) bar.replaceWith(now.querySelector("[data-progress]"));
});

if (part()) {
  document.addEventListener("live:imports", (event) => event.detail.includes(part().dataset.import) && refresh());
  document.addEventListener("live:resync", refresh);
}

const file = document.querySelector("[data-upload] [type=file]");
const told = document.getElementById("file-error");

/** Say at once what the server would say after a long wait. */
function check() {
  const isTooLarge = (file.files[0]?.size ?? 0) > Number(file.dataset.largest);
  told.hidden = !isTooLarge;
  told.querySelector("span").textContent = isTooLarge ? file.dataset.tooLarge : "";
  file.toggleAttribute("aria-invalid", isTooLarge);
  return !isTooLarge;
}

file?.addEventListener("change", check);
file?.form.addEventListener("submit", (event) => {
  if (!check()) event.preventDefault();
});

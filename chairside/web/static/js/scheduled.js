// Texts that leave later: chosen beside Send, shown below the texts, changed, cancelled, sent now.
import { announce, ask, elements, newId, say, thread, toast } from "./page.js";
import { box, emptied, putBack, showSaid } from "./composer.js";
import { refreshThread, toEnd } from "./thread.js";

const CONFLICT = 409;
const menu = () => document.querySelector("[data-send-later]");
let wanted = { words: "", id: "" };

async function offer() {
  const answer = await ask(thread().dataset.scheduled).catch(() => null);
  if (!answer?.ok) return void toast(say("failed"));
  menu().querySelector("[data-later-sheet]").replaceChildren(...elements(await answer.text()).childNodes);
  menu().querySelector("[data-later-sheet] button").focus();
}

/** Keep the text for later; the same words asked for twice are one text. */
async function sendLater(moment) {
  const words = box().value.trim();
  menu().open = false;
  if (!words) return box().focus();
  if (wanted.words !== words) wanted = { words, id: newId() };
  const body = new URLSearchParams({ body: words, client_id: wanted.id, ...moment });
  const answer = await ask(thread().dataset.scheduled, { method: "POST", body }).catch(() => null);
  if (answer?.ok) {
    wanted = { words: "", id: "" };
    emptied();
    announce(say("scheduled"));
    await refreshThread();
    return toEnd();
  }
  if (answer && answer.status !== CONFLICT && answer.status < 500) showSaid(elements(await answer.text()));
  else toast(say("failed"));
  box().focus();
}

async function deed(address, options) {
  const answer = await ask(address, options).catch(() => null);
  if (!answer) toast(say("failed"));
  return answer;
}

async function change(form) {
  const text = form.closest("[data-scheduled-text]");
  const body = new URLSearchParams(new FormData(form));
  const answer = await deed(text.dataset.scheduledText, { method: "PUT", body });
  const line = form.querySelector("[data-said]");
  line.hidden = answer?.status !== 422;
  if (answer?.status === 422) return void (line.textContent = await answer.text());
  if (!answer?.ok && answer?.status !== CONFLICT) return void (answer && toast(say("failed")));
  if (answer.status === CONFLICT) {
    putBack(form.elements.body.value);
    toast(say("noLongerWaiting"));
  }
  form.hidden = true;
  refreshThread();
}

async function cancel(text) {
  const answer = await deed(text.dataset.scheduledText, { method: "DELETE" });
  if (answer?.ok) putBack(await answer.text());
  refreshThread();
}

function showForm(text, shown) {
  text.querySelector("form").hidden = !shown;
  text.querySelector(".waiting-deeds").hidden = shown;
  if (shown) text.querySelector("textarea").focus();
  else refreshThread();
}

document.addEventListener("toggle", (event) => event.target === menu() && menu().open && offer(), true);
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".waiting-form")) return;
  event.preventDefault();
  change(event.target);
});
document.addEventListener("click", (event) => {
  const on = (name) => event.target.closest(`[data-${name}]`);
  const text = on("scheduled-text");
  if (on("send-at")) sendLater({ at: on("send-at").dataset.sendAt });
  if (on("send-then")) {
    const moment = on("send-moment");
    sendLater({ day: moment.querySelector("[data-day]").value, time: moment.querySelector("[data-time]").value });
  }
  if (on("waiting-change")) showForm(text, true);
  if (on("waiting-leave")) showForm(text, false);
  if (on("waiting-cancel")) cancel(text);
  if (on("waiting-send")) deed(on("waiting-send").dataset.waitingSend, { method: "POST" }).then(refreshThread);
});

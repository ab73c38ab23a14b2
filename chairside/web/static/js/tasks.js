// The list of work: its number in the menu on every page, its lines where they are shown.
import { ask, askPresent, elements, oneAtATime, page, say, thread, toast } from "./page.js";
import { refreshThread } from "./thread.js";

const list = () => document.getElementById("tasks");

const refresh = oneAtATime(async () => {
  if (!page.tasks) return;
  const number = await askPresent(page.taskNumber);
  if (!number.ok) return;
  const told = await number.text();
  for (const count of document.querySelectorAll("[data-task-count]")) count.textContent = told;
  if (!list()) return;
  const answer = await askPresent(page.tasks);
  if (!answer.ok) return;
  const focused = document.activeElement?.closest?.(".task")?.id;
  list().replaceChildren(...elements(await answer.text()).childNodes);
  if (focused) document.getElementById(focused)?.querySelector("button")?.focus({ preventScroll: true });
});

async function deed(address, method, values = null) {
  const answer = await ask(address, { method, body: values && new URLSearchParams(values) }).catch(() => null);
  if (!answer?.ok) toast((answer && [409, 422].includes(answer.status) && (await answer.text())) || say("failed"));
  refresh();
  if (thread()) refreshThread();
}

document.addEventListener("live:tasks", refresh);
document.addEventListener("live:appointments", () => list() && refresh());
document.addEventListener("live:patients", () => list() && refresh());
document.addEventListener("live:resync", refresh);
document.addEventListener("click", (event) => {
  const done = event.target.closest("[data-task-done]");
  const undo = event.target.closest("[data-task-undo]");
  if (done) deed(done.dataset.taskDone, "PUT");
  const confirm = event.target.closest("[data-confirm-visit]");
  const callBack = event.target.closest("[data-call-back]");
  if (confirm) deed(confirm.dataset.confirmVisit, "PUT", { status: "confirmed", before: confirm.dataset.before });
  if (callBack) deed(callBack.dataset.callBack, "POST");
  if (undo) deed(undo.dataset.taskUndo, "DELETE");
});

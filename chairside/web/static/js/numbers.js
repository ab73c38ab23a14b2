// The unread number: in the dot, in the tab's title, and beside the views of the inbox.
import { askPresent, elements, oneAtATime, page, say, thread } from "./page.js";

const dot = () => document.getElementById("dot");
const ownTitle = document.title.replace(/^\(\d+\) /, "");

/** Show the unread number in the dot, in the title, and beside the views. */
export function showNumbers(changes) {
  if (!dot()) return; // the right to see it was taken away
  const unread = Number(changes.dataset.unread);
  dot().hidden = unread === 0;
  dot().dataset.unread = unread;
  dot().querySelector("[data-dot-number]").textContent = unread < 100 ? unread : "99+";
  dot().querySelector("[data-dot-words]").textContent =
    unread === 1 ? say("unreadOne") : say("unreadMany", { count: unread });
  showTitle();
  document.dispatchEvent(new CustomEvent("numbers:shown", { detail: { unread } }));
  for (const count of document.querySelectorAll("[data-count]")) {
    count.textContent = changes.getAttribute(`data-count-${count.dataset.count}`) ?? "";
  }
}

/** The tab's title carries the number, so that a hidden tab tells it too. */
export function showTitle() {
  const inPage = thread()?.closest("dialog") ? null : thread();
  const bare = inPage?.dataset.title ?? (document.querySelector(".list") ? document.title.replace(/^\(\d+\) /, "") : ownTitle);
  const unread = Number(dot()?.dataset.unread ?? 0);
  document.title = unread ? `(${unread}) ${bare}` : bare;
}

const fetchNumbers = oneAtATime(async () => {
  const answer = await askPresent(page.changes);
  if (answer.ok) showNumbers(elements(await answer.text()).querySelector("#changes"));
});

// the list fetches the numbers together with its rows
if (page.changes && !document.querySelector(".list")) {
  document.addEventListener("live:threads", fetchNumbers);
  document.addEventListener("live:resync", fetchNumbers);
}

// The list: rows move to where they belong, but never under the pointer or the focus.
import { askPresent, elements, oneAtATime, page, thread } from "./page.js";
import { tick } from "./clock.js";
import { showNumbers } from "./numbers.js";

const waiting = new Set();
const list = () => document.getElementById("list");
const rows = () => document.getElementById("rows");

/** Bring these threads' rows, the numbers and the dot to the present. */
export function refreshRows(ids) {
  if (!list()) return undefined;
  for (const id of ids) waiting.add(id);
  return fetchChanges();
}

/** Bring the whole list to the present, as after a time without connection. */
export const refreshList = oneAtATime(async () => {
  if (!list()) return;
  const answer = await askPresent(page.rows + list().dataset.query);
  if (!answer.ok) return;
  const fresh = elements(await answer.text()).querySelector("#list");
  const shown = rows().querySelectorAll(".row").length;
  if (shown > fresh.querySelectorAll(".row").length && fresh.querySelector(".more")) {
    // more was loaded than the first page: bring what both have to the present, keep the rest
    for (const row of fresh.querySelectorAll(".row")) place(row);
  } else {
    rows().replaceChildren(...fresh.querySelector("#rows").children);
    htmx.process(rows());
    document.getElementById("no-rows")?.remove();
    const empty = fresh.querySelector("#no-rows");
    if (empty) {
      rows().after(empty);
      htmx.process(empty);
    }
  }
  markOpen();
  tick();
});

const fetchChanges = oneAtATime(async () => {
  const ids = [...waiting];
  waiting.clear();
  const query = new URLSearchParams(list().dataset.query);
  for (const id of ids) query.append("thread", id);
  const answer = await askPresent(`${page.changes}?${query}`).catch((unreachable) => {
    for (const id of ids) waiting.add(id);
    throw unreachable;
  });
  if (!answer.ok) return;
  const changes = elements(await answer.text()).querySelector("#changes");
  for (const id of changes.dataset.gone.split(" ").filter(Boolean)) {
    document.getElementById(`row-${id}`)?.remove();
  }
  for (const row of [...changes.querySelectorAll(".row")].reverse()) place(row);
  showNumbers(changes);
  markOpen();
  tick();
});

function place(row) {
  const old = document.getElementById(row.id);
  if (old && old.outerHTML === row.outerHTML) return;
  const focused = old?.contains(document.activeElement);
  const stays = focused || old?.matches(":hover") || rows().matches(":hover");
  if (old && (stays || old.dataset.moment === row.dataset.moment)) {
    old.replaceWith(row);
  } else {
    old?.remove();
    const next = [...rows().querySelectorAll(".row")].find(
      (other) => Date.parse(other.dataset.moment) <= Date.parse(row.dataset.moment),
    );
    rows().insertBefore(row, next ?? rows().querySelector(".more"));
  }
  document.getElementById("no-rows")?.remove();
  htmx.process(row);
  if (focused) row.querySelector("a").focus({ preventScroll: true });
}

/** The row of the open thread is tinted. */
export function markOpen() {
  const id = thread()?.dataset.thread;
  for (const row of rows()?.querySelectorAll(".row") ?? []) {
    row.querySelector("a").toggleAttribute("aria-current", row.dataset.thread === id);
    if (row.dataset.thread === id) row.querySelector("a").setAttribute("aria-current", "true");
  }
}

document.addEventListener("live:threads", (event) => refreshRows(event.detail));
document.addEventListener("live:resync", () => {
  refreshRows([]);
  refreshList();
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id === "list") event.detail.target.parentElement.classList.add("loading");
});

const searchBox = () => document.getElementById("search-words");
let typed = null; // what stands in the search when its answer comes: somebody may have written on, or gone elsewhere

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const asked = event.detail.requestConfig;
  const box = asked?.elt.matches(".list .search") && searchBox();
  typed = box && {
    words: box.value,
    // by what was asked for: the answer's own words may be tidied, such as a space at the end
    isAhead: box.value !== asked.formData.get("q"),
    from: box.selectionStart,
    to: box.selectionEnd,
    isHere: box === document.activeElement,
  };
});

/** The answer replaces the box as well: what was written meanwhile stays, the focus stays where it is. */
function keepTyped() {
  const box = searchBox();
  box.value = typed.words;
  if (typed.isAhead) box.dataset.ahead = "yes";
  if (!typed.isHere) return;
  box.focus();
  box.setSelectionRange(typed.from, typed.to);
}

document.body.addEventListener("htmx:afterSettle", () => {
  const box = searchBox();
  if (!box?.dataset.ahead) return;
  delete box.dataset.ahead;
  htmx.trigger(box.form, "submit"); // only now the new form is listened to
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (!document.querySelector(".list")) return;
  document.querySelector(".list").classList.remove("loading");
  if (typed && event.detail.target?.id === "list") keepTyped();
  if (event.detail.target?.id === "list") {
    history.replaceState(history.state, "", location.pathname + list().dataset.query);
  }
  markOpen();
  tick();
});

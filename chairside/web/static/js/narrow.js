// [data-narrows] is a search box: while somebody types, only the [data-named] that hold the words stay,
// and a [data-group] without any is hidden. Nothing that is hidden is changed.

const folded = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const box of document.querySelectorAll("[data-narrows]")) {
  const list = document.getElementById(box.dataset.narrows);
  const none = list.querySelector("[data-none]");
  box.addEventListener("input", () => {
    const sought = folded(box.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of list.querySelectorAll("[data-named]")) {
      one.hidden = !sought.every((word) => folded(one.dataset.named).includes(word));
      if (!one.hidden) shown += 1;
    }
    for (const group of list.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-named]:not([hidden])");
    }
    none.hidden = shown > 0;
  });
  // Enter would send the form around it
  box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}

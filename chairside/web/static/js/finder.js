// The finder: arrows choose, Enter opens the thread with the patient's primary contact.

const finder = document.getElementById("finder");
const words = document.getElementById("finder-words");
const results = document.getElementById("finder-results");

const finds = () => [...results.querySelectorAll("[role=option]")];
const chosen = () => results.querySelector("[role=option][aria-selected=true]");

function choose(find) {
  for (const other of finds()) other.setAttribute("aria-selected", String(other === find));
  if (find) {
    words.setAttribute("aria-activedescendant", find.id);
    find.scrollIntoView({ block: "nearest" });
  } else {
    words.removeAttribute("aria-activedescendant");
  }
}

function go(find) {
  if (find) location.assign(find.dataset.href);
}

words.addEventListener("keydown", (event) => {
  const all = finds();
  const place = all.indexOf(chosen());
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (all.length) choose(all[(place + step + all.length) % all.length]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    go(chosen());
  }
});

results.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
results.addEventListener("htmx:afterSwap", () => choose(finds()[0]));
finder.addEventListener("close", () => {
  words.value = "";
});

// Looking up: arrows choose among what was found, Enter goes there, Ctrl+Enter to its second address.
// In a patient picker, Enter puts the person into the form.

const finds = (dialog) => [...dialog.querySelectorAll("[role=option]")];
const chosen = (dialog) => dialog.querySelector("[role=option][aria-selected=true]");
const words = (dialog) => dialog.querySelector("[data-words]");

function choose(dialog, find) {
  for (const other of finds(dialog)) other.setAttribute("aria-selected", String(other === find));
  if (find) {
    words(dialog).setAttribute("aria-activedescendant", find.id);
    find.scrollIntoView({ block: "nearest" });
  } else {
    words(dialog).removeAttribute("aria-activedescendant");
  }
}

function go(dialog, find, second = false) {
  if (!find) return;
  if (dialog.matches("[data-picker]")) return void pick(dialog, find);
  const contact = second ? find.dataset.contact : find.dataset.contactOnly;
  if (contact) {
    dialog.close();
    document.dispatchEvent(new CustomEvent("messages:open", { detail: contact }));
  } else if (find.dataset.opens) {
    dialog.close();
    document.getElementById(find.dataset.opens)?.showModal();
  } else if (find.dataset.href) {
    location.assign(find.dataset.href);
  }
}

function pick(picker, find) {
  picker.querySelector("[data-chosen]").value = find.dataset.person;
  words(picker).value = find.dataset.name;
  close(picker);
}

function close(picker) {
  picker.querySelector("[data-results]").replaceChildren();
  words(picker).removeAttribute("aria-activedescendant");
  words(picker).setAttribute("aria-expanded", "false");
}

function onKey(dialog, event) {
  const found = finds(dialog);
  const place = found.indexOf(chosen(dialog));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (found.length) choose(dialog, found[(place + step + found.length) % found.length]);
  } else if (event.key === "Escape" && dialog.matches("[data-picker]") && found.length) {
    event.preventDefault();
    event.stopPropagation();
    close(dialog);
  } else if (event.key === "Escape" && dialog.matches("dialog")) {
    // a search field would only empty itself at the first Escape
    event.preventDefault();
    dialog.close();
  } else if (event.key === "Enter" && (found.length || !dialog.matches("[data-picker]"))) {
    event.preventDefault();
    go(dialog, chosen(dialog), event.ctrlKey || event.metaKey);
  }
}

// told by the document, for a form may be drawn anew while the page is open
const about = (event) => event.target.closest?.("[data-look-up], [data-picker]");

function listen(name, hear, capture = false) {
  document.addEventListener(name, (event) => about(event) && hear(about(event), event), capture);
}

// before the dialog or page around it hears the key: Escape may be for the list alone
listen("keydown", (dialog, event) => event.target === words(dialog) && onKey(dialog, event), true);
listen("click", (dialog, event) => {
  go(dialog, event.target.closest("[role=option]"), Boolean(event.target.closest("[data-second]")));
});
listen("htmx:afterSwap", (dialog) => {
  choose(dialog, finds(dialog)[0]);
  words(dialog).setAttribute("aria-expanded", "true");
});
listen("change", (dialog, event) => {
  if (event.target.matches("[data-seek-again]")) htmx.trigger(words(dialog), "again");
});
listen("input", (dialog, event) => {
  const hidden = dialog.querySelector("[data-chosen]");
  if (hidden && event.target === words(dialog)) hidden.value = "";
});
listen("focusout", (dialog, event) => {
  if (dialog.matches("[data-picker]") && !dialog.contains(event.relatedTarget)) setTimeout(() => close(dialog), 150);
});
// a dialog's end is told to nobody around it
listen("close", (dialog) => (words(dialog).value = ""), true);

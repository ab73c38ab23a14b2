// Dialogs: opened by [data-open], closed by [data-close], Escape or a click beside them.

export function openDialog(name) {
  const dialog = document.getElementById(name);
  if (dialog && !dialog.open) dialog.showModal();
  return dialog;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) openDialog(opener.dataset.open);
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target.matches("dialog")) event.target.close();
});

// Closed by the mouse, a dialog gives back the focus but not the place in the text: what is typed next would be lost.
document.addEventListener(
  "close",
  (event) => {
    const back = document.activeElement;
    if (!event.target.matches("dialog") || !back?.matches("input, textarea")) return;
    back.blur();
    back.focus({ preventScroll: true });
  },
  true,
);

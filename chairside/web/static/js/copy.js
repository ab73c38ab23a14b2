// [data-copy] copies the text of the element it names, and says so.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const said = button.querySelector("[data-copy-words]");
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    said.textContent = said.dataset.copied;
  } catch {
    // no clipboard here: the text is marked, so that the keyboard can copy it
    getSelection().selectAllChildren(source);
  }
});

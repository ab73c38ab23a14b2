// What a text kept ready becomes when its fields are filled, and how many messages that is.
import { say } from "./page.js";
import { count } from "./segments.js";

const sample = JSON.parse(document.getElementById("sample").textContent);
let last = document.getElementById("english");

function show() {
  for (const preview of document.querySelectorAll("[data-preview-of]")) {
    const text = document.getElementById(preview.dataset.previewOf).value.trim();
    const filled = text.replace(/\{(\w+)\}/g, (field, name) => sample[name] ?? field);
    const told = count(filled);
    const messages = told.count <= 1 ? say("one") : say("many", { count: told.count });
    preview.textContent = text ? `${filled} · ${messages}` : "";
  }
}

document.addEventListener("input", show);
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-preview] textarea")) last = event.target;
});
document.addEventListener("click", (event) => {
  const field = event.target.closest("[data-field]");
  if (!field) return;
  last.setRangeText(`{${field.dataset.field}}`, last.selectionStart, last.selectionEnd, "end");
  last.focus();
  last.dispatchEvent(new Event("input", { bubbles: true }));
});
show();

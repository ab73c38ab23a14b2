// The form of a communication: fields are put in by a click, and the time before shows only where it counts.
const form = document.getElementById("communication");
const trigger = form.elements.namedItem("trigger");
let last = document.getElementById("english");

form.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea")) last = event.target;
});

form.addEventListener("click", (event) => {
  const field = event.target.closest("[data-field]");
  if (!field) return;
  last.setRangeText(`{${field.dataset.field}}`, last.selectionStart, last.selectionEnd, "end");
  last.focus();
  last.dispatchEvent(new Event("input", { bubbles: true }));
});

const lead = form.querySelector("[data-only-before]");
if (lead) trigger?.addEventListener("change", () => (lead.hidden = trigger.value !== "before"));

// Picking up a phone: find one by name or number, or make a new one of any number.

import { ask, caseOf, initials, made, nameOf, written } from "./ask.js";

const dialog = document.getElementById("picker");
const words = document.getElementById("words");
const found = document.getElementById("found");
const slip = document.getElementById("slip");

// `phones()` gives all phones, `take(phone)` picks one up.
export function preparePicker({ phones, take }) {
  const redraw = () => draw(phones(), choose);
  const choose = async (phone, isNew) => {
    try {
      const chosen = isNew ? await ask("/sim/phones", { number: phone.number }) : phone;
      dialog.close(); // first: closing gives the focus back to where it was
      take(chosen);
    } catch (error) {
      say(error.message, true);
    }
  };
  words.addEventListener("input", redraw);
  words.addEventListener("keydown", (event) => event.key === "ArrowDown" && step(event, 1));
  found.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") step(event, 1);
    if (event.key === "ArrowUp") step(event, -1);
  });
  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    found.querySelector("button")?.click();
  });
  document.getElementById("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return () => {
    if (dialog.open) return;
    words.value = "";
    redraw();
    dialog.showModal();
    words.focus();
  };
}

function draw(phones, choose) {
  const fitting = phones.filter((phone) => fits(phone, words.value));
  const rows = fitting.map((phone) => row(phone, marks(phone), () => choose(phone, false)));
  const number = asNumber(words.value);
  if (number && !phones.some((phone) => phone.number === number)) {
    const phone = { number, name: "", note: "" };
    rows.push(row({ ...phone, name: "A new phone" }, "new", () => choose(phone, true)));
  }
  found.replaceChildren(...rows);
  say(rows.length ? `${rows.length} ${rows.length === 1 ? "phone" : "phones"}` : "No such phone. Type a whole number to make one.");
}

function fits(phone, sought) {
  const digits = sought.replace(/\D/g, "");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  if (digits.length > 1 && phone.number.includes(digits)) return true;
  return plain(`${phone.name} ${phone.note}`).includes(plain(sought.trim()));
}

// ten digits are an American number; anything else must bring its plus
function asNumber(sought) {
  const digits = sought.replace(/\D/g, "");
  if (/[^\d\s().+-]/.test(sought)) return null;
  if (sought.trim().startsWith("+")) return digits.length >= 7 && digits.length <= 15 ? `+${digits}` : null;
  if (digits.length === 11 && digits.startsWith("1")) return `+${digits}`;
  return digits.length === 10 ? `+1${digits}` : null;
}

function marks(phone) {
  if (phone.landline) return "landline";
  return phone.stopped?.length ? "said STOP" : "";
}

function row(phone, mark, pick) {
  const item = made("li", "");
  const button = made("button", "");
  button.type = "button";
  button.dataset.case = caseOf(phone.number);
  const face = made("span", "face", initials(phone));
  face.setAttribute("aria-hidden", "true");
  const told = made("span", "found-words");
  const note = [written(phone.number), phone.note].filter(Boolean).join(" · ");
  told.append(made("b", "", nameOf(phone)), made("span", "", note));
  button.append(face, told);
  if (mark) button.append(made("span", "mark", mark));
  button.addEventListener("click", pick);
  item.append(button);
  return item;
}

function step(event, by) {
  event.preventDefault();
  const buttons = [...found.querySelectorAll("button")];
  const next = buttons[buttons.indexOf(document.activeElement) + by];
  (next ?? (by < 0 ? words : buttons.at(-1)))?.focus();
}

function say(text, isBad = false) {
  slip.textContent = text;
  slip.classList.toggle("bad", isBad);
}

// The emoji sheet: recent ones first, found by name in English or Spanish, all by keyboard.
import { page, say } from "./page.js";

const OFTEN = "😀 😊 🙂 😉 😂 🤗 🙏 👍 👌 👋 👏 💪 ❤️ ⭐ ✨ 🎉 ✅ ❗ ❓ ☎️ 📞 📅 ⏰ 🕐 📍 🚗 🦷 🪥 😷 🤒 💊 🩺 🏥 💳 🧾 📄 🌞 🌧️ ❄️ 🎂".split(" ");
const RECENT = "chairside-recent-emoji";
const MOST_SHOWN = 160;
let all = null;

const sheet = () => document.querySelector(".emoji-sheet");

function recent() {
  try {
    return JSON.parse(localStorage.getItem(RECENT) ?? "[]").slice(0, 16);
  } catch {
    return [];
  }
}

async function known() {
  all ??= await (await fetch(page.emojis)).json();
  return all;
}

function grid(title, signs) {
  const part = document.createElement("section");
  const head = document.createElement("h4");
  head.textContent = title;
  const cells = document.createElement("div");
  cells.className = "emoji-grid";
  for (const [sign, name] of signs) {
    const cell = document.createElement("button");
    cell.type = "button";
    cell.textContent = sign;
    cell.title = name;
    cell.setAttribute("aria-label", name);
    cell.dataset.insert = sign;
    cells.append(cell);
  }
  part.append(head, cells);
  return part;
}

async function show(words) {
  const list = sheet().querySelector(".emoji-list");
  const emojis = await known();
  if (!sheet()) return;
  const named = (signs) => signs.map((sign) => emojis.find(([one]) => one === sign) ?? [sign, sign]);
  const wanted = words.trim().toLowerCase();
  if (!wanted) {
    const parts = [grid(say("emojiOften"), named(OFTEN)), grid(say("emojiAll"), emojis.slice(0, MOST_SHOWN))];
    if (recent().length) parts.unshift(grid(say("emojiRecent"), named(recent())));
    list.replaceChildren(...parts);
    return;
  }
  const found = emojis.filter(([, english, spanish]) => english.includes(wanted) || spanish.includes(wanted));
  if (found.length) list.replaceChildren(grid(say("emojiAll"), found.slice(0, MOST_SHOWN)));
  else list.textContent = say("emojiNone");
}

export function openEmoji() {
  const button = document.querySelector("[data-emoji]");
  if (!button || sheet()) return;
  const made = document.createElement("div");
  made.className = "emoji-sheet";
  made.setAttribute("role", "dialog");
  made.setAttribute("aria-label", say("emojiTitle"));
  const search = document.createElement("input");
  search.type = "search";
  search.placeholder = say("emojiSearch");
  search.setAttribute("aria-label", say("emojiSearch"));
  const list = document.createElement("div");
  list.className = "emoji-list";
  made.append(search, list);
  button.after(made);
  button.setAttribute("aria-expanded", "true");
  search.addEventListener("input", () => show(search.value));
  search.focus();
  show("");
}

function close() {
  if (!sheet()) return;
  sheet().remove();
  document.querySelector("[data-emoji]")?.setAttribute("aria-expanded", "false");
  document.getElementById("composer-body")?.focus();
}

function insert(sign) {
  const area = document.getElementById("composer-body");
  area.setRangeText(sign, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  localStorage.setItem(RECENT, JSON.stringify([sign, ...recent().filter((one) => one !== sign)].slice(0, 16)));
  close();
}

document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-insert]");
  if (chosen) insert(chosen.dataset.insert);
  else if (event.target.closest("[data-emoji]")) sheet() ? close() : openEmoji();
  else if (sheet() && !sheet().contains(event.target)) close();
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "e" && document.querySelector("[data-emoji]")) {
    event.preventDefault();
    openEmoji();
    return;
  }
  if (!sheet()?.contains(event.target)) return;
  const cells = [...sheet().querySelectorAll("[data-insert]")];
  const place = cells.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopImmediatePropagation();
    close();
  } else if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    if (cells[0]) insert(cells[0].dataset.insert);
  } else if (step && (place >= 0 || event.key === "ArrowDown")) {
    event.preventDefault();
    if (place + step < 0) sheet().querySelector("input").focus();
    else cells[Math.min(place < 0 ? 0 : place + step, cells.length - 1)]?.focus();
  }
});

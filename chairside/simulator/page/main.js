// The desk: which phones are in your hands, and what the simulator tells of them.

import { ask, timeOf } from "./ask.js";
import { PhoneInHand } from "./phone.js";
import { preparePicker } from "./picker.js";

const HELD = "chairside-held-phones";
const MOST = 3;
const desk = document.getElementById("desk");
const spare = document.getElementById("spare");
const connection = document.getElementById("connection");
const held = new Map();
let known = { phones: [], numbers: [] };

function take(phone) {
  let mine = held.get(phone.number);
  if (!mine) {
    while (held.size >= MOST) putAway(held.values().next().value);
    mine = new PhoneInHand(phone, known.numbers, { putAway });
    held.set(phone.number, mine);
    mine.look().catch(() => {});
  }
  // the one picked up last is the one that a small screen shows
  desk.insertBefore(mine.piece, spare);
  mine.piece.querySelector("textarea").focus({ preventScroll: true });
  tidy();
}

function putAway(mine) {
  mine.piece.remove();
  held.delete(mine.phone.number);
  tidy();
}

function tidy() {
  spare.hidden = held.size >= MOST;
  document.querySelectorAll(".clock").forEach((clock) => (clock.textContent = timeOf(Date.now())));
  try {
    sessionStorage.setItem(HELD, JSON.stringify([...held.keys()]));
  } catch {
    // a browser that keeps nothing forgets the desk, and that is all
  }
}

async function learn() {
  known = await ask("/sim/phones");
  for (const phone of known.phones) held.get(phone.number)?.know(phone, known.numbers);
}

function before() {
  try {
    return JSON.parse(sessionStorage.getItem(HELD)) ?? [];
  } catch {
    return [];
  }
}

let waiting = null;
const changed = new Set();

// many texts at once are one look
function notice(numbers) {
  for (const number of numbers) changed.add(number);
  waiting ??= setTimeout(look, 30);
}

async function look() {
  waiting = null;
  const now = new Set(changed);
  changed.clear();
  try {
    await learn();
    const phones = [...held.values()].filter((mine) => now.has("all") || now.has(mine.phone.number));
    await Promise.all(phones.map((mine) => mine.look()));
  } catch {
    connection.textContent = "Not connected. Trying again …";
  }
}

const openPicker = preparePicker({ phones: () => known.phones, take });
document.getElementById("pick").addEventListener("click", openPicker);
spare.addEventListener("click", openPicker);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPicker();
  }
});
setInterval(tidy, 10_000);

await learn().catch(() => {});
const wanted = before().map((number) => known.phones.find((phone) => phone.number === number)).filter(Boolean);
for (const phone of wanted.length ? wanted : known.phones.slice(0, innerWidth < 780 ? 1 : 2)) take(phone);
document.activeElement?.blur();

const stream = new EventSource("/sim/events");
stream.addEventListener("message", (event) => {
  connection.textContent = "";
  notice(JSON.parse(event.data).phones);
});
stream.addEventListener("error", () => {
  connection.textContent = "Not connected. Trying again …";
});

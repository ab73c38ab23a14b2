// Phones in your hands: each shows what it received as a phone would, and texts the practice.

const HELD = "chairside-held-phones";
const MOST = 3;
const held = new Map();
let known = { phones: [], numbers: [] };

const byId = (id) => document.getElementById(id);

function written(number) {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : number;
}

async function ask(address, options) {
  const answer = await fetch(address, options && { ...options, headers: { "Content-Type": "application/json" } });
  const told = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(told.error);
  return told;
}

async function learn() {
  known = await ask("/sim/phones");
  const who = byId("who");
  const chosen = who.value;
  who.replaceChildren(
    ...known.phones.map((phone) => new Option(phone.name ? `${phone.name} · ${written(phone.number)}` : written(phone.number), phone.number)),
  );
  if (chosen) who.value = chosen;
}

function remember() {
  sessionStorage.setItem(HELD, JSON.stringify([...held.keys()]));
}

function take(number) {
  if (held.has(number)) return;
  const most = innerWidth < 720 ? 1 : MOST;
  while (held.size >= most) putAway([...held.keys()][0]);
  const phone = byId("phone").content.cloneNode(true).firstElementChild;
  phone.querySelector("h2").textContent = known.phones.find((one) => one.number === number)?.name || "A phone";
  phone.querySelector(".number").textContent = written(number);
  const to = phone.querySelector(".to select");
  to.replaceChildren(...known.numbers.map((one) => new Option(`${one.name} ${written(one.number)}`, one.number)));
  phone.querySelector(".away").addEventListener("click", () => putAway(number));
  const form = phone.querySelector(".write");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(number, phone);
  });
  form.querySelector("textarea").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send(number, phone);
    }
  });
  held.set(number, phone);
  byId("phones").append(phone);
  remember();
  show(number, phone);
}

function putAway(number) {
  held.get(number)?.remove();
  held.delete(number);
  remember();
}

async function send(number, phone) {
  const box = phone.querySelector("textarea");
  const said = phone.querySelector(".said");
  const body = box.value.trim();
  if (!body) return;
  box.value = "";
  said.textContent = "";
  try {
    const told = await ask(`/sim/phones/${number}/messages`, {
      method: "POST",
      body: JSON.stringify({ to: phone.querySelector(".to select").value, body }),
    });
    if (told.webhook_status < 200 || told.webhook_status > 299) {
      said.textContent = `The practice did not take it (${told.webhook_status || "no answer"}).`;
    }
  } catch (error) {
    box.value = body;
    said.textContent = error.message;
  }
}

async function show(number, phone) {
  const texts = await ask(`/sim/phones/${number}/messages`);
  const talk = phone.querySelector(".talk");
  const pieces = [];
  let other = null;
  for (const text of texts) {
    const mine = text.from === number;
    const partner = mine ? text.to : text.from;
    if (!mine && !["sent", "delivered"].includes(text.status)) continue;
    if (partner !== other) pieces.push(piece("p", "from", known.numbers.find((one) => one.number === partner)?.name ?? written(partner)));
    other = partner;
    pieces.push(piece("p", `text ${mine ? "out" : "in"}`, text.body || "(nothing)"));
    const time = new Date(text.at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
    const parts = text.parts > 1 ? ` · ${text.parts} parts joined` : "";
    const carrier = text.by_carrier ? " · from the carrier" : "";
    pieces.push(piece("p", `small ${mine ? "out" : "in"}`, time + parts + carrier));
  }
  if (!pieces.length) pieces.push(piece("p", "nothing", "No texts yet."));
  if (talk.childElementCount !== pieces.length) {
    talk.replaceChildren(...pieces);
    talk.scrollTop = talk.scrollHeight;
  }
  if (!phone.dataset.chosen && other) {
    phone.querySelector(".to select").value = other;
    phone.dataset.chosen = "yes";
  }
}

function piece(name, kind, text) {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = text;
  return made;
}

byId("pick").addEventListener("submit", async (event) => {
  event.preventDefault();
  const typed = byId("number").value.trim();
  byId("fault").textContent = "";
  try {
    if (typed) {
      const added = await ask("/sim/phones", { method: "POST", body: JSON.stringify({ number: typed }) });
      byId("number").value = "";
      await learn();
      byId("who").value = added.number;
      take(added.number);
    } else {
      take(byId("who").value);
    }
  } catch (error) {
    byId("fault").textContent = error.message;
  }
});
byId("who").addEventListener("change", () => take(byId("who").value));

await learn();
const before = JSON.parse(sessionStorage.getItem(HELD) ?? "[]");
const first = innerWidth < 720 ? 1 : MOST;
for (const number of before.length ? before : known.phones.slice(0, first).map((one) => one.number)) take(number);
new EventSource("/sim/events").addEventListener("message", () => {
  for (const [number, phone] of held) show(number, phone);
});

// What the page asks of the simulator, and how it writes numbers and moments.

const NOT_THERE = "The simulator does not answer. Is it running?";

export async function ask(address, content) {
  const options = content && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(content),
  };
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    throw new Error(NOT_THERE);
  }
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error);
  return told;
}

export function written(number) {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : number;
}

export function nameOf(phone) {
  return phone.name || (phone.landline ? "A landline" : "Somebody");
}

export function initials(phone) {
  const words = phone.name.split(/\s+/).filter(Boolean);
  if (!words.length) return "☺";
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] ?? "").join("").toUpperCase();
}

// a phone keeps its colour for ever
export function caseOf(number) {
  return String([...number].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 9973, 7) % 6);
}

export function timeOf(moment) {
  return new Date(moment).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
}

export function dayOf(moment) {
  const day = new Date(moment);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const year = day.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
  return day.toLocaleDateString([], { weekday: "short", month: "short", day: "numeric", ...year });
}

export function made(name, kind, text) {
  const piece = document.createElement(name);
  piece.className = kind;
  if (text !== undefined) piece.textContent = text;
  return piece;
}

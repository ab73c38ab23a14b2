// The talk on a phone's glass: what it sent, and what has reached it, as a phone shows it.

import { dayOf, made, timeOf } from "./ask.js";
import { picture } from "./pictures.js";

const PAUSE = 20 * 60_000; // after so long a phone writes the time between two texts
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\u200d\ufe0f]*){1,3}$/u;

// what is on the way, or never arrived, is on no phone
export function isOnPhone(text, number) {
  return text.from === number || text.status === "delivered" || text.status === "read";
}

export function otherEnd(text, number) {
  return text.from === number ? text.to : text.from;
}

// Draw the texts; keeps what is there already, so that a screen reader hears only what is new.
export function draw(talk, texts, number) {
  const isFirst = !talk.dataset.partner;
  const wasAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 60;
  const kept = new Map([...talk.children].map((piece) => [piece.dataset.key, piece]));
  const pieces = texts.length ? pieced(texts, number, kept, isFirst) : [nothing(kept)];
  if (pieces.some((piece, place) => talk.children[place] !== piece) || talk.childElementCount !== pieces.length) {
    settle(talk, pieces);
  }
  const isMine = texts.at(-1)?.from === number;
  if (isFirst || wasAtEnd || isMine) talk.scrollTop = talk.scrollHeight;
}

function settle(talk, pieces) {
  const wanted = new Set(pieces);
  for (const piece of [...talk.children]) if (!wanted.has(piece)) piece.remove();
  pieces.forEach((piece, place) => {
    if (talk.children[place] !== piece) talk.insertBefore(piece, talk.children[place] ?? null);
  });
}

function nothing(kept) {
  const piece = kept.get("nothing") ?? made("p", "nothing", "Nothing here yet. Say hello.");
  piece.dataset.key = "nothing";
  return piece;
}

function pieced(texts, number, kept, isFirst) {
  const pieces = [];
  let last = 0;
  for (const text of texts) {
    const at = Date.parse(text.at);
    if (at - last > PAUSE) pieces.push(keyed(kept, `when ${text.sid}`, dayOf(at), () => made("p", "when", `${dayOf(at)} ${timeOf(at)}`)));
    last = at;
    pieces.push(keyed(kept, text.sid, signed(text), () => bubble(text, number, isFirst || kept.has(text.sid))));
  }
  return pieces;
}

function keyed(kept, key, state, make) {
  const there = kept.get(key);
  if (there?.dataset.state === state) return there;
  const piece = make();
  piece.dataset.key = key;
  piece.dataset.state = state;
  return piece;
}

function signed(text) {
  return `${text.status} ${text.webhook_status}`;
}

function bubble(text, number, isKnown) {
  const isMine = text.from === number;
  const piece = made("div", `text ${isMine ? "out" : "in"}`);
  piece.classList.toggle("by-carrier", text.by_carrier);
  piece.classList.toggle("big", ONLY_EMOJI.test(text.body));
  piece.classList.toggle("fresh", !isKnown);
  const whose = made("span", "hidden", isMine ? "You: " : "They: ");
  const shown = text.media.filter((one) => one.sid && one.content_type.startsWith("image/"));
  const words = made("p", "bubble", text.body || (text.media.length ? "" : "(nothing)"));
  if (text.media.length > shown.length) words.append(` (${text.media.length - shown.length} from elsewhere)`);
  words.prepend(whose, ...shown.map((one) => picture(`/sim/media/${one.sid}`, "A picture")));
  piece.append(words, isMine ? ownMeta(text) : theirMeta(text));
  return piece;
}

function ownMeta(text) {
  const status = text.webhook_status;
  if (status === null) return made("p", "meta", "Sending …");
  if (status >= 200 && status < 300) return made("p", "meta", `${timeOf(text.at)}${parts(text)} · delivered`);
  return made("p", "meta bad", status ? `The practice did not take it (${status})` : "The practice did not answer");
}

function theirMeta(text) {
  const arrived = text.times.delivered ?? text.at;
  const seconds = (Date.parse(arrived) - Date.parse(text.at)) / 1000;
  const way = seconds > 0 ? ` · in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s` : "";
  return made("p", "meta", `${timeOf(arrived)}${parts(text)}${text.by_carrier ? " · from the carrier itself" : way}`);
}

function parts(text) {
  return text.parts > 1 ? ` · ${text.parts} parts joined` : "";
}

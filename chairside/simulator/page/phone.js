// One phone in your hands: whose it is, with whom it talks, what it sends.

import { ask, caseOf, initials, made, nameOf, written } from "./ask.js";
import { Pictures } from "./pictures.js";
import { draw, isOnPhone, otherEnd } from "./talk.js";

const READY = ["YES", "1", "Running late 🚗", "¿A qué hora es mi cita?", "STOP", "START"];

export class PhoneInHand {
  constructor(phone, numbers, { putAway }) {
    this.phone = phone;
    this.texts = [];
    this.seen = new Map();
    this.piece = document.getElementById("phone").content.cloneNode(true).firstElementChild;
    this.part = (selector) => this.piece.querySelector(selector);
    this.piece.dataset.case = caseOf(phone.number);
    this.part(".away").addEventListener("click", () => putAway(this));
    this.part("select").addEventListener("change", () => this.turnTo(this.part("select").value));
    this.part(".elsewhere").addEventListener("click", () => this.turnTo(this.part(".elsewhere").dataset.number));
    this.part(".write").addEventListener("submit", (event) => this.submit(event));
    this.part("textarea").addEventListener("keydown", (event) => this.key(event));
    this.part(".ready").append(...READY.map((words) => this.readyAnswer(words)));
    this.pictures = new Pictures(this.piece, (media) => this.sendPicture(media));
    this.know(phone, numbers);
  }

  know(phone, numbers) {
    this.phone = phone;
    this.numbers = numbers;
    this.part(".face").textContent = initials(phone);
    this.part("h2").textContent = nameOf(phone);
    this.part(".owner p").textContent = [written(phone.number), phone.note].filter(Boolean).join(" · ");
    this.part(".away").setAttribute("aria-label", `Put ${nameOf(phone)}'s phone away`);
    const chosen = this.partner;
    this.part("select").replaceChildren(...numbers.map((one) => new Option(one.name || written(one.number), one.number)));
    if (chosen) this.part("select").value = chosen;
    this.sayBlocked();
  }

  get partner() {
    return this.part("select").value;
  }

  async look() {
    const isFirst = !this.part(".talk").dataset.partner;
    const texts = await ask(`/sim/phones/${this.phone.number}/messages`);
    this.texts = texts.filter((text) => isOnPhone(text, this.phone.number));
    if (isFirst) {
      this.part("select").value = this.firstPartner();
      for (const one of this.numbers) this.seen.set(one.number, this.arrived(one.number).length);
    }
    this.show();
  }

  show() {
    const talk = this.part(".talk");
    const partner = this.partner;
    const count = this.arrived(partner).length;
    if (count > (this.seen.get(partner) ?? 0)) this.buzz();
    this.seen.set(partner, count);
    draw(talk, this.texts.filter((text) => otherEnd(text, this.phone.number) === partner), this.phone.number);
    talk.dataset.partner = partner;
    talk.setAttribute("aria-label", `Texts with ${this.nameOfNumber(partner)}`);
    this.sayElsewhere();
    this.sayBlocked();
  }

  turnTo(number) {
    this.part("select").value = number;
    delete this.part(".talk").dataset.partner;
    this.part(".talk").replaceChildren();
    this.seen.set(number, this.arrived(number).length);
    this.show();
  }

  // the one it talked with last, else one of the practice that knows it
  firstPartner() {
    const last = this.texts.at(-1);
    if (last) return otherEnd(last, this.phone.number);
    const own = this.phone.note && this.numbers.find((one) => one.name.startsWith(this.phone.note));
    return (own || this.numbers[0])?.number ?? "";
  }

  arrived(number) {
    return this.texts.filter((text) => text.from === number);
  }

  nameOfNumber(number) {
    return this.numbers.find((one) => one.number === number)?.name || written(number);
  }

  sayElsewhere() {
    const other = this.numbers.find((one) => this.arrived(one.number).length > (this.seen.get(one.number) ?? 0));
    const button = this.part(".elsewhere");
    if (other && button.hidden) this.buzz();
    button.hidden = !other;
    if (!other) return;
    button.dataset.number = other.number;
    button.textContent = `New from ${this.nameOfNumber(other.number)}`;
  }

  sayBlocked() {
    this.part(".blocked").hidden = !this.phone.stopped?.includes(this.partner);
  }

  buzz() {
    this.piece.classList.remove("buzz");
    void this.piece.offsetWidth; // so that a second buzz begins anew
    this.piece.classList.add("buzz");
  }

  readyAnswer(words) {
    const button = made("button", "", words);
    button.type = "button";
    button.addEventListener("click", () => this.send(words));
    return button;
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.part(".write").requestSubmit();
  }

  async submit(event) {
    event.preventDefault();
    const box = this.part("textarea");
    const body = box.value;
    if (!body.trim()) return;
    box.value = "";
    if (!(await this.send(body)) && !box.value) box.value = body;
  }

  // what is in the box goes with it
  async sendPicture(media) {
    const box = this.part("textarea");
    const body = box.value;
    box.value = "";
    if (!(await this.send(body, [media])) && !box.value) box.value = body;
  }

  async send(body, media = []) {
    const trouble = this.part(".trouble");
    trouble.textContent = "";
    try {
      await ask(`/sim/phones/${this.phone.number}/messages`, { to: this.partner, body, media });
      return true;
    } catch (error) {
      trouble.textContent = error.message;
      return false;
    }
  }
}

// The pictures that a phone can send: ready-made ones, and any from this computer.

import { ask, made } from "./ask.js";

const NAMES = { tooth: "A broken tooth", card: "An insurance card", stairs: "The stairs" };

export class Pictures {
  constructor(piece, send) {
    this.button = piece.querySelector(".add");
    this.sheet = piece.querySelector(".pictures");
    this.send = send;
    this.button.addEventListener("click", () => this.toggle());
    this.sheet.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.sheet.querySelector("input").addEventListener("change", (event) => this.fromComputer(event.target));
  }

  async toggle() {
    if (!this.sheet.hidden) return this.close();
    if (!this.sheet.querySelector("button")) this.fill(await ask("/sim/pictures"));
    this.sheet.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.sheet.querySelector("button").focus();
  }

  close() {
    this.sheet.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.button.focus();
  }

  fill(names) {
    this.sheet.prepend(...names.map((name) => this.ready(name)));
  }

  ready(name) {
    const button = made("button", "ready-picture");
    button.type = "button";
    button.append(picture(`/sim/pictures/${name}`, NAMES[name] ?? name));
    button.addEventListener("click", () => this.choose({ picture: name }));
    return button;
  }

  choose(media) {
    this.close();
    this.send(media);
  }

  async fromComputer(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    const content = await base64(file);
    this.choose({ content, content_type: file.type || "application/octet-stream" });
  }
}

export function picture(address, words) {
  const image = made("img", "");
  image.src = address;
  image.alt = words;
  image.loading = "lazy";
  return image;
}

function base64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(String(reader.result).split(",")[1] ?? ""));
    reader.addEventListener("error", failed);
    reader.readAsDataURL(file);
  });
}

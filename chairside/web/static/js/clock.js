// Moments under an hour old are told in minutes; older ones as the server wrote them.
import { say } from "./page.js";

const HOUR = 3600_000;
const written = new WeakMap();

export function tick() {
  for (const time of document.querySelectorAll("time.row-since")) {
    if (!written.has(time)) written.set(time, time.textContent);
    const age = Date.now() - Date.parse(time.dateTime);
    const minutes = Math.floor(age / 60_000);
    time.textContent =
      age < 0 || age >= HOUR ? written.get(time) : minutes < 1 ? say("now") : say("minutes", { count: minutes });
  }
}

setInterval(tick, 20_000);
tick();

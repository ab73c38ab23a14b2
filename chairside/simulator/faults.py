"""Misbehaviour on order: a script of what the next requests meet.

Each fault: {"on": "create" | "delivery" | "status" | "inbound", "to": number or null, "times": N,
"then": {...}}. `then` holds, by `on`:

create    "status": 500 | 429 | ..., "retry_after": seconds, "code": Twilio's error code,
          "cut": "before" | "after_accept", "delay": seconds, "garbage": true
delivery  "status": "undelivered" | "failed", "code": Twilio's error code
status    "lose": true | "double": true | "delay": seconds
inbound   "lose": true | "double": true | "forge": true
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chairside.simulator.texts import BadOrder, number_from

PLACES: dict[str, dict[str, type | tuple[type, ...]]] = {
    "create": {
        "status": int,
        "retry_after": (int, float),
        "code": int,
        "cut": str,
        "delay": (int, float),
        "garbage": bool,
    },
    "delivery": {"status": str, "code": int},
    "status": {"lose": bool, "double": bool, "delay": (int, float)},
    "inbound": {"lose": bool, "double": bool, "forge": bool},
}


@dataclass
class Fault:
    """One line of the script; `left` counts down."""

    on: str
    to: str | None
    left: int
    then: dict[str, Any]


class Faults:
    """The script; the first line that fits is met."""

    def __init__(self) -> None:
        self._script: list[Fault] = []

    def order(self, given: object) -> None:
        """Replace the script; raise `BadOrder` naming the line that is wrong, and change nothing."""
        if not isinstance(given, dict) or not isinstance(given.get("faults"), list):
            raise BadOrder('Send {"faults": [{"on": ..., "times": ..., "then": {...}}]}.')
        self._script = [_read(line, place) for place, line in enumerate(given["faults"], 1)]

    def meet(self, on: str, to: str) -> dict[str, Any]:
        """Give what this request meets, and count it; empty when all is well."""
        for fault in self._script:
            if fault.on == on and fault.left > 0 and fault.to in {None, to}:
                fault.left -= 1
                return fault.then
        return {}

    def told(self) -> list[dict[str, Any]]:
        return [{"on": fault.on, "to": fault.to, "times": fault.left, "then": fault.then} for fault in self._script]


def _read(line: object, place: int) -> Fault:
    where = f"Fault {place}"
    if not isinstance(line, dict):
        raise BadOrder(f"{where}: must be an object.")
    if unknown := set(line) - {"on", "to", "times", "then"}:
        raise BadOrder(f"{where}: {sorted(unknown)} is unknown; there are on, to, times, then.")
    known = PLACES.get(str(line.get("on")))
    if known is None:
        raise BadOrder(f"{where}: on must be one of {', '.join(PLACES)}.")
    times = line.get("times", 1)
    if not isinstance(times, int) or isinstance(times, bool) or times < 1:
        raise BadOrder(f"{where}: times must be a whole number above zero.")
    to = number_from(str(line["to"])) if line.get("to") else None
    return Fault(str(line["on"]), to, times, _then(line.get("then"), known, where))


def _then(given: object, known: dict[str, type | tuple[type, ...]], where: str) -> dict[str, Any]:
    if not isinstance(given, dict) or not given:
        raise BadOrder(f"{where}: then must say what happens: {', '.join(known)}.")
    for name, value in given.items():
        if name not in known:
            raise BadOrder(f"{where}: then.{name} is unknown here; there are {', '.join(known)}.")
        if not isinstance(value, known[name]):
            raise BadOrder(f"{where}: then.{name} has the wrong type.")
    return given

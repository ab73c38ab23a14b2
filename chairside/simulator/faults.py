"""Misbehaviour on order: a script of what the next requests meet.

{"faults": [{"on": ..., "to": number or null, "status": ..., "times": N, "then": {...}}]}
The first line that fits is met. `to` is the number that the text goes to; null fits all. `status`
chooses one callback (queued, sent, delivered ...) and stands only with "on": "status". `then`, by `on`:

create    what creating a message meets
          "status": 400-599 | "code": Twilio's error code | "retry_after": seconds
          "cut": "before" (nothing taken), "after_accept" (taken, no answer), "mid_answer" (taken, half an answer)
          "delay": seconds before it is taken | "answer_delay": seconds after it is taken | "garbage": true
fetch, list, account   the same, but that nothing is ever taken
delivery  "status": "undelivered" | "failed" | "sent" (it never gets further), "code": Twilio's error code
status    "lose" | "double" | "forge": true | "delay": seconds, in which later callbacks overtake it
inbound   "lose" | "double" | "forge": true | "delay": seconds
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chairside.simulator.orders import need_object
from chairside.simulator.texts import BadOrder, number_from

LONGEST_DELAY = 600


@dataclass(frozen=True)
class Value:
    """What may stand at a name: a test, and its words."""

    fits: Callable[[object], bool]
    words: str


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _whole(least: int, most: int) -> Value:
    return Value(
        lambda given: isinstance(given, int) and not isinstance(given, bool) and least <= given <= most,
        f"a whole number from {least} to {most}",
    )


def _one_of(*words: str) -> Value:
    return Value(lambda given: given in words, f"one of {', '.join(words)}")


SECONDS = Value(
    lambda given: _is_number(given) and 0 <= given <= LONGEST_DELAY,  # type: ignore[operator]
    f"seconds from 0 to {LONGEST_DELAY}",
)
TRUE = Value(lambda given: given is True, "true")
CODE = _whole(10000, 99999)
ANSWER = {
    "status": _whole(400, 599),
    "code": CODE,
    "retry_after": SECONDS,
    "delay": SECONDS,
    "answer_delay": SECONDS,
    "garbage": TRUE,
}
KNOCK = {"lose": TRUE, "double": TRUE, "forge": TRUE, "delay": SECONDS}
READING = ANSWER | {"cut": _one_of("before", "mid_answer")}
PLACES: dict[str, dict[str, Value]] = {
    "create": ANSWER | {"cut": _one_of("before", "after_accept", "mid_answer")},
    "fetch": READING,
    "list": READING,
    "account": READING,
    "delivery": {"status": _one_of("undelivered", "failed", "sent"), "code": CODE},
    "status": KNOCK,
    "inbound": KNOCK,
}
TIMES = _whole(1, 1_000_000)


@dataclass
class Fault:
    """One line of the script; `left` counts down."""

    on: str
    to: str | None
    status: str | None
    left: int
    then: dict[str, Any]

    def told(self) -> dict[str, Any]:
        """Give the line as it was ordered, with the times that are left."""
        chosen = {"status": self.status} if self.status else {}
        return {"on": self.on, "to": self.to, **chosen, "times": self.left, "then": self.then}


class Faults:
    """The script; the first line that fits is met."""

    def __init__(self) -> None:
        self._script: list[Fault] = []

    def order(self, given: object) -> None:
        """Replace the script; raise `BadOrder` naming the line that is wrong, and change nothing."""
        order = need_object(given, {"faults"}, 'Send {"faults": [{"on": ..., "times": ..., "then": {...}}]}')
        if not isinstance(order.get("faults"), list):
            raise BadOrder('faults must be a list; send {"faults": []} for none.')
        self._script = [_read(line, f"Fault {place}") for place, line in enumerate(order["faults"], 1)]

    def meet(self, on: str, to: str = "", status: str = "") -> dict[str, Any]:
        """Give what this request meets, and count it; empty when all is well."""
        for fault in self._script:
            if fault.on == on and fault.left and fault.to in {None, to} and fault.status in {None, status}:
                fault.left -= 1
                return fault.then
        return {}

    def told(self) -> list[dict[str, Any]]:
        """Give the lines that are still to come."""
        return [fault.told() for fault in self._script if fault.left]


def _read(given: object, where: str) -> Fault:
    line = need_object(given, {"on", "to", "status", "times", "then"}, where)
    on = line.get("on")
    if not isinstance(on, str) or on not in PLACES:
        raise BadOrder(f"{where}: on must be one of {', '.join(PLACES)}.")
    if line.get("status") is not None and (on != "status" or not isinstance(line["status"], str)):
        raise BadOrder(f'{where}: status names one callback, and stands only with "on": "status".')
    times = line.get("times", 1)
    if not TIMES.fits(times):
        raise BadOrder(f"{where}: times must be {TIMES.words}.")
    to = None if line.get("to") is None else number_from(line["to"])
    return Fault(on, to, line.get("status"), times, _then(line.get("then"), PLACES[on], f"{where}: then"))


def _then(given: object, known: dict[str, Value], where: str) -> dict[str, Any]:
    then = need_object(given, known, where)
    if not then:
        raise BadOrder(f"{where} must say what happens: {', '.join(known)}.")
    for name, value in then.items():
        if not known[name].fits(value):
            raise BadOrder(f"{where}.{name} must be {known[name].words}.")
    return then

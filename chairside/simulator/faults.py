"""Misbehaviour on order: a script of what the next requests meet.

{"faults": [{"on": ..., "to": number, "from": number, "status": ..., "times": N, "share": 0.1, "seed": 7,
             "then": {...}}]}
The first line that fits is met. `to` and `from` are the text's numbers; left out, all fit. `status` chooses one
callback (queued, sent, delivered ...) and stands only with "on": "status". A line holds once; `times` lets it hold
so often, "always" for ever; `share` meets only so many of those that fit, drawn from `seed`, and then for ever
unless `times` ends it. `then`, by `on`:

create    what creating a message meets
  refused   "status": 400-599 | "code": Twilio's error code (400, or with "status") | "retry_after": seconds
            "cut": "before" (the connection is reset, nothing is taken)
  taken     "accept": true with "status": the text is taken, and the answer says that it failed
            "hang": true (taken, never answered)
            "cut": "after_accept" (no answer), "mid_answer" (half an answer)
            "garbage": true or so many bytes of rubbish | "broken": true (JSON without its end)
            "drip": seconds between the bytes of the answer | "answer_delay": seconds before it
            "report_first": true (the first status callback comes before the answer)
  either    "delay": seconds before anything is taken
fetch, list, account   the same, but that nothing is ever taken; list knows "lag": seconds that a new text is not shown
delivery  "status": "undelivered" | "failed" | "sent" (it never gets further), "code": Twilio's error code
status    "lose" | "double" | "forge": true | "delay": seconds, in which later callbacks overtake it
          "reorder": true (it goes out after the callback that follows it)
inbound   "lose" (it can only be listed) | "double" | "forge": true | "delay": seconds | "copies": 2-20 at once
          "pool": true (through a messaging service) | "pictures": 1-10 | "body": one of SAMPLES (simulator/samples.py)
media     "status" | "cut": "before" or "mid_answer" | "delay" | "drip" | "redirect": an address | "bytes": its size
          "content": "svg", "text", "bomb" (few bytes, a huge picture), "torn"
connect   "closed": seconds from the order on in which nobody listens, for the control API neither; it stands alone
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chairside.simulator.orders import need_object
from chairside.simulator.pictures import SPOILT
from chairside.simulator.samples import SAMPLES
from chairside.simulator.texts import BadOrder, number_from

LONGEST_DELAY = 600
LARGEST_RUBBISH = 10 * 1024 * 1024


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
BYTES = Value(
    lambda given: given is True or (_is_number(given) and 1 <= given <= LARGEST_RUBBISH),  # type: ignore[operator]
    f"true, or bytes from 1 to {LARGEST_RUBBISH}",
)
ANSWER = {
    "status": _whole(400, 599),
    "code": CODE,
    "retry_after": SECONDS,
    "delay": SECONDS,
    "answer_delay": SECONDS,
    "hang": TRUE,
    "drip": SECONDS,
    "garbage": BYTES,
    "broken": TRUE,
}
KNOCK = {"lose": TRUE, "double": TRUE, "forge": TRUE, "delay": SECONDS}
ADDRESS = Value(lambda given: isinstance(given, str) and "://" in given, "an address with its scheme")
READING = ANSWER | {"cut": _one_of("before", "mid_answer")}
PLACES: dict[str, dict[str, Value]] = {
    "create": ANSWER | {"cut": _one_of("before", "after_accept", "mid_answer"), "accept": TRUE, "report_first": TRUE},
    "fetch": READING,
    "list": READING | {"lag": SECONDS},
    "account": READING,
    "delivery": {"status": _one_of("undelivered", "failed", "sent"), "code": CODE},
    "status": KNOCK | {"reorder": TRUE},
    "inbound": KNOCK | {"copies": _whole(2, 20), "pool": TRUE, "pictures": _whole(1, 10), "body": _one_of(*SAMPLES)},
    "media": {
        "status": _whole(400, 599),
        "cut": _one_of("before", "mid_answer"),
        "delay": SECONDS,
        "drip": SECONDS,
        "redirect": ADDRESS,
        "bytes": BYTES,
        "content": _one_of(*SPOILT),
    },
    "connect": {"closed": SECONDS},
}
ALWAYS = "always"
TIMES = Value(
    lambda given: given == ALWAYS or _whole(1, 1_000_000).fits(given),
    f'a whole number from 1 to 1000000, or "{ALWAYS}"',
)
SHARE = Value(lambda given: _is_number(given) and 0 < given <= 1, "a share above 0, at most 1")  # type: ignore[operator]
SEED = _whole(0, 2**32)
LINE = {"on", "to", "from", "status", "times", "share", "seed", "then"}


@dataclass
class Fault:
    """One line of the script; `left` counts down, None never does."""

    on: str
    to: str | None
    sender: str | None
    status: str | None
    left: int | None
    share: float | None
    chance: random.Random = field(repr=False)
    then: dict[str, Any]

    @property
    def is_over(self) -> bool:
        return self.left == 0

    def fits(self, on: str, to: str, sender: str, status: str) -> bool:
        """Whether a request is of those that the line is about."""
        asked = ((self.to, to), (self.sender, sender), (self.status, status))
        return not self.is_over and self.on == on and all(wanted in {None, given} for wanted, given in asked)

    def strikes(self) -> bool:
        """Draw whether this one is met, and count it if so."""
        if self.share is not None and self.chance.random() >= self.share:
            return False
        if self.left is not None:
            self.left -= 1
        return True

    def told(self) -> dict[str, Any]:
        """Give the line as it was ordered, with the times that are left."""
        chosen = {"from": self.sender, "status": self.status, "share": self.share}
        given = {name: value for name, value in chosen.items() if value is not None}
        times = ALWAYS if self.left is None else self.left
        return {"on": self.on, "to": self.to, **given, "times": times, "then": self.then}


class Faults:
    """The script; the first line that fits is met."""

    def __init__(self) -> None:
        self._script: list[Fault] = []

    def order(self, given: object) -> float:
        """Replace the script; give for how many seconds nobody is to listen.

        Raises `BadOrder` naming the line that is wrong, and changes nothing.
        """
        order = need_object(given, {"faults"}, 'Send {"faults": [{"on": ..., "times": ..., "then": {...}}]}')
        if not isinstance(order.get("faults"), list):
            raise BadOrder('faults must be a list; send {"faults": []} for none.')
        lines = [_read(line, f"Fault {place}") for place, line in enumerate(order["faults"], 1)]
        self._script = [line for line in lines if line.on != "connect"]
        return sum(float(line.then["closed"]) for line in lines if line.on == "connect")

    def meet(self, on: str, to: str = "", status: str = "", *, sender: str = "") -> dict[str, Any]:
        """Give what this request meets, and count it; empty when all is well."""
        for fault in self._script:
            if fault.fits(on, to, sender, status) and fault.strikes():
                return fault.then
        return {}

    def told(self) -> list[dict[str, Any]]:
        """Give the lines that are still to come."""
        return [fault.told() for fault in self._script if not fault.is_over]


def _read(given: object, where: str) -> Fault:
    line = need_object(given, LINE, where)
    on = line.get("on")
    if not isinstance(on, str) or on not in PLACES:
        raise BadOrder(f"{where}: on must be one of {', '.join(PLACES)}.")
    if line.get("status") is not None and (on != "status" or not isinstance(line["status"], str)):
        raise BadOrder(f'{where}: status names one callback, and stands only with "on": "status".')
    if on == "connect" and set(line) - {"on", "then"}:
        raise BadOrder(f'{where}: "on": "connect" stands alone with its then: who connects is not known yet.')
    share = line.get("share")
    times = line.get("times", 1 if share is None else ALWAYS)
    for name, value, kind in (("times", times, TIMES), ("share", share, SHARE), ("seed", line.get("seed"), SEED)):
        if value is not None and not kind.fits(value):
            raise BadOrder(f"{where}: {name} must be {kind.words}.")
    return Fault(
        on=on,
        to=_number(line, "to"),
        sender=_number(line, "from"),
        status=line.get("status"),
        left=None if times == ALWAYS else times,
        share=share,
        chance=random.Random(line.get("seed", 0)),  # noqa: S311 - drawn again alike, not secret
        then=_then(line.get("then"), PLACES[on], f"{where}: then"),
    )


def _number(line: dict[str, Any], name: str) -> str | None:
    return None if line.get(name) is None else number_from(line[name])


def _then(given: object, known: dict[str, Value], where: str) -> dict[str, Any]:
    then = need_object(given, known, where)
    if not then:
        raise BadOrder(f"{where} must say what happens: {', '.join(known)}.")
    for name, value in then.items():
        if not known[name].fits(value):
            raise BadOrder(f"{where}.{name} must be {known[name].words}.")
    if then.get("accept") and "status" not in then:
        raise BadOrder(f"{where}: accept needs a status, which the answer has although the text was taken.")
    return then

"""Every way in which the carrier may behave to one text, and what must become of the text in the end."""

from dataclasses import dataclass, field
from enum import StrEnum

ALWAYS = "always"


class End(StrEnum):
    """What stands in the database when all is quiet."""

    ARRIVES = "the carrier has it once, and we know"
    FAILS = "it failed, and we say why"
    DOUBT = "it is shown as not confirmed"
    LATER = "it waits to be tried once more"


@dataclass(frozen=True)
class Behaviour:
    """The simulator's orders for one phone; whether it takes the text; what then becomes of it."""

    name: str
    orders: list = field(default_factory=list)
    takes: bool = True
    end: End = End.ARRIVES
    reports: bool = True
    quick: bool = False

    @property
    def silences(self) -> bool:
        """Whether the phone's reports are lost from now on."""
        return any(line["on"] == "status" and line["then"].get("lose") for line in self.orders)

    def lines(self, phone: str) -> list[dict]:
        return [line if line["on"] == "connect" else {**line, "to": phone} for line in self.orders]


def create(**then):
    return {"on": "create", "then": then}


def status(**then):
    return {"on": "status", "times": ALWAYS, "then": then}


CUT = create(cut="after_accept")
BEHAVIOURS = [
    Behaviour("accepts", quick=True),
    Behaviour("accepts and never answers", [create(hang=True)]),
    Behaviour("accepts and cuts", [CUT], quick=True),
    Behaviour("accepts and cuts in the middle of the answer", [create(cut="mid_answer")]),
    Behaviour("accepts and answers 500", [create(status=500, accept=True)]),
    Behaviour("accepts and answers 502", [create(status=502, accept=True)]),
    Behaviour("accepts and answers 503", [create(status=503, accept=True)], quick=True),
    Behaviour("refuses with 500", [create(status=500)], takes=False, end=End.DOUBT),
    Behaviour("resets before it takes", [create(cut="before")], takes=False, end=End.DOUBT, quick=True),
    Behaviour("listens to nobody", [{"on": "connect", "then": {"closed": 0.5}}]),
    Behaviour("has too many requests", [create(status=429, retry_after=1)], takes=False, end=End.ARRIVES, quick=True),
    Behaviour("rejects the credentials", [create(status=401, code=20003)], takes=False, end=End.ARRIVES),
    Behaviour("refuses: opted out", [create(code=21610)], takes=False, end=End.FAILS, quick=True),
    Behaviour("refuses: landline", [create(code=30006)], takes=False, end=End.FAILS),
    Behaviour("refuses: unreachable", [create(code=30003)], takes=False, end=End.LATER),
    Behaviour("refuses: queue full", [create(code=21611)], takes=False, end=End.ARRIVES),
    Behaviour("refuses: a code of next year", [create(code=39999)], takes=False, end=End.FAILS),
    Behaviour("is slow before it takes", [create(delay=0.3)]),
    Behaviour("is slow after it took", [create(answer_delay=0.3)]),
    Behaviour("is too slow", [create(answer_delay=1.5)]),
    Behaviour("answers byte by byte", [create(drip=0.02)]),
    Behaviour("answers rubbish", [create(garbage=True)]),
    Behaviour("answers a megabyte of rubbish", [create(garbage=1_000_000)]),
    Behaviour("answers broken JSON", [create(broken=True)]),
    Behaviour("loses its reports", [status(lose=True)], reports=False),
    Behaviour("loses the answer and its reports", [CUT, status(lose=True)], reports=False, quick=True),
    Behaviour("reports twice", [status(double=True)]),
    Behaviour("reports out of order", [{"on": "status", "status": "sent", "then": {"reorder": True}}]),
    Behaviour("reports before it answers", [create(report_first=True)]),
    Behaviour("reports late", [status(delay=0.4)]),
    Behaviour(
        "does not deliver", [{"on": "delivery", "then": {"status": "undelivered", "code": 30005}}], end=End.FAILS
    ),
    Behaviour(
        "lists late", [CUT, status(lose=True), {"on": "list", "times": ALWAYS, "then": {"lag": 1.0}}], reports=False
    ),
    Behaviour("cannot list at first", [CUT, status(lose=True), {"on": "list", "then": {"status": 500}}], reports=False),
]

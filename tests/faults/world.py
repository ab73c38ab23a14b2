"""A practice, its simulated carrier and its workers, in the hands of a driver that kills."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from django.db import connection
from django.db.models import Exists, OuterRef

from chairside.actions.send_reply import Reply, send_reply
from chairside.models import Attempt, Message, QueuedMessage, TextNumber, Thread
from tests.cast import ACCOUNT, TOKEN, Cast
from tests.faults.behaviours import Behaviour, End
from tests.simulator.process import ask

OURS = "+13125550190"
PATIENCE = 60.0

# time that goes by at once: leases run out, pauses end, looks are due; what waits for a quarter of an hour goes on waiting
TIME_GOES_BY = """
UPDATE chairside_queuedmessage AS queued SET leased_until = NULL,
    due_at = CASE WHEN message.error_code = 30003 THEN due_at ELSE least(due_at, now()) END
FROM chairside_message AS message WHERE message.id = queued.message_id;
UPDATE chairside_attempt SET check_at = now() WHERE outcome IN ('', 'unknown') AND check_at IS NOT NULL;
UPDATE chairside_textnumber SET paused_at = NULL, rests_until = NULL;
"""
PARK = """
UPDATE chairside_queuedmessage SET due_at = due_at + interval '1 day';
UPDATE chairside_attempt SET check_at = check_at + interval '1 day';
UPDATE chairside_textnumber SET paused_at = NULL, rests_until = NULL;
"""
UNPARK = """
UPDATE chairside_queuedmessage SET due_at = due_at - interval '1 day' WHERE due_at > now() + interval '12 hours';
UPDATE chairside_attempt SET check_at = check_at - interval '1 day' WHERE check_at > now() + interval '12 hours';
"""


@dataclass
class Sent:
    """A text that was acknowledged to its writer, and how the carrier was told to treat it."""

    message_id: object
    body: str
    phone: str
    behaviour: Behaviour


class Nursery:
    """Real workers, forked from a process that has everything loaded."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self._answer()
        self.living: set[int] = set()

    def work(self, spool: Path, failpoint: str = "") -> int:
        """Start a worker."""
        pid = self._ask(work=failpoint, spool=str(spool))["pid"]
        self.living.add(pid)
        return pid

    def ended(self, pid: int, seconds: float) -> int | None:
        """Wait until a worker has ended; gives how, or None."""
        told = self._ask(wait=pid, seconds=seconds)["ended"]
        if told is not None:
            self.living.discard(pid)
        return told

    def kill(self, pid: int, number: int = signal.SIGKILL) -> None:
        """End a worker, by default as a power cut would."""
        os.kill(pid, number)
        os.kill(pid, signal.SIGCONT)
        self.ended(pid, 20)

    def clear(self) -> None:
        """End all workers."""
        for pid in list(self.living):
            self.kill(pid)

    def close(self) -> None:
        self.clear()
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def _ask(self, **what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        assert line, "the nursery has ended"
        return json.loads(line)


class World:
    """All of it; `sent` are the texts that were acknowledged to their writers."""

    def __init__(self, cast: Cast, simulator: str, nursery: Nursery, desk_url: str, spool: Path) -> None:
        self.cast = cast
        self.simulator = simulator
        self.nursery = nursery
        self.spool = spool
        self.sent: list[Sent] = []
        self._phones = 0
        number = TextNumber.objects.get(number=OURS)
        known = {"number": OURS, "account_sid": ACCOUNT, "auth_token": TOKEN, "inbound_url": f"{desk_url}/hooks/{number.path_token}/messages", "opt_out": "off"}  # fmt: skip
        ask(f"{simulator}/sim/numbers", {"numbers": [known]}, "PUT")
        ask(f"{simulator}/sim/ledger", method="DELETE")
        ask(f"{simulator}/sim/faults", {"faults": []}, "PUT")

    def work(self, failpoint: str = "") -> int:
        """Start a worker of this world."""
        self.spool.mkdir(exist_ok=True)
        return self.nursery.work(self.spool, failpoint)

    def contact(self) -> Thread:
        """Make a contact with a phone of their own."""
        self._phones += 1
        return self.cast.thread(self.cast.person(f"Ada Number{self._phones}", f"+1312555{1000 + self._phones}"))

    def write(self, thread: Thread, behaviour: Behaviour) -> Sent:
        """Let Ana write to a contact; once this returns the text is acknowledged."""
        body = f"text {len(self.sent)} {uuid4()}"
        message = send_reply(self.cast.ana, thread, Reply(body, uuid4()), datetime.now(UTC))
        made = Sent(message.pk, body, thread.number, behaviour)
        self.sent.append(made)
        return made

    def order(self, *lines: dict) -> None:
        """Replace the simulator's script."""
        self._ask("/sim/faults", {"faults": list(lines)}, "PUT")

    def script(self) -> list[dict]:
        """What the simulator still has to do."""
        return self._ask("/sim/faults")["faults"]

    def ledger(self) -> list[dict]:
        """What the carrier took from us."""
        return [text for text in self._ask("/sim/ledger") if text["direction"] == "outbound"]

    def _ask(self, path: str, *what):
        while True:
            with contextlib.suppress(OSError):
                return ask(self.simulator + path, *what)
            time.sleep(0.1)  # its door is closed

    def quiet(self) -> None:
        """Let a healthy worker and time bring everything to its end."""
        sql(UNPARK)
        worker = self.work()
        deadline = time.monotonic() + PATIENCE
        while not self._is_quiet():
            assert time.monotonic() < deadline, f"it does not come to rest: {self._open()}"
            sql(TIME_GOES_BY)
            time.sleep(0.25)
        self.nursery.kill(worker, signal.SIGTERM)

    def _is_quiet(self) -> bool:
        return not self._open() and all(text["status"] in {"delivered", "undelivered"} for text in self.ledger())

    def _open(self) -> list[str]:
        """Say what is still under way."""
        bound = {attempt.carrier_id.hex for attempt in Attempt.objects.filter(carrier_id__isnull=False)}
        waiting = [f"queued {one.pk}" for one in self._due()]
        flying = [f"in flight {one.pk}" for one in Attempt.objects.filter(outcome="")]
        unlooked = [f"not looked for {one.pk}" for one in Attempt.objects.filter(outcome="unknown", checked_at=None)]
        unbound = [f"not bound {text['sid']}" for text in self.ledger() if text["sid"][2:] not in bound]
        behind = [f"behind {one.pk}" for one in self._behind()]
        return [*waiting, *flying, *unlooked, *unbound, *behind]

    def _due(self) -> list[QueuedMessage]:
        """Give the queued texts that nothing holds: neither a later try, nor one of their pair that cannot be found."""
        lost = Attempt.objects.filter(
            outcome="unknown", checked_at__isnull=False, settled_at=None,
            from_number=OuterRef("from_number"), to_number=OuterRef("to_number"),
        )  # fmt: skip
        return list(QueuedMessage.objects.exclude(message__error_code=30003).exclude(Exists(lost)))

    def _behind(self) -> list[Message]:
        """Give the texts whose last report has not been heard yet."""
        # once the carrier loses the reports of a phone, it loses those of its earlier texts too
        silent = {text.phone for text in self.sent if text.behaviour.silences}
        heard = [one.message_id for one in self.sent if one.behaviour.reports and one.phone not in silent]
        # those of examples before this one are not waited for again
        accepted = Message.objects.filter(attempts__outcome="accepted", status__in=["queued", "sending", "sent"])
        return list(accepted.filter(pk__in=heard).exclude(queued__isnull=False))

    def end_of(self, text: Sent) -> End:
        """Say what has become of a text, by the database, and prove it by the carrier's ledger."""
        message = Message.objects.get(pk=text.message_id)
        taken = [one for one in self.ledger() if one["body"] == text.body]
        attempts = list(Attempt.objects.filter(message=message))
        bound = {"SM" + one.carrier_id.hex for one in attempts if one.carrier_id}
        assert len(taken) <= 1, "the machine sent it twice"
        assert {one["sid"] for one in taken} == bound, "what the carrier has is not what we know"
        if QueuedMessage.objects.filter(message=message).exists():
            return End.LATER
        if message.status == "not_confirmed":
            assert not taken
            return End.DOUBT
        if message.status in {"failed", "undelivered"}:
            return End.FAILS
        assert taken, f"{message.status}, and nobody has it"
        if text.behaviour.reports:
            assert message.status == taken[0]["status"] == "delivered"
        return End.ARRIVES


def sql(statements: str) -> None:
    """Run statements that stand for time or chance."""
    with connection.cursor() as cursor:
        for statement in statements.split(";"):
            if statement.strip():
                cursor.execute(statement)


def environment(simulator: str, desk: str, spool: str) -> dict[str, str]:
    """Give what a worker needs to know: the test database, and where the carrier and the practice are."""
    parameters = connection.get_connection_params()
    host, port = parameters["host"], parameters.get("port") or 5432
    url = f"postgresql://{parameters['user']}:{parameters.get('password') or ''}@/{parameters['dbname']}?host={host}&port={port}"
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "chairside.config.settings",
        "CHAIRSIDE_CARRIER_URL": simulator,
        "CHAIRSIDE_PUBLIC_URL": desk,
        "CHAIRSIDE_SPOOL": spool,
        "CHAIRSIDE_LOG_LEVEL": "ERROR",
    }

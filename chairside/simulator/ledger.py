"""The simulator's memory: every text, on disk as one line per event, so that a restart forgets nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TextIO

from chairside.simulator.texts import Phone, Text, now


class Ledger:
    """All texts by sid, who has blocked whom, and the phones that were added by hand.

    A line is in the kernel's hands before the event counts: kill -9 loses none, and one that was
    torn is passed over.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = directory / "ledger.jsonl"
        self.texts: dict[str, Text] = {}
        self.blocked: set[tuple[str, str]] = set()
        self.phones: dict[str, Phone] = {}
        for event in _events(self._path):
            self._apply(event)
        self._file = self._open()

    def add(self, text: Text) -> Text:
        """Take a text; give it as it is kept, which moves on with its statuses."""
        self._note({"event": "text", "text": asdict(text)})
        return self.texts[text.sid]

    def move(self, sid: str, status: str, error_code: int | None = None) -> None:
        """Bring a text to its next status; one that was cleared away meanwhile stays away."""
        if sid in self.texts:
            self._note({"event": "status", "sid": sid, "status": status, "error_code": error_code, "at": now()})

    def answered(self, sid: str, webhook_status: int) -> None:
        """Note what the practice answered to a text of a phone (0: nothing)."""
        if sid in self.texts:
            self._note({"event": "answered", "sid": sid, "status": webhook_status})

    def block(self, phone: str, number: str) -> None:
        """From now on nothing goes from the number to the phone."""
        self._note({"event": "block", "phone": phone, "number": number})

    def unblock(self, phone: str, number: str) -> None:
        """The phone may be texted again."""
        self._note({"event": "unblock", "phone": phone, "number": number})

    def add_phone(self, phone: Phone) -> None:
        """Keep a phone that was added by hand."""
        self._note({"event": "phone", "phone": asdict(phone)})

    def clear(self) -> None:
        """Forget all texts, on disk too; blocks and phones stay."""
        self.texts.clear()
        kept: list[dict[str, Any]] = [{"event": "phone", "phone": asdict(phone)} for phone in self.phones.values()]
        kept += [{"event": "block", "phone": phone, "number": number} for phone, number in sorted(self.blocked)]
        fresh = self._path.with_suffix(".new")
        fresh.write_text("".join(_line(event) for event in kept), encoding="utf-8")
        self._file.close()
        fresh.replace(self._path)
        self._file = self._open()

    def of_phone(self, number: str) -> list[Text]:
        """Give what a phone has sent and received, oldest first."""
        return [text for text in self.texts.values() if number in {text.sender, text.to}]

    def on_the_way(self) -> list[Text]:
        """Give the texts of the practice that have not come to an end."""
        return [text for text in self.texts.values() if text.status in {"queued", "sent"}]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _open(self) -> TextIO:
        file = self._path.open("a", encoding="utf-8")
        self._path.chmod(0o600)
        # a line torn by a kill is ended before the next one
        if self._path.stat().st_size and not _ends_whole(self._path):
            file.write("\n")
        return file

    def _note(self, event: dict[str, Any]) -> None:
        self._file.write(_line(event))
        self._file.flush()
        self._apply(event)

    def _apply(self, event: dict[str, Any]) -> None:
        match event:
            case {"event": "text", "text": dict(kept)}:
                text = Text(**_known(Text, kept))
                self.texts[text.sid] = text
            case {"event": "status", "sid": sid, "status": status, "error_code": code, **more}:
                if moved := self.texts.get(sid):
                    moved.status, moved.error_code = status, code
                    moved.times[status] = more.get("at", moved.at)
            case {"event": "answered", "sid": sid, "status": status}:
                if answered := self.texts.get(sid):
                    answered.webhook_status = status
            case {"event": "block", "phone": phone, "number": number}:
                self.blocked.add((phone, number))
            case {"event": "unblock", "phone": phone, "number": number}:
                self.blocked.discard((phone, number))
            case {"event": "phone", "phone": dict(kept)}:
                phone = Phone(**_known(Phone, kept))
                self.phones[phone.number] = phone
            case {"event": "clear"}:
                self.texts.clear()


def _events(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue  # torn by a kill -9
            if isinstance(event, dict):
                yield event


def _line(event: dict[str, Any]) -> str:
    # escaped: half a surrogate pair from a test must not break the file
    return json.dumps(event) + "\n"


def _known(kind: type[Text | Phone], kept: dict[str, Any]) -> dict[str, Any]:
    """Leave out what another version wrote."""
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in kept.items() if name in names}


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read() == b"\n"

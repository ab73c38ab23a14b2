"""The simulator's memory: every text, on disk as one line per event, so that a restart forgets nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chairside.simulator.texts import Phone, Text


class Ledger:
    """All texts by sid, who has blocked whom, and the phones that were added by hand."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = directory / "ledger.jsonl"
        self.texts: dict[str, Text] = {}
        self.blocked: set[tuple[str, str]] = set()
        self.phones: dict[str, Phone] = {}
        for event in _events(self._path):
            self._apply(event)
        # opened for appending only; a line torn by a kill is ended before the next one
        self._file = self._path.open("a", encoding="utf-8")
        if self._path.stat().st_size and not self._path.read_bytes().endswith(b"\n"):
            self._file.write("\n")

    def add(self, text: Text) -> None:
        self._note({"event": "text", "text": asdict(text)})

    def move(self, sid: str, status: str, error_code: int | None = None) -> None:
        self._note({"event": "status", "sid": sid, "status": status, "error_code": error_code})

    def block(self, phone: str, number: str) -> None:
        self._note({"event": "block", "phone": phone, "number": number})

    def unblock(self, phone: str, number: str) -> None:
        self._note({"event": "unblock", "phone": phone, "number": number})

    def add_phone(self, phone: Phone) -> None:
        self._note({"event": "phone", "phone": asdict(phone)})

    def clear(self) -> None:
        """Forget all texts; blocks and phones stay."""
        self._note({"event": "clear"})

    def of_phone(self, number: str) -> list[Text]:
        """Give what a phone has sent and received, oldest first."""
        return [text for text in self.texts.values() if number in {text.sender, text.to}]

    def close(self) -> None:
        self._file.close()

    def _note(self, event: dict[str, Any]) -> None:
        self._file.write(json.dumps(event, ensure_ascii=False) + "\n")
        self._file.flush()
        self._apply(event)

    def _apply(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "text":
                text = Text(**event["text"])
                self.texts[text.sid] = text
            case "status":
                if moved := self.texts.get(event["sid"]):
                    moved.status, moved.error_code = event["status"], event["error_code"]
            case "block":
                self.blocked.add((event["phone"], event["number"]))
            case "unblock":
                self.blocked.discard((event["phone"], event["number"]))
            case "phone":
                self.phones[event["phone"]["number"]] = Phone(**event["phone"])
            case "clear":
                self.texts.clear()


def _events(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                yield json.loads(line)
            except ValueError:
                continue  # a line torn by a kill -9

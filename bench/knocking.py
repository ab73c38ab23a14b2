"""A light carrier: sends ready-made, signed requests over kept connections and times the answers.

It runs as a process of its own (`python -m bench.knocking`), so that its work is not the server's; it
shares the machine's processors all the same. What is sent is written beforehand: it only writes and reads.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import uvloop


class Line(asyncio.Protocol):
    """One connection: the next request goes out when the one before it is answered (or when its time has come)."""

    def __init__(self, knocker: Knocker) -> None:
        self.knocker = knocker
        self.transport: asyncio.Transport | None = None
        self.began = 0.0
        self.answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.next()

    def next(self) -> None:
        request = self.knocker.take(self)
        if request is not None and self.transport:
            self.began = time.perf_counter()
            self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.answer += data
        if b"\r\n\r\n" not in self.answer:
            return
        self.knocker.note(self.answer[9:12], time.perf_counter() - self.began)
        self.answer = b""
        self.next()

    def connection_lost(self, error: Exception | None) -> None:
        self.knocker.lost += bool(error)


class Knocker:
    """All connections, and what was taken."""

    def __init__(self, requests: list[bytes], rate: float) -> None:
        self.requests = requests
        self.rate = rate
        self.place = 0
        self.lost = 0
        self.statuses: dict[str, int] = {}
        self.took: list[float] = []
        self.until = 0.0
        self.started = 0.0
        self.idle: list[Line] = []

    def take(self, line: Line) -> bytes | None:
        if time.perf_counter() > self.until or self.place >= len(self.requests):
            return None
        if self.rate:
            due = self.started + self.place / self.rate
            wait = due - time.perf_counter()
            if wait > 0:
                self.place += 1
                request = self.requests[self.place - 1]
                asyncio.get_running_loop().call_later(wait, self.send_later, line, request)
                return None
        self.place += 1
        return self.requests[self.place - 1]

    def send_later(self, line: Line, request: bytes) -> None:
        line.began = time.perf_counter()
        if line.transport:
            line.transport.write(request)

    def note(self, status: bytes, seconds: float) -> None:
        self.took.append(seconds)
        name = status.decode()
        self.statuses[name] = self.statuses.get(name, 0) + 1

    async def run(self, host: str, ports: Sequence[int], connections: int, seconds: float) -> dict:
        loop = asyncio.get_running_loop()
        self.started = time.perf_counter()
        self.until = self.started + seconds
        for number in range(connections):
            # as a proxy spreads them
            await loop.create_connection(lambda: Line(self), host, ports[number % len(ports)])
        while time.perf_counter() < self.until and self.place < len(self.requests):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        took_all = time.perf_counter() - self.started
        await asyncio.sleep(0.5)
        took = sorted(self.took)
        return {
            "per_second": round(len(took) / took_all),
            "p50": round(took[len(took) // 2] * 1000, 2),
            "p99": round(took[int(len(took) * 0.99)] * 1000, 2),
            "max": round(took[-1] * 1000, 2),
            "answers": self.statuses,
            "client_cpu": round(time.process_time() / took_all, 2),
        }


def main() -> None:
    """Read an order (pickled) from the file that is named, knock, and print the figures as JSON."""
    order = pickle.loads(Path(sys.argv[1]).read_bytes())
    knocker = Knocker(order["requests"], order.get("rate", 0.0))
    figures = uvloop.run(knocker.run(order["host"], order["ports"], order["connections"], order["seconds"]))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

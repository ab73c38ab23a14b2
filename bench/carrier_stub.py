"""A carrier that accepts everything, after a pause or at once: python -m bench.carrier_stub PORT SECONDS

It does as little as it may, since it works on the same processors as what is measured.
"""

from __future__ import annotations

import asyncio
import sys
import uuid

import uvloop

HEAD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
LENGTH = b"content-length:"


class Line(asyncio.Protocol):
    """One connection; requests come one after another."""

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self.read = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.read += data
        head, found, rest = self.read.partition(b"\r\n\r\n")
        lowered = head.lower()
        start = lowered.find(LENGTH)
        length = int(lowered[start + len(LENGTH) :].split(b"\r\n", 1)[0]) if start >= 0 else 0
        if not found or len(rest) < length:
            return
        self.read = rest[length:]
        if self.pause:
            asyncio.get_running_loop().call_later(self.pause, self.answer)
        else:
            self.answer()

    def answer(self) -> None:
        body = b'{"sid": "SM%s", "status": "queued"}' % uuid.uuid4().hex.encode()
        if self.transport and not self.transport.is_closing():
            self.transport.write(HEAD % len(body) + body)


async def serve(port: int, pause: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Line(pause), "127.0.0.1", port, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), float(sys.argv[2])))

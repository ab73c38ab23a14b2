"""Carriers of a few bytes: real sockets that answer, break off or stay silent as they are told."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable

Deed = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Line:
    """One listening socket: its address, and how many requests it has read."""

    def __init__(self) -> None:
        self.url = ""
        self.requests = 0


@contextlib.asynccontextmanager
async def listening(deed: Deed) -> AsyncIterator[Line]:
    """Read each request whole, then do the deed."""
    line = Line()
    tasks = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while await _request(reader):
                line.requests += 1
                await deed(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    line.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield line
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def answering(status: str, body: str | bytes, *headers: str, length: int | None = None) -> Deed:
    """Answer with these bytes; `length` may promise more than comes, and then the connection ends."""
    content = body.encode() if isinstance(body, str) else body
    promised = len(content) if length is None else length
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {promised}", *headers, "", ""])

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode() + content)
        await writer.drain()
        if promised != len(content):
            writer.close()

    return answer


async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close without a word."""
    writer.close()


async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Break the connection off (RST)."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def silence(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.Event().wait()


async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer a byte at a time, without end."""
    writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def speak_otherwise(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer, but not in HTTP."""
    writer.write(b"SSH-2.0-Something\r\n\r\n")
    await writer.drain()


async def _request(reader: asyncio.StreamReader) -> bool:
    head = await reader.readuntil(b"\r\n\r\n")
    for name, _, value in (line.partition(b":") for line in head.lower().split(b"\r\n")):
        if name == b"content-length":
            await reader.readexactly(int(value))
    return True

"""Server time of the inbox and of a thread at the demo's size: python -m bench.inbox

Each page is fetched 100 times over one kept connection, after five times that do not count; the time is
until the last byte. `thread` is what a click in the list fetches, `thread_page` the whole page of a deep link. The
yardstick of the same run is the smallest answer that the same server gives (/livez), which costs no database.
"""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit

from bench.running import demo, sign_in, spread, tell

TIMES = 100
WARMING = 5


def main() -> None:
    with demo() as practice:
        cookie = sign_in(practice["web"], "manager")
        server = urlsplit(practice["web"])
        connection = http.client.HTTPConnection(str(server.hostname), server.port)
        place = f"/locations/{practice['locations'][0]['id']}"
        page = fetch(connection, f"{place}/inbox/", cookie)
        thread = page.split('data-thread="', 1)[1].split('"', 1)[0]
        addresses = {
            "smallest": "/livez",
            "inbox": f"{place}/inbox/",
            "rows": f"{place}/inbox/rows/",
            "thread": f"{place}/threads/{thread}/#part",
            "thread_page": f"{place}/threads/{thread}/",
            "changes": f"{place}/inbox/changes/?thread={thread}",
            "search": f"{place}/inbox/rows/?q=parking",
        }
        figures = {name: spread(measure(connection, address, cookie)) for name, address in addresses.items()}
    smallest = figures["smallest"]["p50"]
    tell(
        bench="inbox",
        unit="ms",
        **figures,
        inbox_to_smallest=round(figures["inbox"]["p50"] / smallest, 1),
        thread_to_smallest=round(figures["thread"]["p50"] / smallest, 1),
    )


def measure(connection: http.client.HTTPConnection, address: str, cookie: str) -> list[float]:
    took = []
    for _ in range(WARMING):
        fetch(connection, address, cookie)
    for _ in range(TIMES):
        began = time.perf_counter()
        fetch(connection, address, cookie)
        took.append((time.perf_counter() - began) * 1000)
    return took


def fetch(connection: http.client.HTTPConnection, address: str, cookie: str) -> str:
    path, _, part = address.partition("#")
    headers = {"Cookie": cookie} | ({"HX-Request": "true"} if part else {})
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    if answer.status != 200:
        raise SystemExit(f"{address} was answered with {answer.status}.")
    return body


if __name__ == "__main__":
    main()

"""How many signed texts a second are taken in and committed: python -m bench.intake

A practice of its own (PostgreSQL, two intakes as docs/deploying.md says, pages beside them), 2,000 contacts with
threads, every tenth number shared by two, and a day's mix of words: of 1,000 texts 30 confirm a visit, 10 say
STOP, 10 START, 5 HELP, 5 come from strangers. The client (bench/knocking.py) sends requests that were signed
beforehand; client, server and database share the machine's processors.

In the same run:
  pgbench    the same statements for one ordinary text, one transaction each, prepared, at as many connections; what a
             confirmation or an opt-out writes besides is left out there, which flatters pgbench
  orm_view   what a plain Django view with the ORM takes in of the same texts (pages' process, one text per transaction)
  reports    status callbacks
  paced      500 texts a second while two staff screens page through the inbox
"""

from __future__ import annotations

import os
import sys

from bench.intake_house import House, house
from bench.intake_texts import reports, signed, texts
from bench.pgbench import per_second
from bench.running import tell

SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
CONNECTIONS = (1, 32, 128)
MOST_A_SECOND = {1: 3000, 32: 14_000, 128: 14_000}
PACE = 500


def main() -> None:
    with house() as place:
        knock(place, 32, 2.0)  # warm
        place.analyze()
        taken, limit = {}, {}
        for connections in CONNECTIONS:
            # in turns, so that what else the machine does hits both
            taken[connections] = knock(place, connections)
            limit[connections] = per_second(place, connections, SECONDS)
            say(connections, taken[connections], limit[connections])
        told = knock(place, 128, kind="reports")
        view = knock(place, 32, kind="view")
        paced = knock(place, 32, rate=PACE, screens=2)
    tell(
        bench="intake",
        taken=taken,
        pgbench=limit,
        reports=told,
        orm_view=view,
        paced=paced,
        ratio_to_pgbench=round(taken[128]["per_second"] / limit[128], 2),
        ratio_of_reports=round(told["per_second"] / taken[128]["per_second"], 2),
        ratio_to_orm_view=round(taken[128]["per_second"] / max(view["per_second"], 1), 1),
    )


def knock(
    place: House,
    connections: int,
    seconds: float = SECONDS,
    *,
    kind: str = "texts",
    rate: float = 0.0,
    screens: int = 0,
) -> dict:
    """Let the carrier knock; gives the client's figures. The server must have answered everything 204."""
    count = int((rate or MOST_A_SECOND[connections]) * seconds)
    made = reports(place, count) if kind == "reports" else texts(place, count)
    requests = [signed(place, path, form) for path, form in made]
    place.analyze()
    ports = (place.view_port,) if kind == "view" else place.door_ports
    with place.paging(screens):
        figures = place.client(requests, ports, connections, seconds, rate)
    if set(figures["answers"]) != {"204"}:
        raise SystemExit(f"The server answered {figures['answers']}.")
    return figures


def say(connections: int, taken: dict, limit: float) -> None:
    print(
        f"{connections:4} connections: {taken['per_second']} texts/s, p99 {taken['p99']} ms; pgbench {limit}/s",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()

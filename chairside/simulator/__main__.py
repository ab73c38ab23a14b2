"""Start the simulator by hand: python -m chairside.simulator --help."""

import argparse
import os
import sys
from pathlib import Path

from chairside.simulator.network import Pace
from chairside.simulator.server import LOOPBACK, run


def main() -> None:
    """Read the command line and serve; what cannot work is told in a sentence, with status 2."""
    given = _parser().parse_args()
    pace = Pace(sent=given.sent_after, delivered=max(given.delivered_after, given.sent_after))
    try:
        run(given.port, given.data, given.numbers, host=given.host, pace=pace)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        sys.stderr.write(f"The simulator cannot start: {why}. Choose another --port or --data.\n")
        raise SystemExit(2) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8001, help="where it listens")
    parser.add_argument("--host", default=LOOPBACK, help="loopback unless you know better: it asks nobody who they are")
    parser.add_argument("--data", type=Path, required=True, help="the directory of its ledger")
    parser.add_argument("--numbers", type=Path, help="a JSON file: the practice's numbers and known phones")
    parser.add_argument("--sent-after", type=float, default=Pace.sent, help="seconds until a text is sent")
    parser.add_argument("--delivered-after", type=float, default=Pace.delivered, help="seconds until it is delivered")
    return parser


if __name__ == "__main__":
    main()

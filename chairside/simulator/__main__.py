"""Start the simulator by hand: python -m chairside.simulator --help."""

import argparse
from pathlib import Path

from chairside.simulator.server import run


def main() -> None:
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8001, help="where it listens, on 127.0.0.1 only")
    parser.add_argument("--data", type=Path, required=True, help="the directory of its ledger")
    parser.add_argument("--numbers", type=Path, help="a JSON file: the practice's numbers and known phones")
    given = parser.parse_args()
    run(given.port, given.data, given.numbers)


if __name__ == "__main__":
    main()

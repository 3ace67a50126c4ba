"""Names of measures become tables of figures; a missed target is told, not punished.

python -m tests.bench [--kills 200] [--large 100000] [--cases FILE] [name ...]
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
import time
from pathlib import Path

from tests.bench.figures import table
from tests.bench.workshop import LARGE, Workshop

MEASURES = ("queries", "review", "loading", "weight", "crowd", "kills", "maths", "prose", "interview", "authoring")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure speed and weight.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(MEASURES)}; all without one")
    parser.add_argument("--kills", type=int, default=200, help="how often the server is killed (default: 200)")
    parser.add_argument("--large", type=int, default=LARGE, help="cards of the large collection (default: 100,000)")
    parser.add_argument("--cases", type=Path, help="cases of mathematics, one JSON object a line, instead of our own")
    options = parser.parse_args()
    if unknown := set(options.names) - set(MEASURES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; the names are {', '.join(MEASURES)}")
    missed = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        workshop = Workshop(folder=Path(folder), kills=options.kills, large=options.large, cases=options.cases)
        for name in options.names or MEASURES:
            module = importlib.import_module(f"tests.bench.{name}")
            begun = time.monotonic()
            figures = module.measure(workshop)
            print(table(module.TITLE, figures), f"({time.monotonic() - begun:.0f} s)", sep="\n", flush=True)
            missed += [figure.name.strip() for figure in figures if figure.verdict == "MISS"]
    print(f"\nMissed: {'; '.join(missed)}" if missed else "\nNo target missed.")


if __name__ == "__main__":
    main()

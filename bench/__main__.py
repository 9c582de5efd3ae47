"""`python -m bench [NAME …] [--large]`: measure, and print one table.

Everything runs on loopback, in processes started and stopped here.  The figures are those of this machine at
this moment; a ratio to a baseline of the same run says more than the figure.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator, Mapping

from bench.dispatch import dispatch
from bench.figures import Row, print_heads, print_rows
from bench.first_ring import first_ring
from bench.import_list import import_list
from bench.rate import rate
from bench.speech import speech
from bench.webhooks import webhooks
from bench.whole import whole

MEASUREMENTS: Mapping[str, Callable[..., Iterator[Row]]] = {
    "dispatch": dispatch,
    "first-ring": first_ring,
    "rate": rate,
    "webhooks": webhooks,
    "whole": whole,
    "speech": speech,
    "import": import_list,
}


def main() -> None:
    """Measure what is named, or everything."""
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(MEASUREMENTS)}")
    options.add_argument("--large", action="store_true", help="100,000 members too")
    given = options.parse_args()
    if unknown := set(given.names) - set(MEASUREMENTS):
        options.error(f"there is no measurement {', '.join(sorted(unknown))}; known are {', '.join(MEASUREMENTS)}")
    start = time.monotonic()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print_heads()
    for name in given.names or MEASUREMENTS:
        print_rows(MEASUREMENTS[name](large=given.large))
    print(f"{time.monotonic() - start:.0f} s, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()

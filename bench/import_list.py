"""Import: a list of members from a CSV file, for the first time and unchanged."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.databases import databases
from bench.figures import Row
from bench.town import ports_at, settle
from services.import_members import import_members


def import_list(*, large: bool) -> Iterator[Row]:
    """10,000 members (100,000 when large)."""
    size = 100_000 if large else 10_000
    with databases() as urls:
        for kind, url in urls.items():
            ports = ports_at(url, "http://127.0.0.1:9")
            settle(ports, 0)
            raw = members_csv(size)
            first, again = _timed(ports, raw), _timed(ports, raw)
            yield Row(
                f"import of {size:,} members, {kind}", f"{first:.1f} s", f"the same list again {again:.1f} s", "", ""
            )


def _timed(ports: object, raw: bytes) -> float:
    from plp.ports import Ports

    assert isinstance(ports, Ports)
    start = time.monotonic()
    import_members(ports, "bench", raw)
    return time.monotonic() - start


def members_csv(size: int) -> bytes:
    """A list of so many neighbours, as a coordinator hands it in."""
    rows = "\n".join(f"Neighbour {n},+3247{n:07d},fr,auto,2025-01-01" for n in range(1_000_000, 1_000_000 + size))
    return f"name,phone,language,channel,consent_on\n{rows}\n".encode()

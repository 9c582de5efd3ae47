"""Whole: from the launch to the last final, every callback made, by a carrier that answers and calls back at once."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.carrier import bench_carrier
from bench.databases import databases
from bench.figures import Row
from bench.gateway import installation
from bench.town import TOKEN, launch, settle
from plp.cascade import CascadeState

_MEMBERS = 600
_PATIENCE = 90.0


def whole(*, large: bool) -> Iterator[Row]:
    """600 members (3,000 when large) who answer, hear the opening and press 1."""
    members = _MEMBERS * 5 if large else _MEMBERS
    with databases() as urls:
        for kind, url in urls.items():
            with bench_carrier(tls=False, calls_back=TOKEN) as carrier, installation(url, carrier) as there:
                ports = there.open().ports
                settle(ports, members)
                there.serves()
                there.works()
                start = time.monotonic()
                cascade = launch(ports)
                done, tally = False, None
                while not done and time.monotonic() < start + _PATIENCE:
                    time.sleep(0.1)
                    with ports.store.read() as book:
                        done = book.cascades.get(cascade.id).state is CascadeState.FINISHED
                        tally = book.cascades.tally(cascade.id)
                seconds = time.monotonic() - start
                assert tally is not None
                told = f"{members - tally.pending:,} of {members:,} final in {seconds:.1f} s"
                yield Row(
                    f"whole, launch to final with every callback, {kind}",
                    f"{(members - tally.pending) / seconds:,.0f} deliveries/s",
                    told,
                    "",
                    "",
                )

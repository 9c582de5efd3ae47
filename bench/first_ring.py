"""First ring: from the launch's commit to the request seen at the carrier, with a resident worker."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

from bench.carrier import BenchCarrier, bench_carrier
from bench.databases import databases
from bench.figures import Row, milliseconds, percentile
from bench.gateway import Installation, installation
from bench.town import set_going, settle, validated

_TIMES = {100: 20, 10_000: 5, 100_000: 5}


def first_ring(*, large: bool) -> Iterator[Row]:
    """At 100, 10,000 and (large) 100,000 members."""
    for members, times in _TIMES.items():
        if members == 100_000 and not large:
            continue
        with databases() as urls:
            for kind, url in urls.items():
                with bench_carrier(tls=False) as carrier, installation(url, carrier) as there:
                    yield _measured(there, carrier, kind, members, times)


def _measured(there: Installation, carrier: BenchCarrier, kind: str, members: int, times: int) -> Row:
    ports = there.open().ports
    settle(ports, members)
    there.works()
    waits, commits = [], []
    for _ in range(times):
        alert = validated(ports)
        carrier.forget()
        start = time.monotonic()
        with ports.store.write() as book:
            committed: list[float] = []
            book.after_commit(partial(_note_now, committed))
            cascade = set_going(ports, alert)
        # Noted right after the commit, before the launch rings its bell.
        commits.append(committed[0] - start)
        waits.append(_first_arrival(carrier) - committed[0])
        _quieten(there, carrier, cascade.id)
    return Row(
        f"first ring after the commit, {members:,} members, {kind}",
        f"median {milliseconds(percentile(waits, 0.5))}, p99 {milliseconds(percentile(waits, 0.99))}",
        f"(the launch itself {milliseconds(percentile(commits, 0.5))})",
        "",
        "< 25 ms, < 50 ms",
    )


def _first_arrival(carrier: BenchCarrier) -> float:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if arrivals := carrier.arrivals():
            return arrivals[0][0]
        time.sleep(0.05)
    return float("nan")


def _note_now(moments: list[float]) -> None:
    moments.append(time.monotonic())


def _quieten(there: Installation, carrier: BenchCarrier, cascade: str) -> None:
    """Stop the cascade without asking the carrier, and free every line."""
    from sqlalchemy import create_engine, text

    engine = create_engine(there.settings.database_url.replace("postgresql://", "postgresql+psycopg://"))
    while True:
        with engine.begin() as connection:
            owed = text(
                "UPDATE deliveries SET final = 'cancelled', due_at = NULL WHERE cascade = :id AND final IS NULL"
            )
            left = connection.execute(owed, {"id": cascade}).rowcount
            connection.execute(
                text("UPDATE attempts SET state = 'failed', lease_until = NULL WHERE cascade = :id"), {"id": cascade}
            )
        before = len(carrier.arrivals())
        time.sleep(0.6)
        if not left and len(carrier.arrivals()) == before:
            break
    engine.dispose()

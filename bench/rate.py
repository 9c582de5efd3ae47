"""Rate: how much of the allowance four worker processes use together, and how they share it with what is urgent."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.carrier import BenchCarrier, bench_carrier
from bench.databases import databases
from bench.figures import Row
from bench.gateway import Installation, installation
from bench.town import launch, settle
from plp.alert import Kind
from plp.ports import Door

_WORKERS = 4
_SECONDS = {1: 10, 10: 5, 25: 5, 100: 5}
_ROUTINE = 5_000


def rate(*, large: bool) -> Iterator[Row]:
    """1, 10, 25 and 100 calls a second, then an urgent cascade behind 5,000 routine ones at 25 a second."""
    del large
    for allowed, seconds in _SECONDS.items():
        with _allowing(allowed) as (there, carrier):
            yield _steady(there, carrier, allowed, seconds)
    with _allowing(25) as (there, carrier):
        yield _overtaking(there, carrier)


@contextmanager
def _allowing(allowed: int) -> Iterator[tuple[Installation, BenchCarrier]]:
    with (
        databases(("sqlite",)) as urls,
        bench_carrier(tls=False) as carrier,
        installation(urls["sqlite"], carrier, rate=allowed) as there,
    ):
        yield there, carrier


def _start(there: Installation) -> None:
    there.works(_WORKERS)
    there.starts("clock")


def _steady(there: Installation, carrier: BenchCarrier, allowed: int, seconds: int) -> Row:
    ports = there.open().ports
    settle(ports, allowed * (seconds + 6))
    _start(there)
    launch(ports)
    for _ in range(_WORKERS):
        ports.bell.ring(Door.CALLS)
    time.sleep(seconds + 2)
    moments = [moment for moment, _ in carrier.arrivals()]
    begin = moments[0] + 1 if moments else 0.0
    counted = [moment for moment in moments if begin <= moment < begin + seconds]
    share = len(counted) / (allowed * seconds)
    most = most_in_a_second(moments)
    return Row(
        f"rate, {allowed} calls/s allowed, {_WORKERS} workers",
        f"{share:.1%} used; {most} in a sliding second",
        "",
        "",
        f"≥ 99 %, ≤ {allowed + 1}",
    )


def most_in_a_second(moments: Sequence[float]) -> int:
    """The most that left within any second."""
    ordered = sorted(moments)
    first = most = 0
    for last, moment in enumerate(ordered):
        while ordered[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def _overtaking(there: Installation, carrier: BenchCarrier) -> Row:
    ports = there.open().ports
    settle(ports, _ROUTINE, slug="routine")
    settle(ports, 50, slug="urgent")
    with ports.store.read() as book:
        urgent_numbers = {member.phone.e164 for member in book.people.members("urgent")}
    _start(there)
    launch(ports, "routine", Kind.TEST)
    for _ in range(_WORKERS):
        ports.bell.ring(Door.CALLS)
    time.sleep(4)
    launch(ports, "urgent")
    launched = time.monotonic()
    time.sleep(3)
    after = [(moment, number) for moment, number in carrier.arrivals() if moment > launched]
    first = next((moment - launched for moment, number in after if number in urgent_numbers), float("nan"))
    routine_after = sum(number not in urgent_numbers for moment, number in after if moment > launched + first)
    return Row(
        f"an urgent cascade behind {_ROUTINE:,} routine calls, 25/s",
        f"first after {first * 1000:.0f} ms; {routine_after} routine after it",
        "",
        "",
        "≤ 1 s",
    )

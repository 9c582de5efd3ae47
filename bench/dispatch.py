"""Dispatch: deliveries accepted by the carrier over TLS and durably recorded, beside the two plain ways to do it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench import plain_ways
from bench.carrier import BenchCarrier, bench_carrier
from bench.databases import databases
from bench.figures import Row
from bench.town import launch, ports_at, settle
from plp.cascade import Cascade
from plp.outcome import AttemptState
from plp.ports import Ports
from services.deliver import place_calls

_SLOW = 0.1
_AT_ONCE = 100
_TARGETS = {
    ("sqlite", 10_000): "≤ 1.5 s",
    ("postgres", 10_000): "≤ 2.5 s",
    ("sqlite", 100_000): "≤ 15 s, ≤ 100 MB",
    ("postgres", 100_000): "≤ 25 s, ≤ 100 MB",
}


@dataclass(frozen=True, slots=True)
class Took:
    """One run in a fresh process: seconds for so many, and what the work added to its memory."""

    seconds: float
    placed: int
    megabytes: float

    @property
    def rate(self) -> float:
        """Deliveries a second."""
        return self.placed / self.seconds


def dispatch(*, large: bool) -> Iterator[Row]:
    """10,000 (100,000) at once and 10,000 after 100 ms, on each database; then the baselines."""
    with bench_carrier() as quick, bench_carrier(delay=_SLOW) as slow:
        loop = plain_ways.official_loop(quick, 400), plain_ways.official_loop(slow, 30)
        one_job_each = plain_ways.one_job_per_delivery(slow, 60)
        for size in (10_000, 100_000) if large else (10_000,):
            yield from _at_once(quick, size, loop[0])
        yield from _after_a_while(slow, loop[1], one_job_each)


def _at_once(carrier: BenchCarrier, size: int, plain: float) -> Iterator[Row]:
    with databases() as urls:
        for kind, url in urls.items():
            took = _in_a_fresh_process(url, carrier, size)
            yield Row(
                f"dispatch {size:,}, {kind}, carrier answers at once",
                f"{took.seconds:.2f} s ({took.rate:,.0f}/s, +{took.megabytes:.0f} MB)",
                f"loop over the official client {plain:,.0f}/s",
                f"{took.rate / plain:.1f} ×",
                _TARGETS[kind, size],
            )


def _after_a_while(carrier: BenchCarrier, plain: float, one_job_each: float) -> Iterator[Row]:
    bound = _AT_ONCE / _SLOW
    with databases() as urls:
        for kind, url in urls.items():
            took = _in_a_fresh_process(url, carrier, 10_000)
            what = f"dispatch 10,000, {kind}, after 100 ms, 100 at once"
            result = f"{took.rate:,.0f}/s = {took.rate / bound:.1%} of the bound"
            yield Row(
                what, result, f"loop over the official client {plain:.1f}/s", f"{took.rate / plain:.0f} ×", "≥ 95 %"
            )
            yield Row("", "", f"one RQ job per delivery {one_job_each:.1f}/s", f"{took.rate / one_job_each:.0f} ×")


def _in_a_fresh_process(url: str, carrier: BenchCarrier, size: int) -> Took:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(run_dispatch, url, carrier.url, carrier.certificate, size).result()


def run_dispatch(url: str, api_url: str, certificate: Path | None, size: int) -> Took:
    """Launch to so many members, then time the delivering alone.  Raises AssertionError if one is not recorded."""
    ports = ports_at(url, api_url, certificate=certificate, many=_AT_ONCE)
    settle(ports, size)
    cascade = launch(ports)
    before = _memory_now()
    start = time.monotonic()
    while place_calls(ports):
        pass
    seconds, megabytes = time.monotonic() - start, _memory_most() - before
    assert _recorded(ports, cascade) == size, "every delivery is recorded as taken"
    return Took(seconds, size, megabytes)


def _recorded(ports: Ports, cascade: Cascade) -> int:
    with ports.store.read() as book:
        tried = book.cascades.attempts(cascade.id).values()
        return sum(attempt.state is AttemptState.SUBMITTED for attempts in tried for attempt in attempts)


def _memory_now() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _memory_most() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))

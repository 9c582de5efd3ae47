"""Webhooks: signed callbacks and turns of calls against two web processes, beside an empty route served alike."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from threading import Thread

from bench.carrier import ROOT, bench_carrier
from bench.databases import databases
from bench.figures import Row, milliseconds, percentile
from bench.gateway import free_port, installation
from bench.load import Heard, plain_post, send, send_in_turns, signed_post
from bench.town import TOKEN, launch, ports_at, settle
from plp.cascade import Attempt
from plp.ports import Ports
from services.deliver import place_calls

_CALLS, _EARLY = 1000, 60
_SHARE = {"sqlite": "≥ 28 %, p99 < 40 ms", "postgres": "≥ 22 %, p99 < 45 ms"}


def webhooks(*, large: bool) -> Iterator[Row]:
    """Status callbacks (three a call), opening turns, and 400 callbacks a second during a dispatch."""
    del large
    with databases() as urls, bench_carrier(tls=False) as carrier:
        for kind, url in urls.items():
            with installation(url, carrier) as there:
                ports = there.open().ports
                early, attempts = _rung(ports, _EARLY, "early"), _rung(ports, _CALLS, "rung")
                there.serves()
                base = str(there.settings.public_url)
                with _empty_route() as empty:
                    plainly = [plain_post(empty, "/empty")] * (3 * _CALLS)
                    # Both have answered as many before they are measured.
                    send(empty, plainly[: 4 * _EARLY])
                    send(base, _openings(base, early) + _callbacks(base, early))
                    turns, plain = send_in_turns((base, _openings(base, attempts)), (empty, plainly))
                    yield _row(f"webhooks, first turn of a call, {kind}", turns, plain, "")
                    callbacks, plain = send_in_turns((base, _callbacks(base, attempts)), (empty, plainly))
                    yield _row(f"webhooks, status callbacks, {kind}", callbacks, plain, _SHARE[kind])
                yield _during_a_dispatch(url, carrier.url, base, kind)


def _row(what: str, heard: Heard, plain: Heard, target: str) -> Row:
    return Row(
        what,
        f"{heard.rate:,.0f}/s, p99 {milliseconds(percentile(heard.waits, 0.99))}"
        + (f", {heard.bad} bad" if heard.bad else ""),
        f"empty route {plain.rate:,.0f}/s, p99 {milliseconds(percentile(plain.waits, 0.99))}",
        f"{heard.rate / plain.rate:.0%}",
        target,
    )


def _during_a_dispatch(url: str, api_url: str, base: str, kind: str) -> Row:
    """The dispatch runs in this process, as in a worker of its own; the load comes from another."""
    ports = ports_at(url, api_url)
    settle(ports, 10_000, slug="dispatched")
    known = _attempts(ports)
    launch(ports, "dispatched")
    took: list[float] = []

    def dispatch() -> None:
        start = time.monotonic()
        while place_calls(ports):
            pass
        took.append(time.monotonic() - start)

    worker = Thread(target=dispatch)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as caller:
        caller.submit(os.getpid).result()
        load = caller.submit(send, base, _callbacks(base, known)[:1600], per_second=400)
        worker.start()
        heard = load.result()
    worker.join()
    return Row(
        f"webhooks at 400/s during a dispatch of 10,000, {kind}",
        f"{heard.rate:,.0f}/s, p99 {milliseconds(percentile(heard.waits, 0.99))}",
        f"(the dispatch took {took[0]:.1f} s)",
        "",
        "p99 < 40 ms",
    )


def _rung(ports: Ports, many: int, slug: str) -> list[Attempt]:
    """So many neighbours are rung."""
    before = {attempt.id for attempt in _attempts(ports)}
    settle(ports, many, slug=slug)
    launch(ports, slug)
    place_calls(ports)
    return [attempt for attempt in _attempts(ports) if attempt.id not in before]


def _attempts(ports: Ports) -> list[Attempt]:
    with ports.store.read() as book:
        tried = [each for run in book.cascades.all() for each in book.cascades.attempts(run.id).values()]
    return [attempt for attempts in tried for attempt in attempts]


def _callbacks(base: str, attempts: Sequence[Attempt]) -> list[bytes]:
    return [
        signed_post(
            base,
            f"/status/calls/{attempt.id}",
            TOKEN,
            CallSid=str(attempt.carrier_sid),
            CallStatus=status,
            SequenceNumber=str(number),
            To=attempt.number,
        )
        for number, status in enumerate(("ringing", "in-progress", "completed"))
        for attempt in attempts
    ]


def _openings(base: str, attempts: Sequence[Attempt]) -> list[bytes]:
    return [
        signed_post(
            base,
            f"/voice/attempts/{attempt.id}",
            TOKEN,
            CallSid=str(attempt.carrier_sid),
            CallStatus="in-progress",
            To=attempt.number,
        )
        for attempt in attempts
    ]


@contextmanager
def _empty_route() -> Iterator[str]:
    port = free_port()
    flags = ["--workers", "2", "--threads", "8", "--worker-class", "gthread", "--no-control-socket"]
    program = [sys.executable, "-m", "gunicorn", *flags, "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    with subprocess.Popen([*program, "bench.empty_app:create()"], cwd=ROOT) as running:
        try:
            time.sleep(2.5)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()

"""A worker that leaves takes its scheduler along, whatever the moment."""

from __future__ import annotations

import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection

from workers.worker import end

fork = get_context("fork")


def hears_the_second_time(ready: Connection) -> None:
    """As a child that was asked before it had learned to listen."""
    asked: list[int] = []

    def hear(number: int, _frame: object) -> None:
        asked.append(number)
        if len(asked) == 2:
            raise SystemExit(0)

    signal.signal(signal.SIGTERM, hear)
    ready.send("listening")
    while True:
        signal.pause()


def hears_nothing(ready: Connection) -> None:
    """As one that hangs."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready.send("deaf")
    while True:
        signal.pause()


def ended(child: Callable[[Connection], None], *, within: float) -> int | None:
    """How this child left when it was asked to."""
    here, there = fork.Pipe()
    process = fork.Process(target=child, args=[there])
    process.start()
    assert here.poll(10)
    end(process, within=within)
    return process.exitcode


def test_a_scheduler_that_missed_the_first_word_is_asked_again() -> None:
    assert ended(hears_the_second_time, within=10) == 0


def test_one_that_never_hears_is_not_waited_for_for_ever() -> None:
    assert ended(hears_nothing, within=0.3) == -signal.SIGKILL

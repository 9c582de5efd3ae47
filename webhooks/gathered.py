"""Requests that come together are taken together: one transaction for all that wait, and none of them waits longer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

_log = logging.getLogger(__name__)

One = TypeVar("One")
Answer = TypeVar("Answer")

MOST = 16
"""Taken together; while they are written their senders wait."""


@dataclass(eq=False)
class _Waiting(Generic[One, Answer]):
    """Somebody who waits, and what he is told: an answer, or that the others' transaction was not for him."""

    one: One
    turn: Event = field(default_factory=Event)
    taken: bool = False
    answer: Answer | None = None


class Gathered(Generic[One, Answer]):
    """Takes what the threads of a process bring, several at once when several wait; to be shared by them.

    The first to come leads: he takes all who wait, then hands the lead to whoever came meanwhile.
    """

    def __init__(
        self, together: Callable[[Sequence[One]], Sequence[Answer | None]], alone: Callable[[One], Answer]
    ) -> None:
        self._together, self._alone = together, alone
        self._lock = Lock()
        self._waiting: list[_Waiting[One, Answer]] = []
        self._led = False

    @property
    def waiting(self) -> int:
        """How many wait to be taken."""
        return len(self._waiting)

    def take(self, one: One) -> Answer:
        """What `together` answers for it, or `alone` where that has no answer or fails.  Raises what `alone` raises."""
        mine: _Waiting[One, Answer] = _Waiting(one)
        with self._lock:
            self._waiting.append(mine)
            leads, self._led = not self._led, True
        if not leads:
            mine.turn.wait()
        if not mine.taken:
            self._lead()
        return self._alone(one) if mine.answer is None else mine.answer

    def _lead(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            for each, answer in zip(batch, self._together([each.one for each in batch]), strict=True):
                each.answer = answer
        except Exception as error:  # noqa: BLE001  # whoever brought it meets it again alone, and only he
            _log.warning("not_taken_together many=%d why=%s", len(batch), type(error).__name__)
        finally:
            self._hand_on(batch)

    def _hand_on(self, batch: Sequence[_Waiting[One, Answer]]) -> None:
        for each in batch:
            each.taken = True
            each.turn.set()
        with self._lock:
            self._led = bool(self._waiting)
            if self._led:
                self._waiting[0].turn.set()

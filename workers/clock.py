"""The clock: every second it looks for what is due, every fifteen it sweeps and keeps the ledger; several may run."""

from __future__ import annotations

import logging
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from gateway.wiring import Gateway, open_gateway
from plp.errors import StoreBusy, TocsinError
from plp.outcome import By
from plp.ports import Door, Ports
from services.keep_ledger import keep_ledger
from services.sweep import sweep
from workers.dialling import dial
from workers.stopping import STOPPING, hear_it_once

_log = logging.getLogger(__name__)
TICK = 1.0
SWEEP_EVERY = timedelta(seconds=15)
NOBODY_COMES_AFTER = timedelta(seconds=30)
"""Somebody is due, it rang, and nobody was taken up for so long: the workers are stopped, or hang."""
_AT_A_STRETCH = timedelta(seconds=5)
"""So long the clock dials behind one door before it looks at everything else again."""
_BY: Mapping[Door, By] = {Door.CALLS: By.VOICE, Door.TEXTS: By.SMS}
_NEVER = datetime.min.replace(tzinfo=UTC)


def run_clock() -> None:
    """Tick until told to stop."""
    rounds = Rounds(open_gateway())

    def stop(_signal: int, _frame: FrameType | None) -> None:
        hear_it_once()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not STOPPING.is_set():
        rounds.tick()
        STOPPING.wait(TICK)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """How many were due at this moment, and had not been taken up when it was last looked."""

    since: datetime
    many: int


class Rounds:
    """The rounds of one clock: it remembers when it last swept, and who waits behind each door."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._ports: Ports = gateway.ports
        self._swept_at = _NEVER
        self._waiting: dict[Door, _Waiting] = {}

    def tick(self) -> None:
        """One look; whatever fails is logged, and looked at again at the next tick.

        However long ticks take, there is a sweep in each that begins fifteen seconds or more after the last.
        """
        now = self._ports.clock.now()
        sweeping = abs(now - self._swept_at) >= SWEEP_EVERY  # or the machine's time was set back
        if sweeping:
            self._swept_at = now
        try:
            if sweeping:
                self._sweep()
            for door in _BY:
                if STOPPING.is_set():
                    return
                self._answer_or_ring(door)
            if sweeping:
                keep_ledger(self._ports)  # last: money waits until whoever is due was rung
        except StoreBusy as busy:
            _log.warning("database_away why=%s", busy)
        except (SQLAlchemyError, TocsinError, OSError) as failure:
            _log.error("clock_stumbled why=%s", type(failure).__name__, exc_info=failure)

    def _sweep(self) -> None:
        sweep(self._ports)
        self._gateway.bell.ring(Door.RECORDINGS)  # voices to be fetched
        for door in _BY:
            self._stand_by(door)

    def _answer_or_ring(self, door: Door) -> None:
        if not self._is_due(door):
            self._waiting.pop(door, None)
            return
        if not self._gateway.bell.is_heard():
            # Redis is away: nobody hears the bell, so the clock does the work itself, at its share of the rate.
            _log.warning("bell_is_away door=%s", door)
            dial(self._ports, door, within=_AT_A_STRETCH)
            return
        self._stand_by(door)
        self._gateway.bell.ring(door)
        if self._nobody_comes(door):
            self._dial_for_the_worker(door)

    def _stand_by(self, door: Door) -> None:
        """Be counted among those who dial, and count them: should Redis go, they share the rate."""
        self._ports.pace.take(door, 0)

    def _nobody_comes(self, door: Door) -> bool:
        """Whether of those who were due a while ago nobody has been taken up since, although it rang every second."""
        now, waiting = self._ports.clock.now(), self._waiting.get(door)
        if waiting is not None and abs(now - waiting.since) >= NOBODY_COMES_AFTER:
            return True
        if waiting is None or self._due(door, waiting.since) < waiting.many:
            self._waiting[door] = _Waiting(now, self._due(door, now))
        return False

    def _dial_for_the_worker(self, door: Door) -> None:
        """Once begun, it goes on until nobody is due; whoever only waits for a line or the morning is let wait."""
        if placed := dial(self._ports, door, within=_AT_A_STRETCH):
            _log.warning("nobody_comes door=%s dialled=%d", door, placed)
        else:
            del self._waiting[door]

    def _is_due(self, door: Door) -> bool:
        now = self._ports.clock.now()
        with self._ports.store.read() as book:
            return book.cascades.due(_BY[door], now, most=1) > 0 or book.errands.due(_BY[door], now) > 0

    def _due(self, door: Door, at: datetime) -> int:
        with self._ports.store.read() as book:
            return book.cascades.due(_BY[door], at) + book.errands.due(_BY[door], at)

"""The clock: every second it looks for what is due, every fifteen it sweeps and keeps the ledger; several may run."""

from __future__ import annotations

import logging
import signal
from collections.abc import Mapping
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


class Rounds:
    """The rounds of one clock: it remembers when it last swept."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._ports: Ports = gateway.ports
        self._swept_at = _NEVER

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

    def _answer_or_ring(self, door: Door) -> None:
        if not self._is_due(door):
            return
        if self._gateway.bell.is_heard():
            self._gateway.bell.ring(door)
            return
        # Redis is away: nobody hears the bell, so the clock does the work itself, at its share of the rate.
        _log.warning("bell_is_away door=%s", door)
        dial(self._ports, door, within=_AT_A_STRETCH)

    def _is_due(self, door: Door) -> bool:
        now = self._ports.clock.now()
        with self._ports.store.read() as book:
            return book.cascades.due(_BY[door], now, most=1) > 0 or book.errands.due(_BY[door], now) > 0

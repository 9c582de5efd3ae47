"""The clock: every second it looks for what is due, every fifteen it sweeps and keeps the ledger; several may run."""

from __future__ import annotations

import logging
import signal
from collections.abc import Mapping
from datetime import timedelta
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from gateway.wiring import Gateway, open_gateway
from plp.errors import StoreBusy, TocsinError
from plp.outcome import By
from plp.ports import Door, Ports
from services.deliver import place_calls, send_texts
from services.errands import place_errands, send_errands
from services.keep_ledger import keep_ledger
from services.sweep import sweep
from workers.stopping import STOPPING, hear_it_once

_log = logging.getLogger(__name__)
TICK = 1.0
SWEEP_EVERY = 15
_BY: Mapping[Door, By] = {Door.CALLS: By.VOICE, Door.TEXTS: By.SMS}


def run_clock() -> None:
    """Tick until told to stop."""
    gateway = open_gateway()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        hear_it_once()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ticks = 0
    while not STOPPING.is_set():
        tick(gateway, sweeping=ticks % SWEEP_EVERY == 0)
        ticks += 1
        STOPPING.wait(TICK)


def tick(gateway: Gateway, *, sweeping: bool) -> None:
    """One look; whatever fails is logged, and looked at again at the next tick."""
    try:
        if sweeping:
            sweep(gateway.ports)
            gateway.bell.ring(Door.RECORDINGS)  # voices to be fetched
        for door in _BY:
            if STOPPING.is_set():
                return
            _answer_or_ring(gateway, door)
        if sweeping:
            keep_ledger(gateway.ports)  # last: money waits until whoever is due was rung
    except StoreBusy as busy:
        _log.warning("database_away why=%s", busy)
    except (SQLAlchemyError, TocsinError, OSError) as failure:
        _log.error("clock_stumbled why=%s", type(failure).__name__, exc_info=failure)


def _answer_or_ring(gateway: Gateway, door: Door) -> None:
    if not _is_due(gateway.ports, door):
        return
    if gateway.bell.is_heard():
        gateway.bell.ring(door)
        return
    # Redis is away: nobody hears the bell, so the clock does the work itself, at its share of the rate.
    _log.warning("bell_is_away door=%s", door)
    errands, deliver = (place_errands, place_calls) if door is Door.CALLS else (send_errands, send_texts)
    errands(gateway.ports)
    deliver(gateway.ports, within=timedelta(seconds=SWEEP_EVERY), stopping=STOPPING.is_set)


def _is_due(ports: Ports, door: Door) -> bool:
    now = ports.clock.now()
    with ports.store.read() as book:
        return book.cascades.due(_BY[door], now, most=1) > 0 or book.errands.due(_BY[door], now) > 0

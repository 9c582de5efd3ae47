"""End calls that should not ring any more."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from plp.book import Book
from plp.errors import CarrierFailed
from plp.outcome import AttemptState, By
from plp.ports import Ports

_log = logging.getLogger(__name__)
_AT_ONCE = 16
_RINGS = frozenset({AttemptState.SUBMITTED, AttemptState.RINGING})


def end_calls(ports: Ports, sids: Sequence[str]) -> None:
    """Ask the carrier to end these calls, many at once; what fails is tried again by the sweep."""
    if not sids:
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda sid: _end(ports, sid), sids))


def end_ringing(ports: Ports, book: Book, delivery: str, *, but: str | None = None) -> None:
    """End whatever still rings for this delivery, but for one attempt, once what was written is safe."""
    ringing = [
        attempt.carrier_sid
        for attempt in book.cascades.attempts_of(delivery)
        if attempt.by is By.VOICE and attempt.state in _RINGS and attempt.id != but and attempt.carrier_sid
    ]
    book.after_commit(lambda: end_calls(ports, ringing))


def _end(ports: Ports, sid: str) -> None:
    try:
        ports.carrier.end_call(sid)
    except CarrierFailed as failure:
        _log.warning("call_not_ended sid=%s why=%s", sid, failure)

"""End calls that should not ring any more."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from plp.errors import CarrierFailed
from plp.ports import Ports

_log = logging.getLogger(__name__)
_AT_ONCE = 16


def end_calls(ports: Ports, sids: Sequence[str]) -> None:
    """Ask the carrier to end these calls, many at once; what fails is tried again by the sweep."""
    if not sids:
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda sid: _end(ports, sid), sids))


def _end(ports: Ports, sid: str) -> None:
    try:
        ports.carrier.end_call(sid)
    except CarrierFailed as failure:
        _log.warning("call_not_ended sid=%s why=%s", sid, failure)

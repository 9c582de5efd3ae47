"""Ring an officer back at his registered number: whoever asked, only he can answer there."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import uuid4

from plp.errand import ErrandKind
from plp.ports import Ports
from services.owe_errand import owe_officer

_log = logging.getLogger(__name__)
MOST_IN_A_WHILE = 3
A_WHILE = timedelta(minutes=15)
"""A stranger who knows an officer's number may disturb him this often, and no more."""


def ask_ring_back(ports: Ports, zone: str, digits: str) -> bool:
    """Owe a call to the officer with this number; False when there is none, he is locked or it was asked too often.

    The caller is told the same in both cases.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        officer = book.people.officer_by_number(zone, int(digits)) if _is_a_number(digits) else None
        if officer is None or officer.locked:
            return False
        if book.errands.asked_since(ErrandKind.RING_BACK, officer.id, now - A_WHILE) >= MOST_IN_A_WHILE:
            _log.warning("ring_back_refused officer=%s why=too often", officer.id)
            return False
        return owe_officer(ports, book, officer, ErrandKind.RING_BACK, uuid4().hex)


def _is_a_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= 9

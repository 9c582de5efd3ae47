"""Prove who calls: the caller ID authenticates nobody, a personal code does; three wrong ones close the way in."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from plp.call import Call, Party
from plp.ports import Ports
from plp.way_in import LOOK_BACK, TRIES, is_closed
from services.codes import code_fits

_FOR_EVER = timedelta(days=3650)


class Proof(StrEnum):
    """What came of a typed code."""

    RIGHT = "right"
    WRONG = "wrong"
    SHUT = "shut"
    LOCKED = "locked"


def way_in(call: Call) -> str:
    """The name of the way by which this call came: the calling number, the ring to an officer, or to the desk."""
    if call.party is Party.DESK:
        return f"desk:{call.zone}:{call.number}"
    if call.memory.get("ring_back"):
        return f"ring-back:{call.officer}"
    return f"number:{call.number}"


def is_shut(ports: Ports, call: Call) -> bool:
    """Tell whether three wrong codes closed this number's way in, the third of them in the last fifteen minutes."""
    now = ports.clock.now()
    with ports.store.read() as book:
        return is_closed(book.conversations.wrong_codes(way_in(call), since=now - LOOK_BACK), now)


def prove_code(ports: Ports, call: Call, digits: str) -> Proof:
    """Compare the digits with the officer's code, or the desk's, and count.

    The third wrong code in fifteen minutes closes the number's way in; the third wrong one on a ring-back to the
    registered number locks the officer until somebody unlocks him.  A way in that is shut opens for no code.
    """
    now = ports.clock.now()
    rung_back = bool(call.memory.get("ring_back"))
    with ports.store.write() as book:
        officer = book.people.officer(call.officer or "") if call.party is not Party.DESK else None
        since = now - (_FOR_EVER if rung_back else LOOK_BACK)
        wrong = book.conversations.wrong_codes(way_in(call), since=since)
        if officer and officer.locked:
            return Proof.LOCKED
        if not rung_back and is_closed(wrong, now):
            return Proof.SHUT
        right = code_fits(officer.code_hash if officer else book.people.zone(call.zone).desk_code_hash, digits)
        book.conversations.note_code(way_in(call), right=right, at=now)
        if right:
            return Proof.RIGHT
        wrong.append(now)
        if rung_back and officer and len(wrong) >= TRIES:
            book.people.set_lock(officer.id, locked=True)
            return Proof.LOCKED
        return Proof.SHUT if is_closed(wrong, now) else Proof.WRONG

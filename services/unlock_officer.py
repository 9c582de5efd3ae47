"""Unlock an officer whose way in was closed after too many wrong codes."""

from __future__ import annotations

from plp.call import Call, Party
from plp.ports import Ports
from plp.zone import Officer
from services.prove_code import way_in


def unlock_officer(ports: Ports, officer_id: str) -> Officer:
    """Take the lock off an officer and begin the count of his wrong codes anew.  Raises NotFound."""
    now = ports.clock.now()
    with ports.store.write() as book:
        officer = book.people.officer(officer_id)
        book.people.set_lock(officer_id, locked=False)
        # Without this the next slip of a finger would be the fourth wrong code, and lock him again.
        rung_back = Call("", officer.zone, None, Party.OFFICER, now, officer=officer_id, memory={"ring_back": "-"})
        book.conversations.note_code(way_in(rung_back), right=True, at=now)
        return book.people.officer(officer_id)

"""Audit: prove for every cascade that nobody is missing, and be loud when somebody is."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from plp.cascade import Cascade, Tally
from plp.ports import Ports

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Audited:
    """One cascade: its numbers, and how many of its deliveries nobody accounts for."""

    cascade: Cascade
    tally: Tally
    stranded: int

    @property
    def holds(self) -> bool:
        """members = pending (under way, each with a due time or an attempt under way) + those with a final reason."""
        return self.tally.adds_up and not self.stranded


def audit(ports: Ports, cascade_id: str | None = None) -> list[Audited]:
    """Look at one cascade, or at all of them, newest first.  Raises NotFound."""
    with ports.store.read() as book:
        cascades = [book.cascades.get(cascade_id)] if cascade_id else book.cascades.all()
        stranded = [delivery.cascade for delivery in book.cascades.stranded()]
        tallies = book.cascades.tallies([each.id for each in cascades])
        audited = [Audited(each, tallies[each.id], stranded.count(each.id)) for each in cascades]
    for each in audited:
        if not each.holds:
            _log.error("members_missing cascade=%s stranded=%d", each.cascade.id, each.stranded)
    return audited

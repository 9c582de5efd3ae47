"""Who was really called, as rows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from plp.cascade import Attempt, CascadeState
from plp.contact import Contact
from plp.errand import Errand, ErrandState
from plp.outcome import By
from store.rows import Repository, columns_for
from store.schema import attempts, cascades, errands, partnerships

_LONGEST_CASCADE = timedelta(days=7)
"""How long after its launch a cascade may still ring: it narrows the search to what an index finds."""
_ARRIVED = frozenset({ErrandState.SUBMITTING, ErrandState.SUBMITTED, ErrandState.ENDED})


class Trust(Repository):
    """The part of the book that answers whoever doubts."""

    def contacts(self, zone: str, numbers: Collection[str], since: datetime) -> list[Contact]:
        """See the port."""
        found = self._rung_or_written(zone, numbers, since) + self._on_errands(zone, numbers, since)
        return sorted(found, key=lambda each: each.at, reverse=True)

    def _rung_or_written(self, zone: str, numbers: Collection[str], since: datetime) -> list[Contact]:
        lately = (
            select(cascades.c.id, cascades.c.alert, cascades.c.state)
            .join(partnerships, cascades.c.partnership == partnerships.c.slug)
            .where(partnerships.c.zone == zone, cascades.c.started_at >= since - _LONGEST_CASCADE)
        )
        runs = {run: (alert, state is CascadeState.CANCELLED) for run, alert, state in self._on.execute(lately)}
        ours = select(*columns_for(Attempt, attempts)).where(
            attempts.c.cascade.in_(runs),
            attempts.c.number.in_(numbers),
            attempts.c.by != By.VOICE_IN,
            attempts.c.at >= since,
        )
        tried = [each for each in self._all(Attempt, ours) if each.may_have_told]
        return [Contact(each.at, each.by, *runs[each.cascade]) for each in tried]

    def _on_errands(self, zone: str, numbers: Collection[str], since: datetime) -> list[Contact]:
        ours = select(*columns_for(Errand, errands)).where(
            errands.c.zone == zone,
            errands.c.number.in_(numbers),
            errands.c.asked_at >= since,
            errands.c.state.in_(_ARRIVED),
        )
        return [Contact(each.claimed_at or each.asked_at, each.by) for each in self._all(Errand, ours)]

"""What the services ask of the store about money: the ledger of charges, and what was expected at each launch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from plp.charge import Charge, Ended, Expected, Sum


class Ledger(Protocol):
    """Every call and text the carrier charges for, under its SID."""

    def unwritten(self, since: datetime, *, most: int) -> list[Ended]:
        """Calls and texts of messages not expired by then, and calls to us since then about any, that are over and
        not in the ledger."""

    def unwritten_beside(self, since: datetime, until: datetime, *, most: int) -> list[Ended]:
        """Calls and texts begun in that time beside the cascades, theirs to us and ours, that are not in the ledger."""

    def write(self, charges: Sequence[Charge]) -> None:
        """Write new lines; one that stands there already is left as it is."""

    def to_ask(self, now: datetime, *, most: int) -> list[Charge]:
        """Lines whose price is to be asked by now, the longest waiting first."""

    def correct(self, charges: Sequence[Charge]) -> None:
        """Write what is known of these lines anew: price, length and what that should cost, when to ask next."""

    def charges_of(self, alerts: Sequence[str]) -> list[Charge]:
        """The lines of these alerts, whenever they were charged."""

    def charges_beside(self, partnership: str, since: datetime, until: datetime) -> list[Charge]:
        """The lines of a partnership from `since` to before `until` that belong to no alert."""

    def charges_of_zone(self, zone: str, since: datetime, until: datetime) -> list[Charge]:
        """The lines of a zone in that time that belong to no partnership."""

    def sums_of(self, alerts: Sequence[str]) -> list[Sum]:
        """The lines of these alerts, summed by alert, kind and currency."""

    def sums_beside(self, partnership: str, since: datetime, until: datetime) -> list[Sum]:
        """The lines of a partnership in that time beside its alerts, summed likewise."""

    def sums_of_zone(self, zone: str, since: datetime, until: datetime) -> list[Sum]:
        """The lines of a zone in that time beside its partnerships, summed likewise."""

    def expect(self, expected: Expected) -> None:
        """Keep what a cascade is expected to cost."""

    def expectations(self, partnership: str, since: datetime, until: datetime) -> list[Expected]:
        """What cascades launched in that time were expected to cost, oldest first."""

    def hold_budget(self, partnership: str) -> None:
        """Let no other launch of this partnership look at its budget before this book is closed."""

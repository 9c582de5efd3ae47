"""Withdraw several messages at once: each that is open is cancelled, and one that had ended holds up no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from plp.alert import MOVES, AlertState
from plp.book import Book
from plp.cascade import CascadeState
from plp.errors import WrongMove
from plp.ports import Ports
from services.cancel_alert import cancel_alert
from services.stop_cascade import STOPPABLE


@dataclass(frozen=True, slots=True)
class EndedBefore:
    """A message there was nothing left to cancel of: its state, and that of its cascade if it was ever launched."""

    alert: str
    state: AlertState
    cascade: CascadeState | None

    @property
    def was_told(self) -> bool:
        """Its cascade ran to the end: nothing recalls what was said."""
        return self.cascade is CascadeState.FINISHED


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was cancelled just now, and what had ended before."""

    cancelled: Sequence[str]
    before: Sequence[EndedBefore]


def withdraw_alerts(ports: Ports, alerts: Iterable[str], *, by: str) -> Withdrawn:
    """Cancel each of these alerts unless it has ended, be it in this very moment.

    In the order of their ids, like all that lock several.  Raises NotFound and NotAllowed; then none is cancelled.
    """
    cancelled: list[str] = []
    before: list[EndedBefore] = []
    with ports.store.write() as book:
        for alert in sorted(set(alerts)):
            if ended := _cancelled(ports, book, alert, by):
                before.append(ended)
            else:
                cancelled.append(alert)
    return Withdrawn(cancelled, before)


def _cancelled(ports: Ports, book: Book, alert_id: str, by: str) -> EndedBefore | None:
    """Cancel it; None when that was done."""
    for _ in AlertState:  # whoever moves it meanwhile moves it onwards, and there are no more moves than states
        if ended := ended_before(book, alert_id):
            return ended
        with suppress(WrongMove):
            cancel_alert(ports, alert_id, by=by)
            return None
    raise WrongMove(f"alert {alert_id} was changed by others again and again")


def ended_before(book: Book, alert_id: str) -> EndedBefore | None:
    """How this alert ended; None while there is something to cancel of it.  Raises NotFound."""
    alert, cascade = book.alerts.get(alert_id), book.cascades.of_alert(alert_id)
    is_open = cascade.state in STOPPABLE if cascade else AlertState.CANCELLED in MOVES[alert.state]
    return None if is_open else EndedBefore(alert.id, alert.state, cascade.state if cascade else None)

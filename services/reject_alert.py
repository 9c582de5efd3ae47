"""Reject a message: the police decided that it is not to be sent."""

from __future__ import annotations

from dataclasses import replace

from plp.alert import Alert, AlertState, Happening, check_mandate, check_move
from plp.errors import WrongMove
from plp.ports import Ports


def reject_alert(ports: Ports, alert_id: str, *, by: str) -> Alert:
    """Move a drafted or validated alert to rejected.

    Raises NotFound, NotAllowed without a mandate, WrongMove from another state.
    """
    with ports.store.write() as book:
        alert = book.alerts.get(alert_id)
        officer = book.people.officer(by)
        check_mandate(officer, book.people.partnership(alert.partnership))
        check_move(alert, AlertState.REJECTED)
        rejected = replace(alert, state=AlertState.REJECTED)
        if not book.alerts.save(rejected, was=alert.state):
            raise WrongMove(f"alert {alert.id} was changed by somebody else at this moment")
        book.alerts.note(Happening(alert.id, ports.clock.now(), officer.id, "rejected"))
    return rejected

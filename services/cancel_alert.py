"""Cancel a message: before its launch it will never leave, after it the cascade is stopped."""

from __future__ import annotations

from dataclasses import replace

from plp.alert import AlertState, Happening, check_mandate, check_move
from plp.errors import WrongMove
from plp.ports import Ports
from services.stop_cascade import stop_cascade


def cancel_alert(ports: Ports, alert_id: str, *, by: str) -> None:
    """Cancel an alert, whatever its state allows.

    Raises NotFound, NotAllowed without a mandate, WrongMove when it has ended.
    """
    with ports.store.write() as book:
        alert = book.alerts.get(alert_id)
        if cascade := book.cascades.of_alert(alert_id):
            stop_cascade(ports, cascade.id, by=by)
            return
        officer = book.people.officer(by)
        check_mandate(officer, book.people.partnership(alert.partnership))
        check_move(alert, AlertState.CANCELLED)
        if not book.alerts.save(replace(alert, state=AlertState.CANCELLED), was=alert.state):
            raise WrongMove(f"alert {alert.id} was changed by somebody else at this moment")
        book.alerts.note(Happening(alert.id, ports.clock.now(), officer.id, "cancelled"))

"""Validate a message: the police's own decision, sealed to the very words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plp.alert import (
    Alert,
    AlertState,
    Happening,
    check_expiry,
    check_languages,
    check_mandate,
    check_move,
    seal_of,
)
from plp.errors import WrongMove
from plp.finding import Code, Found
from plp.ports import Door, Ports
from services.findings.rules import look_over
from services.pass_over import dossier_of, pass_over, refuse


def validate_alert(ports: Ports, alert_id: str, *, by: str, found: Sequence[Found] | None = None) -> Alert:
    """Move a drafted alert to validated, sealed to its words, voices, kind and expiry; rendering begins.

    Raises NotFound, NotAllowed without a mandate, WrongMove from another state or after its expiry,
    Refused when a language required by the zone's region is missing or the check refuses its words.
    Warnings of the check are passed over in the officer's name.  `found`: what it finds, for whoever has just looked.
    """
    now = ports.clock.now()
    found = look_over(dossier_of(ports, alert_id)) if found is None else found
    with ports.store.write() as book:
        alert = book.alerts.get(alert_id)
        officer = book.people.officer(by)
        partnership = book.people.partnership(alert.partnership)
        check_mandate(officer, partnership)
        check_move(alert, AlertState.VALIDATED)
        check_expiry(alert, now)
        check_languages(alert, book.people.zone(partnership.zone))
        refuse(alert_id, [each for each in found if each.language])
        validated = replace(alert, state=AlertState.VALIDATED, seal=seal_of(alert))
        if not book.alerts.save(validated, was=alert.state):
            raise WrongMove(f"alert {alert.id} was changed by somebody else at this moment")
        book.alerts.note(Happening(alert.id, now, officer.id, "validated", validated.seal or ""))
        # The night is a matter of launching: validating wakes nobody.
        pass_over(book, alert.id, [each for each in found if each.code is not Code.NIGHT], by=officer.id, at=now)
        book.after_commit(lambda: ports.bell.ring(Door.SPEECH))
    return validated

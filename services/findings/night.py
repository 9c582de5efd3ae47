"""The night rule: then only somebody caught in the act, or danger to life, justifies ringing people (DOMAIN §1)."""

from __future__ import annotations

from collections.abc import Iterable

from plp.finding import Code, Found, Severity
from services.findings.dossier import Dossier


def night(dossier: Dossier) -> Iterable[Found]:
    """A warning for what would ring people now, in the zone's quiet hours; a note for what waits."""
    quiet, clock = dossier.zone.quiet_hours, dossier.zone.tz
    if not quiet.hold(dossier.now, clock):
        return
    until = {"until": f"{quiet.next_open(dossier.now, clock).astimezone(clock):%H:%M}"}
    if dossier.alert.kind.is_urgent:
        yield Found(Code.NIGHT, blanks=until)
    else:
        yield Found(Code.MORNING, Severity.NOTE, blanks=until)

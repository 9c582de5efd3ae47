"""What the law and the charter ask: a language missing, no approved charter, a time that is over."""

from __future__ import annotations

from collections.abc import Iterable

from plp.alert import check_charter, check_expiry, missing_languages
from plp.errors import Refused
from plp.finding import Code, Found, Severity
from services.findings.dossier import Dossier


def languages(dossier: Dossier) -> Iterable[Found]:
    """A refusal for each language the region requires and the message lacks."""
    for language in missing_languages(dossier.alert, dossier.zone):
        yield Found(Code.LANGUAGE_MISSING, Severity.REFUSAL, language)


def charter(dossier: Dossier) -> Iterable[Found]:
    """A refusal when a partnership without an approved charter would launch more than a test."""
    try:
        check_charter(dossier.alert, dossier.partnership, dossier.zone.day_of(dossier.now))
    except Refused:
        yield Found(Code.CHARTER, Severity.REFUSAL)


def validity(dossier: Dossier) -> Iterable[Found]:
    """A refusal when the message has expired."""
    try:
        check_expiry(dossier.alert, dossier.now)
    except Refused:
        until = dossier.alert.expires_at.astimezone(dossier.zone.tz)
        yield Found(Code.EXPIRED, Severity.REFUSAL, blanks={"until": f"{until:%d/%m/%Y %H:%M}"})

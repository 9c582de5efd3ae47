"""Telephone numbers of people; the zone's own numbers may stand in a message."""

from __future__ import annotations

from collections.abc import Iterable

import phonenumbers

from plp.finding import Code, Found
from plp.language import Language
from services.findings.dossier import Dossier, wherever


def telephones(dossier: Dossier) -> Iterable[Found]:
    """A warning for each text that tells a number other than the zone's own."""
    zone = dossier.zone
    own = {zone.voice_number, zone.sms_number, zone.desk_number}

    def others(text: str, language: Language) -> Iterable[str]:
        del language
        return (written for written, number in telephones_in(text) if number not in own)

    return wherever(others, Code.TELEPHONE)(dossier)


def telephones_in(text: str) -> Iterable[tuple[str, str]]:
    """Each whole telephone number in a text, as written and as E.164; those without a prefix are Belgian."""
    for match in phonenumbers.PhoneNumberMatcher(text, "BE"):
        yield match.raw_string, phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)

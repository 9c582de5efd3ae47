"""Check a message before it is launched: what refuses it, and what should be thought about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import smsutil

from plp.alert import Alert, check_charter, check_expiry, missing_languages
from plp.book import Book
from plp.errors import Refused
from plp.ports import Ports
from services.words import text_for

Rule = TypeVar("Rule")
LONGEST_READING = 30
"""Seconds one reading should last at most."""
_WORDS_PER_SECOND = 2.6


class Severity(StrEnum):
    """A refusal cannot be overridden, a warning can."""

    REFUSAL = "refusal"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, in a plain sentence that says what to do."""

    severity: Severity
    sentence: str


def check_alert(ports: Ports, alert_id: str) -> list[Finding]:
    """Everything found about this alert, refusals first.  Raises NotFound."""
    with ports.store.read() as book:
        alert = book.alerts.get(alert_id)
        return _refusals(ports, book, alert) + _warnings(book, alert)


def _refusals(ports: Ports, book: Book, alert: Alert) -> list[Finding]:
    partnership = book.people.partnership(alert.partnership)
    zone = book.people.zone(partnership.zone)
    found = [
        f"a text in {language} is required in region {zone.region}: add it"
        for language in missing_languages(alert, zone)
    ]
    found += _refused(check_charter, alert, partnership) + _refused(check_expiry, alert, ports.clock.now())
    return [Finding(Severity.REFUSAL, sentence) for sentence in found]


def _refused(check: Callable[[Alert, Rule], None], alert: Alert, rule: Rule) -> list[str]:
    try:
        check(alert, rule)
    except Refused as refusal:
        return [str(refusal)]
    return []


def _warnings(book: Book, alert: Alert) -> list[Finding]:
    partnership = book.people.partnership(alert.partnership)
    zone = book.people.zone(partnership.zone)
    found: list[str] = []
    for language, text in alert.texts.items():
        seconds = len(text.split()) / _WORDS_PER_SECOND
        if seconds > LONGEST_READING:
            found.append(f"the text in {language} takes about {seconds:.0f} s to say; aim for {LONGEST_READING} s")
        body = text_for(zone, partnership, alert, language)
        parts = len(_parts(body))
        if parts > 2:
            found.append(f"the SMS in {language} takes {parts} parts; shorten it or avoid letters such as ê ç ’")
    return [Finding(Severity.WARNING, sentence) for sentence in found]


def _parts(body: str) -> list[object]:
    """The SMS parts the carrier will bill."""
    return list(smsutil.split(body).parts)

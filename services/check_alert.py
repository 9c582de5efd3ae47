"""Check a message before it is launched: what refuses it, what to think about, and what to expect."""

from __future__ import annotations

from dataclasses import dataclass

from plp.alert import Alert
from plp.book import Book
from plp.finding import Code, Found, Severity
from plp.language import Language
from plp.ports import Ports
from services.findings.dossier import open_dossier
from services.findings.rules import look_over
from texts.catalogue import say, words

__all__ = ["Finding", "Severity", "check_alert"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, in plain words: what it is, what to do, in which text, at which words."""

    severity: Severity
    code: Code
    sentence: str
    advice: str = ""
    language: Language | None = None
    words: tuple[str, ...] = ()
    proposed: str = ""
    """The whole text in other letters, where that is what to do."""

    def shown(self) -> dict[str, object]:
        """The same for a program."""
        return {
            "severity": self.severity.value,
            "code": self.code.value,
            "language": self.language.value if self.language else None,
            "sentence": self.sentence,
            "advice": self.advice,
            "words": list(self.words),
            "proposed": self.proposed or None,
        }


def check_alert(ports: Ports, alert_id: str, *, language: Language | None = None) -> list[Finding]:
    """Everything found about this alert, refusals first, in `language`, else in the mandated officer's.

    Raises NotFound.
    """
    with ports.store.read() as book:
        spoken = language or language_of_officer(book, book.alerts.get(alert_id))
        dossier = open_dossier(ports, book, alert_id)
    return [in_words(found, spoken) for found in look_over(dossier)]


def language_of_officer(book: Book, alert: Alert) -> Language:
    """The language of the officer who is mandated for the message's partnership."""
    return book.people.officer(book.people.partnership(alert.partnership).officers[0]).language


def in_words(found: Found, language: Language) -> Finding:
    """What was found, told in this language."""
    blanks = {**found.blanks, "words": ", ".join(found.words)}
    if found.language:
        blanks["tongue"] = say(f"language.{found.language}", language)
    advice = f"finding.{found.code}.do"
    return Finding(
        severity=found.severity,
        code=found.code,
        sentence=say(f"finding.{found.code}.{found.says}", language, **blanks),
        advice=say(advice, language, **blanks) if advice in words(language) else "",
        language=found.language,
        words=found.words,
        proposed=found.proposed,
    )

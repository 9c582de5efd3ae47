"""What an officer hears about a message before its digits: what refuses it, the gravest warnings, and the night."""

from __future__ import annotations

from ivr.twiml import Utterance
from plp.book import Book
from plp.call import Call
from plp.finding import Code, Found, Severity
from plp.language import Language
from plp.ports import Ports
from services.findings.dossier import open_dossier
from services.findings.rules import look_over
from texts.catalogue import say
from webhooks.choices import chosen_alert

MOST_WARNINGS = 2
"""Of the others he is spared: `tocsin alert check` has them all, and the history names them."""
BEFORE_THE_DIGITS = frozenset({"launch.findings", "launch.night"})


def before_the_digits(ports: Ports, book: Book, call: Call, key: str) -> list[Utterance]:
    """Nothing for the usual message by day."""
    language = Language(call.memory["language"])
    if key == "launch.night":
        return [Utterance(say(key, language), language)] if "night" in call.memory else []
    found = look_over(open_dossier(ports, book, chosen_alert(book, call).id))
    if refusals := [each for each in found if each.severity is Severity.REFUSAL]:
        return [Utterance(say("launch.refused", language, reason=_short(refusals, language)), language)]
    warnings = [each for each in found if each.severity is Severity.WARNING and each.code is not Code.NIGHT]
    if reason := _short(warnings, language, most=MOST_WARNINGS):
        return [Utterance(say("launch.warnings", language, reason=reason), language)]
    return []


def is_night_for(ports: Ports, book: Book, call: Call) -> bool:
    """Whether launching the chosen message now would ring people in the quiet hours."""
    alert = chosen_alert(book, call)
    zone = book.people.zone(call.zone)
    return alert.kind.is_urgent and zone.quiet_hours.hold(ports.clock.now(), zone.tz)


def _short(found: list[Found], language: Language, *, most: int | None = None) -> str:
    codes = list(dict.fromkeys(each.code for each in found))[:most]
    return " ".join(say(f"finding.{code}.short", language) for code in codes)

"""Everything the rules may look at about one message, and the shape of a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from plp.alert import Alert
from plp.book import Book
from plp.charge import Outlay
from plp.finding import Code, Found, Severity
from plp.forecast import Rates
from plp.language import Language
from plp.member import Member
from plp.ports import Ports
from plp.zone import Partnership, Zone
from services.check_budget import Standing, budget_standing
from services.expect_cost import cost_of_reaching
from services.findings.clips import seconds_of_clips


@dataclass(frozen=True, slots=True)
class Dossier:
    """A message, whose it is, whom it would reach, and when; `seconds` are the lengths of clips already made."""

    alert: Alert
    zone: Zone
    partnership: Partnership
    now: datetime
    kinds: Sequence[tuple[Member, int]]
    """An example of each kind of member, and how many there are of it."""
    rates: Rates
    seconds: Mapping[Language, float]
    outlay: Outlay
    standing: Standing | None
    others_wait: bool
    """The database is kept from others meanwhile: what takes seconds is left."""


Rule: TypeAlias = Callable[[Dossier], Iterable[Found]]
"""A rule looks and yields what it finds; it never acts."""
Finder: TypeAlias = Callable[[str, Language], Iterable[str]]
"""Finds words in a text of this language."""


def open_dossier(ports: Ports, book: Book, alert_id: str) -> Dossier:
    """Gather what the rules look at.  Raises NotFound."""
    now = ports.clock.now()
    alert = book.alerts.get(alert_id)
    partnership = book.people.partnership(alert.partnership)
    zone = book.people.zone(partnership.zone)
    kinds = book.people.count_kinds(partnership.slug, now)
    outlay = cost_of_reaching(ports, zone, partnership, alert, kinds)
    return Dossier(
        alert=alert,
        zone=zone,
        partnership=partnership,
        now=now,
        kinds=kinds,
        rates=ports.rates,
        outlay=outlay,
        standing=budget_standing(ports, book, alert, outlay),
        others_wait=book.writable,
        seconds=seconds_of_clips(ports, zone, partnership, alert),
    )


def severity_of(code: Code, zone: Zone) -> Severity:
    """A warning, unless the zone's file refuses it."""
    return Severity.REFUSAL if code in zone.refused_in_messages else Severity.WARNING


def wherever(find: Finder, code: Code) -> Rule:
    """The rule that tells of whatever `find` sees in the text of any language."""

    def rule(dossier: Dossier) -> Iterable[Found]:
        for language, text in sorted(dossier.alert.texts.items()):
            if words := tuple(dict.fromkeys(find(text, language))):
                yield Found(code, severity_of(code, dossier.zone), language, words)

    return rule

"""Sample years: as many messages as wanted, drawn from a seed."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from plp.alert import Kind
from plp.charge import Bill
from plp.evaluation import (
    CallBackFigures,
    Evaluation,
    MemberFigures,
    Message,
    Named,
    Reach,
    Reason,
    ReportFigures,
    TextFigures,
)
from plp.language import REQUIRED, Language, Region
from plp.member import Wish
from plp.outcome import By
from plp.report import Decision
from plp.zone import PartnershipKind

NEW_YEAR = datetime(2026, 1, 1, 8, tzinfo=UTC)
TEXTS = {
    Language.FR: "Une camionnette blanche rôde rue des Tilleuls. Fermez vos portes. Si vous la voyez, appelez le 101.",
    Language.NL: "Een witte bestelwagen rijdt rond in de Lindestraat. Sluit uw deuren, en bel 101 als u hem ziet.",
    Language.DE: "Ein weißer Lieferwagen fährt durch die Lindenstraße. Schließen Sie Ihre Türen, und rufen Sie 101 an.",
}
_KINDS = (Kind.URGENT, Kind.URGENT, Kind.PREVENTION, Kind.PREVENTION, Kind.FEEDBACK, Kind.ALL_CLEAR, Kind.CORRECTION)


def year_with(messages: int, /, *, seed: int = 5, region: Region = Region.BRUSSELS, **changes: Any) -> Evaluation:
    """A year with so many messages, about every tenth a test; of none, a year in which nothing happened."""
    chance = random.Random(seed)
    all_of_them = [_message(chance, number, messages) for number in range(1, messages + 1)]
    plain: dict[str, Any] = {
        "zone": "Zone de police des Tilleuls",
        "languages": REQUIRED[region],
        "time_zone": "Europe/Brussels",
        "slug": "tilleuls",
        "number": 12,
        "name": {"fr": "PLP Les Tilleuls", "nl": "BIN De Linden", "de": "NIN Die Linden"},
        "municipality": {"fr": "Sainte-Agathe", "nl": "Sint-Agatha"},
        "kind": PartnershipKind.RESIDENTS,
        "charter_approved_on": date(2024, 3, 1) if messages else None,
        "year": 2026,
        "as_of": datetime(2027, 1, 4, 9, tzinfo=UTC),
        "complete": True,
        "messages": tuple(each for each in all_of_them if each.kind is not Kind.TEST),
        "tests": tuple(each for each in all_of_them if each.kind is Kind.TEST),
        "reports": _reports(chance) if messages else _no_reports(),
        "texts": TextFigures(1400, 1371, 28) if messages else TextFigures(0, 0, 0),
        "call_backs": CallBackFigures(6, 5, 92.5) if messages else CallBackFigures(0, 0, None),
        "members": _members(chance) if messages else _no_members(),
        "currency": "EUR",
        "cost": _cost(messages),
    }
    return Evaluation(**plain | changes)


def _message(chance: random.Random, number: int, of: int) -> Message:
    kind = Kind.TEST if number % 10 == 0 else chance.choice(_KINDS)
    at = NEW_YEAR + timedelta(days=360 * number / (of + 1), minutes=chance.randint(0, 700))
    owed = chance.randint(120, 143)
    missed = chance.randint(0, owed // 4)
    half = round(chance.uniform(0.5, 5), 2)
    most = round(half + chance.uniform(2, 25), 2) if missed <= owed // 10 else None
    given = kind is Kind.URGENT and chance.random() < 0.7
    reach = Reach(
        members=owed + 4,
        owed=owed,
        reached=owed - missed,
        heard=chance.randint(0, owed - missed),
        acknowledged=chance.randint(0, owed - missed),
        pending=0,
        stopped=0,
        excluded={Reason.PAUSED: 3, Reason.NO_CONSENT: 1},
        unreached={Reason.NO_ANSWER: missed} if missed else {},
        minutes_to_half=half,
        minutes_to_most=most,
    )
    return Message(
        number=number,
        at=at,
        kind=kind,
        texts=TEXTS if number % 7 else {},
        spoken=() if number % 7 else (Language.FR,),
        was_stopped=number % 11 == 0,
        reach=reach,
        feedback=Named(number + 1, 2026, Kind.FEEDBACK, at + timedelta(hours=30)) if given else None,
        feedback_after_minutes=1800.0 if given else None,
        owed=kind is Kind.URGENT and not given,
        corrections=(Named(number + 2, 2026, Kind.CORRECTION, at + timedelta(hours=1)),) if number % 13 == 0 else (),
        answers=Named(41, 2025, Kind.URGENT, NEW_YEAR - timedelta(days=2)) if number == 1 else None,
        cost=_cost(1),
    )


def _reports(chance: random.Random) -> ReportFigures:
    months = tuple(chance.randint(0, 9) for _ in range(12))
    total = sum(months)
    decided = {Decision.VALIDATED: total // 4, Decision.NO_ACTION: total // 3, Decision.PATROL: total // 4}
    by = {By.VOICE_IN: total // 2, By.SMS: total - total // 2}
    return ReportFigures(total, decided, total - sum(decided.values()), 2, total // 5, 4.5, by, months)


def _no_reports() -> ReportFigures:
    return ReportFigures(0, dict.fromkeys(Decision, 0), 0, 0, 0, None, {}, (0,) * 12)


def _members(chance: random.Random) -> MemberFigures:
    ends = tuple(131 + month + chance.randint(-2, 2) for month in range(12))
    channels = dict(zip(Wish, (40, 22, 50, 28), strict=True))
    languages = dict(zip(Language, (82, 55, 0, 3), strict=True))
    return MemberFigures(131, ends[-1], 19, 8, 21, 2, 9, ends, 1, 140, 4, 1, 38, channels, languages)


def _no_members() -> MemberFigures:
    nobody = {"by_channel": dict.fromkeys(Wish, 0), "by_language": dict.fromkeys(Language, 0)}
    return MemberFigures(0, 0, 0, 0, 0, 0, 0, (0,) * 12, 0, 0, 0, 0, 0, **nobody)


def _cost(messages: int) -> Bill:
    forecast, actual = Decimal("14.13") * messages, Decimal("12.0375") * messages
    others = {"USD": Decimal("0.5")} if messages else {}
    return Bill(
        forecast=forecast,
        actual=actual,
        unpriced=3 * messages,
        supposed=Decimal("0.2") * messages,
        calls=90 * messages,
        minutes=120 * messages,
        texts=60 * messages,
        others=others,
    )

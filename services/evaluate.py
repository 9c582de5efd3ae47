"""Count a partnership's year for the evaluation it owes: the figures, from which every page and file is made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from statistics import median

from plp.alert import OPEN, AlertState, Kind
from plp.book import Book
from plp.book_of_years import Ended, Launched, Told
from plp.cascade import CascadeState
from plp.charge import Bill
from plp.errors import BadInput
from plp.evaluation import CallBackFigures, Evaluation, Message, Named, Reach, ReportFigures, TextFigures
from plp.ports import Ports
from plp.report import Decision
from plp.sms_words import SmsWord, read_word
from plp.zone import Zone
from services.costs import costs
from services.feedback_owed import ANSWERS_URGENT
from services.members_of_year import members_of_year
from services.reach import minutes_between, reach_of

_OLDEST_YEAR = 2000


def evaluate(ports: Ports, partnership_slug: str, year: int) -> Evaluation:
    """The figures of this year, from midnight to midnight on the zone's wall; of the present year those so far.

    Raises NotFound for the partnership, BadInput for a year that has not begun.
    """
    now = ports.clock.now()
    with ports.store.read() as book:
        partnership = book.people.partnership(partnership_slug)
        zone = book.people.zone(partnership.zone)
        since, until = _bounds(zone, year, now)
        spent = costs(ports, partnership=partnership.slug, since=since, until=until)
        cost_of = {each.cascade: each.bill for each in spent.alerts}
        messages = _messages(book, partnership.slug, zone, since, until, cost_of)
        return Evaluation(
            zone=zone.name,
            languages=zone.languages,
            time_zone=zone.time_zone,
            slug=partnership.slug,
            number=partnership.number,
            name=partnership.name,
            municipality=partnership.municipality,
            kind=partnership.kind,
            charter_approved_on=partnership.charter_approved_on,
            year=year,
            as_of=now,
            complete=until <= now,
            messages=tuple(each for each in messages if each.kind is not Kind.TEST),
            tests=tuple(each for each in messages if each.kind is Kind.TEST),
            reports=_reports(book.years.reports(partnership.slug, since, until), zone),
            texts=_texts(book.years.texts(partnership.slug, since, until)),
            call_backs=_call_backs(book.years.call_backs(partnership.slug, since, until)),
            members=members_of_year(book, partnership.slug, zone, year, now),
            currency=spent.currency,
            cost=spent.total,
        )


def _bounds(zone: Zone, year: int, now: datetime) -> tuple[datetime, datetime]:
    if not _OLDEST_YEAR <= year <= now.astimezone(zone.tz).year:
        raise BadInput(f"{year} is no year that can be evaluated; it must have begun, and be no earlier than 2000")
    return zone.bounds_of(year)


# ------------------------------------------------------------------------------------------------------- messages


def _messages(
    book: Book, slug: str, zone: Zone, since: datetime, until: datetime, cost_of: Mapping[str, Bill]
) -> list[Message]:
    launched = book.years.launched(slug, since, until)
    ended: defaultdict[str, list[Ended]] = defaultdict(list)
    for group in book.years.ended(slug, since, until):
        ended[group.cascade].append(group)
    reached = book.years.first_reached(slug, since, until)
    answers: defaultdict[str, list[Launched]] = defaultdict(list)
    for each in book.years.answering([each.alert.id for each in launched]):
        answers[str(each.alert.answers)].append(each)
    asked = {each.alert.answers for each in launched if each.alert.answers}
    answered = {each.alert.id: _named(each, zone) for each in book.years.named(sorted(asked))}
    found = []
    for each in launched:
        reach = reach_of(ended[each.cascade], each.at, reached.get(each.cascade, ()))
        message = _message(each, zone, reach, answers[each.alert.id])
        answering = answered.get(each.alert.answers or "")
        found.append(replace(message, answers=answering, cost=cost_of.get(each.cascade)))
    return found


def _message(launched: Launched, zone: Zone, reach: Reach, answers: Sequence[Launched]) -> Message:
    alert = launched.alert
    # A feedback that was stopped tells nobody anything: the first one still owes it, as `feedback_owed` sees it.
    given = [each for each in answers if each.alert.kind in ANSWERS_URGENT and each.alert.state in OPEN]
    feedback = given[0] if given and alert.kind is Kind.URGENT else None
    return Message(
        number=alert.number or 0,
        at=launched.at,
        kind=alert.kind,
        texts=alert.texts,
        spoken=tuple(alert.recordings),
        was_stopped=launched.state is CascadeState.CANCELLED,
        reach=reach,
        feedback=_named(feedback, zone) if feedback else None,
        feedback_after_minutes=minutes_between(launched.at, feedback.at) if feedback else None,
        owed=alert.kind is Kind.URGENT and feedback is None and alert.state is not AlertState.CANCELLED,
        corrections=tuple(_named(each, zone) for each in answers if each.alert.kind is Kind.CORRECTION),
    )


def _named(launched: Launched, zone: Zone) -> Named:
    alert = launched.alert
    return Named(alert.number or 0, alert.year or launched.at.astimezone(zone.tz).year, alert.kind, launched.at)


# ------------------------------------------------------------------------------------------- what members told


def _reports(told: Sequence[Told], zone: Zone) -> ReportFigures:
    months = Counter(each.at.astimezone(zone.tz).month for each in told)
    decisions = Counter(each.decision for each in told)
    return ReportFigures(
        total=len(told),
        by_decision={decision: decisions[decision] for decision in Decision},
        unanswered=decisions[None],
        late=sum(each.told_at is not None for each in told),
        became_messages=len({each.alert for each in told if each.alert}),
        median_minutes=_median([(each.at, each.decided_at) for each in told]),
        by_channel=dict(Counter(each.by for each in told)),
        by_month=tuple(months[month] for month in range(1, 13)),
    )


def _texts(wordings: Sequence[tuple[str, int]]) -> TextFigures:
    """Whoever asks for the message again answers nothing."""
    counted: Counter[SmsWord | str] = Counter()
    for body, many in wordings:
        said = read_word(body)
        counted[said.word if said else "own" if body.strip() else ""] += many
    asked_again = counted[SmsWord.AGAIN]
    return TextFigures(counted.total() - asked_again, counted[SmsWord.UNDERSTOOD], counted["own"])


def _call_backs(requests: Sequence[tuple[datetime, datetime | None]]) -> CallBackFigures:
    done = sum(closed is not None for _, closed in requests)
    return CallBackFigures(len(requests), done, _median(requests))


def _median(spans: Sequence[tuple[datetime, datetime | None]]) -> float | None:
    minutes = [minutes_between(begin, end) for begin, end in spans if end is not None]
    return median(minutes) if minutes else None

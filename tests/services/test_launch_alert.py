"""A launch owes every member what his own row asks for, whatever the number of members."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from plp.alert import Kind
from plp.cascade import Final
from plp.language import Language
from plp.member import Hours, Member, MemberState, Source, Standing, Wish
from plp.night import next_in_hours
from plp.outcome import By
from services.pause_member import pause_member
from tests.fakes.town import MORNING, Town

LATER, BEFORE = MORNING + timedelta(days=3), MORNING - timedelta(days=3)
BRUSSELS = ZoneInfo("Europe/Brussels")


def all_sorts(town: Town) -> list[Member]:
    """A member of every kind there is, so that none is mistaken for another."""
    sorts = product(
        ("+3226100{n:03d}", "+32470{n:06d}"),
        (Wish.AUTO, Wish.SMS),
        (Standing.ACTIVE, Standing.LEFT),
        (date(2025, 1, 1), None),
        (None, BEFORE, LATER),
        (None, BEFORE),
        (Hours.ANY, Hours.EVENINGS),
    )
    return [
        town.has(
            f"Neighbour {n}",
            phone.format(n=n),
            wish=wish,
            standing=standing,
            consent_on=consent,
            paused_until=pause,
            texts_ended_at=ended,
            hours=hours,
            vulnerable=n % 5 == 0,
            language=Language.NL if n % 2 else Language.FR,
        )
        for n, (phone, wish, standing, consent, pause, ended, hours) in enumerate(sorts, start=100)
    ]


def test_each_member_is_owed_what_his_own_row_asks_for(any_town: Town) -> None:
    town = any_town
    members = {member.id: member for member in all_sorts(town)}

    cascade = town.launches(Kind.PREVENTION, placing=False)

    with town.ports.store.read() as book:
        owed = book.cascades.deliveries(cascade.id)
    assert sorted(each.member for each in owed) == sorted(members)
    assert len({each.id for each in owed}) == len(members)
    for each in owed:
        member = members[each.member]
        counts = member.state_at(MORNING) is MemberState.ACTIVE
        assert (each.route, each.wave, each.position) == (member.route, member.wave, member.position)
        assert (each.phone, each.language) == (member.phone.e164, member.language)
        assert each.final is (None if counts else Final.EXCLUDED)
        assert bool(each.why) is not counts
        assert each.due_at == (next_in_hours(member.hours, MORNING, BRUSSELS) if counts else None)
        assert (each.next_by is not None) is counts


def test_what_is_owed_is_numbered_in_the_order_of_the_list(any_town: Town) -> None:
    for number in range(20):
        any_town.has(f"Neighbour {number}", f"+32220000{number:02d}")
    cascade = any_town.launches()

    with any_town.ports.store.read() as book:
        owed = sorted(book.cascades.deliveries(cascade.id), key=lambda each: each.position)

    assert [each.id for each in owed] == sorted({each.id for each in owed})


def test_the_reason_of_whoever_is_left_out_is_told(town: Town) -> None:
    town.has("Ana", "+32479000001", paused_until=datetime(2026, 3, 9, 8, tzinfo=UTC))
    town.has("Luc", "+32479000002", standing=Standing.CANDIDATE)
    town.has("Mia", "+32479000003", standing=Standing.LEFT)
    town.has("Jos", "+32479000004", consent_on=None)

    town.launches()

    assert town.delivery("Ana").why == "paused until 2026-03-09"
    assert town.delivery("Luc").why == "not yet accepted by the coordinator or an officer"
    assert town.delivery("Mia").why == "has left the partnership"
    assert town.delivery("Jos").why == "no consent on record"


def test_the_day_of_a_pause_is_the_one_that_was_asked_for(any_town: Town) -> None:
    town, new_year = any_town, datetime(2027, 1, 1, tzinfo=BRUSSELS)
    before = town.has("Paused before", "+32479000001")
    during = town.has("Paused meanwhile", "+32479000002")
    pause_member(town.ports, before.id, new_year, source=Source.KEYBOARD)
    town.launches()
    pause_member(town.ports, during.id, new_year, source=Source.KEYBOARD)

    assert town.delivery("Paused before").why == "paused until 2027-01-01"
    assert town.delivery("Paused meanwhile").why == "paused until 2027-01-01"


def test_a_pause_that_is_over_excludes_nobody(town: Town) -> None:
    town.has("Ana", "+32479000001", paused_until=MORNING)

    town.launches()

    assert town.delivery("Ana").final is None


def test_what_is_urgent_waits_for_nobodys_hours(town: Town) -> None:
    town.has("Ana", "+3226100555", hours=Hours.EVENINGS)

    town.launches()

    assert town.rung() == ["+3226100555"]


def test_what_is_not_urgent_rings_in_the_hours_a_member_chose(town: Town) -> None:
    town.has("Ana", "+3226100555", hours=Hours.EVENINGS)

    town.launches(Kind.PREVENTION)
    assert town.rung() == []

    town.passes(hours=7, minutes=59)
    assert town.rung() == []
    town.passes(minutes=1)
    assert town.rung() == ["+3226100555"]


def test_feedback_goes_to_whom_the_message_was_owed(town: Town) -> None:
    town.has("Ana", "+3226100555")
    town.has("Jos", "+3226100556", consent_on=None)
    first = town.launches()
    town.has("Jos", "+3226100556")
    town.has("Mia", "+3226100557")

    told = town.launches(Kind.FEEDBACK, answers=first.alert)

    assert town.delivery("Ana", told).next_by is By.VOICE
    assert town.delivery("Jos", told).why == town.delivery("Mia", told).why == "was not owed what this answers"


def test_a_second_try_waits_for_the_hours_too(town: Town) -> None:
    town.has("Ana", "+3226100555", hours=Hours.MORNINGS)
    town.launches(Kind.PREVENTION)
    town.passes(hours=1, minutes=55)  # five to noon in Brussels
    town.phone("+3226100555").is_busy()

    due_at = town.delivery("Ana").due_at

    assert due_at is not None
    assert due_at.astimezone(BRUSSELS).strftime("%d %H:%M") == "03 09:00"

"""The figures of a year, against stories counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.alert import Kind
from plp.book_of_years import Ended
from plp.cascade import Final
from plp.charge import Charge, ChargeKind
from plp.errors import BadInput, NotFound
from plp.evaluation import NO_MEMBERS, Evaluation, Message, Reason, reason_of
from plp.language import Language
from plp.member import Member, Role, Source, Wish
from plp.outcome import By
from plp.report import CallBackRequest, Decision
from services.accept_candidate import accept_candidate
from services.ask_to_join import ask_to_join
from services.close_call_back import close_call_back
from services.decide_report import decide_report
from services.erase_member import erase_member
from services.evaluate import evaluate
from services.import_members import import_members
from services.leave_partnership import leave_partnership
from services.make_report import make_report
from services.pause_member import pause_member
from services.reach import reach_of
from services.refuse_candidate import refuse_candidate
from services.stop_cascade import stop_cascade
from tests.fakes.town import FR, TEXTS, Town, zone_of_town

ANA, BEN, CLEO, DORA = "+32479000001", "+32479000002", "+3222000003", "+3222000004"
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def year_of(town: Town, year: int = 2026) -> Evaluation:
    return evaluate(town.ports, "tilleuls", year)


def only_message(town: Town) -> Message:
    [message] = year_of(town).messages
    return message


# ----------------------------------------------------------------------------------------------------- messages


def test_a_partnership_without_any_message_has_a_year_of_zeros(any_town: Town) -> None:
    found = year_of(any_town)

    assert (found.messages, found.tests, found.complete) == ((), (), False)
    assert (found.reports.total, found.reports.median_minutes, found.texts.total, found.call_backs.asked) == (
        0,
        None,
        0,
        0,
    )
    assert (found.members.at_start, found.members.at_end, found.members.today) == (0, 0, 0)
    assert found.reports.by_month == (0,) * 12
    assert found.languages == (Language.FR, Language.NL)


def test_reach_is_counted_from_what_became_of_each_member(any_town: Town) -> None:
    town = any_town
    town.has("Ana", ANA, wish="sms")
    town.has("Ben", BEN, wish="sms")
    town.has("Cleo", CLEO)
    town.has("Dora", DORA)
    town.has("Eve", "+3222000005", consent_on=None)
    town.launches()

    town.passes(minutes=1)
    town.phone(ANA).text_is("delivered").sends("OK")
    town.passes(minutes=1)
    town.phone(CLEO).answers()
    town.passes(minutes=2, sweeping=False)
    town.phone(CLEO).listens_to_the_end()
    town.passes(minutes=4)
    town.phone(BEN).text_is("delivered")
    for minutes in (2, 5, 10):
        town.phone(DORA).does_not_answer()
        town.passes(minutes=minutes)
    town.phone(DORA).does_not_answer()

    message = only_message(town)
    reach = message.reach
    assert (message.number, message.at, message.kind, dict(message.texts)) == (1, NINE, Kind.URGENT, dict(TEXTS))
    assert (reach.members, reach.owed, reach.reached, reach.heard, reach.acknowledged) == (5, 4, 3, 1, 1)
    assert dict(reach.unreached) == {Reason.NO_ANSWER: 1}
    assert dict(reach.excluded) == {Reason.NO_CONSENT: 1}
    assert (reach.pending, reach.stopped, reach.share) == (0, 0, 0.75)
    # Two of four: Ana after one minute, Cleo's line open after two; the fourth, needed for nine tenths, never.
    assert (reach.minutes_to_half, reach.minutes_to_most) == (2, None)


def test_ninety_percent_is_reached_with_the_last_one_needed(town: Town) -> None:
    for number in range(10):
        town.has(f"Neighbour {number}", f"+3247900001{number}", wish="sms")
    town.launches()
    for number in range(9):
        town.passes(minutes=1, sweeping=False)
        town.phone(f"+3247900001{number}").text_is("delivered")

    reach = only_message(town).reach
    assert (reach.minutes_to_half, reach.minutes_to_most) == (5, 9)
    assert (reach.reached, reach.pending) == (9, 1)


def test_who_answers_without_a_report_of_delivery_was_reached_by_then(any_town: Town) -> None:
    any_town.has("Ana", ANA, wish="sms")
    any_town.launches()
    any_town.passes(minutes=2)

    any_town.phone(ANA).sends("OK")

    assert only_message(any_town).reach.minutes_to_most == 2


def test_who_calls_in_was_reached_at_that_moment(any_town: Town) -> None:
    any_town.has("Cleo", CLEO)
    any_town.launches()
    any_town.phone(CLEO).does_not_answer()
    any_town.passes(minutes=1)

    any_town.phone(CLEO).dials().presses("1").hangs_up()

    reach = only_message(any_town).reach
    assert (reach.reached, reach.acknowledged, reach.minutes_to_half) == (1, 1, 1)


def test_a_machine_is_nobody_reached(town: Town) -> None:
    town.has("Cleo", CLEO)
    town.launches()
    for minutes in (5, 15, 1):
        town.phone(CLEO).is_a_machine()
        town.passes(minutes=minutes)

    reach = only_message(town).reach
    assert (reach.reached, reach.minutes_to_half, dict(reach.unreached)) == (0, None, {Reason.MACHINE: 1})


def test_feedback_is_owed_until_it_is_given_and_then_has_its_delay(any_town: Town) -> None:
    any_town.has("Cleo", CLEO)
    urgent = any_town.launches()
    any_town.phone(CLEO).answers().listens_to_the_end()
    assert only_message(any_town).owed
    any_town.passes(minutes=90)

    any_town.launches(Kind.FEEDBACK, answers=urgent.alert)

    first, second = year_of(any_town).messages
    assert (first.owed, first.feedback_after_minutes) == (False, 90)
    assert first.feedback is not None
    assert (first.feedback.number, first.feedback.kind) == (2, Kind.FEEDBACK)
    assert second.answers is not None
    assert (second.answers.number, second.owed, second.feedback) == (1, False, None)


def test_a_stopped_message_owes_no_feedback_and_shows_its_correction(town: Town) -> None:
    town.has("Ana", ANA, wish="sms")
    town.has("Cleo", CLEO)
    cascade = town.launches()
    town.phone(ANA).text_is("delivered")
    town.phone(CLEO).is_busy()
    stop_cascade(town.ports, cascade.id, by="claes")
    town.passes(minutes=3)

    town.launches(Kind.CORRECTION, answers=cascade.alert)

    stopped, correction = year_of(town).messages
    assert (stopped.was_stopped, stopped.owed, stopped.reach.stopped, stopped.reach.reached) == (True, False, 1, 1)
    assert [each.number for each in stopped.corrections] == [2]
    assert correction.kind is Kind.CORRECTION
    assert correction.answers is not None


def test_tests_stand_apart(town: Town) -> None:
    town.has("Ana", ANA, wish="sms")
    town.launches(Kind.TEST)
    town.launches(Kind.PREVENTION)

    found = year_of(town)

    assert [each.number for each in found.tests] == [1]
    assert [each.number for each in found.messages] == [2]


def test_an_erased_member_stays_in_the_counts(any_town: Town) -> None:
    town = any_town
    ana = town.has("Ana", ANA, wish="sms")
    town.has("Cleo", CLEO)
    with town.ports.store.write() as book:
        report = make_report(town.ports, book, ana, by=By.SMS, sender=ANA, text="Une porte est ouverte.")
        for number in range(2):
            request = CallBackRequest(f"back-{number}", report.zone, "tilleuls", ana.id, ANA, town.clock.now())
            book.reports.add_call_back(request)
    close_call_back(town.ports, "back-0", by="claes")
    town.launches()
    town.phone(ANA).text_is("delivered").sends("C'est la voiture rouge")
    town.phone(CLEO).answers().listens_to_the_end()
    town.passes(minutes=5)
    before = year_of(town)

    erase_member(town.ports, ana.id)

    after = year_of(town)
    assert replace(after.messages[0].reach, excluded={}, unreached={}) == replace(
        before.messages[0].reach, excluded={}, unreached={}
    )
    assert after.reports == before.reports
    assert (after.texts.total, before.texts.own_words) == (1, 1)
    assert (after.call_backs.asked, after.call_backs.done) == (2, 1)
    assert (after.members.at_start, after.members.left, after.members.today) == (2, 1, 1)
    town.launches(Kind.PREVENTION)
    assert year_of(town).messages[1].reach.members == 1
    with town.ports.store.read() as book:
        assert book.reports.call_backs() == []


# --------------------------------------------------------------------------------------------------------- money


def test_each_message_and_the_year_have_their_cost(any_town: Town) -> None:
    any_town.has("Cleo", CLEO)
    cascade = any_town.launches(placing=False)
    paid = Charge(
        "CA1",
        ChargeKind.CALL,
        zone_of_town().name,
        "tilleuls",
        cascade.alert,
        NINE,
        Decimal("0.06"),
        None,
        Decimal("0.0525"),
        "EUR",
        70,
    )
    with any_town.ports.store.write() as book:
        unpriced = replace(paid, sid="CA2", price=None, currency=None, seconds=None)
        book.ledger.write([paid, unpriced, replace(paid, sid="CA3", alert=None)])

    found = year_of(any_town)

    [message] = found.messages
    assert message.cost is not None
    assert (message.cost.actual, message.cost.unpriced, message.cost.supposed) == (
        Decimal("0.0525"),
        1,
        Decimal("0.06"),
    )
    assert message.cost.forecast > 0
    assert (found.currency, found.cost.actual, found.cost.calls) == ("EUR", Decimal("0.105"), 3)


# ------------------------------------------------------------------------------------------------ the year's ends


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC), 2025),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), 2026),
        (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), 2026),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), 2027),
    ],
)
def test_a_year_begins_at_midnight_on_the_zones_wall(any_town: Town, moment: datetime, year: int) -> None:
    any_town.clock.moment = moment
    ana = any_town.has("Ana", ANA, wish="sms")
    any_town.launches()
    with any_town.ports.store.write() as book:
        make_report(any_town.ports, book, ana, by=By.SMS, sender=ANA, text="Une porte est ouverte.")
    any_town.phone(ANA).sends("Merci")
    leave_partnership(any_town.ports, ana.id, source=Source.KEYBOARD)
    any_town.clock.moment = datetime(2028, 6, 1, tzinfo=UTC)

    counted = {
        each: (len(found.messages), found.reports.total, found.texts.total, found.members.left)
        for each in (2025, 2026, 2027)
        for found in [year_of(any_town, each)]
    }

    assert counted == {each: (1, 1, 1, 1) if each == year else (0, 0, 0, 0) for each in counted}
    assert year_of(any_town, year).messages[0].number == 1
    assert year_of(any_town, year).complete


def test_feedback_after_new_year_answers_the_old_years_message(town: Town) -> None:
    town.has("Ana", ANA, wish="sms")
    town.clock.moment = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
    urgent = town.launches()
    town.phone(ANA).text_is("delivered")
    town.clock.moment = datetime(2027, 1, 2, 8, 0, tzinfo=UTC)
    town.launches(Kind.FEEDBACK, answers=urgent.alert)

    [old], [new] = year_of(town, 2026).messages, year_of(town, 2027).messages

    assert old.feedback is not None
    assert (old.feedback.year, old.feedback_after_minutes) == (2027, 36 * 60)
    assert new.answers is not None
    assert new.answers.year == 2026


@pytest.mark.parametrize("year", [2027, 1999, 10**6, -1])
def test_a_year_that_has_not_begun_is_refused(town: Town, year: int) -> None:
    with pytest.raises(BadInput, match="begun"):
        year_of(town, year)


def test_an_unknown_partnership_is_told(town: Town) -> None:
    with pytest.raises(NotFound):
        evaluate(town.ports, "nowhere", 2026)


# ---------------------------------------------------------------------------------------- what members told


@pytest.fixture
def reports(any_town: Town) -> Callable[[Member, int], str]:
    """Somebody reports after so many minutes."""

    def made(member: Member, minutes: int) -> str:
        any_town.clock.moment += timedelta(minutes=minutes)
        with any_town.ports.store.write() as book:
            return make_report(any_town.ports, book, member, by=By.SMS, sender=ANA, text=f"Nouvelle {minutes}.").id

    return made


def test_reports_by_what_became_of_them(any_town: Town, reports: Callable[[Member, int], str]) -> None:
    town, ana = any_town, any_town.has("Ana", ANA)
    for minutes, decision in ((4, Decision.PATROL), (10, Decision.NO_ACTION), (6, Decision.PATROL)):
        report = reports(ana, 1)
        town.clock.moment += timedelta(minutes=minutes)
        decide_report(town.ports, report, decision, by="claes")
    alert = town.drafts()
    decide_report(town.ports, reports(ana, 1), Decision.VALIDATED, by="claes", alert=alert.id)
    town.clock.moment = datetime(2026, 4, 30, 21, 59, tzinfo=UTC)
    reports(ana, 0)
    reports(ana, 1)

    found = year_of(town).reports

    assert (found.total, found.unanswered, found.became_messages) == (6, 2, 1)
    assert found.by_decision == {Decision.VALIDATED: 1, Decision.NO_ACTION: 1, Decision.PATROL: 2}
    assert found.median_minutes == 5  # of 0, 4, 6 and 10
    assert found.by_channel == {By.SMS: 6}
    assert found.by_month == (0, 0, 4, 1, 1, 0, 0, 0, 0, 0, 0, 0)


def test_answers_by_text_are_understood_or_in_own_words(town: Town) -> None:
    for name, phone in (("Ana", ANA), ("Ben", BEN)):
        town.has(name, phone, wish="sms")
    town.launches()
    town.phone(ANA).text_is("delivered").sends("Oui.")
    town.phone(BEN).text_is("delivered").sends("Une moto bleue est partie vers le parc")
    town.phone(BEN).sends("INFO")

    found = year_of(town).texts

    assert (found.total, found.understood, found.own_words) == (2, 1, 1)


# ------------------------------------------------------------------------------------------- members in and out


LIST = """name,phone,language,channel,consent_on
Ana,0479 00 00 01,fr,both,2024-02-11
Ben,0479 00 00 02,nl,sms,2026-02-10
Cleo,02 200 00 03,nl,voice,
"""


def test_members_come_and_go_and_are_counted_at_each_months_end(any_town: Town) -> None:
    town = any_town
    import_members(town.ports, "tilleuls", LIST.encode())
    import_members(town.ports, "tilleuls", LIST.encode())
    eve = ask_to_join(
        town.ports, zone_of_town().name, 12, number=DORA, language=FR, channel=Wish.VOICE, source=Source.PHONE
    )
    other = ask_to_join(
        town.ports, zone_of_town().name, 12, number="+3222000009", language=FR, channel=Wish.VOICE, source=Source.PHONE
    )
    refuse_candidate(town.ports, other.id, by="claes", source=Source.KEYBOARD)
    town.clock.moment = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    accept_candidate(town.ports, eve.id, by="claes", name="Eve", source=Source.KEYBOARD)
    for days in (10, 20):
        pause_member(town.ports, eve.id, town.clock.now() + timedelta(days=days), source=Source.KEYBOARD)
    with town.ports.store.read() as book:
        ana = next(each for each in book.people.members("tilleuls") if each.name == "Ana")
    town.clock.moment = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    leave_partnership(town.ports, ana.id, source=Source.KEYBOARD)

    found = year_of(town).members

    # Ana belonged since 2024, Ben since February, Cleo's consent is not known: since the list came, in March.
    assert (found.at_start, found.joined, found.left, found.at_end, found.today) == (1, 3, 1, 3, 3)
    assert (found.asked, found.refused, found.waiting, found.pauses) == (2, 1, 0, 1)
    assert found.at_month_end == (1, 2, 3, 3, 4, 4, 3, None, None, None, None, None)
    assert (found.landlines, found.no_consent, found.paused) == (2, 1, 0)
    assert {wish: many for wish, many in found.by_channel.items() if many} == {Wish.SMS: 1, Wish.VOICE: 2}
    assert {each: many for each, many in found.by_language.items() if many} == {Language.NL: 2, Language.FR: 1}
    assert year_of(town, 2025).members.at_month_end == (1,) * 12
    assert year_of(town, 2024).members.at_month_end == (0, *(1,) * 11)


def test_a_dry_run_counts_nobody(town: Town) -> None:
    import_members(town.ports, "tilleuls", LIST.encode(), dry_run=True)

    assert year_of(town).members.joined == 0


# --------------------------------------------------------------------------------------------------- arithmetic


def test_every_reason_our_own_code_writes_is_understood() -> None:
    written = {
        "no-answer": Reason.NO_ANSWER,
        "number refused by the carrier": Reason.REFUSED,
        "person refused by the carrier": Reason.REFUSED,
        "the message expired": Reason.EXPIRED,
        "paused until 2026-05-01": Reason.PAUSED,
        "no consent on record": Reason.NO_CONSENT,
        "not yet accepted by the coordinator or an officer": Reason.CANDIDATE,
        "has left the partnership": Reason.LEFT,
        "was not owed what this answers": Reason.NOT_CONCERNED,
        "was not told what this corrects": Reason.NOT_CONCERNED,
        "": Reason.ERASED,
        "something new": Reason.OTHER,
    }

    assert {words: reason_of(words) for words in written} == written


GROUPS = st.lists(
    st.tuples(
        st.sampled_from([None, *Final]),
        st.sampled_from(["no-answer", "busy", "", "has left the partnership", "paused until 2026-05-01", "heard"]),
        st.integers(0, 50),
        st.integers(0, 50),
    )
)


@given(GROUPS, st.lists(st.integers(0, 7200), max_size=60))
def test_nobody_is_lost_in_the_reach(groups: list[tuple[Final | None, str, int, int]], seconds: list[int]) -> None:
    ended = [Ended("c", final, why, more + reached, reached, 0, 0) for final, why, more, reached in groups]
    moments = sorted(NINE + timedelta(seconds=each) for each in seconds)[: sum(each.reached for each in ended)]

    reach = reach_of(ended, NINE, moments)

    gone = sum(
        each.members - each.reached
        for each in ended
        if each.final is Final.EXCLUDED and reason_of(each.why) in NO_MEMBERS
    )
    assert reach.members + gone == sum(each.members for each in ended)
    assert reach.owed == reach.reached + sum(reach.unreached.values()) + reach.pending + reach.stopped
    if reach.minutes_to_most is not None:
        assert reach.minutes_to_half is not None
        assert 0 <= reach.minutes_to_half <= reach.minutes_to_most
        assert reach.share is not None
        assert reach.share >= 0.9


def test_the_present_year_is_counted_so_far(town: Town) -> None:
    town.has("Ana", ANA, role=Role.COORDINATOR, consent_on=date(2026, 1, 5))

    found = year_of(town)

    assert not found.complete
    assert found.as_of == NINE
    assert found.members.at_month_end == (1, 1, 1, *(None,) * 9)

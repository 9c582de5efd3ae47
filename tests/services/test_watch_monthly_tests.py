"""The test of each month: once, on a working day, by day, never beside an urgent message, and missed aloud."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.alert import AlertState, Kind
from plp.cascade import CascadeState
from plp.member import Role
from plp.monthly_test import MonthlyTest, PlannedTest, Stage, Week, Workday
from plp.night import QuietHours
from services.launch_monthly_test import launch_monthly_test
from services.next_monthly_test import made_up_until, next_monthly_test
from services.skip_monthly_test import skip_monthly_test
from services.stop_cascade import stop_cascade
from services.watch_monthly_tests import watch_monthly_tests
from services.working_days import is_working_day
from tests.fakes.town import MORNING, Town, officers_of_town, partnerships_of_town, zone_of_town

HOME, MOBILE, EVA = "+3222000001", "+32479000001", "+32479000009"
BRUSSELS = ZoneInfo("Europe/Brussels")
FIRST_TUESDAY = MonthlyTest(Week.FIRST, Workday.TUESDAY, time(10, 30))
DUE = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
"""The day after the town's morning: the first Tuesday of March, half past ten in Brussels."""


def asks(town: Town, setting: MonthlyTest | None = FIRST_TUESDAY, **zone: Any) -> None:
    """The zone's file asks the Lindens for it."""
    lindens, orchard = partnerships_of_town()
    with town.ports.store.write() as book:
        book.people.save_zone(
            zone_of_town(**zone), officers_of_town(), [replace(lindens, monthly_test=setting), orchard]
        )


def what_became(town: Town) -> list[tuple[str, Stage]]:
    """What became of each, newest first."""
    with town.ports.store.read() as book:
        return [(each.month, each.stage) for each in book.trust.past_tests()]


def planned(town: Town) -> list[PlannedTest]:
    with town.ports.store.read() as book:
        return book.trust.planned_tests()


def goes_to(town: Town, moment: datetime) -> None:
    """The clock sweeps, and shows this moment."""
    town.sweeps()
    town.clock.moment = moment
    town.sweeps()
    town.works()


def test_nothing_is_planned_and_nobody_rings_where_nobody_asks(any_town: Town) -> None:
    any_town.has("Ana", HOME)
    for _ in range(40):
        any_town.passes(days=1)

    assert (planned(any_town), any_town.cascades(), any_town.rung()) == ([], [], [])


def test_at_its_hour_everybody_is_rung_and_hears_that_it_is_a_test(any_town: Town) -> None:
    town = any_town
    town.has("Ana", HOME)
    asks(town)
    goes_to(town, DUE - timedelta(seconds=1))
    assert town.cascades() == []

    town.passes(seconds=1)
    assert town.rung() == []
    town.passes(minutes=1)

    ana = town.phone(HOME).answers(by="human").waits().hears("mot de passe")
    ana.waits().hears("message numéro 1", "Ceci est un essai mensuel", "rien à faire").waits().waits()
    ana.hears("Si vous avez compris").presses("1").hears("Merci")
    [cascade] = town.cascades()
    alert = town.alert(cascade.alert)
    assert (alert.kind, cascade.urgent, cascade.launched_by) == (Kind.TEST, False, "claes")
    assert town.history(alert.id)[:3] == ["drafted", "validated", "launched"]
    assert what_became(town) == [("2026-03", Stage.LAUNCHED)]


def test_a_text_says_so_first_and_fits_in_one_part(town: Town) -> None:
    town.has("Ana", MOBILE, wish="sms")
    asks(town)
    goes_to(town, DUE)
    town.passes(minutes=1)

    body = town.phone(MOBILE).letter.body
    assert body.startswith("Police PLP Les Tilleuls: Ceci est un essai mensuel.")
    assert len(body) <= 160


def test_it_needs_no_charter(town: Town) -> None:
    lindens, orchard = partnerships_of_town()
    town.has("Ana", HOME, partnership="verger")
    with town.ports.store.write() as book:
        asking = replace(orchard, monthly_test=FIRST_TUESDAY)
        book.people.save_zone(zone_of_town(), officers_of_town(), [lindens, asking])

    goes_to(town, DUE)

    assert [each.partnership for each in town.cascades()] == ["verger"]


def test_a_month_has_one_test_whatever_the_clock_does_and_the_next_month_has_its_own(any_town: Town) -> None:
    town = any_town
    town.has("Ana", HOME)
    asks(town)
    goes_to(town, DUE)
    for _ in range(20):
        town.passes(hours=1)
    asks(town, replace(FIRST_TUESDAY, week=Week.THIRD))
    for _ in range(25):
        town.passes(days=1)
    assert len(town.cascades()) == 1
    assert [each.month for each in planned(town)] == ["2026-04"]

    goes_to(town, datetime(2026, 4, 21, 8, 30, tzinfo=UTC))

    assert len(town.cascades()) == 2
    assert what_became(town) == [("2026-04", Stage.LAUNCHED), ("2026-03", Stage.LAUNCHED)]


def test_of_two_clocks_that_look_at_once_one_launches(any_town: Town) -> None:
    any_town.has("Ana", HOME)
    asks(any_town)
    any_town.sweeps()
    [test] = planned(any_town)
    any_town.clock.moment = DUE

    launched = [launch_monthly_test(any_town.ports, test) for _ in range(2)]

    assert [each is not None for each in launched] == [True, False]
    assert len(any_town.cascades()) == 1


def test_on_a_holiday_it_moves_to_the_next_working_day(town: Town) -> None:
    town.has("Ana", HOME)
    asks(town, MonthlyTest(Week.FIRST, Workday.MONDAY, time(10, 30)))
    easter_monday = datetime(2026, 4, 6, 8, 30, tzinfo=UTC)
    town.clock.moment = easter_monday - timedelta(days=2)

    goes_to(town, easter_monday)
    assert town.cascades() == []
    goes_to(town, easter_monday + timedelta(days=1))

    assert what_became(town) == [("2026-04", Stage.LAUNCHED)]


def test_a_file_loaded_after_the_hour_asks_for_the_next_month(town: Town) -> None:
    town.clock.moment = DUE + timedelta(hours=1)
    asks(town)

    town.sweeps()

    assert [(each.month, each.due_at) for each in planned(town)] == [
        ("2026-04", datetime(2026, 4, 7, 8, 30, tzinfo=UTC))
    ]


def test_a_changed_file_moves_the_plan_and_a_taken_out_one_ends_it(town: Town) -> None:
    asks(town)
    town.sweeps()
    asks(town, MonthlyTest(Week.LAST, Workday.FRIDAY, time(14)))
    town.sweeps()
    assert [each.due_at for each in planned(town)] == [datetime(2026, 3, 27, 13, tzinfo=UTC)]

    asks(town, None)
    town.sweeps()

    assert planned(town) == []


def test_it_waits_while_an_urgent_message_runs_and_follows_it_the_same_day(town: Town) -> None:
    town.has("Ana", HOME)
    asks(town)
    town.sweeps()
    town.clock.moment = DUE - timedelta(minutes=5)
    urgent = town.launches()
    goes_to(town, DUE)
    assert town.cascades() == [town.cascade(urgent)]

    stop_cascade(town.ports, urgent.id, by="claes")
    town.passes(minutes=10)

    assert [each.urgent for each in town.cascades()] == [False, True]


def test_an_urgent_message_till_the_evening_costs_the_test_and_is_said(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.has("Ana", HOME)
    asks(town)
    town.sweeps()
    town.clock.moment = DUE - timedelta(minutes=5)
    town.launches(expires=timedelta(hours=12))
    goes_to(town, DUE)

    with caplog.at_level(logging.ERROR):
        goes_to(town, datetime(2026, 3, 3, 17, tzinfo=UTC))

    assert [each.urgent for each in town.cascades()] == [True]
    assert what_became(town) == [("2026-03", Stage.MISSED)]
    assert "monthly_test_missed partnership=tilleuls month=2026-03" in caplog.text


def test_a_gateway_that_was_down_makes_it_up_the_same_day(town: Town) -> None:
    town.has("Ana", HOME)
    asks(town)

    goes_to(town, datetime(2026, 3, 3, 16, 45, tzinfo=UTC))

    assert what_became(town) == [("2026-03", Stage.LAUNCHED)]


@pytest.mark.parametrize("late", [timedelta(hours=7, minutes=30), timedelta(days=1), timedelta(days=20)])
def test_a_gateway_that_was_down_till_the_evening_says_so_and_plans_the_next(town: Town, late: timedelta) -> None:
    town.has("Ana", HOME)
    asks(town)

    goes_to(town, DUE + late)
    town.sweeps()

    assert (town.cascades(), what_became(town)) == ([], [("2026-03", Stage.MISSED)])
    assert [each.month for each in planned(town)] == ["2026-04"]


def test_in_quiet_hours_it_waits_for_their_end(town: Town) -> None:
    town.has("Ana", HOME)
    asks(town, quiet_hours=QuietHours(time(10), time(12)))

    goes_to(town, DUE)
    assert town.cascades() == []
    town.passes(hours=2)

    assert what_became(town) == [("2026-03", Stage.LAUNCHED)]


def test_a_locked_officer_is_replaced_and_without_any_it_is_missed_aloud(town: Town) -> None:
    town.has("Ana", HOME)
    asks(town)
    town.sweeps()
    with town.ports.store.write() as book:
        book.people.set_lock("claes", locked=True)
    goes_to(town, DUE)
    assert [each.launched_by for each in town.cascades()] == ["peeters"]

    with town.ports.store.write() as book:
        book.people.set_lock("peeters", locked=True)
    goes_to(town, datetime(2026, 4, 7, 8, 30, tzinfo=UTC))

    assert len(town.cascades()) == 1
    assert what_became(town)[0] == ("2026-04", Stage.MISSED)


def test_a_sample_zone_on_a_real_carrier_rings_nobody(town: Town) -> None:
    town.has("Ana", HOME)
    asks(town)
    town.carrier.on_loopback = False

    goes_to(town, DUE)

    assert (town.cascades(), town.rung(), what_became(town)) == ([], [], [("2026-03", Stage.MISSED)])
    with town.ports.store.read() as book:
        assert book.alerts.in_states(set(AlertState)) == []


def test_a_test_called_off_leaves_its_month_without_one(town: Town) -> None:
    town.has("Ana", HOME)
    asks(town)
    town.sweeps()

    skip_monthly_test(town.ports, "tilleuls")
    goes_to(town, DUE)

    assert (town.cascades(), what_became(town)) == ([], [("2026-03", Stage.CALLED_OFF)])
    assert [each.month for each in planned(town)] == ["2026-04"]


def test_the_coordinator_reads_how_it_ended(town: Town) -> None:
    town.has("Eva", EVA, role=Role.COORDINATOR, wish="sms")
    town.has("Ana", HOME)
    asks(town)
    goes_to(town, DUE)
    town.passes(minutes=1)
    town.phone(EVA).sends("OK")
    town.phone(HOME).answers().listens_to_the_end()
    town.works()

    [cascade] = town.cascades()
    assert cascade.state is CascadeState.FINISHED
    assert "appels finis. Atteints: 2. Pas atteints: 0." in town.phone(EVA).letter.body


@given(
    st.builds(MonthlyTest, st.sampled_from(Week), st.sampled_from(Workday), st.times(time(7), time(21))),
    st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: MORNING + timedelta(minutes=minutes)),
)
def test_the_next_one_is_ahead_on_a_working_day_at_its_hour_and_each_month_has_one(
    setting: MonthlyTest, now: datetime
) -> None:
    first = next_monthly_test("tilleuls", setting, after=now, zone=BRUSSELS)
    second = next_monthly_test("tilleuls", setting, after=first.due_at, zone=BRUSSELS)

    local = first.due_at.astimezone(BRUSSELS)
    assert first.due_at > now
    assert is_working_day(local.date())
    assert (local.time(), local.date() < made_up_until(first, BRUSSELS).date()) == (setting.at, False)
    assert second.month > first.month
    assert second.due_at - now < timedelta(days=80)
    assert next_monthly_test("tilleuls", setting, after=now, zone=BRUSSELS, beyond=first.month) == second


class Overheard:
    """A store, or a part of its book, that writes down since when past tests are asked for."""

    def __init__(self, part: Any, heard: list[datetime | None]) -> None:
        self._part, self._heard = part, heard

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        return Overheard(found, self._heard) if name == "trust" else found

    @contextmanager
    def read(self) -> Iterator[Any]:
        """The book, overheard too."""
        with self._part.read() as book:
            yield Overheard(book, self._heard)

    def past_tests(self, *, since: datetime | None = None) -> list[PlannedTest]:
        """As the store has them."""
        self._heard.append(since)
        return list(self._part.past_tests(since=since))


def test_the_clock_does_not_read_the_tests_of_all_years_each_time(town: Town) -> None:
    heard: list[datetime | None] = []
    asks(town)

    watch_monthly_tests(replace(town.ports, store=cast("Any", Overheard(town.ports.store, heard))))

    [since] = heard
    assert since is not None
    assert timedelta(days=31) < town.clock.now() - since < timedelta(days=100)

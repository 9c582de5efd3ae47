"""Police messages and their history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from plp.alert import AlertState, Happening
from plp.language import Language
from store import SqlStore
from tests.store.town import HOME, MARKET, MINUTE, NOON, message


def test_an_alert_comes_back_whole(store: SqlStore) -> None:
    alert = message(recordings={Language.NL: "a1b2.wav"}, seal="sealed", answers="alert-0", number=14, year=2026)
    with store.write() as book:
        book.alerts.add(alert)

        found = book.alerts.get(alert.id)
        assert found == alert
        assert {type(language) for language in found.texts} == {Language}


def test_a_moment_comes_back_in_utc_from_whatever_zone_and_never_without_one(store: SqlStore) -> None:
    in_brussels = datetime(2026, 7, 1, 14, 30, 5, 123456, tzinfo=timezone(timedelta(hours=2)))
    with store.write() as book:
        book.alerts.add(message(1, expires_at=in_brussels))
        found = book.alerts.get("alert-1").expires_at
        assert found == in_brussels
        assert found.utcoffset() == timedelta(0)

    with pytest.raises(Exception, match="time zone"), store.write() as book:
        book.alerts.add(message(2, expires_at=in_brussels.replace(tzinfo=None)))


def test_a_partnerships_alerts_are_listed_newest_first(store: SqlStore) -> None:
    first, second, other = message(1), message(2, state=AlertState.DRAFTED), message(3, partnership=MARKET)
    with store.write() as book:
        for alert in (second, first, other):
            book.alerts.add(alert)

        assert book.alerts.of_partnership(HOME, {AlertState.DRAFTED, AlertState.LAUNCHED}) == [second, first]
        assert book.alerts.of_partnership(HOME, {AlertState.LAUNCHED}) == [first]
        assert book.alerts.of_partnership(HOME, set()) == []
        assert book.alerts.in_states({AlertState.LAUNCHED}) == [other, first]


def test_alerts_whose_time_is_over_are_found(store: SqlStore) -> None:
    soon, later = message(1, expires_at=NOON + MINUTE), message(2, expires_at=NOON + 2 * MINUTE)
    with store.write() as book:
        book.alerts.add(soon)
        book.alerts.add(later)

        assert book.alerts.in_states({AlertState.LAUNCHED}, expired_by=NOON + MINUTE) == [soon]
        assert book.alerts.in_states({AlertState.LAUNCHED}, expired_by=NOON) == []


def test_only_the_first_of_two_saves_wins(store: SqlStore) -> None:
    drafted = message(state=AlertState.DRAFTED)
    validated = replace(drafted, state=AlertState.VALIDATED, seal="sealed")
    with store.write() as book:
        book.alerts.add(drafted)

        assert book.alerts.save(validated, was=AlertState.DRAFTED)
        assert not book.alerts.save(replace(drafted, state=AlertState.REJECTED), was=AlertState.DRAFTED)
        assert book.alerts.get(drafted.id) == validated


def test_numbers_begin_again_each_year_and_in_each_partnership(store: SqlStore) -> None:
    with store.write() as book:
        assert book.alerts.next_number(HOME, 2026) == 1
        book.alerts.add(message(1, number=1, year=2026))
        book.alerts.add(message(2, number=2, year=2026))

        assert book.alerts.next_number(HOME, 2026) == 3
        assert book.alerts.next_number(HOME, 2027) == 1
        assert book.alerts.next_number(MARKET, 2026) == 1


def test_history_is_read_oldest_first_and_in_the_order_written(store: SqlStore) -> None:
    lines = [
        Happening("alert-1", NOON + MINUTE, "claes", "launched", "cascade x"),
        Happening("alert-1", NOON, "claes", "drafted"),
        Happening("alert-1", NOON + MINUTE, "tocsin", "finished"),
    ]
    with store.write() as book:
        book.alerts.add(message())
        for line in lines:
            book.alerts.note(line)

        assert book.alerts.history("alert-1") == [lines[1], lines[0], lines[2]]

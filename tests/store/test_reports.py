"""What members say: reports are numbered and decided once, requests to be called back are closed once."""

from __future__ import annotations

from dataclasses import replace

from plp.outcome import By
from plp.report import TAKEN_WITHIN, CallBackRequest, Decision, Report
from store import SqlStore
from tests.store.town import MINUTE, NOON, ZONE, message, neighbour

ANA = neighbour(1)
REPORT = Report("r-1", ZONE.name, ANA.partnership, ANA.id, By.SMS, ANA.phone.e164, 0, 2026, NOON, "A door is open.")
REQUEST = CallBackRequest("c-1", ZONE.name, ANA.partnership, ANA.id, ANA.phone.e164, NOON)


def test_reports_are_numbered_within_a_year_and_wait_until_decided_once(store: SqlStore) -> None:
    with store.write() as book:
        book.people.save_members([ANA])
        first = book.reports.add_report(REPORT)
        second = book.reports.add_report(replace(REPORT, id="r-2", at=NOON + MINUTE))
        another_year = book.reports.add_report(replace(REPORT, id="r-3", year=2027, at=NOON + 2 * MINUTE))
        assert [each.number for each in (first, second, another_year)] == [1, 2, 1]

        assert book.reports.decide("r-1", Decision.PATROL, by="claes", at=NOON + MINUTE)
        assert not book.reports.decide("r-1", Decision.NO_ACTION, by="desk", at=NOON + MINUTE)
        decided = book.reports.report("r-1")
        assert decided == replace(first, decision=Decision.PATROL, decided_by="claes", decided_at=NOON + MINUTE)
        assert [each.id for each in book.reports.reports(waiting=True)] == ["r-2", "r-3"]
        assert book.reports.reports(partnerships=["elsewhere"], waiting=True) == []
        assert [each.id for each in book.reports.reports(zone=ZONE.name, since=NOON + MINUTE)] == ["r-2", "r-3"]


def test_that_nobody_took_it_is_told_once_and_never_of_a_decided_one(store: SqlStore) -> None:
    with store.write() as book:
        book.people.save_members([ANA])
        book.reports.add_report(REPORT)
        book.reports.add_report(replace(REPORT, id="r-2"))
        book.reports.decide("r-2", Decision.NO_ACTION, by="claes", at=NOON)

        assert [book.reports.note_told(each, NOON + MINUTE) for each in ("r-1", "r-1", "r-2")] == [True, False, False]


def test_a_report_is_found_by_the_message_that_came_of_it(store: SqlStore) -> None:
    alert = message()
    with store.write() as book:
        book.people.save_members([ANA])
        book.alerts.add(alert)
        book.reports.add_report(REPORT)

        assert book.reports.report_of_alert(alert.id) is None
        book.reports.link("r-1", alert.id)
        found = book.reports.report_of_alert(alert.id)
        assert found is not None
        assert found.id == "r-1"


def test_the_gauges_count_what_waits_and_what_waits_too_long(store: SqlStore) -> None:
    with store.write() as book:
        book.people.save_members([ANA])
        book.reports.add_report(REPORT)
        book.reports.add_report(replace(REPORT, id="r-2", at=NOON - TAKEN_WITHIN))
        book.reports.add_report(replace(REPORT, id="r-3", at=NOON - TAKEN_WITHIN))
        book.reports.decide("r-3", Decision.PATROL, by="claes", at=NOON)

    gauges = store.gauges()

    assert (gauges["reports_waiting"], gauges["reports_waiting_too_long"]) == (2, 1)


def test_a_request_to_be_called_back_is_closed_once(store: SqlStore) -> None:
    with store.write() as book:
        book.people.save_members([ANA])
        book.reports.add_call_back(REQUEST)
        book.reports.add_call_back(replace(REQUEST, id="c-2", at=NOON + MINUTE))

        assert book.reports.close_call_back("c-1", by="desk", at=NOON + MINUTE)
        assert not book.reports.close_call_back("c-1", by="claes", at=NOON + MINUTE)
        assert [each.id for each in book.reports.call_backs(zone=ZONE.name)] == ["c-2"]
        assert [each.id for each in book.reports.call_backs(member=ANA.id, open_only=False)] == ["c-1", "c-2"]
        closed = book.reports.call_back("c-1")
        assert closed is not None
        assert (closed.closed_by, closed.closed_at) == ("desk", NOON + MINUTE)

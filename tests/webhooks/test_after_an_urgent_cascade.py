"""What follows an urgent cascade: the coordinator's summary, the buddies, and requests to be called back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from plp.alert import Kind
from plp.call import Recording, RecordingState
from plp.errors import CarrierRefused
from plp.fault import Fault
from plp.member import Role, Standing
from plp.report import CallBackRequest
from services.codes import hash_code
from services.stop_cascade import stop_cascade
from tests.fakes.town import (
    CLAES_PHONE,
    CODES,
    Handset,
    Town,
    officers_of_town,
    partnerships_of_town,
    zone_of_town,
)

ANA, BEN, CORA, DORA = "+3222000001", "+3222000002", "+32479000003", "+3222000004"
DESK, DESK_CODE = zone_of_town().desk_number, "771204"


def a_zone(town: Town, **changes: object) -> None:
    with town.ports.store.write() as book:
        book.people.save_zone(zone_of_town(**changes), officers_of_town(), partnerships_of_town())


def with_a_coordinator(town: Town) -> None:
    """Ana is never reached, Cora coordinates."""
    town.has("Ana", ANA)
    town.has("Cora", CORA, role=Role.COORDINATOR)


def nobody_answers(town: Town, *numbers: str) -> None:
    """They are rung until the plan gives up; Cora has read her text."""
    for _ in range(4):
        for number in numbers:
            town.phone(number).does_not_answer()
        town.passes(minutes=11)


def letters_to(town: Town, number: str) -> list[str]:
    return [order.body for order in town.carrier.text_orders if order.to == number]


# ------------------------------------------------------------------------------------ the summary


def test_the_coordinator_reads_how_many_were_reached_once(town: Town) -> None:
    with_a_coordinator(town)
    town.launches()
    town.phone(CORA).text_is("delivered").sends("OK")

    nobody_answers(town, ANA)

    [_, summary] = letters_to(town, CORA)
    assert "message 1, appels finis. Atteints: 1. Pas atteints: 1." in summary
    assert "Ana" not in summary
    town.passes(hours=1)
    assert len(letters_to(town, CORA)) == 2


def test_names_are_told_only_where_the_zone_allows_it(town: Town) -> None:
    a_zone(town, names_to_coordinator=True)
    with_a_coordinator(town)
    town.launches()
    town.phone(CORA).text_is("delivered").sends("OK")

    nobody_answers(town, ANA)

    assert "Pas atteints: 1: Ana." in letters_to(town, CORA)[-1]


def test_a_coordinator_on_a_landline_is_rung(town: Town) -> None:
    town.has("Dora", DORA, role=Role.COORDINATOR)
    town.launches()
    town.phone(DORA).answers().listens_to_the_end()
    town.works()

    town.phone(DORA).answers().hears("message numéro 1", "Membres atteints : 1").listens_to_the_end()


@pytest.mark.parametrize("kind", [Kind.TEST, Kind.PREVENTION])
def test_what_is_not_urgent_is_not_summed_up(town: Town, kind: Kind) -> None:
    with_a_coordinator(town)
    town.launches(kind)
    town.phone(CORA).text_is("delivered").sends("OK")
    town.phone(ANA).answers().listens_to_the_end()

    assert len(letters_to(town, CORA)) == 1


def test_a_coordinator_who_left_is_told_nothing(town: Town) -> None:
    town.has("Ana", ANA)
    town.has("Cora", CORA, role=Role.COORDINATOR, standing=Standing.LEFT)
    town.launches()
    town.phone(ANA).answers().listens_to_the_end()
    town.works()

    assert letters_to(town, CORA) == []


# --------------------------------------------------------------------------------------- the buddy


def test_a_buddy_hears_that_the_neighbour_did_not_answer_and_nothing_of_the_message(town: Town) -> None:
    town.has("Ana", ANA, buddy_phone=BEN, buddy_agreed_on=date(2026, 1, 1))
    town.has("Ben", BEN)
    town.launches()
    town.phone(BEN).answers().listens_to_the_end()
    before = town.rung().count(BEN)
    nobody_answers(town, ANA)

    assert town.rung().count(BEN) == before + 1
    ben = town.phone(BEN).answers().hears("Ici la police", "Ana n'a pas répondu", "sans risque")
    ben.does_not_hear("camionnette").listens_to_the_end()
    town.passes(hours=2)
    assert town.rung().count(BEN) == before + 1


@pytest.mark.parametrize(
    ("ana", "ben"),
    [
        ({"buddy_phone": BEN}, {}),
        ({"buddy_phone": BEN, "buddy_agreed_on": date(2026, 1, 1)}, {"standing": Standing.LEFT}),
        ({"buddy_phone": BEN, "buddy_agreed_on": date(2026, 1, 1)}, {"paused_until": "tomorrow"}),
        ({"buddy_phone": DORA, "buddy_agreed_on": date(2026, 1, 1)}, {}),
    ],
    ids=["has not agreed", "has left", "is paused", "is nobody we know"],
)
def test_without_consent_of_an_active_member_no_buddy_is_rung(
    town: Town, ana: dict[str, object], ben: dict[str, object]
) -> None:
    if "paused_until" in ben:
        ben = {"paused_until": town.clock.now() + timedelta(days=3)}
    town.has("Ana", ANA, **ana)
    town.has("Ben", BEN, **ben)
    town.launches()
    if not ben:
        town.phone(BEN).answers().listens_to_the_end()
    before = len([each for each in town.rung() if each != ANA])
    nobody_answers(town, ANA)

    assert len([each for each in town.rung() if each != ANA]) == before


def calls_in_and_hears_it(town: Town) -> None:
    town.phone(ANA).dials().hears("camionnette").listens_to_the_end()


def the_officer_stops_it(town: Town) -> None:
    stop_cascade(town.ports, town.cascades()[0].id, by="claes")


@pytest.mark.parametrize("meanwhile", [calls_in_and_hears_it, the_officer_stops_it])
def test_a_buddy_who_did_not_answer_is_not_rung_again_when_there_is_no_need_any_more(
    town: Town, meanwhile: Callable[[Town], None]
) -> None:
    # given
    town.has("Ana", ANA, buddy_phone=BEN, buddy_agreed_on=date(2026, 1, 1))
    town.has("Ben", BEN)
    town.has("Dora", DORA)
    town.carrier.fails(ANA, CarrierRefused(21211, Fault.NUMBER))
    town.launches()
    town.phone(BEN).answers().listens_to_the_end()
    town.works()
    town.phone(BEN).is_busy()
    before = town.rung().count(BEN)

    # when
    meanwhile(town)
    town.passes(minutes=11)

    # then
    assert town.rung().count(BEN) == before


def test_no_buddy_is_rung_for_what_is_not_urgent(town: Town) -> None:
    town.has("Ana", ANA, buddy_phone=BEN, buddy_agreed_on=date(2026, 1, 1))
    town.has("Ben", BEN)
    town.launches(Kind.TEST)
    town.phone(BEN).answers().listens_to_the_end()
    before = town.rung().count(BEN)
    nobody_answers(town, ANA)
    town.passes(hours=3)

    assert town.rung().count(BEN) == before


# -------------------------------------------------------------------------- requests to be called back


def asks_to_be_called(town: Town, name: str, number: str, *, reason: str | None = None) -> CallBackRequest:
    zone = zone_of_town().name
    member = town._members[name]
    request = CallBackRequest(uuid4().hex, zone, "tilleuls", member.id, number, town.clock.now(), reason)
    with town.ports.store.write() as book:
        if reason:
            url = "https://x.example/RE"
            kept = Recording(reason, "CA1", "fr", url, RecordingState.KEPT, town.clock.now(), f"voice-{reason}")
            book.conversations.add_recording(kept)
        book.reports.add_call_back(request)
    return request


def closed_by(town: Town, request: CallBackRequest) -> str | None:
    with town.ports.store.read() as book:
        found = book.reports.call_back(request.id)
    assert found is not None
    return found.closed_by


def at_his_menu(town: Town) -> Handset:
    return town.phone(CLAES_PHONE).dials().types(CODES["claes"])


def test_requests_to_be_called_back_are_in_the_officers_menu_and_closed_by_him(town: Town) -> None:
    town.has("Ana", ANA)
    town.has("Ben", BEN)
    first = asks_to_be_called(town, "Ana", ANA, reason="RE7")
    town.clock.sleep(timedelta(days=1))
    second = asks_to_be_called(town, "Ben", BEN)

    phone = at_his_menu(town).hears("Demandes de rappel : 2").presses("3")
    phone.hears("le 2 mars, à 10 heures", "Ana", "0 2, 2 0 0", "voice-RE7").presses("2").hears("Ben")
    phone.presses("1").hears("a été rappelée").waits().hears("Rien d'autre").waits().hears("Demandes de rappel : 1")

    assert (closed_by(town, first), closed_by(town, second)) == (None, "claes")


def test_the_desk_closes_one_too(town: Town) -> None:
    a_zone(town, desk_code_hash=hash_code(DESK_CODE))
    town.has("Ana", ANA)
    request = asks_to_be_called(town, "Ana", ANA)

    desk = town.phone(DESK).dials().types(DESK_CODE).hears("Demandes de rappel : 1").presses("1").hears("Ana")
    desk.presses("111").hears("a été rappelée")
    for _ in range(5):
        desk.asks_again()

    assert closed_by(town, request) == "desk"


@pytest.mark.parametrize("keys", ["", "7", "*", "0", "9", "2"])
def test_silence_and_every_other_key_leave_it_open(town: Town, keys: str) -> None:
    town.has("Ana", ANA)
    request = asks_to_be_called(town, "Ana", ANA)
    phone = at_his_menu(town).presses("3")

    _ = phone.presses(keys) if keys else phone.waits()

    assert closed_by(town, request) is None


def test_an_officer_who_is_a_member_too_hears_his_message_with_four(town: Town) -> None:
    town.has("Claes", CLAES_PHONE)
    town.launches()

    at_his_menu(town).hears("message de membre").presses("4").hears("camionnette")


def test_an_officer_who_is_no_member_is_offered_no_such_thing(town: Town) -> None:
    officers = [replace(each) for each in officers_of_town()]
    assert officers

    at_his_menu(town).does_not_hear("message de membre").presses("4").hears("Pour lancer un message")

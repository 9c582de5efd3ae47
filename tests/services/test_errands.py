"""Calls and texts beside the cascades: placed once, followed to their end, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plp.errand import Errand, ErrandKind, ErrandState
from plp.errors import CarrierRefused, CarrierUnclear
from plp.fault import Fault
from plp.member import Role
from services.tell_coordinators import tell_coordinators
from tests.fakes.town import CLAES_PHONE, SUBSTITUTE_PHONE, ZONE_TEXTS, Town

COORDINATOR = "+32479000009"


def told(town: Town) -> Errand:
    """The coordinator is owed a notice by text, and it is sent."""
    town.has("Cor", COORDINATOR, wish="sms", role=Role.COORDINATOR)
    with town.ports.store.write() as book:
        tell_coordinators(town.ports, book, "tilleuls", "texts_ended", "a-subject", blanks={"who": "Ana"})
    town.works()
    return notice(town)


def notice(town: Town) -> Errand:
    with town.ports.store.read() as book:
        return book.errands.about(ErrandKind.NOTICE, "a-subject")[0]


def rounds(town: Town) -> int:
    with town.ports.store.read() as book:
        return len(book.errands.about(ErrandKind.NOTICE, "a-subject"))


def test_a_text_of_which_nothing_more_is_heard_is_not_asked_about_for_ever(town: Town) -> None:
    told(town)
    town.phone(COORDINATOR).text_is("sent")

    town.passes(hours=3)

    assert (notice(town).state, rounds(town)) == (ErrandState.ENDED, 1)


def test_a_text_that_the_carrier_lost_is_said_by_telephone(town: Town) -> None:
    told(town)
    town.carrier.down = CarrierRefused(20404, Fault.ACCOUNT, "not found")

    town.passes(minutes=3)

    assert (notice(town).state, rounds(town)) == (ErrandState.FAILED, 2)


def test_a_carrier_that_will_not_say_is_asked_again_later_and_not_at_each_sweep(town: Town) -> None:
    told(town)
    town.carrier.down = CarrierRefused(20003, Fault.ACCOUNT, "who are you?")

    town.passes(minutes=3)
    first = notice(town)
    town.passes(seconds=15)

    assert (first.state, first.looks) == (ErrandState.SUBMITTED, 1)
    assert notice(town).looks == 1


def test_nobody_of_a_sample_zone_is_rung_or_asked_about_on_a_real_carrier(town: Town) -> None:
    town.carrier.on_loopback = False
    town.phone("+32479999999").dials().presses("*").types("7#")

    town.works()
    town.passes(minutes=4)

    assert town.rung() == []
    with town.ports.store.read() as book:
        assert book.errands.overdue(town.clock.now()) == []


def test_a_ring_back_is_never_taken_for_the_one_of_a_colleague_whom_the_list_shows_too(any_town: Town) -> None:
    # given
    town = any_town
    town.carrier.lists_everybody = True
    town.carrier.fails(CLAES_PHONE, CarrierUnclear("time-out"))
    town.carrier.loses_answer(SUBSTITUTE_PHONE)
    town.phone("+32479999999").dials().presses("*").types("7#")
    town.phone("+32479999998").dials().presses("*").types("8#")
    town.works()

    # when
    town.passes(minutes=3)

    # then
    with town.ports.store.read() as book:
        found = {
            each.number: each.carrier_sid for each in book.errands.overdue(town.clock.now() + timedelta(minutes=9))
        }
    assert found == {CLAES_PHONE: None, SUBSTITUTE_PHONE: town.carrier.live_calls()[0]}


def test_a_notice_that_somebody_else_sent_him_is_not_taken_for_ours(town: Town) -> None:
    town.carrier.loses_answer(COORDINATOR)
    town.carrier.spells = lambda number: "+32460999999" if number == ZONE_TEXTS else number
    told(town)

    town.passes(minutes=3)

    assert (notice(town).state, notice(town).looks) == (ErrandState.SUBMITTING, 1)


def test_a_notice_that_fails_with_a_code_nobody_knows_is_told(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    told(town)

    for _ in range(2):
        town.phone(COORDINATOR).text_is("undelivered", code=99999)

    assert caplog.text.count("unexpected_code") == 1
    assert "code=99999" in caplog.text
    assert rounds(town) == 2

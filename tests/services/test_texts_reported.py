"""What a text's reports change: when a call follows it, and how he ends to whom it was delivered."""

from __future__ import annotations

from datetime import timedelta

from plp.cascade import Final
from plp.outcome import By
from services.note_text import note_text
from tests.fakes.town import Town

MOBILE = "+32479000001"


def test_whoever_got_the_text_before_the_message_expired_is_informed(town: Town) -> None:
    town.has("Ana", MOBILE, wish="both")
    town.launches(expires=timedelta(minutes=2))
    town.phone(MOBILE).text_is("delivered")
    assert town.delivery("Ana").final is None

    town.passes(minutes=3)

    assert (town.delivery("Ana").final, town.delivery("Ana").why) == (Final.INFORMED, "text delivered")
    assert town.rung() == []


def test_a_report_that_comes_meanwhile_does_not_put_off_the_call_that_follows_the_text(town: Town) -> None:
    town.has("Ana", MOBILE, wish="both")
    town.launches()
    due_at = town.delivery("Ana").due_at

    town.passes(minutes=2)
    town.phone(MOBILE).text_is("delivered")

    assert town.delivery("Ana").due_at == due_at
    town.passes(minutes=1)
    assert town.rung() == [MOBILE]


def test_a_report_instead_of_the_carriers_answer_has_the_call_planned_that_follows_the_text(any_town: Town) -> None:
    town = any_town
    town.has("Ana", MOBILE, wish="sms")
    town.carrier.loses_answer(MOBILE)
    town.carrier.before_answering = lambda order, sid: note_text(town.ports, order.id, "sent", sid=sid)

    town.launches()

    ana = town.delivery("Ana")
    assert town.outcomes("Ana") == ["sent"]
    assert (ana.next_by, ana.due_at) == (By.VOICE, town.clock.now() + timedelta(minutes=3))


def test_a_report_of_a_text_whose_answer_was_lost_has_the_call_planned_that_follows_it(any_town: Town) -> None:
    town = any_town
    town.has("Ana", MOBILE, wish="sms")
    town.carrier.loses_answer(MOBILE)
    town.launches()
    assert town.delivery("Ana").due_at is None

    town.phone(MOBILE).text_is("sent")

    ana = town.delivery("Ana")
    assert (ana.next_by, ana.due_at) == (By.VOICE, town.clock.now() + timedelta(minutes=3))

"""Texts: what becomes of them, what is answered, and what is refused."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.exchange.gateway import Gateway
from tests.exchange.town import ANA, BRAM, GATEWAY, SMS_GATEWAY, Json, Town
from tests.exchange.waiting import wait_until

FINAL = {"delivered", "undelivered", "failed", "sent"}


def told(gateway: Gateway) -> list[tuple[str, str | None]]:
    """The statuses and codes that the gateway was told."""
    return [(asked.form["MessageStatus"], asked.form.get("ErrorCode")) for asked in gateway.requests("/text-status")]


@pytest.mark.parametrize(
    ("sms", "statuses"),
    [
        ({}, [("queued", None), ("sent", None), ("delivered", None)]),
        ({"undelivered": 30005}, [("queued", None), ("sent", None), ("undelivered", "30005")]),
        ({"failed": 30006}, [("queued", None), ("failed", "30006")]),
        ({"sent_only": True}, [("queued", None), ("sent", None)]),
    ],
)
def test_what_becomes_of_a_text_is_told(
    town: Town, gateway: Gateway, sms: Json, statuses: list[tuple[str, str | None]]
) -> None:
    town.handset(ANA, {"sms": sms})

    sid = town.text(status_callback=gateway.url("/text-status"))

    wait_until(lambda: told(gateway) == statuses)
    asked = gateway.requests("/text-status")[-1]
    assert asked.genuine
    assert (asked.form["MessageSid"], asked.form["To"], asked.form["From"]) == (sid, ANA, SMS_GATEWAY)
    fetched = town.client.messages(sid).fetch()
    assert (fetched.status, fetched.error_code) == (statuses[-1][0], int(statuses[-1][1] or 0) or None)


def test_a_new_text_is_queued_and_counted_in_parts(town: Town) -> None:
    messages = town.client.messages

    def parts(body: str) -> str:
        return str(messages.create(to=ANA, from_=SMS_GATEWAY, body=body).num_segments)

    assert messages.create(to=ANA, from_=SMS_GATEWAY, body="é").status == "queued"
    assert [parts("a" * 160), parts("a" * 161), parts("€" * 80), parts("€" * 81)] == ["1", "2", "1", "2"]
    assert [parts("ê" * 70), parts("ê" * 71)] == ["1", "2"]


def test_texts_are_listed_and_filtered(town: Town) -> None:
    first, second = town.text("un"), town.text("deux", to="+32470100099")

    assert [text.sid for text in town.client.messages.list()] == [second, first]
    assert [text.body for text in town.client.messages.list(to=ANA)] == ["un"]


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"to": " "}, 21604),
        ({"from_": None}, 21603),
        ({"body": None}, 21602),
        ({"body": "a" * 1601}, 21617),
        ({"to": "+32"}, 21211),
        ({"to": BRAM}, 21614),
        ({"from_": "+32470999999"}, 21606),
    ],
)
def test_a_wrong_text_is_refused_with_its_code(town: Town, order: dict[str, str | None], code: int) -> None:
    right: dict[str, str | None] = {"to": ANA, "from_": SMS_GATEWAY, "body": "Bonjour"}

    with pytest.raises(TwilioRestException) as refused:
        town.client.messages.create(**{name: said for name, said in {**right, **order}.items() if said})

    assert refused.value.code == code


def test_somebody_answers_a_text_and_is_answered(town: Town, gateway: Gateway) -> None:
    gateway.says("/sms/incoming", "<Message>Merci, bien reçu</Message>")
    town.handset(ANA, {"sms": {"reply": "OUI", "reply_after": 5}})

    town.text("Répondez OUI")

    (reply,) = wait_until(lambda: town.texts(direction="outbound-reply", status="delivered"))
    assert (reply["body"], reply["to"], reply["from"]) == ("Merci, bien reçu", ANA, SMS_GATEWAY)
    (asked,) = gateway.requests("/sms/incoming")
    assert asked.genuine
    assert (asked.form["Body"], asked.form["From"], asked.form["NumMedia"]) == ("OUI", ANA, "0")


def test_a_reply_may_wait_for_certain_words_and_comes_once(town: Town, gateway: Gateway) -> None:
    town.handset(ANA, {"sms": {"reply": "OUI", "reply_when": "confirm", "reply_after": 0}})

    sids = [town.text(body) for body in ("bonjour", "Confirmez", "confirmez encore")]

    wait_until(lambda: all(town.client.messages(sid).fetch().status == "delivered" for sid in sids))
    wait_until(lambda: gateway.requests("/sms/incoming"))
    assert len(town.texts(direction="inbound")) == 1


def test_a_text_with_a_picture_comes_in(town: Town, gateway: Gateway) -> None:
    sent = {"from": ANA, "to": SMS_GATEWAY, "body": "Voici", "media": ["http://example.org/a.jpg"]}

    sid = town.tell("POST", "text", sent)["sid"]

    asked = wait_until(lambda: gateway.requests("/sms/incoming"))[0]
    assert (asked.form["MessageSid"], asked.form["MediaUrl0"]) == (sid, "http://example.org/a.jpg")


def test_who_wrote_stop_gets_no_text_until_start(town: Town, gateway: Gateway) -> None:
    town.tell("POST", "text", {"from": ANA, "to": SMS_GATEWAY, "body": "stop"})
    with pytest.raises(TwilioRestException) as refused:
        town.text()
    town.tell("POST", "text", {"from": ANA, "to": SMS_GATEWAY, "body": "START"})

    assert refused.value.code == 21610
    assert town.text()
    assert [asked.form["Body"] for asked in wait_until(lambda: gateway.asked)][:1] == ["stop"]


def test_somebody_may_have_opted_out_before(town: Town) -> None:
    town.handset(ANA, {"sms": {"opted_out": True}})

    with pytest.raises(TwilioRestException) as refused:
        town.text()

    assert refused.value.code == 21610


def test_the_voice_number_takes_texts_too(town: Town, gateway: Gateway) -> None:
    town.tell("POST", "text", {"from": ANA, "to": GATEWAY, "body": "allo"})

    assert wait_until(lambda: gateway.requests("/sms/incoming"))[0].form["To"] == GATEWAY

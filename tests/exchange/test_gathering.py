"""Keys: they interrupt what is being said, end on the finish key, the count or silence, and reach the action."""

from __future__ import annotations

import pytest

from tests.exchange.gateway import Gateway
from tests.exchange.town import ANA, Json, Town, heard

LONG = "Ceci est un message de la police locale " * 10


def conversation(town: Town, gateway: Gateway, gather: str, *presses: Json) -> Json:
    """A call in which this is said to a handset that presses these keys."""
    town.handset(ANA, {"presses": list(presses)})
    gateway.says("/pressed", "<Say>Merci</Say>")
    return town.ended(town.ring(gateway.says("/menu", f"{gather}<Say>Au revoir</Say>")))


def digits(gateway: Gateway) -> list[tuple[str, str | None]]:
    """What the action was told."""
    return [(asked.form["Digits"], asked.form.get("FinishedOnKey")) for asked in gateway.requests("/pressed")]


def test_a_key_interrupts_the_sentence_at_once(town: Town, gateway: Gateway) -> None:
    gather = f'<Gather action="/pressed" numDigits="1"><Say>{LONG}</Say><Say>jamais dit</Say></Gather>'

    call = conversation(town, gateway, gather, {"hears": "police", "delay": 5, "keys": "1"})

    first = call["heard"][0]
    assert first["interrupted"]
    assert 4 < first["seconds"] < 30
    assert heard(call)[1:] == ["Merci"]
    assert digits(gateway) == [("1", None)]
    assert all(asked.genuine for asked in gateway.asked)
    assert call["keys"][0]["taken_by"] == "Gather"


def test_silence_goes_on_with_the_next_verb(town: Town, gateway: Gateway) -> None:
    call = conversation(town, gateway, '<Gather action="/pressed"><Say>Pressez un</Say></Gather>')

    assert heard(call) == ["Pressez un", "Au revoir"]
    assert digits(gateway) == []
    assert call["heard"][1]["at"] - call["heard"][0]["at"] >= 5


def test_silence_may_be_told_to_the_action(town: Town, gateway: Gateway) -> None:
    call = conversation(town, gateway, '<Gather action="/pressed" actionOnEmptyResult="true" timeout="2"/>')

    assert digits(gateway) == [("", None)]
    assert heard(call) == ["Merci"]


@pytest.mark.parametrize(
    ("attributes", "keys", "told"),
    [
        ("", "482915#", ("482915", "#")),
        ('finishOnKey="*"', "12#3*9", ("12#3", "*")),
        ('finishOnKey="" timeout="2"', "12#*", ("12#*", None)),
        ('numDigits="2"', "475", ("47", None)),
        ('timeout="2"', "12", ("12", None)),
        ('numDigits="1"', "*", ("*", None)),
    ],
)
def test_keys_are_collected_as_the_attributes_say(
    town: Town, gateway: Gateway, attributes: str, keys: str, told: tuple[str, str | None]
) -> None:
    gather = f'<Gather action="/pressed" {attributes}><Say>Tapez</Say></Gather>'

    conversation(town, gateway, gather, {"hears": "tapez", "keys": keys})

    assert digits(gateway) == [told]


def test_the_finish_key_alone_is_an_empty_result(town: Town, gateway: Gateway) -> None:
    gather = '<Gather action="/pressed"><Say>Tapez</Say></Gather>'

    call = conversation(town, gateway, gather, {"hears": "tapez", "keys": "#"})

    assert digits(gateway) == []
    assert heard(call) == ["Tapez", "Au revoir"]


def test_without_an_action_the_same_document_is_asked_again(town: Town, gateway: Gateway) -> None:
    town.handset(ANA, {"presses": [{"hears": "tapez", "keys": "7"}]})
    gather = '<Gather numDigits="1"><Say>Tapez</Say></Gather>'
    town.ended(town.ring(gateway.says("/menu", gather, "<Hangup/>") + "?step=1"))

    assert [asked.form.get("Digits") for asked in gateway.requests("/menu")] == [None, "7"]


def test_a_key_pressed_when_nobody_listens_is_lost(town: Town, gateway: Gateway) -> None:
    call = conversation(town, gateway, f"<Say>{LONG}</Say>", {"hears": "police", "keys": "1"})

    assert call["keys"] == [{"at": call["keys"][0]["at"], "key": "1", "arrived": True, "taken_by": None}]
    assert not call["heard"][0]["interrupted"]


def test_a_key_interrupts_a_clip_and_a_pause_too(town: Town, gateway: Gateway) -> None:
    call = conversation(
        town, gateway, '<Gather action="/pressed" numDigits="1"><Pause length="60"/></Gather>', {"at": 20, "keys": "1"}
    )

    assert call["heard"][0]["interrupted"]
    assert digits(gateway) == [("1", None)]

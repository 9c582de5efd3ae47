"""Handsets: each does what its character says, and a character that makes no sense is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.exchange.gateway import Gateway
from tests.exchange.test_conversation import clip
from tests.exchange.town import ANA, BRAM, GATEWAY, OFFICER, Json, Town, exchange_process, heard

MENU = '<Gather numDigits="1" action="/pressed" timeout="20"><Say>Un message. Pour confirmer, pressez un</Say></Gather>'
LONG_MENU = MENU.replace("Pour", "Pour être bien sûr " * 60 + "pour")


def call_to(town: Town, gateway: Gateway, character: object, document: str = MENU, **order: object) -> Json:
    """A call to somebody of this character, to its end."""
    town.handset(ANA, character)
    gateway.says("/pressed", "<Hangup/>")
    return town.ended(town.ring(gateway.says("/menu", document), **order))


def keys(call: Json) -> str:
    """The keys that were taken."""
    return "".join(key["key"] for key in call["keys"] if key["taken_by"])


@pytest.mark.parametrize(
    ("character", "status"),
    [
        ("listener", "completed"),
        ("absent", "no-answer"),
        ({"rings": 30}, "no-answer"),
        ("busy", "busy"),
        ("rejects", "busy"),
        ({"failed": 13224}, "failed"),
    ],
)
def test_how_a_call_ends_is_a_matter_of_character(town: Town, gateway: Gateway, character: object, status: str) -> None:
    assert call_to(town, gateway, character)["status"] == status


def test_nobody_answers_before_the_time_out_of_the_call(town: Town, gateway: Gateway) -> None:
    call = call_to(town, gateway, "absent", timeout=20)

    assert 20 <= call["states"][-1]["seconds"] - call["states"][1]["seconds"] < 55


def test_somebody_answers_after_so_many_rings(town: Town, gateway: Gateway) -> None:
    call = call_to(town, gateway, {"rings": 5})

    assert 20 <= call["states"][2]["seconds"] - call["states"][1]["seconds"] < 55


def test_some_numbers_cannot_even_be_called(town: Town) -> None:
    town.handset(ANA, {"refused": 21214})

    with pytest.raises(TwilioRestException) as refused:
        town.ring("http://127.0.0.1/hello")

    assert refused.value.code == 21214


def test_a_listener_hears_everything_and_presses_nothing(town: Town, gateway: Gateway) -> None:
    call = call_to(town, gateway, "listener")

    assert not call["heard"][0]["interrupted"]
    assert call["keys"] == []


@pytest.mark.parametrize(
    "press",
    [
        {"hears": "PRESSEZ un"},
        {"hears": "message", "delay": 2},
        {"matches": r"press\w+ un$"},
    ],
)
def test_a_key_is_pressed_at_its_cue(town: Town, gateway: Gateway, press: Json) -> None:
    assert keys(call_to(town, gateway, {"presses": [{**press, "keys": "1"}]})) == "1"


def test_a_key_is_pressed_so_long_after_the_answer(town: Town, gateway: Gateway) -> None:
    call = call_to(town, gateway, {"presses": [{"at": 30, "keys": "1"}]}, LONG_MENU)

    assert keys(call) == "1"
    assert 30 <= call["keys"][0]["at"] < 60


def test_words_that_were_cut_off_were_not_heard(town: Town, gateway: Gateway) -> None:
    presses = [{"hears": "un message", "keys": "1", "delay": 0.1}, {"hears": "pressez un", "keys": "2"}]

    call = call_to(town, gateway, {"presses": presses}, LONG_MENU)

    assert [key["key"] for key in call["keys"]] == ["1"]


def test_a_key_is_pressed_in_the_second_clip(town: Town, gateway: Gateway) -> None:
    gateway.answers("/media/a.wav", clip(30))
    document = '<Gather numDigits="1" action="/pressed"><Play loop="2">/media/a.wav</Play></Gather>'

    call = call_to(town, gateway, {"presses": [{"play": 2, "at": 4, "keys": "1"}]}, document)

    first, second = call["heard"]
    assert not first["interrupted"]
    assert 3.9 < second["seconds"] < 30


def test_words_in_a_clip_are_understood_when_they_are_known(town: Town, gateway: Gateway) -> None:
    gateway.answers("/media/a.wav", clip(2))
    town.tell("PUT", "clips", {"/media/a.wav": "Écoutez la police"})
    document = '<Gather numDigits="1" action="/pressed"><Play>/media/a.wav</Play></Gather>'

    call = call_to(town, gateway, {"presses": [{"hears": "ecoutez", "keys": "1"}]}, document)

    assert heard(call, "Play") == ["Écoutez la police"]
    assert keys(call) == "1"


def test_a_rotary_telephone_sends_nothing(town: Town, gateway: Gateway) -> None:
    call = call_to(town, gateway, {"rotary": True, "presses": [{"hears": "pressez", "keys": "1"}]})

    assert [(key["key"], key["arrived"]) for key in call["keys"]] == [("1", False)]
    assert keys(call) == ""


def test_a_slow_person_needs_eight_seconds_more(town: Town, gateway: Gateway) -> None:
    call = call_to(town, gateway, {"slow": 8, "presses": [{"hears": "pressez un", "keys": "1"}]})

    sentence = call["heard"][0]
    assert call["keys"][0]["at"] - sentence["at"] - sentence["seconds"] >= 9
    assert keys(call) == "1"


def test_a_silent_person_does_nothing(town: Town, gateway: Gateway) -> None:
    call = call_to(town, gateway, {"silent": True, "presses": [{"at": 1, "keys": "1"}], "hangs_up": {"at": 1}})

    assert call["keys"] == []
    assert call["ended_by"] == "gateway"


@pytest.mark.parametrize("cue", [{"at": 30}, {"hears": "message", "delay": 0.2}])
def test_somebody_hangs_up(town: Town, gateway: Gateway, cue: Json) -> None:
    call = call_to(town, gateway, {"hangs_up": cue}, LONG_MENU)

    assert call["ended_by"] == "handset"
    assert call["heard"][0]["interrupted"]
    assert gateway.requests("/pressed") == []


def test_somebody_hangs_up_during_a_clip(town: Town, gateway: Gateway) -> None:
    gateway.answers("/media/a.wav", clip(60))

    call = call_to(town, gateway, {"hangs_up": {"play": 1, "at": 5}}, "<Play>/media/a.wav</Play>")

    assert 5 <= call["heard"][0]["seconds"] < 60


def test_an_officer_follows_his_script(town: Town, gateway: Gateway) -> None:
    say = '<Gather {0} action="{1}"><Say>{2}</Say></Gather>'
    gateway.says("/voice/incoming", say.format("", "/code", "Tapez votre code puis dièse"))
    gateway.says("/code", say.format('numDigits="1"', "/menu", "Pour lancer, pressez un. Votre code est bon"))
    gateway.says("/menu", say.format('numDigits="2"', "/pair", "Confirmez").replace("Confirmez", "4, 7"))
    gateway.says("/pair", "<Say>Lancé</Say>")
    script = [
        {"hears": "code", "keys": "482915#"},
        {"hears": "lancer", "keys": "1"},
        {"matches": r"^\d, \d$", "keys": "heard"},
        {"hears": "lancé", "keys": "9"},
    ]
    town.handset(OFFICER, {"script": script})

    call = town.ended(town.tell("POST", "dial", {"from": OFFICER, "to": GATEWAY})["sid"])

    assert [asked.form.get("Digits") for asked in gateway.asked] == [None, "482915", "1", "47"]
    assert heard(call)[-1] == "Lancé"


def test_keys_may_be_pressed_every_time(town: Town, gateway: Gateway) -> None:
    again = '<Gather numDigits="1"><Say>Encore</Say></Gather>'
    town.handset(ANA, {"presses": [{"hears": "encore", "keys": "2", "times": 0}]})

    call = town.ended(town.ring(gateway.says("/menu", again, again, again, "<Hangup/>")))

    assert keys(call) == "222"


def test_the_first_calls_may_go_otherwise(town: Town, gateway: Gateway) -> None:
    character = {"answers_after": 2, "on_call": ["busy", {"answers_after": None}, {"rings": 2}]}
    town.handset(ANA, character)
    url = gateway.says("/hello", "<Hangup/>")

    ends = [town.ended(town.ring(url)) for _ in range(4)]

    assert [call["status"] for call in ends] == ["busy", "no-answer", "completed", "completed"]
    assert ends[2]["states"][2]["seconds"] - ends[2]["states"][1]["seconds"] >= 8


def test_unknown_numbers_have_a_character_too(town: Town, gateway: Gateway) -> None:
    town.tell("PUT", "default", "busy")
    town.handset(BRAM, "listener")
    url = gateway.says("/hello", "<Hangup/>")

    assert [town.ended(town.ring(url, to=number))["status"] for number in (ANA, BRAM)] == ["busy", "completed"]


@pytest.mark.parametrize(
    ("character", "sentence"),
    [
        ({"presess": []}, "presess"),
        ({"presses": [{"at": 1, "key": "1"}]}, "presses.0.key"),
        ({"presses": [{"keys": "1"}]}, "say when"),
        ({"hangs_up": {"matches": "("}}, "hangs_up"),
        ("nobody", "no character is named 'nobody'"),
        ({"on_call": [{"bsuy": True}]}, "bsuy"),
        (7, "an object is wanted"),
    ],
)
def test_a_character_that_makes_no_sense_is_refused_with_a_sentence(
    town: Town, character: object, sentence: str
) -> None:
    with requests.put(f"{town.address}/exchange/handsets", json={BRAM: "busy", ANA: character}, timeout=5) as reply:
        assert reply.status_code == 400
        assert sentence in reply.json()["error"]
    assert town.tell("GET", "handsets") == {}


def test_a_file_furnishes_the_exchange(gateway: Gateway, tmp_path: Path) -> None:
    (tmp_path / "hello.txt").write_text("Bonjour Ana")
    gateway.answers("/media/hello.wav", clip(1))
    furniture = {
        "numbers": {GATEWAY: {"voice_url": gateway.url("/voice/incoming")}},
        "characters": {"eager": {"presses": [{"hears": "bonjour", "keys": "1"}]}},
        "default": "busy",
        "handsets": {ANA: {"like": "eager", "rings": 1}},
        "faults": [{"match": {"route": "callback"}, "effect": {"lost": True}}],
    }
    file = tmp_path / "handsets.json"
    file.write_text(json.dumps(furniture))
    url = gateway.says("/menu", '<Gather numDigits="1" action="/pressed"><Play>/media/hello.wav</Play></Gather>')

    with exchange_process("--handsets", str(file), "--sidecars", str(tmp_path)) as town:
        ana, bram = (town.ended(town.ring(url, to=number)) for number in (ANA, BRAM))
        assert len(town.tell("GET", "faults")["faults"]) == 1

    assert (keys(ana), bram["status"]) == ("1", "busy")

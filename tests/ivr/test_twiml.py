"""What the carrier is told: valid, escaped once, complete."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import twiml
from ivr.twiml import Utterance
from plp.language import Language

HELLO = Utterance("Bonjour", "fr")
XML = '<?xml version="1.0" encoding="UTF-8"?>'


def test_a_gather_holds_the_whole_message_and_tells_of_silence_too() -> None:
    told = twiml.gather(
        [HELLO, Utterance("Hallo", "nl", clip="https://zone.example/media/k.wav", pause_after=1)],
        action="https://zone.example/voice/steps/menu/3#rc=2&rp=ct",
        timeout=10,
        num_digits=1,
        finish_on_key="",
    )

    assert told == (
        f'{XML}<Response><Gather action="https://zone.example/voice/steps/menu/3#rc=2&amp;rp=ct" '
        'actionOnEmptyResult="true" finishOnKey="" input="dtmf" method="POST" numDigits="1" timeout="10">'
        '<Say language="fr-BE" voice="Polly.Isabelle-Neural">Bonjour</Say>'
        '<Play>https://zone.example/media/k.wav</Play><Pause length="1" /></Gather>'
        '<Redirect method="POST">https://zone.example/voice/steps/menu/3#rc=2&amp;rp=ct</Redirect></Response>'
    )


def test_a_gather_may_take_any_number_of_digits() -> None:
    told = twiml.gather([], action="https://a/", timeout=5, num_digits=None, finish_on_key="#")

    assert 'finishOnKey="#"' in told
    assert "numDigits" not in told


def test_a_recording_that_hears_nothing_goes_on_as_well() -> None:
    told = twiml.record([HELLO], action="https://a/r", max_length=60, timeout=5, finish_on_key="#")

    assert told == (
        f'{XML}<Response><Say language="fr-BE" voice="Polly.Isabelle-Neural">Bonjour</Say>'
        '<Record action="https://a/r" finishOnKey="#" maxLength="60" method="POST" playBeep="true" timeout="5" '
        'trim="do-not-trim" /><Redirect method="POST">https://a/r</Redirect></Response>'
    )


def test_a_farewell_hangs_up() -> None:
    assert twiml.farewell([Utterance("Dag", "nl")]) == (
        f'{XML}<Response><Say language="nl-BE" voice="Polly.Lisa-Neural">Dag</Say><Hangup /></Response>'
    )


def test_waiting_is_silence_and_then_a_question_what_comes_next() -> None:
    assert twiml.wait([], seconds=2, then="https://a/w") == (
        f'{XML}<Response><Pause length="2" /><Redirect method="POST">https://a/w</Redirect></Response>'
    )


def test_the_shortest_answers() -> None:
    assert twiml.reject() == f'{XML}<Response><Reject reason="busy" /></Response>'
    assert twiml.empty() == f"{XML}<Response />"
    assert twiml.message(None) == f"{XML}<Response />"
    assert twiml.message("Merci & à bientôt <3") == (
        f"{XML}<Response><Message>Merci &amp; à bientôt &lt;3</Message></Response>"
    )


def test_every_language_has_a_voice() -> None:
    assert set(twiml.VOICES) == set(Language)


def test_silence_is_not_said() -> None:
    assert "<Say" not in twiml.farewell([Utterance(" \x00 ", "fr")])


def test_what_is_said_does_not_show_in_logs() -> None:
    assert "482915" not in repr(Utterance("482915", "fr"))


@pytest.mark.parametrize("text", ["a & b", "<Hangup/>", "]]>", "&amp;", "\"'", "\x0b\x00x", "\ud800y", "😀", "\ufffe"])
def test_awkward_words_arrive_as_they_are(text: str) -> None:
    said = ET.fromstring(twiml.farewell([Utterance(text, "fr")])).find("Say")  # noqa: S314  # our own words

    expected = text.translate({0x0B: None, 0: None, 0xD800: None, 0xFFFE: None})
    assert (said.text if said is not None else "") == expected


@given(st.text(), st.text())
def test_any_text_makes_valid_xml_that_says_it_and_nothing_else(text: str, clip: str) -> None:
    words = [Utterance(text, "de", pause_after=1), Utterance(text, "en", clip=clip or None)]

    told = [
        twiml.gather(words, action=clip, timeout=5, num_digits=1, finish_on_key="#"),
        twiml.record(words, action=clip, max_length=5, timeout=5, finish_on_key="#"),
        twiml.farewell(words),
        twiml.wait(words, seconds=1, then=clip),
        twiml.message(text),
    ]

    allowed = {"Response", "Gather", "Say", "Play", "Pause", "Record", "Redirect", "Hangup", "Message"}
    for xml in told:
        root = ET.fromstring(xml.encode())  # noqa: S314  # our own words
        assert {element.tag for element in root.iter()} <= allowed

"""Documents: sentences last as long as their words, clips as long as their sound, and mistakes end the call."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
from werkzeug.wrappers import Response

from tests.exchange.gateway import Gateway
from tests.exchange.town import ANA, GATEWAY, Town, heard
from tests.exchange.waiting import wait_until


def clip(seconds: float, **headers: str) -> Response:
    """A µ-law clip as the gateway serves it."""
    out = io.BytesIO()
    soundfile.write(out, np.zeros(round(seconds * 8000), dtype=np.float32), 8000, format="WAV", subtype="ULAW")
    return Response(out.getvalue(), mimetype="audio/wav", headers=headers)


def test_a_sentence_lasts_as_long_as_its_words(town: Town, gateway: Gateway) -> None:
    call = town.ended(town.ring(gateway.says("/hello", f"<Say>{'mot ' * 50}</Say>")))

    assert call["heard"][0]["seconds"] == pytest.approx(20)
    assert call["duration"] >= 20


def test_a_clip_is_fetched_and_lasts_as_long_as_its_sound(town: Town, gateway: Gateway) -> None:
    gateway.answers("/media/a.wav", clip(3.5))
    gateway.answers("/media/b.wav", clip(2))
    url = gateway.says("/hello", '<Play>/media/a.wav</Play><Play loop="2">/media/b.wav</Play>')

    call = town.ended(town.ring(url))

    assert [(one["url"], one["seconds"]) for one in call["heard"]] == [
        (gateway.url("/media/a.wav"), 3.5),
        (gateway.url("/media/b.wav"), 2),
        (gateway.url("/media/b.wav"), 2),
    ]
    assert "CallSid" not in gateway.requests("/media/a.wav")[0].form


def test_a_clip_is_asked_for_again_with_its_tag_or_not_at_all(town: Town, gateway: Gateway) -> None:
    gateway.answers("/media/tagged.wav", clip(1, ETag='"v1"'))
    gateway.answers("/media/fresh.wav", clip(1, **{"Cache-Control": "private, max-age=600"}))
    url = gateway.says("/hello", '<Play loop="2">/media/tagged.wav</Play><Play loop="3">/media/fresh.wav</Play>')

    call = town.ended(town.ring(url))

    assert [one["seconds"] for one in call["heard"]] == [1] * 5
    tags = [asked.headers.get("If-None-Match") for asked in gateway.requests("/media/tagged.wav")]
    assert tags == [None, '"v1"']
    assert len(gateway.requests("/media/fresh.wav")) == 1


@pytest.mark.parametrize(
    ("media", "code"),
    [
        (Response(status=404), 11200),
        (Response("words", mimetype="text/plain"), 12300),
        (Response(b"noise", mimetype="audio/wav"), 12300),
    ],
)
def test_a_clip_that_cannot_be_played_is_blamed_and_passed_over(
    town: Town, gateway: Gateway, media: Response, code: int
) -> None:
    gateway.answers("/media/none.wav", media)

    call = town.ended(town.ring(gateway.says("/hello", "<Play>/media/none.wav</Play><Say>Suite</Say>")))

    assert [error["code"] for error in call["errors"]] == [code]
    assert heard(call) == ["Suite"]


def test_redirect_pause_and_hangup(town: Town, gateway: Gateway) -> None:
    gateway.says("/next", '<Pause length="3"/><Hangup/><Say>jamais dit</Say>')

    call = town.ended(town.ring(gateway.says("/hello", "<Redirect>/next</Redirect><Say>jamais dit</Say>")))

    assert [(one["verb"], one["seconds"]) for one in call["heard"]] == [("Pause", 3)]
    assert [fetch["url"] for fetch in call["fetches"]] == [gateway.url("/hello"), gateway.url("/next")]
    assert call["ended_by"] == "gateway"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response(status=500), 11200),
        (Response("<Response><Say>", mimetype="text/xml"), 12100),
        (Response("<Reponse/>", mimetype="text/xml"), 12100),
        (Response('<!DOCTYPE a [<!ENTITY b "c">]><Response/>', mimetype="text/xml"), 12100),
        (Response("<Response/>", mimetype="application/json"), 12300),
        (Response("<Response><Sing/></Response>", mimetype="text/xml"), 12200),
    ],
)
def test_a_document_that_cannot_be_followed_ends_the_call(
    town: Town, gateway: Gateway, answer: Response, code: int
) -> None:
    call = town.ended(town.ring(gateway.answers("/hello", answer)))

    assert [error["code"] for error in call["errors"]] == [code]
    assert heard(call) == ["We are sorry, an application error has occurred. Goodbye."]
    assert call["status"] == "completed"
    assert town.events("error", call["sid"])[0]["code"] == code


def test_the_fallback_is_told_of_the_error(town: Town, gateway: Gateway) -> None:
    url = gateway.answers("/hello", Response(status=500))
    fallback = gateway.says("/fallback", "<Say>Secours</Say>")

    call = town.ended(town.ring(url, fallback_url=fallback))

    assert heard(call) == ["Secours"]
    assert gateway.requests("/fallback")[0].form["ErrorCode"] == "11200"


def test_nobody_listening_at_the_gateway_is_a_connection_error(town: Town) -> None:
    call = town.ended(town.ring("http://127.0.0.1:9/hello"))

    assert [error["code"] for error in call["errors"]] == [11205]


def test_a_handset_calls_the_gateway(town: Town, gateway: Gateway) -> None:
    gateway.says("/voice/incoming", '<Gather numDigits="1" action="/pressed"><Say>Votre choix</Say></Gather>')
    gateway.says("/pressed", "<Say>Entendu</Say>")
    town.handset(ANA, {"presses": [{"hears": "choix", "keys": "3"}]})

    call = town.ended(town.tell("POST", "dial", {"from": ANA, "to": GATEWAY})["sid"])

    assert (call["direction"], call["status"]) == ("inbound", "completed")
    assert heard(call) == ["Votre choix", "Entendu"]
    first, second = gateway.asked
    assert (first.form["CallStatus"], first.form["From"], first.form["To"]) == ("ringing", ANA, GATEWAY)
    assert (second.form["CallStatus"], second.form["Digits"]) == ("in-progress", "3")
    assert first.genuine
    assert second.genuine


def test_a_withheld_number_calls_with_its_own_character(town: Town, gateway: Gateway) -> None:
    gateway.says("/voice/incoming", '<Pause length="600"/>')

    told = {"from": "anonymous", "to": GATEWAY, "character": {"hangs_up": {"at": 4}}}
    call = town.ended(town.tell("POST", "dial", told)["sid"])

    assert gateway.asked[0].form["From"] == "anonymous"
    assert call["ended_by"] == "handset"


@pytest.mark.parametrize(("reason", "status"), [("busy", "busy"), ("rejected", "no-answer")])
def test_an_incoming_call_is_rejected_without_an_answer(town: Town, gateway: Gateway, reason: str, status: str) -> None:
    gateway.says("/voice/incoming", f'<Reject reason="{reason}"/>')

    call = town.ended(town.tell("POST", "dial", {"from": ANA, "to": GATEWAY})["sid"])

    assert (call["status"], call["duration"]) == (status, None)


def test_a_cookie_of_one_call_is_not_shown_in_another(town: Town, gateway: Gateway) -> None:
    answer = Response("<Response/>", mimetype="text/xml", headers={"Set-Cookie": "a=b"})
    url = gateway.answers("/hello", answer)

    for _ in range(2):
        town.ended(town.ring(url))

    assert [asked.headers.get("Cookie") for asked in wait_until(lambda: gateway.asked)] == [None, None]

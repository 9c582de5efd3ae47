"""Google's voice, checked: TLS is verified, time is bounded, and no bad answer becomes a sound."""

from __future__ import annotations

import logging
import threading

import pytest
import requests

from audio.errors import EngineAway, EngineFailed
from audio.google import GttsEngine
from tests.audio.actors import CERTIFICATE, LONG, Google, babble, file_of, google_on_loopback, noise, spoken_length

TEXT = "Ne laissez entrer personne"


def mp3_of(text: str) -> bytes:
    return file_of(babble(spoken_length(text), rate=24000), "MP3")


def test_a_good_answer_becomes_sound(google: Google):
    # given
    google.says(mp3_of(TEXT))

    # when
    sound = GttsEngine(base_url=google.url).speak(TEXT, "fr")

    # then
    assert sound.seconds == pytest.approx(spoken_length(TEXT), abs=0.3)
    assert len(google.asked) == 1


def test_each_phrase_is_asked_for_and_pauses_lie_between(google: Google):
    # given two sentences of about the same length
    google.says(mp3_of(TEXT))

    # when
    sound = GttsEngine(base_url=google.url).speak(f"{TEXT}. {TEXT}.", "fr")

    # then
    assert len(google.asked) == 2
    assert sound.seconds == pytest.approx(2 * spoken_length(TEXT) + 0.6, abs=0.5)


def _half_the_bytes(google: Google) -> None:
    whole = mp3_of(LONG)
    google.says(whole[: len(whole) // 2])


def _half_the_answer(google: Google) -> None:
    google.says(mp3_of(LONG))
    google.body = google.body[: len(google.body) // 2]


def _body(body: bytes):
    return lambda google: setattr(google, "body", body)


@pytest.mark.parametrize(
    "bad",
    [
        _body(b""),
        _body(b'[["wrb.fr","jQ1olc",null,null]]'),
        _body(b'[["wrb.fr","jQ1olc","[\\"\\"]"]]'),
        _body(b'[["wrb.fr","jQ1olc","[\\"%%%\\"]"]]'),
        _body(b"<html>Before you continue</html>"),
        _half_the_bytes,
        _half_the_answer,
        lambda google: google.says(noise(1).samples.tobytes()),
        lambda google: google.says(file_of(noise(6, rate=24000), "MP3")),
        lambda google: google.says(file_of(babble(60, rate=24000), "MP3")),
        lambda google: google.says(file_of(babble(6, rate=24000, gain=0.0001), "MP3")),
    ],
    ids=[
        "empty", "no audio", "empty audio", "not base64", "a web page", "half an MP3", "half the answer",
        "random bytes", "hiss", "a minute for a sentence", "silence",
    ],
)  # fmt: skip
def test_a_bad_answer_is_a_failure_never_a_sound(google: Google, bad):
    # given an answer with status 200 that is not what it should be
    bad(google)
    one_breath = LONG.replace(". ", " ")

    # when / then
    with pytest.raises(EngineFailed) as refused:
        GttsEngine(base_url=google.url).speak(one_breath, "fr")
    assert not isinstance(refused.value, EngineAway)
    assert one_breath not in str(refused.value)


@pytest.mark.parametrize("status", [302, 403, 429, 500, 503])
def test_an_error_status_means_leave_it_alone(google: Google, status: int):
    # given
    google.status = status
    google.says(mp3_of(TEXT))

    # when / then
    with pytest.raises(EngineAway, match=str(status)):
        GttsEngine(base_url=google.url).speak(TEXT, "fr")


def test_a_server_that_hangs_costs_the_read_timeout_and_no_more(google: Google, gate: threading.Event):
    # given a server that takes the question and falls asleep
    google.before = gate.wait

    # when / then
    with pytest.raises(EngineAway, match="ReadTimeout"):
        GttsEngine(base_url=google.url, read=0.1).speak(TEXT, "fr")


def test_a_server_that_dawdles_is_left_at_the_end_of_the_budget(google: Google, gate: threading.Event):
    # given a server that would keep us within the read timeout for ever
    google.before = gate.wait

    # when / then
    with pytest.raises(EngineAway, match=r"within 0\.1 s"):
        GttsEngine(base_url=google.url, read=60, budget=0.1).speak(TEXT, "fr")


def test_the_budget_is_for_the_whole_text_not_for_each_phrase(google: Google, clock: list[float]):
    # given a server that needs three seconds for each phrase
    google.says(mp3_of(TEXT))
    google.before = lambda: clock.__setitem__(0, clock[0] + 3)

    # when / then the third phrase is one too many
    with pytest.raises(EngineAway, match="longer than 8 s"):
        GttsEngine(base_url=google.url, budget=8, clock=lambda: clock[0]).speak(f"{TEXT}. " * 9, "fr")
    assert len(google.asked) == 3


def test_nobody_at_home_means_leave_it_alone():
    with google_on_loopback() as google:
        gone = google.url
    with pytest.raises(EngineAway, match="ConnectionError"):
        GttsEngine(base_url=gone).speak(TEXT, "fr")


def _careless_session() -> requests.Session:
    session = requests.Session()
    session.verify = False
    return session


@pytest.mark.parametrize("session", [requests.Session, _careless_session])
def test_somebody_in_the_middle_with_his_own_certificate_is_refused(session):
    # given a server with a self-signed certificate, and even a session told not to look
    with google_on_loopback(tls=True) as impostor:
        impostor.says(mp3_of(TEXT))

        # when / then
        with pytest.raises(EngineAway, match="SSLError"):
            GttsEngine(session, base_url=impostor.url).speak(TEXT, "fr")
        assert impostor.asked == []


def test_the_same_server_is_heard_once_its_certificate_is_trusted(monkeypatch: pytest.MonkeyPatch):
    # given the same server, and an operator who trusts its certificate: so it was the certificate that was refused
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    with google_on_loopback(tls=True) as google:
        google.says(mp3_of(TEXT))

        # when
        sound = GttsEngine(base_url=google.url).speak(TEXT, "fr")

    # then
    assert sound.seconds > 0.5


def test_words_never_reach_a_log(google: Google, caplog: pytest.LogCaptureFixture):
    # given everything that can be logged is logged
    caplog.set_level(logging.DEBUG)
    google.says(mp3_of("coquelicot"))

    # when a password is spoken
    GttsEngine(base_url=google.url).speak("coquelicot", "fr")

    # then
    assert google.asked
    assert "coquelicot" not in caplog.text


def test_a_language_without_voice_is_refused():
    with pytest.raises(EngineFailed, match="no voice for it"):
        GttsEngine(base_url="http://localhost:9").speak("Ciao", "it")

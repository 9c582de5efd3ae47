"""Recording: what the handset says is kept, told to the action, and can be downloaded a moment later."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import requests
import soundfile

from tests.exchange.gateway import Gateway
from tests.exchange.town import ACCOUNT, ANA, TOKEN, Json, Town, heard
from tests.exchange.waiting import wait_until

ASK = '<Record action="/recorded" maxLength="60" finishOnKey="#" recordingStatusCallback="/kept"/><Say>Rien</Say>'


def leave_a_message(town: Town, gateway: Gateway, *speaks: Json, ask: str = ASK, **character: object) -> Json:
    """A call in which the handset is asked to speak."""
    town.handset(ANA, {"speaks": list(speaks), **character})
    gateway.says("/recorded", "<Say>Merci</Say>")
    return town.ended(town.ring(gateway.says("/record", ask)))


def download(url: str) -> tuple[np.ndarray, int]:
    """The sound of a finished recording."""

    def got() -> bytes | None:
        with requests.get(url, auth=(ACCOUNT, TOKEN), timeout=5) as reply:
            return reply.content if reply.ok else None

    samples, rate = soundfile.read(io.BytesIO(wait_until(got) or b""))
    return samples, rate


def test_a_tone_is_recorded_until_the_finish_key(town: Town, gateway: Gateway) -> None:
    call = leave_a_message(town, gateway, {"tone": 8, "keys": "#"})

    (asked,) = gateway.requests("/recorded")
    assert asked.genuine
    assert (asked.form["RecordingDuration"], asked.form["Digits"]) == ("8", "#")
    assert asked.form["RecordingUrl"].startswith(town.address)
    assert [one["verb"] for one in call["heard"]] == ["Beep", "Say"]
    samples, rate = download(asked.form["RecordingUrl"] + ".wav")
    assert len(samples) / rate == pytest.approx(8, abs=0.1)
    assert np.abs(samples).max() > 0.2
    kept = wait_until(lambda: gateway.requests("/kept"))[0]
    assert (kept.form["RecordingStatus"], kept.form["RecordingSid"]) == ("completed", asked.form["RecordingSid"])


def test_silence_after_speaking_ends_the_recording(town: Town, gateway: Gateway) -> None:
    leave_a_message(town, gateway, {"tone": 3})

    assert [(asked.form["RecordingDuration"], asked.form["Digits"]) for asked in gateway.requests("/recorded")] == [
        ("3", "")
    ]


def test_a_recording_has_a_longest_length(town: Town, gateway: Gateway) -> None:
    leave_a_message(town, gateway, {"tone": 30, "keys": "#"}, ask='<Record action="/recorded" maxLength="6"/>')

    assert gateway.requests("/recorded")[0].form["RecordingDuration"] == "6"


def test_who_says_nothing_leaves_no_recording(town: Town, gateway: Gateway) -> None:
    call = leave_a_message(town, gateway)

    assert heard(call) == ["Rien"]
    assert town.client.recordings.list() == []


def test_recorded_silence_is_a_recording(town: Town, gateway: Gateway) -> None:
    leave_a_message(town, gateway, {"silence": 4, "keys": "#"})

    samples, _ = download(gateway.requests("/recorded")[0].form["RecordingUrl"])
    assert np.abs(samples).max() == 0


def test_a_file_may_be_spoken(town: Town, gateway: Gateway, tmp_path: Path) -> None:
    file = tmp_path / "voice.wav"
    soundfile.write(file, np.full(16000 * 2, 0.1), 16000)

    leave_a_message(town, gateway, {"wav": str(file), "keys": "#"})

    samples, rate = download(gateway.requests("/recorded")[0].form["RecordingUrl"])
    assert (rate, len(samples) / rate) == (16000, pytest.approx(2, abs=0.1))


def test_the_nth_recording_gets_the_nth_utterance(town: Town, gateway: Gateway) -> None:
    again = '<Record action="/recorded" finishOnKey="#"/>'
    town.handset(ANA, {"speaks": [{"tone": 3, "keys": "#"}, {"tone": 6, "keys": "#"}]})
    gateway.says("/recorded", again, "<Hangup/>")
    town.ended(town.ring(gateway.says("/record", again)))

    assert [asked.form["RecordingDuration"] for asked in gateway.requests("/recorded")] == ["3", "6"]


def test_hanging_up_while_speaking_keeps_what_was_said(town: Town, gateway: Gateway) -> None:
    long = ASK.replace('maxLength="60"', 'maxLength="120"')
    leave_a_message(town, gateway, {"tone": 100}, ask=long, hangs_up={"at": 50})

    asked = wait_until(lambda: gateway.requests("/recorded"))[0]
    assert (asked.form["Digits"], asked.form["CallStatus"]) == ("hangup", "completed")
    assert 10 <= int(asked.form["RecordingDuration"]) < 100


def test_recordings_are_listed_fetched_and_deleted(town: Town, gateway: Gateway) -> None:
    call = leave_a_message(town, gateway, {"tone": 3, "keys": "#"})

    (recording,) = town.client.recordings.list(call_sid=call["sid"])
    fetched = wait_until(lambda: one if (one := recording.fetch()).status == "completed" else None)
    assert (fetched.duration, fetched.call_sid, fetched.source) == ("3", call["sid"], "RecordVerb")
    assert recording.delete()
    assert town.client.recordings.list() == []


def test_the_sound_is_not_for_strangers(town: Town, gateway: Gateway) -> None:
    leave_a_message(town, gateway, {"tone": 3, "keys": "#"})

    with requests.get(gateway.requests("/recorded")[0].form["RecordingUrl"], timeout=5) as reply:
        assert reply.status_code == 401

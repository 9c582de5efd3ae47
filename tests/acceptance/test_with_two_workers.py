"""Two workers for calls and clips on the shelf: one voice a call, rates and lines kept, crashes survived."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
import soundfile

from tests.acceptance.logs import kept_out_of_logs
from tests.acceptance.street import MESSAGE, PRESSES_SOON, Person, Street, a_street
from tests.acceptance.town import Json, Town, outcomes, running_town, words_heard
from tests.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("two-workers")]

CALLS_PER_SECOND, LINES = 8, 6
SECOND = timedelta(seconds=1)
LARGEST_FILE = 24 * 1024
"""Three seconds of sound: what is longer finds the disk full."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of its own: what dies here must not be missed in the stories of others."""
    pytest.importorskip("espeakng_loader", reason="the extra `offline-voice` is not installed")
    settings = {
        "TOCSIN_SPEECH": "espeak,provider",
        "TOCSIN_CALLS_PER_SECOND": str(CALLS_PER_SECOND),
        "TOCSIN_LINES": str(LINES),
    }
    with running_town(tmp_path_factory.mktemp("two"), two_for_calls=True, **settings) as running:
        yield running


def neighbours(many: int, handset: Any = PRESSES_SOON) -> list[Person]:  # as the exchange reads it
    return [Person(f"Neighbour {number}", handset) for number in range(many)]


def launched_with_clips(street: Street) -> str:
    """Launch once everything is on the shelf; the cascade's id."""
    alert = street.draft()
    street.town.tocsin("alert", "validate", alert, "--officer", street.officer)
    prepared = street.town.there.log("speech").count("speech_prepared")
    assert eventually(lambda: street.town.there.log("speech").count("speech_prepared") >= max(prepared, 1))
    return street.town.tocsin("alert", "launch", alert, "--officer", street.officer)


def nobody_called_twice(street: Street, shown: Json) -> None:
    """Each attempt is one call, each call one attempt."""
    placed = [call["sid"] for person in street.people for call in street.calls_to(person.name)]
    attempts = [each["carrier_sid"] for delivery in shown["deliveries"] for each in delivery["attempts"]]
    assert sorted(placed) == sorted(sid for sid in attempts if sid)


# ---------------------------------------------------------------------------------------- clips


@pytest.fixture(scope="module")
def heard(town: Town) -> list[Json]:
    """What members of both languages hear, machines too."""
    people = [
        Person("Ana", {"answers_after": 3}),
        Person("Bram", {"answers_after": 3}, columns={"language": "nl"}),
        Person("Machine", {"answers_after": 3, "voicemail": {"greeting": 8}}),
    ]
    street = a_street(town, people)
    shown = town.finished(launched_with_clips(street))
    assert [outcomes(each)[0] for each in shown["deliveries"]] == ["voice heard", "voice heard", "voice machine"]
    return [call for person in people for call in street.calls_to(person.name)]


def test_everything_a_member_hears_is_one_voice(heard: list[Json]) -> None:
    for call in heard:
        assert {each["verb"] for each in call["heard"]} <= {"Play", "Pause", "Beep"}, call["heard"]
        assert all("/media/" in each["url"] for each in call["heard"] if each["verb"] == "Play")
        assert call["errors"] == []


def test_the_clips_say_the_words_beside_them(heard: list[Json]) -> None:
    ana, bram, *_ = ([each["text"] for each in call["heard"]] for call in heard)

    assert ana.count(MESSAGE["fr"]) == 2
    assert bram.count(MESSAGE["nl"]) == 2


def test_a_clip_is_telephone_sound_that_the_carrier_may_keep(town: Town, heard: list[Json]) -> None:
    for url in sorted({each["url"] for call in heard for each in call["heard"] if each["url"]}):
        fetched = requests.get(url, timeout=5)
        file = town.there.home / "clip.wav"
        file.write_bytes(fetched.content)
        sound = soundfile.info(file)

        assert (fetched.status_code, fetched.headers["Content-Type"]) == (200, "audio/wav")
        assert (sound.format, sound.subtype, sound.samplerate, sound.channels) == ("WAV", "ULAW", 8000, 1)
        again = requests.get(url, headers={"If-None-Match": fetched.headers["ETag"]}, timeout=5)
        assert (again.status_code, again.content) == (304, b"")


def test_a_full_disk_costs_the_sound_and_not_the_words(town: Town) -> None:
    # given
    words = "Une camionnette blanche passe lentement dans chaque rue du quartier depuis ce matin."
    street = a_street(town, [Person("Ana", {"answers_after": 3})])
    alert = street.draft(fr=words, nl="Een witte bestelwagen rijdt sinds vanmorgen traag door elke straat van de wijk.")
    failed = town.there.log("speech").count("speech_prepared")
    speech = town.there.processes["speech"].pid
    _, most = resource.prlimit(speech, resource.RLIMIT_FSIZE)

    # when
    resource.prlimit(speech, resource.RLIMIT_FSIZE, (LARGEST_FILE, most))
    try:
        town.tocsin("alert", "validate", alert, "--officer", street.officer)
        assert eventually(lambda: town.there.log("speech").count("speech_prepared") > failed, within=30)
        shown = town.finished(town.tocsin("alert", "launch", alert, "--officer", street.officer))
    finally:
        resource.prlimit(speech, resource.RLIMIT_FSIZE, (most, most))

    # then
    [call] = street.calls_to("Ana")
    assert outcomes(shown["deliveries"][0]) == ["voice heard"]
    assert {each["verb"] for each in call["heard"]} <= {"Say", "Pause"}
    assert words_heard(call).count(words) == 2
    assert call["errors"] == []


# -------------------------------------------------------------------------------- rates and lines


def test_rate_and_lines_are_kept_by_both_workers_together(town: Town) -> None:
    street = a_street(town, neighbours(24))
    busiest = 0

    def look(shown: Json) -> bool:
        nonlocal busiest
        busiest = max(busiest, town.there.exchange("GET", "state")["live"])
        return bool(shown["state"] == "finished")

    shown = town.until(launched_with_clips(street), look, within=60)

    nobody_called_twice(street, shown)
    calls = [call for person in street.people for call in street.calls_to(person.name)]
    begun = sorted(datetime.fromisoformat(call["states"][0]["at"]) for call in calls)
    most = max(sum(first <= each < first + SECOND for each in begun) for first in begun)
    assert most <= CALLS_PER_SECOND + 1
    assert busiest > LINES / 2, "the lines were not put to use"
    assert town.there.exchange("GET", "state")["peak"] <= LINES


# ------------------------------------------------------------------------------------- crashes


def under_way(street: Street) -> str:
    """Launch and wait until some have been called and some have not."""
    cascade = launched_with_clips(street)
    street.town.until(cascade, lambda shown: 0 < shown["acknowledged"] < shown["members"])
    return cascade


def test_redis_is_flushed_in_the_middle(town: Town) -> None:
    street = a_street(town, neighbours(12))
    cascade = under_way(street)

    town.gateway.redis.flushall()

    shown = town.finished(cascade, within=60)
    assert shown["acknowledged"] == 12
    nobody_called_twice(street, shown)


def test_redis_dies_in_the_middle_and_comes_back(town: Town) -> None:
    street = a_street(town, neighbours(12))
    cascade = under_way(street)

    os.kill(int(town.gateway.redis.info("server")["process_id"]), signal.SIGKILL)

    shown = town.finished(cascade, within=60)
    assert shown["acknowledged"] == 12
    nobody_called_twice(street, shown)
    assert eventually(lambda: requests.get(f"{town.there.public_url}/readyz", timeout=5).ok)


def test_while_every_worker_for_calls_hangs_the_clock_dials(town: Town) -> None:
    street = a_street(town, neighbours(LINES))
    processes = town.there.processes.items()
    hanging = [each for name, each in processes if name.startswith("calls") and each.poll() is None]
    assert hanging
    for worker in hanging:
        worker.send_signal(signal.SIGSTOP)

    try:
        cascade = launched_with_clips(street)
        town.until(cascade, lambda shown: all(each["attempts"] for each in shown["deliveries"]), within=60)
        shown = town.finished(cascade, within=30)
    finally:
        for worker in hanging:
            worker.send_signal(signal.SIGCONT)

    assert shown["acknowledged"] == LINES
    assert "nobody_comes door=calls" in town.there.log("clock")
    nobody_called_twice(street, shown)


def test_a_worker_is_killed_in_the_middle_and_started_again(town: Town) -> None:
    street = a_street(town, neighbours(16))
    cascade = under_way(street)

    town.there.kill("calls")
    town.there.kill("calls-2")
    town.there.start("calls", "worker", "--queue", "calls")

    # Rarely a request was on its way at that moment; its fate is asked twice, a minute apart.
    shown = town.finished(cascade, within=150)
    assert shown["acknowledged"] == 16
    nobody_called_twice(street, shown)


def test_no_log_holds_a_number_a_code_a_password_or_a_traceback(town: Town) -> None:
    found = kept_out_of_logs(town)

    assert not found, "\n".join(found)

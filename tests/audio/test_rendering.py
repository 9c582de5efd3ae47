"""Rendering: engines that return nothing, half, noise or hang cost time, never a member's trust."""

from __future__ import annotations

import logging
import resource
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from audio.breaker import Breaker
from audio.errors import EngineFailed
from audio.rendering import Studio, render
from audio.shelf import Shelf
from audio.sound import Sound
from tests.audio.actors import LONG, Actor, away, babble, broken, half, noise, spoken_length

OTHER = "Restez chez vous et fermez la porte à clé."
PHRASES = [(f"{LONG} Numéro {number}.", "fr") for number in "abcdefgh"]


def studio(shelf: Shelf, *engines: Actor, clock: list[float] | None = None, **more) -> Studio:
    now = clock or [0.0]
    return Studio(shelf, engines, Breaker(lambda: now[0]), **more)


def test_each_phrase_is_rendered_once_and_then_lies_there(shelf: Shelf):
    # given
    engine = Actor()
    seen: list[tuple[int, int]] = []

    # when they are asked for twice, one of them doubled
    first = render(studio(shelf, engine), [*PHRASES, PHRASES[0]], lambda done, of: seen.append((done, of)))
    again = render(studio(shelf, engine), PHRASES)

    # then
    assert (first.rendered, first.already, first.failed) == (8, 0, ())
    assert (again.rendered, again.already, again.done) == (0, 8, 8)
    assert len(engine.asked) == 8
    assert seen == [(number, 8) for number in range(1, 9)]


def _nothing(_text: str) -> Sound:
    return Sound(np.zeros(0, np.float32), 22050)


def _refuses(_text: str) -> Sound:
    raise EngineFailed("not today")


@pytest.mark.parametrize("part", [_nothing, half, lambda _: noise(5), lambda _: babble(90), broken, away, _refuses])
def test_a_bad_engine_gives_way_to_the_next(shelf: Shelf, part):
    # given
    bad, good = Actor(part, name="bad"), Actor(name="good")

    # when
    prepared = render(studio(shelf, bad, good), PHRASES[:1])

    # then
    assert prepared.engines == {"good": 1}
    assert shelf.find(*PHRASES[0], [bad]) is None


def test_an_engine_that_hangs_gives_way_too_and_is_not_asked_again(shelf: Shelf, gate: threading.Event):
    # given
    hanging = Actor(lambda _: gate.wait() and _nothing(""), name="hanging")
    good = Actor(name="good")

    # when one thread renders eight phrases
    prepared = render(studio(shelf, hanging, good, parallel=1, patience=1), PHRASES)

    # then one phrase has waited, not eight
    assert prepared.engines == {"good": 8}
    assert len(hanging.asked) == 1


def test_a_slow_engine_is_waited_for(shelf: Shelf, gate: threading.Event):
    # given an engine that speaks only after progress has been made elsewhere
    def slow(text: str) -> Sound:
        gate.wait()
        return babble(spoken_length(text))

    quick = [(OTHER, "fr")]
    engine = Actor(lambda text: slow(text) if text != OTHER else babble(spoken_length(text)))

    # when
    prepared = render(studio(shelf, engine, parallel=2), [*PHRASES[:1], *quick], lambda *_: gate.set())

    # then
    assert prepared.rendered == 2


def test_offline_one_phrase_pays_for_the_discovery_and_after_a_minute_it_is_tried_again(shelf: Shelf, clock):
    # given a machine whose engine cannot be reached
    gtts, espeak = Actor(away, name="gtts"), Actor(name="espeak")
    offline = studio(shelf, gtts, espeak, clock=clock, parallel=1)

    # when
    render(offline, PHRASES)
    assert len(gtts.asked) == 1

    # then it is left alone for 59 seconds, and asked again after 60
    clock[0] += 59
    render(offline, [(OTHER, "fr")])
    assert len(gtts.asked) == 1
    clock[0] += 1
    render(offline, [("Ouvrez à nouveau vos portes et fenêtres.", "fr")])
    assert len(gtts.asked) == 2


def test_bad_audio_for_one_text_does_not_condemn_the_engine(shelf: Shelf):
    # given an engine that stumbles over one text
    engine = Actor(lambda text: _nothing("") if text == OTHER else babble(spoken_length(text)))

    # when
    prepared = render(studio(shelf, engine, parallel=1), [(OTHER, "fr"), *PHRASES])

    # then
    assert prepared.rendered == 8
    assert [failure.text for failure in prepared.failed] == [OTHER]


def test_failures_name_engine_and_reason_and_never_the_words(shelf: Shelf, caplog: pytest.LogCaptureFixture):
    # given a password that no engine can say, one of them telling everybody
    caplog.set_level(logging.DEBUG)
    engines = Actor(broken, name="gtts"), Actor(_nothing, name="espeak"), Actor(name="dutch", languages=("nl",))

    # when
    prepared = render(studio(shelf, *engines), [("coquelicot", "fr")])

    # then
    (failure,) = prepared.failed
    assert failure.reason == "gtts: broke with KeyError; espeak: the sound is empty; dutch: does not speak fr"
    assert "coquelicot" not in repr(prepared)
    assert "coquelicot" not in caplog.text


def test_a_password_that_is_rendered_stays_out_of_the_log(shelf: Shelf, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    assert render(studio(shelf, Actor()), [("coquelicot", "fr")]).rendered == 1
    assert "coquelicot" not in caplog.text


@pytest.mark.parametrize("text", ["", "  ", "…!?"])
def test_no_words_are_a_failure_and_no_engine_is_asked(shelf: Shelf, text: str):
    engine = Actor()
    assert render(studio(shelf, engine), [(text, "fr")]).failed[0].reason == "there are no words to say"
    assert engine.asked == []


def test_without_any_engine_every_phrase_fails_with_a_reason(shelf: Shelf):
    assert render(studio(shelf), PHRASES).failed[0].reason == "no engine is at hand"


def test_a_language_comes_out_in_one_voice_when_the_first_engine_fails_halfway(shelf: Shelf):
    # given an engine that breaks after three French phrases, and one that never does
    gtts = Actor(lambda text: babble(spoken_length(text)) if len(gtts.asked) <= 3 else away(text), name="gtts")
    espeak = Actor(name="espeak")

    # when
    prepared = render(studio(shelf, gtts, espeak, parallel=1), PHRASES)

    # then all of them lie there in the second voice
    assert prepared.engines == {"gtts": 3, "espeak": 5}
    assert all(shelf.find(text, language, [espeak]) for text, language in PHRASES)


def test_a_full_disk_is_a_reason_not_a_crash(shelf: Shelf, folder: Path):
    # given
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))

    # when
    try:
        prepared = render(studio(shelf, Actor()), PHRASES[:2])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    # then
    assert [failure.reason for failure in prepared.failed] == ["the shelf cannot be used: File too large"] * 2
    assert [path for path in folder.iterdir() if path.is_file()] == []


def test_two_processes_asked_at_once_render_each_phrase_once(folder: Path, tmp_path: Path):
    # given two processes that start at the same word, and an engine that leaves a mark each time it speaks
    story = """
import sys
from pathlib import Path
from audio.breaker import Breaker
from audio.rendering import Studio, render
from audio.shelf import Shelf
from tests.audio.actors import SECRET, Actor, babble, spoken_length

folder, tally = Path(sys.argv[1]), sys.argv[2]

def marked(text):
    with open(tally, "a") as file:
        file.write(text + "|")
    return babble(spoken_length(text))

phrases = [(f"Restez chez vous et fermez la porte, numéro {n}.", "fr") for n in range(20)]
studio = Studio(Shelf(folder, SECRET), [Actor(marked)], Breaker())
print("ready", flush=True)
sys.stdin.readline()
prepared = render(studio, phrases)
print(prepared.done, len(prepared.failed), flush=True)
"""
    tally = tmp_path / "tally"
    command = [sys.executable, "-c", story, str(folder), str(tally)]
    pair = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for one in pair:
        assert one.stdout.readline() == "ready\n"

    # when
    for one in pair:
        one.stdin.write("go\n")
        one.stdin.flush()
    answers = [one.communicate(timeout=60)[0] for one in pair]

    # then both have everything, and no phrase was spoken twice
    assert answers == ["20 0\n", "20 0\n"]
    spoken = tally.read_text().split("|")[:-1]
    assert len(spoken) == len(set(spoken)) == 20

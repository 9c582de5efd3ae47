"""The shelf: names nobody guesses, files that are whole or not there, nothing unverified in anybody's ear."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audio.errors import SoundRefused
from audio.names import is_name, speech_name
from audio.shelf import Shelf
from audio.sound import silence
from audio.telephone import for_telephone
from tests.audio.actors import LONG, SECRET, Actor, babble, half, noise, spoken_length

FIELDS = st.tuples(*[st.text(max_size=6)] * 5)


@given(FIELDS, FIELDS)
@example(("a", "bc", "", "", ""), ("ab", "c", "", "", ""))
@example(('a","b', "", "", "", ""), ("a", "b", "", "", ""))
@example(("\ud800", "", "", "", ""), ("?", "", "", "", ""))
def test_only_the_same_five_fields_share_a_name(one, other):
    assert (speech_name(SECRET, *one) == speech_name(SECRET, *other)) == (one == other)


def test_another_installation_names_the_same_words_otherwise():
    assert speech_name(b"a" * 16, "x", "fr", "v", "e", "1") != speech_name(b"b" * 16, "x", "fr", "v", "e", "1")


def test_a_secret_one_could_guess_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="16 bytes"):
        Shelf(tmp_path, b"")


def put(shelf: Shelf, engine: Actor, text: str = LONG) -> str:
    return shelf.put_speech(for_telephone(babble(spoken_length(text))), text, "fr", engine).name


def test_what_was_put_is_found_and_has_a_note_beside_it(shelf: Shelf, folder: Path):
    # given
    engine = Actor(name="gtts", version="2")

    # when
    name = put(shelf, engine)

    # then
    assert shelf.find(LONG, "fr", [engine]).name == name
    assert shelf.find(LONG, "nl", [engine]) is None
    note = (folder / name).with_suffix(".txt").read_text("utf-8")
    assert note.startswith("language: fr\nengine: gtts 2\nsha256: ")
    assert note.endswith("\n\n" + LONG)
    assert sorted(p.suffix for p in folder.iterdir() if p.is_file()) == [".txt", ".wav"]


def test_the_earlier_engine_is_preferred_and_a_later_one_counts(shelf: Shelf):
    # given words that only the second engine has said
    first, second = Actor(name="gtts"), Actor(name="espeak")
    put(shelf, second)
    assert shelf.find(LONG, "fr", [first, second]).engine == "espeak"

    # when the first has said them too
    put(shelf, first)

    # then
    assert shelf.find(LONG, "fr", [first, second]).engine == "gtts"


def test_a_new_version_of_an_engine_does_not_serve_the_old_ones_clips(shelf: Shelf):
    put(shelf, Actor(version="1"))
    assert shelf.find(LONG, "fr", [Actor(version="2")]) is None


def _emptied(clip: Path) -> None:
    clip.write_bytes(b"")


def _halved(clip: Path) -> None:
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])


def _one_bit_turned(clip: Path) -> None:
    wav = bytearray(clip.read_bytes())
    wav[len(wav) // 2] ^= 1
    clip.write_bytes(wav)


def _strange_note(clip: Path) -> None:
    clip.with_suffix(".txt").write_bytes(b"\xff\xfe")


def _a_link(clip: Path) -> None:
    elsewhere = clip.parent.parent / "elsewhere.wav"
    clip.rename(elsewhere)
    clip.symlink_to(elsewhere)


FILE_HARMS = [_emptied, _halved, _one_bit_turned, _a_link]
# The note is read when a clip is new to a process, not for every member.
HARMS = [(harm, seen) for harm in FILE_HARMS for seen in (False, True)]


@pytest.mark.parametrize(("harm", "seen_before"), [*HARMS, (_strange_note, False)])
def test_a_spoilt_clip_is_never_served_and_makes_room(folder: Path, harm, seen_before: bool):
    # given a clip that was spoilt, before or after this process saw it whole
    engine = Actor()
    name = put(Shelf(folder, SECRET), engine)
    shelf = Shelf(folder, SECRET)
    if seen_before:
        assert shelf.find(LONG, "fr", [engine])
    harm(folder / name)

    # when / then it is neither found nor served, and out of the way
    assert shelf.find(LONG, "fr", [engine]) is None
    assert shelf.open_for_serving(name) is None
    assert not (folder / name).exists()

    # and the words can be shelved anew
    put(shelf, engine)
    assert shelf.open_for_serving(name)


def test_a_clip_whose_note_is_not_seen_yet_waits_for_it(folder: Path):
    # given a common disk on which the note shows itself after the clip
    engine = Actor()
    name = put(Shelf(folder, SECRET), engine)
    note = (folder / name).with_suffix(".txt")
    later = note.rename(note.with_name("later"))
    shelf = Shelf(folder, SECRET)
    assert shelf.open_for_serving(name) is None

    # when
    later.rename(note)

    # then
    assert shelf.open_for_serving(name)


@pytest.mark.parametrize("text", [LONG])
@pytest.mark.parametrize("sound", [half(LONG), noise(4), babble(60)], ids=["half", "noise", "endless"])
def test_what_cannot_be_these_words_is_not_shelved(shelf: Shelf, folder: Path, sound, text: str):
    # given telephone sound that is not these words / when
    with pytest.raises(SoundRefused):
        shelf.put_speech(for_telephone(sound), text, "fr", Actor())

    # then nothing lies there
    assert [p for p in folder.iterdir() if p.is_file()] == []


def test_silence_is_not_shelved(shelf: Shelf):
    with pytest.raises(SoundRefused):
        shelf.put_speech(silence(3, 8000), LONG, "fr", Actor())


def test_a_full_disk_leaves_nothing_half_written(shelf: Shelf, folder: Path):
    # given a disk that takes 4 kB more
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))

    # when
    try:
        with pytest.raises(OSError, match="too large"):
            put(shelf, Actor())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    # then
    assert [p for p in folder.iterdir() if p.is_file()] == []


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../" + "a" * 64 + ".wav", "a" * 64, "A" * 64 + ".wav", "a" * 63 + ".wav", "a" * 64 + ".wav\n",
     "a" * 64 + ".txt", "a" * 64 + ".bad", "/etc/passwd", "a" * 64 + ".wav\0", "%2e%2e/" + "a" * 64 + ".wav"],
)  # fmt: skip
def test_a_name_that_is_none_opens_nothing(shelf: Shelf, name: str):
    assert shelf.open_for_serving(name) is None
    shelf.remove(name)


@given(st.text())
def test_no_text_is_a_name_by_accident(text: str):
    assert not is_name(text) or len(text) == 68


def test_the_etag_is_that_of_the_content(shelf: Shelf, folder: Path):
    # given two clips / when
    one, other = put(shelf, Actor()), put(shelf, Actor(), "Restez chez vous, fermez la porte.")

    # then
    assert shelf.open_for_serving(one).path == folder / one
    assert shelf.open_for_serving(one).etag == Shelf(folder, SECRET).open_for_serving(one).etag
    assert shelf.open_for_serving(one).etag != shelf.open_for_serving(other).etag


def test_looking_again_costs_no_reading(shelf: Shelf, folder: Path):
    # given a clip seen once, whose content we then cannot read any more
    engine = Actor()
    name = put(shelf, engine)
    shelf.find(LONG, "fr", [engine])
    (folder / name).with_suffix(".txt").unlink()

    # when / then it is still known
    assert shelf.find(LONG, "fr", [engine])


def test_a_recording_lies_on_the_same_shelf_and_twice_is_once(shelf: Shelf, folder: Path):
    # given
    sound = for_telephone(babble(3))
    name = shelf.put_recording(sound, "rec-1")
    inode = (folder / name).stat().st_ino

    # when the job is run again
    again = shelf.put_recording(sound, "rec-1")

    # then nothing was touched
    assert again == name == shelf.find_recording("rec-1")
    assert (folder / name).stat().st_ino == inode
    assert shelf.open_for_serving(name)
    assert shelf.find_recording("rec-2") is None


def test_words_that_must_be_forgotten_are_gone_from_every_engine(shelf: Shelf, folder: Path):
    # given a password said by two engines, one of them in an old version, and another text
    for engine in (Actor(name="gtts"), Actor(name="espeak", version="0")):
        put(shelf, engine, "coquelicot")
    kept = put(shelf, Actor())

    # when
    gone = shelf.forget("coquelicot", "fr")

    # then
    assert gone == 2
    assert sorted(p.name for p in folder.iterdir() if p.is_file()) == sorted([kept, kept[:-4] + ".txt"])


def test_what_a_killed_writer_left_is_swept_after_an_hour(folder: Path):
    # given an old and a young leftover
    Shelf(folder, SECRET)
    old, young = folder / ".writing-old", folder / ".writing-young"
    for path in (old, young):
        path.write_bytes(b"half")
    long_ago = time.time() - 4000
    os.utime(old, (long_ago, long_ago))

    # when
    Shelf(folder, SECRET)

    # then
    assert not old.exists()
    assert young.exists()


def test_others_on_the_machine_cannot_read_the_shelf(shelf: Shelf, folder: Path):
    name = put(shelf, Actor())
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / name).stat().st_mode & 0o077 == 0

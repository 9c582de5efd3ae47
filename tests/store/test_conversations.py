"""Calls in progress, codes typed, recordings and texts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plp.call import Call, IncomingText, Party, Recording, RecordingState
from store import SqlStore
from tests.store.town import ANA, MINUTE, NOON, ZONE, message

CALL = Call("CA1", ZONE.name, "+32470100001", Party.OFFICER, NOON, officer="claes")


def test_a_call_is_remembered_from_turn_to_turn(store: SqlStore) -> None:
    later = replace(CALL, proven=True, turn=3, memory={"partnership": "tilleuls"})
    with store.write() as book:
        assert book.conversations.call("CA1") is None
        book.conversations.save(CALL)
        assert book.conversations.call("CA1") == CALL
        book.conversations.save(later)
        assert book.conversations.call("CA1") == later


def test_what_was_said_at_a_turn_is_said_again(store: SqlStore) -> None:
    with store.write() as book:
        assert book.conversations.said("CA1", 1) is None
        book.conversations.remember("CA1", 1, "<Response/>", NOON)
        book.conversations.remember("CA1", 1, "<Other/>", NOON)
        book.conversations.remember("CA1", 2, "<Next/>", NOON)

        assert [book.conversations.said("CA1", turn) for turn in (1, 2, 3)] == ["<Response/>", "<Next/>", None]


def test_wrong_codes_are_told_since_a_moment_and_since_the_last_right_one(store: SqlStore) -> None:
    with store.write() as book:
        for minutes, right in enumerate([False, True, False, False]):
            book.conversations.note_code("claes", right=right, at=NOON + minutes * MINUTE)
        book.conversations.note_code("peeters", right=False, at=NOON)

        second, third = NOON + 2 * MINUTE, NOON + 3 * MINUTE
        wrong = [book.conversations.wrong_codes("claes", since=NOON + n * MINUTE) for n in range(5)]
        assert wrong == [[second, third], [second, third], [second, third], [third], []]
        book.conversations.note_code("claes", right=True, at=NOON + 3 * MINUTE)
        assert book.conversations.wrong_codes("claes", since=NOON) == []
        assert book.conversations.wrong_codes("peeters", since=NOON) == [NOON]


def test_a_recording_is_written_once_and_found_while_it_waits(store: SqlStore) -> None:
    recording = Recording("RE1", "CA1", "fr", "https://carrier.test/RE1", RecordingState.WAITING, NOON)
    kept = replace(recording, state=RecordingState.KEPT, media="a1b2.wav")
    earlier = replace(recording, sid="RE0", call_sid="CA0", at=NOON - MINUTE)
    with store.write() as book:
        book.conversations.add_recording(recording)
        book.conversations.add_recording(earlier)
        book.conversations.add_recording(replace(recording, url="changed"))

        assert book.conversations.recordings(waiting=True) == [earlier, recording]
        book.conversations.save_recording(kept)
        book.conversations.add_recording(recording)
        assert book.conversations.recordings(waiting=True) == [earlier]
        assert book.conversations.recordings(call_sid="CA1") == [kept]
        assert book.conversations.recordings(call_sid="CA1", waiting=True) == []
        assert (book.conversations.recording("RE1"), book.conversations.recording("RE9")) == (kept, None)


def test_what_a_member_said_in_his_calls_is_found(store: SqlStore) -> None:
    recording = Recording("RE1", "CA1", "fr", "https://carrier.test/RE1", RecordingState.WAITING, NOON)
    with store.write() as book:
        book.people.save_members([ANA])
        book.conversations.save(replace(CALL, party=Party.MEMBER, member=ANA.id))
        book.conversations.save(replace(CALL, sid="CA2"))
        for each in (recording, replace(recording, sid="RE2", call_sid="CA2")):
            book.conversations.add_recording(each)

        assert book.conversations.recordings_of(ANA.id) == [recording]


def test_a_text_is_kept_once_with_its_answer_and_its_alert(store: SqlStore) -> None:
    text = IncomingText("SM1", "+32479000001", "Oui !", NOON, ANA.id, "alert-1", "Merci")
    reply = replace(text, sid="SM0", body="J'ai vu une voiture", at=NOON - MINUTE, answer="")
    with store.write() as book:
        book.people.save_members([ANA])
        book.alerts.add(message())
        for each in (text, reply, replace(text, body="changed")):
            book.conversations.add_text(each)

        assert book.conversations.text("SM1") == text
        assert book.conversations.text("SM2") is None
        assert book.conversations.texts_of_alert("alert-1") == [reply, text]
        assert book.conversations.answers_since("+32479000001", NOON - MINUTE) == 1
        assert book.conversations.answers_since("+32479000001", NOON + MINUTE) == 0


@pytest.mark.parametrize("holder", ["CA1", "CA2"])
def test_a_name_has_one_holder_until_he_lets_go_or_his_time_is_over(store: SqlStore, holder: str) -> None:
    with store.write() as book:
        hold, let_go = book.conversations.hold, book.conversations.let_go
        assert hold("desk", holder="CA1", now=NOON, until=NOON + MINUTE) == "CA1"
        assert hold("desk", holder="CA2", now=NOON, until=NOON + MINUTE) == "CA1"
        assert hold("desk", holder="CA1", now=NOON, until=NOON + 2 * MINUTE) == "CA1"
        assert hold("desk", holder="CA2", now=NOON + MINUTE, until=NOON + 3 * MINUTE) == "CA1"
        assert hold("door", holder="CA2", now=NOON, until=NOON + MINUTE) == "CA2"

        let_go("desk", holder="CA2")
        assert hold("desk", holder="CA2", now=NOON, until=NOON + MINUTE) == "CA1"
        let_go("desk", holder="CA1")
        assert hold("desk", holder=holder, now=NOON, until=NOON + MINUTE) == holder
        other = "CA2" if holder == "CA1" else "CA1"
        assert hold("desk", holder=other, now=NOON + MINUTE, until=NOON + 2 * MINUTE) == other


def test_the_latest_texts_of_a_number_come_newest_first(store: SqlStore) -> None:
    with store.write() as book:
        for minutes in range(4):
            at = NOON + minutes * MINUTE
            book.conversations.add_text(IncomingText(f"SM{minutes}", "+32479000001", f"text {minutes}", at))
        book.conversations.add_text(IncomingText("SM9", "+32479000002", "another's", NOON + 9 * MINUTE))

        lately = book.conversations.texts_from("+32479000001", NOON + MINUTE)

    assert [each.body for each in lately] == ["text 3", "text 2", "text 1"]

"""What a member's keys do."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.menu import Effect
from plp.book import Book
from plp.call import Call
from plp.language import Language
from plp.ports import Ports
from services.acknowledge import acknowledge
from services.ask_call_back import ask_call_back
from services.check_card import card_allowed, check_card
from services.members_word import REASON, REPORT, note_word
from services.note_call import note_person
from services.own_voice import take_recording
from webhooks.call_in import as_member
from webhooks.choices import remembering
from webhooks.pressed import Done, Perform, Pressed


def _acknowledge(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del book, pressed
    attempts = call.memory.get("attempts", call.attempt or "").split(",")
    done = [acknowledge(ports, attempt) for attempt in attempts]
    return ("done" if any(done) else "withdrawn"), call


def _note_person(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del book, pressed
    note_person(ports, call.attempt or "")
    return "done", call


def _keep_report(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    """What he said is fetched first: a report of nobody's voice would ring an officer for nothing."""
    del book
    if not _spoke(pressed):
        return "silent", call
    _take(ports, call, pressed)
    word = note_word(pressed.recording_sid, REPORT, call.member or "")
    return "kept", remembering(call, {**word, "recording": pressed.recording_sid, "receipt": None, "take": None})


def _ask_call_back(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del pressed
    member = book.people.member(call.member or "")
    request, is_new = ask_call_back(ports, book, member, calling_from=call.number)
    return ("asked" if is_new else "open"), remembering(call, {"call_back": request.id})


def _keep_reason(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del book
    if not _spoke(pressed):
        return "none", call
    _take(ports, call, pressed)
    return "kept", remembering(call, note_word(pressed.recording_sid, REASON, call.memory["call_back"]))


def _spoke(pressed: Pressed) -> bool:
    return bool(pressed.recording_sid and pressed.recording_url)


def _take(ports: Ports, call: Call, pressed: Pressed) -> None:
    language = Language(call.memory["language"])
    take_recording(ports, call, language, sid=pressed.recording_sid, url=pressed.recording_url)


def _check_card(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    """The card tells who calls, from any telephone; he is that member until he hangs up."""
    member = check_card(ports, book, zone=call.zone, number=call.number, digits=pressed.digits)
    if member:
        return "right", as_member(call, [member], by_card=True)
    return ("wrong" if card_allowed(ports, book, zone=call.zone, number=call.number) else "shut"), call


EFFECTS: Mapping[Effect, Perform] = {
    Effect.ACKNOWLEDGE: _acknowledge,
    Effect.NOTE_PERSON: _note_person,
    Effect.KEEP_REPORT: _keep_report,
    Effect.ASK_CALL_BACK: _ask_call_back,
    Effect.KEEP_REASON: _keep_reason,
    Effect.CHECK_CARD: _check_card,
}

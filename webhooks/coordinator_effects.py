"""What a coordinator's keys do, and what the ways through his menu look at."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.menu import Effect, Look
from plp.book import Book
from plp.call import Call, Recording, RecordingState
from plp.errors import Refused
from plp.language import Language
from plp.member import Member, Role, Source, Standing
from plp.ports import Ports
from services.accept_candidate import accept_candidate
from services.check_card import card_allowed, check_card
from services.own_voice import take_recording
from services.propose_message import propose_message
from services.refuse_candidate import refuse_candidate
from webhooks.call_in import members_of_line
from webhooks.choices import remembering
from webhooks.pressed import Done, LookAt, Perform, Pressed


def coordinator_of(book: Book, call: Call) -> Member:
    """The coordinator who has proved in this call that it is he.  Raises NotFound when nobody has."""
    return book.people.member(call.memory.get("coordinator", ""))


def candidates_of(book: Book, partnership: str) -> list[Member]:
    """Whoever asks to join and has consented, in the order of asking."""
    listed = book.people.members(partnership)
    return [member for member in listed if member.standing is Standing.CANDIDATE and member.consent_on]


def name_said_by(book: Book, candidate: Member) -> Recording | None:
    """The voice in which a candidate said his name, newest first, once it is on the shelf."""
    for recording in reversed(book.conversations.recordings_of(candidate.id)):
        call = book.conversations.call(recording.call_sid)
        if call and call.memory.get("name_said") == recording.sid and recording.state is RecordingState.KEPT:
            return recording
    return None


# ------------------------------------------------------------------------------------------- looks


def _is_coordinator(ports: Ports, book: Book, call: Call) -> Done:
    """His number is listed as a coordinator's; that it is he is still to be proved."""
    if "coordinator" in call.memory:
        return "proven", call
    if not _coordinators_here(book, call):
        return "no", call
    return ("yes" if card_allowed(ports, book, zone=call.zone, number=call.number) else "shut"), call


def _coordinators_here(book: Book, call: Call) -> dict[str, Member]:
    listed = members_of_line(book, call.zone, call.number)
    active = [member for member in listed if member.standing is Standing.ACTIVE]
    return {member.id: member for member in active if member.role is Role.COORDINATOR}


def _candidate_waiting(ports: Ports, book: Book, call: Call) -> Done:
    del ports
    waiting = [each.id for each in candidates_of(book, coordinator_of(book, call).partnership)]
    if not waiting:
        return "none", remembering(call, {"candidate": None})
    here = call.memory.get("candidate")
    return "some", remembering(call, {"candidate": here if here in waiting else waiting[0]})


# ----------------------------------------------------------------------------------------- effects


def _check_coordinator(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    member = check_card(ports, book, zone=call.zone, number=call.number, digits=pressed.digits)
    if member is None or member.id not in _coordinators_here(book, call):
        return ("wrong" if card_allowed(ports, book, zone=call.zone, number=call.number) else "shut"), call
    known = {"coordinator": member.id, "language": member.language.value, "languages": None}
    return "right", remembering(call, known)


def _accept_candidate(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del pressed
    candidate = book.people.member(call.memory["candidate"])
    if candidate.standing is not Standing.CANDIDATE:
        return "gone", call
    accept_candidate(ports, candidate.id, by=coordinator_of(book, call).id, source=Source.PHONE)
    return "done", call


def _refuse_candidate(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del pressed
    candidate = book.people.member(call.memory["candidate"])
    if candidate.standing is not Standing.CANDIDATE:
        return "gone", call
    refuse_candidate(ports, candidate.id, by=coordinator_of(book, call).id, source=Source.PHONE)
    return "done", call


def _next_candidate(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del ports, pressed
    waiting = [each.id for each in candidates_of(book, coordinator_of(book, call).partnership)]
    here = waiting.index(call.memory["candidate"]) if call.memory.get("candidate") in waiting else -1
    return "done", remembering(call, {"candidate": waiting[(here + 1) % len(waiting)] if waiting else None})


def _keep_proposal(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    if not pressed.recording_sid or not pressed.recording_url:
        return "nothing", call
    language = coordinator_of(book, call).language
    take_recording(ports, call, language, sid=pressed.recording_sid, url=pressed.recording_url)
    return "kept", remembering(call, {"take_sid": pressed.recording_sid, "take": None})


def _propose(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del pressed
    coordinator = coordinator_of(book, call)
    takes: dict[Language, str] = {coordinator.language: call.memory["take"]}
    try:
        propose_message(ports, takes, by=coordinator.id)
    except Refused:
        return "full", call
    return "done", remembering(call, {"take_sid": None, "take": None})


LOOKS: Mapping[Look, LookAt] = {
    Look.IS_COORDINATOR: _is_coordinator,
    Look.CANDIDATE_WAITING: _candidate_waiting,
}
EFFECTS: Mapping[Effect, Perform] = {
    Effect.CHECK_COORDINATOR: _check_coordinator,
    Effect.ACCEPT_CANDIDATE: _accept_candidate,
    Effect.REFUSE_CANDIDATE: _refuse_candidate,
    Effect.NEXT_CANDIDATE: _next_candidate,
    Effect.KEEP_PROPOSAL: _keep_proposal,
    Effect.PROPOSE: _propose,
}

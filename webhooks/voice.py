"""Voice: a call comes in, a member picks up, a key is pressed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Blueprint, Response, abort, current_app

from ivr import twiml
from ivr.menu import Ask, Record
from ivr.menus import STEPS
from plp.book import Book
from plp.call import Call, Party
from plp.cascade import Attempt, Cascade
from plp.errand import ASKS_A_CODE, WITH_THE_CARRIER, Errand, ErrandKind, ErrandState
from plp.outcome import AttemptState
from plp.phone import called_number, caller_number, masked
from plp.ports import Ports
from plp.zone import Officer, Zone
from services.note_call import ENDED, note_guess
from services.prove_code import is_shut
from services.settle_call import is_machine
from webhooks import form
from webhooks.call_in import as_member, members_of_line
from webhooks.choices import remembering
from webhooks.conversation import BREAK, begin, break_in, take_turn, was_offered
from webhooks.member_prompts import has_all_clips
from webhooks.pressed import Pressed
from webhooks.self_tests import tones, while_it_tests

voice = Blueprint("voice", __name__, url_prefix="/voice")
_log = logging.getLogger(__name__)


def _ports() -> Ports:
    ports: Ports = current_app.config["PORTS"]
    return ports


@contextmanager
def _conversation(sid: str) -> Iterator[tuple[Ports, Book]]:
    """One turn of one call: the carrier's second try waits here until the first is answered, and gets the same."""
    ports = _ports()
    with ports.store.write() as book:
        book.conversations.one_at_a_time(f"turn:{sid}")
        yield ports, book


def _xml(text: str) -> Response:
    return Response(text, mimetype="text/xml")


@voice.post("/incoming")
def incoming() -> Response:
    """Somebody rings the zone's number."""
    sid = form.required_sid("CallSid")
    with _conversation(sid) as (ports, book):
        if said := book.conversations.said(sid, 0):
            return _xml(said)
        zone = book.people.zone_by_number(called_number(form.text_of("To", longest=200)))
        if zone is None:
            _log.warning("call_to_a_number_of_no_zone")
            return _xml(twiml.reject())
        number = caller_number(form.text_of("From", longest=200))
        call, entrance = while_it_tests(ports, book, zone, *_recognise(ports, book, zone, number, sid))
        _log.info("call_in from=%s party=%s", masked(number), call.party)
        return _xml(begin(ports, book, call, entrance))


def _recognise(ports: Ports, book: Book, zone: Zone, number: str | None, sid: str) -> tuple[Call, str]:
    """The caller ID tells whom to greet and authenticates nobody."""
    call = Call(sid, zone.name, number, Party.STRANGER, ports.clock.now())
    if number is None:
        return call, "stranger.welcome"
    if officer := book.people.officer_by_phone(zone.name, number):
        if is_shut(ports, call):
            return call, "stranger.shut"
        return _as_officer(call, officer), "officer.code"
    if number == zone.desk_number:
        desk = remembering(replace(call, party=Party.DESK), {"language": zone.languages[0].value})
        return desk, "stranger.shut" if is_shut(ports, desk) else "officer.code"
    if members := members_of_line(book, zone.name, number):
        return as_member(call, members), "member.welcome"
    return call, "stranger.welcome"


def _as_officer(call: Call, officer: Officer) -> Call:
    known = remembering(call, {"language": officer.language.value})
    return Call(
        known.sid, known.zone, known.number, Party.OFFICER, known.started_at, officer=officer.id, memory=known.memory
    )


@voice.post("/attempts/<attempt_id>")
def attempt_start(attempt_id: str) -> Response:
    """A member, or his machine, picked up."""
    sid = form.required_sid("CallSid")
    with _conversation(sid) as (ports, book):
        if said := book.conversations.said(sid, 0):
            return _xml(said)
        attempt = _ours(book, attempt_id, sid)
        opening = _first_step(ports, attempt_id, sid)
        cascade = book.cascades.get(attempt.cascade)
        call = _call_of(ports, book, attempt, cascade, sid)
        return _xml(begin(ports, book, call, "call.withdrawn" if cascade.is_withdrawn else opening))


def _first_step(ports: Ports, attempt_id: str, sid: str) -> str:
    """A carrier that detects machines before it asks us tells so here: a machine gets its word at once."""
    guess = form.word_of("AnsweredBy")
    if guess:
        note_guess(ports, attempt_id, guess, sid=sid, interrupting=False)
    return "call.voicemail" if is_machine(guess) else "call.opening"


@voice.post("/attempts/<attempt_id>/voicemail")
def voicemail(attempt_id: str) -> Response:
    """A machine answered and its beep is over: leave a word."""
    sid = form.required_sid("CallSid")
    with _conversation(sid) as (ports, book):
        if said := book.conversations.said(sid, BREAK):
            return _xml(said)
        attempt = _ours(book, attempt_id, sid)
        cascade = book.cascades.get(attempt.cascade)
        call = book.conversations.call(sid) or _call_of(ports, book, attempt, cascade, sid)
        return _xml(break_in(ports, book, call, "call.withdrawn" if cascade.is_withdrawn else "call.voicemail"))


def _ours(book: Book, attempt_id: str, sid: str) -> Attempt:
    """The attempt this call is; a call that is not ours, or not this one, is turned away."""
    attempt = book.cascades.attempt(attempt_id)
    if attempt is None or attempt.carrier_sid not in {None, sid}:
        abort(404, "no such call")
    book.cascades.move_attempt(attempt_id, AttemptState.ANSWERED, sid=sid)
    return attempt


def _call_of(ports: Ports, book: Book, attempt: Attempt, cascade: Cascade, sid: str) -> Call:
    delivery = book.cascades.delivery(attempt.delivery)
    call = Call(
        sid,
        book.people.partnership(cascade.partnership).zone,
        attempt.number,
        Party.MEMBER,
        ports.clock.now(),
        member=delivery.member,
        attempt=attempt.id,
        memory={"language": delivery.language.value, "partnership": cascade.partnership, "alert": cascade.alert},
    )
    return remembering(call, {"voice": "clips" if has_all_clips(ports, book, call) else "say"})


@voice.post("/errands/<errand_id>")
def errand_start(errand_id: str) -> Response:
    """Somebody picks up whom we owed a call: an officer or the desk, who is asked for his code, or another."""
    sid = form.required_sid("CallSid")
    with _conversation(sid) as (ports, book):
        if said := book.conversations.said(sid, 0):
            return _xml(said)
        errand = book.errands.get(errand_id)
        if errand is None or errand.carrier_sid not in {None, sid}:
            abort(404, "no such call")
        book.errands.move(errand_id, was=WITH_THE_CARRIER, to=ErrandState.SUBMITTED, sid=sid)
        book.errands.note_picked_up(errand_id)
        if errand.kind is ErrandKind.SELF_TEST:
            return _xml(tones(book, errand))
        call, entrance = _addressed(ports, book, errand, sid)
        return _xml(begin(ports, book, call, entrance))


def _addressed(ports: Ports, book: Book, errand: Errand, sid: str) -> tuple[Call, str]:
    call = Call(sid, errand.zone, errand.number, Party.ADDRESSEE, ports.clock.now(), errand=errand.id)
    call = remembering(call, {"language": errand.language.value})
    if errand.kind not in ASKS_A_CODE:
        return replace(call, member=errand.member), "notice.opening"
    if errand.officer is None:
        return replace(call, party=Party.DESK), "officer.code"
    officer = book.people.officer(errand.officer)
    # At his registered number only he can answer: three wrong codes there lock him.
    call = remembering(_as_officer(call, officer), {"ring_back": errand.id})
    return replace(call, errand=errand.id), "officer.locked" if officer.locked else "officer.code"


@voice.post("/steps/<step>/<int(min=1, max=9999):turn>")
def keys_pressed(step: str, turn: int) -> Response:
    """A key, or silence, at one step of a conversation."""
    sid = form.required_sid("CallSid")
    if step not in STEPS:
        abort(404, "no such step")
    with _conversation(sid) as (ports, book):
        if said := book.conversations.said(sid, turn):
            return _xml(said)
        call = book.conversations.call(sid)
        if call is None or not was_offered(book, call, step, turn):
            abort(404, "no such conversation")
        return _xml(take_turn(ports, book, call, step, turn, _pressed(step)))


def _pressed(step: str) -> Pressed:
    match STEPS[step]:
        case Ask(digits=None):
            return Pressed(form.keys().removesuffix("#"))  # closes an entry, and some carriers count it in
        case Record():
            return _recorded()
        case _:
            return Pressed(form.keys(), hung_up=form.word_of("CallStatus") in ENDED)


def _recorded() -> Pressed:
    lasted = form.number_of("RecordingDuration")
    said_nothing = lasted == 0
    return Pressed(
        form.keys(),
        recording_sid="" if said_nothing else form.text_of("RecordingSid", longest=64),
        recording_url="" if said_nothing else form.text_of("RecordingUrl", longest=500),
    )

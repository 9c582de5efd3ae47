"""What the keys of somebody do who asks to join a partnership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ivr.menu import Effect, Look
from plp.book import Book
from plp.call import Call
from plp.errors import BadInput, NotFound, Refused
from plp.language import Language
from plp.member import Source, Standing, Wish
from plp.phone import Line, read_phone
from plp.ports import Ports
from services.ask_to_join import ask_to_join
from services.own_voice import take_recording
from webhooks.choices import remembering
from webhooks.pressed import Done, LookAt, Perform, Pressed
from webhooks.settings_effects import languages_offered

_WISHES = {"1": Wish.VOICE, "2": Wish.SMS, "3": Wish.BOTH}
_LONGEST_NUMBER = 8  # digits


def _shows_number(ports: Ports, book: Book, call: Call) -> Done:
    del ports, book
    return ("yes" if call.number else "no"), call


def _choose_to_join(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del ports
    typed = pressed.digits if pressed.digits.isascii() and pressed.digits.isdigit() else ""
    if not 0 < len(typed) <= _LONGEST_NUMBER or not book.people.partnership_by_number(call.zone, int(typed)):
        return "unknown", call
    return "chosen", remembering(call, {"joins": str(int(typed))})


def _join_in(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del ports
    language = languages_offered(book.people.zone(call.zone))[int(pressed.digits) - 1]
    return "done", remembering(call, {"joins_in": language.value, "language": language.value, "languages": None})


def _consent_to_join(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    """A mobile number is asked how it wants to be reached; any other can only be called."""
    del pressed
    try:
        phone = read_phone(call.number or "", allowed_prefixes=book.people.zone(call.zone).allowed_prefixes)
    except BadInput:
        return "refused", call
    return ("mobile", call) if phone.line is Line.MOBILE else _ask(ports, call, Wish.VOICE)


def _join_by(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del book
    return _ask(ports, call, _WISHES[pressed.digits])


def _ask(ports: Ports, call: Call, wish: Wish) -> Done:
    try:
        candidate = ask_to_join(
            ports,
            call.zone,
            int(call.memory["joins"]),
            number=call.number or "",
            language=Language(call.memory["joins_in"]),
            channel=wish,
            source=Source.PHONE,
        )
    except (BadInput, NotFound, Refused):
        return "refused", call
    if candidate.standing is Standing.ACTIVE:
        return "known", call
    return "noted", replace(call, member=candidate.id)


def _keep_name(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del book
    if not pressed.recording_sid or not pressed.recording_url:
        return "nothing", call
    language = Language(call.memory["joins_in"])
    take_recording(ports, call, language, sid=pressed.recording_sid, url=pressed.recording_url)
    return "kept", remembering(call, {"name_said": pressed.recording_sid})


LOOKS: Mapping[Look, LookAt] = {Look.SHOWS_NUMBER: _shows_number}
EFFECTS: Mapping[Effect, Perform] = {
    Effect.CHOOSE_TO_JOIN: _choose_to_join,
    Effect.JOIN_IN: _join_in,
    Effect.CONSENT_TO_JOIN: _consent_to_join,
    Effect.JOIN_BY: _join_by,
    Effect.KEEP_NAME: _keep_name,
}

"""What a member's keys do."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.menu import Effect
from plp.book import Book
from plp.call import Call
from plp.ports import Ports
from services.acknowledge import acknowledge
from services.note_call import note_person
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


EFFECTS: Mapping[Effect, Perform] = {
    Effect.ACKNOWLEDGE: _acknowledge,
    Effect.NOTE_PERSON: _note_person,
}

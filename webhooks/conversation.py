"""One turn of a telephone conversation: what was pressed, what that does, what is said next; each exactly once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace

from ivr import twiml
from ivr.member_menus import ABOUT_A_MESSAGE
from ivr.menu import Ask, Crossroads, Farewell, Menu, Record, Speaking, Turn, Wait, again, press
from ivr.menus import STEPS
from ivr.twiml import Utterance
from plp import addresses
from plp.book import Book
from plp.call import Call, Party
from plp.ports import Ports
from services.note_call import note_person, note_reading
from webhooks import member_arrivals
from webhooks.choices import LAUNCH_HELD_FOR, remembering
from webhooks.effects import perform
from webhooks.launch_prompts import is_night_for
from webhooks.looks import look
from webhooks.pressed import Pressed
from webhooks.prompts import prompts
from webhooks.report_effects import keep_report

_APOLOGY_FOR = {
    "officer.code": "wrong_code",
    "launch.confirm": "wrong_digits",
    "launch.partnership": "unknown_partnership",
    "ready.template": "ready.unknown_template",
    "ready.street": "ready.unknown_street",
    "card.number": "wrong_card",
    "settings.card": "wrong_card",
    "settings.password_card": "wrong_card",
    "settings.pause_until": "wrong_day",
    "coordinator.card": "wrong_card",
    "join.partnership": "no_such_partnership",
}
_UNDER_LAUNCH = ("launch.", "own.", "ready.")
BREAK = -1
"""The number under which the answer to a machine is remembered: it comes between any two turns."""


def begin(ports: Ports, book: Book, call: Call, entrance: str) -> str:
    """Say the first words of a conversation and remember them: asked again, the same is said."""
    return _go(ports, book, call, Turn(entrance), at=0)


def break_in(ports: Ports, book: Book, call: Call, entrance: str) -> str:
    """Go on elsewhere in a conversation under way, at the carrier's request."""
    return _go(ports, book, call, Turn(entrance), at=call.turn, remembered_at=BREAK)


def was_offered(book: Book, call: Call, step: str, number: int) -> bool:
    """Whether we ever asked for a key at this step and turn of this call."""
    asked = (book.conversations.said(call.sid, before) for before in (number - 1, BREAK))
    return any(f"/voice/steps/{step}/{number}#" in said for said in asked if said)


def take_turn(ports: Ports, book: Book, call: Call, here: str, number: int, pressed: Pressed) -> str:
    """Answer the keys (or the silence) at this step; the caller has made sure that this turn is new."""
    step = STEPS[here]
    if here.startswith("call.") and _is_withdrawn(book, call):
        return _go(ports, book, call, Turn("call.withdrawn"), at=number)
    if here in ABOUT_A_MESSAGE and _is_withdrawn(book, call):
        return _go(ports, book, call, Turn("member.withdrawn"), at=number)
    if here.startswith("call.") and pressed.digits:
        note_person(ports, call.attempt or "")
    turn = press(here, step, pressed.digits, int(call.memory.get("round", "1")))
    if turn.proves and not pressed.hung_up:
        for attempt in call.memory.get("attempts", call.attempt or "").split(","):
            note_reading(ports, attempt, turn.proves)
    if turn.do is not None:
        answer, call = perform(ports, book, call, turn.do.effect, replace(pressed, digits=turn.digits))
        goto = turn.do.leads[answer]
        turn = (
            again(here, step, turn.round, _APOLOGY_FOR.get(here))
            if goto == here and isinstance(step, Ask)
            else Turn(goto)
        )
    return _go(ports, book, call, turn, at=number)


def _is_withdrawn(book: Book, call: Call) -> bool:
    attempt = book.cascades.attempt(call.attempt or "")
    return attempt is not None and book.cascades.get(attempt.cascade).is_withdrawn


def _go(ports: Ports, book: Book, call: Call, turn: Turn, *, at: int, remembered_at: int | None = None) -> str:
    """Arrive at a step, say what it says, and remember the answer given to request number `at`."""
    name, call = _arrive(ports, book, call, turn.goto)
    round_ = turn.round if name == turn.goto or isinstance(STEPS[name], Wait) else 1
    call = remembering(replace(call, turn=at + 1), {"round": str(round_)})
    _hold_or_let_go(ports, book, call, name)
    keep_report(ports, book, call, name)
    said = _render(ports, book, call, name, turn.apology)
    book.conversations.save(call)
    book.conversations.remember(call.sid, at if remembered_at is None else remembered_at, said, ports.clock.now())
    return said


def _arrive(ports: Ports, book: Book, call: Call, name: str) -> tuple[str, Call]:
    step = STEPS[name]
    while isinstance(step, Crossroads):
        answer, call = look(ports, book, call, step.look)
        name = step.leads[answer]
        step = STEPS[name]
    on_arrival = _ON_ARRIVAL.get(name)
    return name, on_arrival(ports, book, call) if on_arrival else call


def _new_pair(ports: Ports, book: Book, call: Call) -> Call:
    """Two different digits, never those just said; and whether it is night, so that what he is told is what counts."""
    draw = secrets.SystemRandom()
    pair = before = call.memory.get("pair", "")
    while pair == before:
        pair = "".join(draw.sample("123456789", 2))
    night = "yes" if is_night_for(ports, book, call) else None
    return remembering(call, {"pair": pair, "night": night})


def _first_language(ports: Ports, book: Book, call: Call) -> Call:
    del ports
    if "recording_in" in call.memory:
        return call
    return remembering(call, {"recording_in": book.people.zone(call.zone).languages[0].value})


def _no_takes(ports: Ports, book: Book, call: Call) -> Call:
    """Whoever went back to choose a message begins his own with the first language."""
    del ports, book
    return remembering(call, dict.fromkeys(("recording_in", "takes", "take", "take_sid")))


_ON_ARRIVAL: Mapping[str, Callable[[Ports, Book, Call], Call]] = {
    **member_arrivals.ON_ARRIVAL,
    "launch.confirm": _new_pair,
    "launch.prepared": _no_takes,
    "launch.none_prepared": _no_takes,
    "own.record": _first_language,
}


def _hold_or_let_go(ports: Ports, book: Book, call: Call, name: str) -> None:
    """While he is launching, the partnership is his; elsewhere it is anybody's."""
    partnership, officer = call.memory.get("partnership"), call.officer
    if call.party is not Party.OFFICER or not partnership or not officer:
        return
    if name.startswith(_UNDER_LAUNCH) and name not in {"launch.partnership", "launch.busy", "launch.launched"}:
        now = ports.clock.now()
        book.conversations.hold(f"launch:{partnership}", holder=officer, now=now, until=now + LAUNCH_HELD_FOR)
    else:
        book.conversations.let_go(f"launch:{partnership}", holder=officer)


def _render(ports: Ports, book: Book, call: Call, name: str, apology: str | None) -> str:
    step = STEPS[name]
    assert not isinstance(step, Crossroads), "a crossroads says nothing"
    keys = ([apology] if apology else []) + list(step.says)
    said = prompts(ports, book, call, keys)
    return _written(step, said, addresses.turn(ports.public_url, name, call.turn))


def _written(step: Speaking, said: list[Utterance], action: str) -> str:
    match step:
        case Menu():
            return twiml.gather(said, action=action, timeout=step.wait, num_digits=1, finish_on_key="")
        case Ask(digits=None):
            return twiml.gather(said, action=action, timeout=step.wait, num_digits=None, finish_on_key="#")
        case Ask():
            return twiml.gather(said, action=action, timeout=step.wait, num_digits=step.digits, finish_on_key="")
        case Record():
            ends = "#*" if step.back else "#"
            return twiml.record(said, action=action, max_length=step.longest, timeout=step.silence, finish_on_key=ends)
        case Wait():
            return twiml.wait(said, seconds=step.seconds, then=action)
        case Farewell():
            return twiml.farewell(said)

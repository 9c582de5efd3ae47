"""What an officer's keys do: one service each, and the way that leads on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from ivr.menu import Effect
from plp.alert import Kind
from plp.book import Book
from plp.call import Call
from plp.cascade import CascadeState
from plp.errors import AlreadyLaunched, NotAllowed, Refused, WrongMove
from plp.language import Language
from plp.ports import Ports
from services.launch_alert import launch_alert
from services.own_voice import draft_in_own_voice, take_recording
from services.prove_code import Proof, prove_code
from services.ring_back import ask_ring_back
from services.stop_cascade import stop_cascade
from webhooks.choices import (
    cascade_in_view,
    chosen_alert,
    hold_launch,
    prepared_alerts,
    remembering,
    with_new_message,
)
from webhooks.pressed import Done, Perform, Pressed

CANCEL_WINDOW = timedelta(seconds=15)


def _check_code(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del book
    proof = prove_code(ports, call, pressed.digits)
    return proof.value, replace(call, proven=proof is Proof.RIGHT)


def _ring_back(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del book
    ask_ring_back(ports, call.zone, pressed.digits)
    return "done", call


def _choose_partnership(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    officer = book.people.officer(call.officer or "")
    number = pressed.number
    partnership = book.people.partnership_by_number(call.zone, number) if number is not None else None
    if partnership is None or not partnership.mandates(officer):
        return "unknown", call
    holder = hold_launch(ports, book, officer.id, partnership.slug)
    if holder != officer.id:
        return "busy", remembering(call, {"colleague": book.people.officer(holder).name})
    # The cascade he looked at stays in view until he has launched this one.
    about = {"partnership": partnership.slug, "cascade": call.memory.get("cascade")}
    return "chosen", with_new_message(call, about)


def _next_message(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del pressed
    prepared = [alert.id for alert in prepared_alerts(ports, book, call)]
    here = prepared.index(call.memory["alert"]) if call.memory.get("alert") in prepared else -1
    return "done", remembering(call, {"alert": prepared[(here + 1) % len(prepared)] if prepared else None})


# ------------------------------------------------------------------------------------ own voice


def _languages(book: Book, call: Call) -> list[Language]:
    return list(book.people.zone(call.zone).languages)


def _after(book: Book, call: Call) -> Language | None:
    """The language to be recorded after the present one."""
    languages = _languages(book, call)
    here = languages.index(Language(call.memory["recording_in"])) if "recording_in" in call.memory else 0
    return languages[here + 1] if here + 1 < len(languages) else None


def _keep_take(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    language = Language(call.memory.get("recording_in") or _languages(book, call)[0])
    if pressed.recording_sid and pressed.recording_url:
        take_recording(ports, call, language, sid=pressed.recording_sid, url=pressed.recording_url)
        return "kept", remembering(call, {"take_sid": pressed.recording_sid, "take": None})
    return _go_on_recording(ports, book, call)


def _accept_take(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del pressed
    takes = call.memory.get("takes", "").split()
    kept = [each for each in takes if not each.startswith(f"{call.memory['recording_in']}=")]
    kept.append(f"{call.memory['recording_in']}={call.memory['take']}")
    return _go_on_recording(ports, book, remembering(call, {"takes": " ".join(kept)}))


def _go_on_recording(ports: Ports, book: Book, call: Call) -> Done:
    following = _after(book, call)
    if following:
        return "next", remembering(call, {"recording_in": following.value, "take": None, "take_sid": None})
    takes = dict(each.split("=", 1) for each in call.memory.get("takes", "").split())
    again = remembering(call, {"recording_in": None})
    if not takes:
        return "nothing", again
    alert = draft_in_own_voice(
        ports,
        partnership=call.memory["partnership"],
        takes={Language(language): media for language, media in takes.items()},
        by=call.officer or "",
        answers=call.memory.get("answers"),
        kind=Kind(call.memory["kind"]) if "kind" in call.memory else None,
    )
    if report := call.memory.get("for_report"):
        book.reports.link(report, alert.id)
    return "ready", remembering(again, {"alert": alert.id, "takes": None, "take": None, "answers": None, "kind": None})


# ------------------------------------------------------------------------------------- launching


def _confirm_launch(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    if not call.proven or pressed.digits != call.memory.get("pair"):
        return "wrong", call
    alert = chosen_alert(book, call)
    try:
        cascade = launch_alert(
            ports,
            alert.id,
            by=call.officer or "",
            cancel_window=CANCEL_WINDOW,
            validating=True,
            at_night="night" in call.memory,
        )
    except AlreadyLaunched as already:
        return "already", remembering(call, {"cascade": already.cascade})
    except Refused as refusal:
        return "refused", remembering(call, {"refusal": _reason(refusal)})
    book.conversations.let_go(f"launch:{alert.partnership}", holder=call.officer or "")
    if report := call.memory.get("for_report"):
        book.reports.link(report, alert.id)
    about = {"cascade": cascade.id, "pair": None, "alert": None, "for_report": None}
    return ("nobody" if _reaches_nobody(book, cascade.id) else "launched"), remembering(call, about)


def _reason(refusal: Refused) -> str:
    """Which of the sentences in texts/ tells why."""
    if refusal.code:
        return f"finding.{refusal.code}.short"
    return "refusal.mandate" if isinstance(refusal, NotAllowed) else "refusal.other"


def _reaches_nobody(book: Book, cascade_id: str) -> bool:
    """Whether it ended without a single try: nobody is on the list, or everybody on it is excluded."""
    return book.cascades.get(cascade_id).state is CascadeState.FINISHED and not book.cascades.attempts(cascade_id)


def _cancel_launch(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    """Within the window nobody has been rung and nobody will be; after it, stopping is another key."""
    del pressed
    cascade = book.cascades.get(call.memory["cascade"])
    if cascade.state is CascadeState.CANCELLED:
        return "cancelled", call
    if _reaches_nobody(book, cascade.id):
        return "nobody", call
    if cascade.state is not CascadeState.WAITING or ports.clock.now() >= cascade.due_from:
        return "too_late", call
    stop_cascade(ports, cascade.id, by=call.officer or "")
    return "cancelled", remembering(call, {"cascade": None})


def _stop_cascade(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del pressed
    cascade = cascade_in_view(book, call)
    if cascade is None:
        return "ended", call
    try:
        stop_cascade(ports, cascade.id, by=call.officer or "")
    except WrongMove:
        return "ended", call
    return "stopped", remembering(call, {"cascade": cascade.id})


def _begin_correction(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del ports, pressed
    stopped = book.cascades.get(call.memory["cascade"])
    return "begun", with_new_message(call, {"partnership": stopped.partnership, "answers": stopped.alert})


EFFECTS: Mapping[Effect, Perform] = {
    Effect.CHECK_CODE: _check_code,
    Effect.RING_BACK: _ring_back,
    Effect.CHOOSE_PARTNERSHIP: _choose_partnership,
    Effect.NEXT_MESSAGE: _next_message,
    Effect.KEEP_TAKE: _keep_take,
    Effect.ACCEPT_TAKE: _accept_take,
    Effect.CONFIRM_LAUNCH: _confirm_launch,
    Effect.CANCEL_LAUNCH: _cancel_launch,
    Effect.STOP_CASCADE: _stop_cascade,
    Effect.BEGIN_CORRECTION: _begin_correction,
}

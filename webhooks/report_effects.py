"""What the keys of an officer or the desk do about reports, requests to be called back, and feedback owed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ivr.menu import Effect
from plp.alert import Kind
from plp.book import Book
from plp.call import Call, Party
from plp.errors import Refused
from plp.ports import Ports
from plp.report import Decision
from services.close_call_back import close_call_back
from services.decide_report import decide_report
from services.feedback_owed import answer_to
from services.hold_report import hold_report, holder_of, let_report_go
from services.ring_for_feedback import put_feedback_off
from webhooks.choices import hold_launch, remembering, with_new_message
from webhooks.pressed import Done, Perform, Pressed
from webhooks.report_choices import report_in_hand, request_in_hand

_HEARING = frozenset({"report.menu", "report.choices", "report.help"})


def keep_report(ports: Ports, book: Book, call: Call, step: str) -> None:
    """While he hears a report it is his; elsewhere it is anybody's."""
    if report := call.memory.get("report"):
        if step in _HEARING:
            hold_report(ports, book, report, holder=holder_of(call))
        else:
            let_report_go(book, report, holder=holder_of(call))


def _decide(decision: Decision, ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del book, pressed
    try:
        decide_report(ports, call.memory["report"], decision, by=holder_of(call))
    except Refused:
        return "already", call
    return "decided", call


def _validate(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    """The report is taken, and its officer is led to a message of his own for that partnership."""
    report = report_in_hand(book, call)
    if report is None:
        return "already", call
    if call.party is Party.DESK:
        answer, call = _decide(Decision.VALIDATED, ports, book, call, pressed)
        return ("desk" if answer == "decided" else answer), call
    if colleague := _colleague_launching(ports, book, call, report.partnership):
        return "busy", remembering(call, {"colleague": colleague})
    answer, call = _decide(Decision.VALIDATED, ports, book, call, pressed)
    if answer == "already":
        return answer, call
    return "launch", with_new_message(call, {"partnership": report.partnership, "for_report": report.id})


def _launch_for_report(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    """The desk has validated it; an officer makes the message."""
    del pressed
    report = report_in_hand(book, call)
    assert report is not None, "this step is reached with a report only"
    if colleague := _colleague_launching(ports, book, call, report.partnership):
        return "busy", remembering(call, {"colleague": colleague})
    return "begun", with_new_message(call, {"partnership": report.partnership, "for_report": report.id})


def _colleague_launching(ports: Ports, book: Book, call: Call, partnership: str) -> str:
    """The name of whoever else is launching there; '' when it is free, and now his."""
    holder = hold_launch(ports, book, call.officer or "", partnership)
    return "" if holder == call.officer else book.people.officer(holder).name


def _close_call_back(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del pressed
    request = request_in_hand(book, call)
    if request and request.closed_at is None:
        close_call_back(ports, request.id, by=holder_of(call))
    return "closed", call


def _begin_answer(kind: Kind, ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    """Feedback, or an all-clear, in his own voice, for the message that waits for it."""
    del pressed
    asked = book.alerts.get(call.memory["owed"])
    if answer_to(book, asked):
        return "given", call
    if colleague := _colleague_launching(ports, book, call, asked.partnership):
        return "busy", remembering(call, {"colleague": colleague})
    begun = {"partnership": asked.partnership, "answers": asked.id, "kind": kind.value}
    return "begun", with_new_message(call, begun)


def _put_off(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del pressed
    put_feedback_off(ports, book, book.alerts.get(call.memory["owed"]), by=call.officer or "")
    return "done", call


EFFECTS: Mapping[Effect, Perform] = {
    Effect.VALIDATE_REPORT: _validate,
    Effect.LEAVE_REPORT: partial(_decide, Decision.NO_ACTION),
    Effect.SEND_PATROL: partial(_decide, Decision.PATROL),
    Effect.LAUNCH_FOR_REPORT: _launch_for_report,
    Effect.CLOSE_CALL_BACK: _close_call_back,
    Effect.BEGIN_FEEDBACK: partial(_begin_answer, Kind.FEEDBACK),
    Effect.BEGIN_ALL_CLEAR: partial(_begin_answer, Kind.ALL_CLEAR),
    Effect.PUT_FEEDBACK_OFF: _put_off,
}

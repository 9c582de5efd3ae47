"""What a crossroads sees when an officer or the desk is on the line: why he was rung, and what waits for him.

Looking changes one thing: the report he is led to is his from that moment, so that of two at once one is told so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr.menu import Look
from plp.alert import Alert, AlertState, Kind
from plp.book import Book
from plp.call import Call, Party
from plp.errand import ErrandKind
from plp.ports import Ports
from plp.report import Report
from services.feedback_owed import answer_to
from services.hold_report import hold_report, holder_of, let_report_go
from services.ring_for_report import waits_for_a_launch
from webhooks.choices import cascade_in_view, remembering
from webhooks.report_choices import call_backs_waiting, report_in_hand, reports_waiting

Seen = tuple[str, Call]


def _why_rung(ports: Ports, book: Book, call: Call) -> Seen:
    """After the right code: what the errand was, or his menu."""
    del ports
    errand = book.errands.get(call.errand or "")
    kind = errand.kind if errand else None
    if errand and kind is ErrandKind.REPORT:
        return "report", remembering(call, {"report": errand.subject})
    if errand and kind is ErrandKind.FEEDBACK:
        return "feedback", remembering(call, {"owed": errand.subject})
    return ("desk" if call.party is Party.DESK else "menu"), call


def _whose_menu(ports: Ports, book: Book, call: Call) -> Seen:
    del ports, book
    return ("desk" if call.party is Party.DESK else "officer"), call


def _report(ports: Ports, book: Book, call: Call) -> Seen:
    """The report he was rung for."""
    report = report_in_hand(book, call)
    if report is None:
        return "decided", call
    if report.decision is not None:
        return ("launch" if waits_for_a_launch(report) and call.party is Party.OFFICER else "decided"), call
    if colleague := _colleague_on(ports, book, call, report):
        return "held", remembering(call, {"hearer": colleague})
    return "free", call


def _colleague_on(ports: Ports, book: Book, call: Call, report: Report) -> str:
    """Who else hears this report now: an officer's id, the desk, or '' when from now on it is his."""
    holder = hold_report(ports, book, report.id, holder=holder_of(call))
    return "" if holder == holder_of(call) else holder


def _first_waiting(ports: Ports, book: Book, call: Call) -> Seen:
    return _waiting(ports, book, remembering(call, {"seen": None}))


def _next_waiting(ports: Ports, book: Book, call: Call) -> Seen:
    if report := call.memory.get("report"):
        let_report_go(book, report, holder=holder_of(call))
    return _waiting(ports, book, call)


def _waiting(ports: Ports, book: Book, call: Call) -> Seen:
    """The oldest report he has not come by in this call, then the oldest request; one a colleague hears is passed."""
    seen = call.memory.get("seen", "").split()
    colleague = ""
    for report in reports_waiting(book, call):
        if report.id in seen:
            continue
        if held := _colleague_on(ports, book, call, report):
            colleague = held
            continue
        return "report", remembering(call, {"report": report.id, "seen": " ".join([*seen, report.id])})
    for request in call_backs_waiting(book, call):
        if request.id not in seen:
            return "call_back", remembering(call, {"call_back": request.id, "seen": " ".join([*seen, request.id])})
    return ("held", remembering(call, {"hearer": colleague})) if colleague else ("none", call)


def _after_report(ports: Ports, book: Book, call: Call) -> Seen:
    """Who was rung for this very report lets the next one be rung; who goes through the list goes on."""
    del ports
    errand = book.errands.get(call.errand or "")
    rung = errand is not None and errand.subject == call.memory.get("report")
    return ("rung" if rung else "listing"), call


def _feedback_owed(ports: Ports, book: Book, call: Call) -> Seen:
    del ports
    return _owed(book, call, book.alerts.get(call.memory["owed"]))


def _owed(book: Book, call: Call, alert: Alert) -> Seen:
    waits = alert.state is AlertState.LAUNCHED and answer_to(book, alert) is None
    return ("owed" if waits else "given"), remembering(call, {"owed": alert.id})


def _feedback_of_last(ports: Ports, book: Book, call: Call) -> Seen:
    """Whether the cascade he is told about waits for feedback."""
    del ports
    cascade = cascade_in_view(book, call)
    alert = book.alerts.get(cascade.alert) if cascade else None
    if alert is None or alert.kind is not Kind.URGENT:
        return "none", call
    return _owed(book, call, alert)


LOOKS: Mapping[Look, Callable[[Ports, Book, Call], Seen]] = {
    Look.WHY_RUNG: _why_rung,
    Look.WHOSE_MENU: _whose_menu,
    Look.FIRST_WAITING: _first_waiting,
    Look.NEXT_WAITING: _next_waiting,
    Look.REPORT: _report,
    Look.AFTER_REPORT: _after_report,
    Look.FEEDBACK_OWED: _feedback_owed,
    Look.FEEDBACK_OF_LAST: _feedback_of_last,
}

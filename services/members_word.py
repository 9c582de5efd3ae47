"""What a member said into the telephone: a report to the police, or the reason why he wants to be called back."""

from __future__ import annotations

from datetime import timedelta

from plp.book import Book
from plp.call import Call, Recording
from plp.outcome import By
from plp.ports import Ports
from plp.report import Report
from services.make_report import make_report

REPORT, REASON = "report", "reason"
LATE = timedelta(minutes=1)
"""A voice the carrier has not handed out by then is reported all the same: the police hears it later, or calls."""


def note_word(recording_sid: str, kind: str, about: str) -> dict[str, str]:
    """What a call must remember of a recording: a report of this member, or the reason of this request."""
    return {_key(recording_sid): f"{kind}:{about}"}


def is_members_word(ports: Ports, recording: Recording) -> bool:
    """Whether a member said it: then it is kept however noisy."""
    with ports.store.read() as book:
        return _word(book, recording) is not None


def take_members_word(ports: Ports, book: Book, recording: Recording) -> None:
    """Its voice is there, or never will be: make the report, whether the caller still waits or has hung up.

    A voice of nobody's report changes nothing; nor does the same one again.
    """
    if word := _word(book, recording):
        call, kind, about = word
        if kind == REPORT:
            report_by_voice(ports, book, call, recording.sid)
        else:
            book.reports.set_reason(about, recording.sid)


def take_late_word(ports: Ports, recording: Recording) -> None:
    """The carrier has not handed it out: after a while a report is not kept from the police any longer."""
    if ports.clock.now() - recording.at < LATE:
        return
    with ports.store.write() as book:
        take_members_word(ports, book, recording)


def report_of(book: Book, call: Call, recording_sid: str) -> Report | None:
    """The report made of this recording, if it was made."""
    _, _, member = call.memory.get(_key(recording_sid), "").partition(":")
    made = book.reports.reports(member=member, since=call.started_at) if member else []
    return next((report for report in made if report.recording == recording_sid), None)


def report_by_voice(ports: Ports, book: Book, call: Call, recording_sid: str) -> Report:
    """The report made of this recording of this call; made now unless it was before."""
    # Of two at once, the second waits here until the first is safe, and then finds its report.
    book.conversations.one_at_a_time(f"report:{recording_sid}")
    report = report_of(book, call, recording_sid)
    if report is None:
        member = book.people.member(call.memory[_key(recording_sid)].partition(":")[2])
        sender = call.number or member.phone.e164
        report = make_report(ports, book, member, by=By.VOICE_IN, sender=sender, recording=recording_sid)
    return report


def _word(book: Book, recording: Recording) -> tuple[Call, str, str] | None:
    call = book.conversations.call(recording.call_sid)
    if call is None or _key(recording.sid) not in call.memory:
        return None
    kind, _, about = call.memory[_key(recording.sid)].partition(":")
    return call, kind, about


def _key(recording_sid: str) -> str:
    return f"word.{recording_sid}"

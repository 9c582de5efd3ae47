"""What is said to an officer or the desk about reports, requests to be called back, and feedback owed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr.twiml import Utterance
from plp import addresses
from plp.book import Book
from plp.call import Call, RecordingState
from plp.language import Language
from plp.phone import in_groups
from plp.ports import Ports
from plp.report import DESK, CallBackRequest, Report
from services.say_moment import say_moment
from services.words import reading, spoken, spoken_blanks
from texts.catalogue import say
from webhooks.call_in import members_of_line
from webhooks.report_choices import call_backs_waiting, report_in_hand, reports_waiting, request_in_hand

Said = list[Utterance]
Blanks = Mapping[str, object]
_SECTIONS = frozenset({"report", "reports", "call_back", "feedback", "desk"})


def is_about_reports(key: str) -> bool:
    """Whether this module says it."""
    return key.partition(".")[0] in _SECTIONS or key in {"officer.waiting", "officer.is_member"}


def about_reports(ports: Ports, book: Book, call: Call, key: str) -> Said:
    """One key of a step's `says`, in the language of whoever is on the line."""
    language = Language(call.memory["language"])
    if key in _CONTENT:
        return _CONTENT[key](ports, book, call, language)
    fill = _BLANKS.get(key)
    blanks = spoken_blanks(book.people.zone(call.zone), fill(ports, book, call, language), language) if fill else {}
    return [Utterance(say(key, language, **blanks), language)]


# ------------------------------------------------------------------------------------- voices and words


def _words_of_report(ports: Ports, book: Book, call: Call, language: Language) -> Said:
    report = report_in_hand(book, call)
    if report is None:
        return []
    if report.recording:
        return _voice(ports, book, report.recording, language)
    written_in = book.people.member(report.member).language
    return [Utterance(spoken(book.people.zone(report.zone), report.text, written_in), written_in, pause_after=1)]


def _reason_of_request(ports: Ports, book: Book, call: Call, language: Language) -> Said:
    request = request_in_hand(book, call)
    return _voice(ports, book, request.recording, language) if request and request.recording else []


def _voice(ports: Ports, book: Book, sid: str, language: Language) -> Said:
    """A member's voice; one that is still on its way, or could not be kept, is told so."""
    found = book.conversations.recording(sid)
    if found and found.media:
        return [Utterance("", language, addresses.media(ports.public_url, found.media), pause_after=1)]
    on_its_way = found is not None and found.state is RecordingState.WAITING
    return [Utterance(say("voice.on_its_way" if on_its_way else "voice.lost", language), language, pause_after=1)]


def _message_asked(ports: Ports, book: Book, call: Call, language: Language) -> Said:
    alert = book.alerts.get(call.memory["owed"])
    if alert.recordings:
        clips = [addresses.media(ports.public_url, name) for name in alert.recordings.values()]
        return [Utterance("", language, clip, pause_after=1) for clip in clips]
    best = language if language in alert.texts else next(iter(alert.texts))
    partnership = book.people.partnership(alert.partnership)
    zone = book.people.zone(partnership.zone)
    return [Utterance(reading(zone, partnership, alert, best), best, pause_after=1)]


def _how_many_wait(ports: Ports, book: Book, call: Call, language: Language) -> Said:
    """Said before his menu only when there is something to say."""
    waiting = _both(ports, book, call, language)
    if not any(waiting.values()):
        return []
    return [Utterance(say("officer.waiting", language, **waiting), language)]


def _is_a_member_too(ports: Ports, book: Book, call: Call, language: Language) -> Said:
    """Offered only to an officer whose telephone is on a list as well."""
    del ports
    on_a_list = call.number is not None and members_of_line(book, call.zone, call.number)
    return [Utterance(say("officer.is_member", language), language)] if on_a_list else []


_CONTENT: Mapping[str, Callable[[Ports, Book, Call, Language], Said]] = {
    "report.words": _words_of_report,
    "call_back.reason": _reason_of_request,
    "feedback.reading": _message_asked,
    "officer.waiting": _how_many_wait,
    "officer.is_member": _is_a_member_too,
}

# --------------------------------------------------------------------------------------------- blanks


def _both(ports: Ports, book: Book, call: Call, language: Language) -> Blanks:
    del ports, language
    return {"reports": len(reports_waiting(book, call)), "call_backs": len(call_backs_waiting(book, call))}


def _about_report(ports: Ports, book: Book, call: Call, language: Language) -> Blanks:
    report = report_in_hand(book, call)
    assert report is not None, "this step is reached with a report only"
    return _who(ports, book, report, report.sender, language) | {"receipt": report.number}


def _about_request(ports: Ports, book: Book, call: Call, language: Language) -> Blanks:
    request = request_in_hand(book, call)
    assert request is not None, "this step is reached with a request only"
    return _who(ports, book, request, request.number, language)


def _who(
    ports: Ports, book: Book, said: Report | CallBackRequest, number: str, language: Language
) -> dict[str, object]:
    """The police may know who it was and where to reach him."""
    member = book.people.member(said.member)
    zone = book.people.zone(said.zone)
    number = number or member.phone.e164
    return {
        "who": member.name or say("somebody", language),
        "partnership": book.people.partnership(said.partnership).name_in(language),
        "number_in_groups": in_groups(number) if number else say("voice.no_number", language),
        "when": say_moment(said.at, ports.clock.now(), zone.tz, language),
    }


def _colleague(ports: Ports, book: Book, call: Call, language: Language) -> Blanks:
    del ports
    holder = call.memory.get("hearer", DESK)
    return {"colleague": say("desk.name", language) if holder == DESK else book.people.officer(holder).name}


def _about_feedback(ports: Ports, book: Book, call: Call, language: Language) -> Blanks:
    del ports
    alert = book.alerts.get(call.memory["owed"])
    return {"number": alert.number or 1, "partnership": book.people.partnership(alert.partnership).name_in(language)}


_BLANKS: Mapping[str, Callable[[Ports, Book, Call, Language], Blanks]] = {
    "report.about": _about_report,
    "report.held": _colleague,
    "call_back.about": _about_request,
    "desk.menu": _both,
    "feedback.about": _about_feedback,
}

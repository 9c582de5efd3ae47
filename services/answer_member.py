"""Answer a member's SMS: a word does what it says, everything else goes to the police."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from plp.alert import Alert, AlertState
from plp.book import Book
from plp.cascade import Cascade, Delivery
from plp.member import Member, MemberState, Source
from plp.outcome import By
from plp.ports import Ports
from plp.report import Report
from plp.sms_words import Said, SmsWord, plainly, read_word
from services.acknowledge import acknowledge_by_answer, newest_owed, told_lately
from services.begin_texts import begin_texts
from services.end_texts import end_texts
from services.letter import Letter, Reply
from services.make_report import make_report
from services.resume_member import resume_member
from services.words import text_for
from texts.catalogue import say

ANSWERS_WITHIN = timedelta(days=2)
"""So long after it was told, free words are taken for an answer to an open message; later for news of their own."""
_THE_SAME_NEWS = timedelta(hours=1)
LONGEST_REPORT = 1600

Members = Sequence[Member]
"""Whoever is behind one telephone, the owner of the number first; never nobody."""


def answer_member(ports: Ports, book: Book, letter: Letter, members: Members) -> Reply:
    """Do what his words ask for, and say so in his language."""
    said = read_word(letter.body)
    reply = _DOES[said.word](ports, book, letter, members, said) if said and said.word in _DOES else None
    reply = reply or _free_words(ports, book, letter, members)
    if letter.pictures and reply.answer:
        unseen = say("texting.no_pictures", members[0].language)
        return Reply(f"{reply.answer} {unseen}", reply.member, reply.alert)
    return reply


# ---------------------------------------------------------------------------------------------------------- words


def _understood(ports: Ports, book: Book, letter: Letter, members: Members, said: Said) -> Reply:
    done = acknowledge_by_answer(ports, members, number=said.number)
    if not done and said.number is not None:
        return _says(book, members, "sms.no_such", number=said.number)
    if not done:
        return _says(book, members, "sms.nothing_open")
    cascade, delivery = done[0]
    alert = book.alerts.get(cascade.alert)
    waiting = _still_waiting(ports, book, members, alert)
    key, other = ("sms.understood_one", waiting.number) if waiting else ("sms.understood", None)
    answer = say(key, delivery.language, number=alert.number, other=other)
    return Reply(answer, delivery.member, alert.id)


def _still_waiting(ports: Ports, book: Book, members: Members, but: Alert) -> Alert | None:
    """Another open message that was told and not acknowledged: whoever answers OK should know of it."""
    open_ = _open_messages(ports, book, members)
    return next((alert for alert, delivery in open_ if alert.id != but.id and not delivery.acknowledged), None)


def _stop(ports: Ports, book: Book, letter: Letter, members: Members, said: Said) -> Reply:
    texted = _texted_there(letter, members)
    for member in texted:
        end_texts(ports, member.id, source=Source.TEXT)
    return _says(book, members, "sms.stopped" if texted else "sms.not_texted")


def _start(ports: Ports, book: Book, letter: Letter, members: Members, said: Said) -> Reply:
    """He asks to come back: texts begin again and a pause ends; what else keeps messages from him he is told."""
    now = ports.clock.now()
    texted = _texted_there(letter, members)
    back = [resume_member(ports, each.id, source=Source.TEXT) for each in texted or members]
    for member in texted:
        begin_texts(ports, member.id, source=Source.TEXT)
    if all(each.state_at(now) is not MemberState.ACTIVE for each in back):
        return _says(book, members, "sms.start_no_consent")
    if texted:
        return _says(book, members, "sms.started")
    was_paused = any(each.state_at(now) is MemberState.PAUSED for each in members)
    return _says(book, members, "sms.started_by_call" if was_paused else "sms.not_texted")


def _texted_there(letter: Letter, members: Members) -> list[Member]:
    """Whose texts go to this telephone: at a second one a member is only rung."""
    return [each for each in members if each.phone.e164 == letter.sender]


def _again(ports: Ports, book: Book, letter: Letter, members: Members, said: Said) -> Reply:
    for cascade, delivery in newest_owed(ports, book, members):
        alert = book.alerts.get(cascade.alert)
        if said.number in {None, alert.number}:
            partnership = book.people.partnership(alert.partnership)
            zone = book.people.zone(partnership.zone)
            return Reply(text_for(zone, partnership, alert, delivery.language), delivery.member, alert.id)
    return _says(book, members, "sms.no_message")


def _help(ports: Ports, book: Book, letter: Letter, members: Members, said: Said) -> Reply:
    return _says(book, members, "sms.help")


_DOES: Mapping[SmsWord, Callable[[Ports, Book, Letter, Members, Said], Reply]] = {
    SmsWord.UNDERSTOOD: _understood,
    SmsWord.STOP: _stop,
    SmsWord.START: _start,
    SmsWord.AGAIN: _again,
    SmsWord.HELP: _help,
}


# ----------------------------------------------------------------------------------------------------- free words


def _free_words(ports: Ports, book: Book, letter: Letter, members: Members) -> Reply:
    """A reply to an open message, else a report; thanks and signs without a word ring nobody."""
    open_ = _open_messages(ports, book, members)
    empty, wordless = not plainly(letter.body), not any(map(str.isalnum, letter.body))
    if open_:
        key = "sms.empty" if empty else "sms.kept"
        return Reply(_says(book, members, key).answer, members[0].id, open_[0][0].id)
    if empty:
        return _says(book, members, "sms.empty")
    if wordless or read_word(letter.body):
        return _says(book, members, "sms.nothing_open")
    report = _reported(book, letter, members[0]) or make_report(
        ports, book, members[0], by=By.SMS, sender=letter.sender or "", text=_readable(letter.body)
    )
    return _says(book, members, "sms.reported", number=report.number)


def _reported(book: Book, letter: Letter, member: Member) -> Report | None:
    """The report he made with these words a moment ago: sent twice, it rings nobody twice."""
    lately = book.reports.reports(member=member.id, since=letter.at - _THE_SAME_NEWS)
    return next((each for each in lately if each.by is By.SMS and each.text == _readable(letter.body)), None)


def _readable(body: str) -> str:
    """The words without what cannot be read aloud: line breaks and control characters become spaces."""
    plain = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in body)
    return " ".join(plain.split())[:LONGEST_REPORT]


def _open_messages(ports: Ports, book: Book, members: Members) -> list[tuple[Alert, Delivery]]:
    """Messages told lately and still open, newest first."""
    since = ports.clock.now() - ANSWERS_WITHIN
    told: list[tuple[Cascade, Delivery]] = told_lately(ports, book, members)
    found = [(book.alerts.get(run.alert), delivery) for run, delivery in told if run.started_at >= since]
    return [(alert, delivery) for alert, delivery in found if alert.state is AlertState.LAUNCHED]


def _says(book: Book, members: Members, key: str, **blanks: object) -> Reply:
    member = members[0]
    partnership = book.people.partnership(member.partnership)
    zone = book.people.zone(partnership.zone)
    usual = {
        "emergency": zone.emergency,
        "number": zone.voice_number,
        "partnership": partnership.name_in(member.language),
    }
    return Reply(say(key, member.language, **usual | blanks), member.id)

"""Receive an SMS: OK and its kin acknowledge, everything else is kept for the police; nothing is ever lost."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from plp.call import IncomingText
from plp.cascade import Cascade
from plp.language import Language
from plp.member import Member
from plp.ports import Ports
from services.acknowledge import acknowledge_by_answer, newest_told
from texts.catalogue import say

UNDERSTOOD = frozenset({"ok", "oui", "ja", "yes", "1"})
MOST_ANSWERS_A_DAY = 10
"""Automatic answers to one number; two robots must not talk to each other for ever."""


def normalised(body: str) -> str:
    """A whole message as a word: no case, no accents, no closing dots or spaces."""
    plain = unicodedata.normalize("NFKD", body.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(letters.split()).strip(" .!")


def receive_text(ports: Ports, *, sid: str, sender: str | None, body: str) -> str:
    """Keep this SMS and tell what to answer ('' is nothing: strangers get nothing that costs).

    The same SID again gets the same answer and does nothing twice.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        if known := book.conversations.text(sid):
            return known.answer
        members = book.people.members_by_phone(sender) if sender else []
        alert, answer = _answer(ports, members, body)
        if sender and book.conversations.answers_since(sender, now - timedelta(days=1)) >= MOST_ANSWERS_A_DAY:
            answer = ""
        who = members[0].id if members else None
        book.conversations.add_text(IncomingText(sid, sender, body, now, who, alert, answer))
    return answer


def _answer(ports: Ports, members: list[Member], body: str) -> tuple[str | None, str]:
    if not members:
        return None, ""
    language = members[0].language
    if normalised(body) in UNDERSTOOD:
        done = acknowledge_by_answer(ports, members)
        if done:
            return done[0][0].alert, _thanks(ports, done[0][0], done[0][1].language)
        return None, _about_zone(ports, "sms.nothing_open", language, members[0])
    return _newest_alert(ports, members), _about_zone(ports, "sms.kept", language, members[0])


def _thanks(ports: Ports, cascade: Cascade, language: Language) -> str:
    with ports.store.read() as book:
        number = book.alerts.get(cascade.alert).number
    return say("sms.understood", language, number=number)


def _about_zone(ports: Ports, key: str, language: Language, member: Member) -> str:
    with ports.store.read() as book:
        zone = book.people.zone(book.people.partnership(member.partnership).zone)
    return say(key, language, emergency=zone.emergency)


def _newest_alert(ports: Ports, members: list[Member]) -> str | None:
    with ports.store.read() as book:
        told = newest_told(ports, book, members)
    return told[0][0].alert if told else None

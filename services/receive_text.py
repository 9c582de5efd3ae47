"""Receive an SMS: it is kept, understood once however often it is delivered, and answered within bounds."""

from __future__ import annotations

from datetime import timedelta

from plp.book import Book
from plp.call import IncomingText
from plp.member import Member, Standing
from plp.ports import Ports
from plp.sms_words import plainly, read_joining
from plp.zone import Zone
from services.answer_candidate import answer_candidate
from services.answer_former_member import answer_former_member
from services.answer_member import answer_member
from services.join_by_text import join_by_text
from services.letter import Letter, Reply

MOST_ANSWERS_A_DAY = 20
"""Automatic answers to one number: enough to try every word once, and two robots do not talk to each other for ever."""
MOST_REPEATS_AN_HOUR = 3
"""The same words from one number are answered so often: a telephone that answers by itself says them every time."""
_A_DAY, _AN_HOUR = timedelta(days=1), timedelta(hours=1)


def receive_text(
    ports: Ports, *, sid: str, sender: str | None, body: str, to: str | None = None, pictures: int = 0
) -> str:
    """Keep this SMS and tell what to answer ('' is nothing: strangers get nothing that costs, but for joining).

    `to` is the number it was sent to; without one the sender alone tells the zone.
    The same SID again gets the same answer and does nothing twice.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        # The same SMS delivered twice at one moment waits here for the first to be written.
        book.conversations.one_at_a_time(f"text:{sid}")
        known = book.conversations.text(sid)
        if known is None:
            letter = Letter(sender, body, now, book.people.zone_by_number(to) if to else None, pictures)
            reply = _reply(ports, book, letter)
            answer = reply.answer if _may_answer(book, letter) else ""
            known = IncomingText(sid, sender, body, now, reply.member, reply.alert, answer)
            book.conversations.add_text(known)
    return known.answer


def _reply(ports: Ports, book: Book, letter: Letter) -> Reply:
    if letter.sender is None:
        return Reply()
    if (joining := read_joining(letter.body)) and letter.zone:
        return join_by_text(ports, book, letter, letter.zone, joining)
    known = _known(book, letter.sender, letter.zone)
    if members := [each for each in known if each.standing is Standing.ACTIVE]:
        return answer_member(ports, book, letter, members)
    if candidates := [each for each in known if each.standing is Standing.CANDIDATE]:
        return answer_candidate(ports, book, letter, candidates)
    return answer_former_member(book, letter, known)


def _known(book: Book, sender: str, zone: Zone | None) -> list[Member]:
    """Whoever has this telephone, in the zone that was written to if he is there; the owner of a number first."""
    everybody = book.people.members_by_phone(sender)
    here = [each for each in everybody if zone and book.people.partnership(each.partnership).zone == zone.name]
    return sorted(here or everybody, key=lambda each: each.phone.e164 != sender)


def _may_answer(book: Book, letter: Letter) -> bool:
    if letter.sender is None:
        return False
    if book.conversations.answers_since(letter.sender, letter.at - _A_DAY) >= MOST_ANSWERS_A_DAY:
        return False
    lately = book.conversations.texts_from(letter.sender, letter.at - _AN_HOUR)
    same = plainly(letter.body)
    return sum(plainly(each.body) == same for each in lately) < MOST_REPEATS_AN_HOUR

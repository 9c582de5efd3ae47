"""Answer a candidate's SMS: consent first, then language and channel, each written with its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plp.book import Book
from plp.errors import BadInput, Refused
from plp.language import Language
from plp.member import Member, Source, Wish
from plp.ports import Ports
from plp.sms_words import SmsWord, Wishes, read_consent, read_wishes, read_word
from services.ask_to_join import ask_to_join
from services.change_settings import change_settings
from services.letter import Letter, Reply
from services.refuse_candidate import refuse_candidate
from texts.catalogue import say

_WORD_FOR = {
    Language.FR: {Wish.SMS: "SMS", Wish.VOICE: "VOIX", Wish.BOTH: "SMS et VOIX"},
    Language.NL: {Wish.SMS: "SMS", Wish.VOICE: "STEM", Wish.BOTH: "SMS en STEM"},
    Language.DE: {Wish.SMS: "SMS", Wish.VOICE: "STIMME", Wish.BOTH: "SMS und STIMME"},
    Language.EN: {Wish.SMS: "SMS", Wish.VOICE: "VOICE", Wish.BOTH: "SMS and VOICE"},
}
"""The channel as he writes it himself."""


def answer_candidate(ports: Ports, book: Book, letter: Letter, candidates: Sequence[Member]) -> Reply:
    """Take a yes with his name, a no, or his wishes; whatever else he writes, his request waits."""
    said = read_word(letter.body)
    if said and said.word in {SmsWord.STOP, SmsWord.NO}:
        for each in candidates:
            refuse_candidate(ports, each.id, by=each.id, source=Source.TEXT)
        return _says(book, candidates[0], "sms.join_withdrawn")
    name = read_consent(letter.body)
    if name is not None or (said and said.word is SmsWord.UNDERSTOOD):
        consenting = [_consenting(ports, book, each, name or "") for each in candidates]
        return _says(book, consenting[0], "sms.join_settings")
    if wishes := read_wishes(letter.body):
        return _wished(ports, book, candidates, wishes)
    return _says(book, candidates[0], _next_question(candidates[0]))


def _consenting(ports: Ports, book: Book, candidate: Member, name: str) -> Member:
    """His yes is written with its time, once; a name he adds later is kept."""
    partnership = book.people.partnership(candidate.partnership)
    try:
        if candidate.consent_on is None:
            return ask_to_join(
                ports,
                partnership.zone,
                partnership.number,
                number=candidate.phone.e164,
                language=candidate.language,
                channel=candidate.wish,
                name=name,
                source=Source.TEXT,
            )
        named = replace(candidate, name=name or candidate.name)
        book.people.save_members([named])
    except (BadInput, Refused):  # a name taken behind this telephone, or too many requests today
        return candidate
    return named


def _wished(ports: Ports, book: Book, candidates: Sequence[Member], wishes: Wishes) -> Reply:
    changed = [
        change_settings(ports, each.id, source=Source.TEXT, language=wishes.language, wish=wishes.channel)
        for each in candidates
    ]
    first = changed[0]
    if first.consent_on is None:
        return _says(book, first, "sms.join_asks")
    channel = _WORD_FOR[first.language].get(first.wish, "")
    return _says(book, first, "sms.join_noted", language=first.language.value.upper(), channel=channel)


def _next_question(candidate: Member) -> str:
    return "sms.join_waits" if candidate.consent_on else "sms.join_asks"


def _says(book: Book, candidate: Member, key: str, **blanks: object) -> Reply:
    partnership = book.people.partnership(candidate.partnership)
    emergency = book.people.zone(partnership.zone).emergency
    name = partnership.name_in(candidate.language)
    return Reply(say(key, candidate.language, partnership=name, emergency=emergency, **blanks), candidate.id)

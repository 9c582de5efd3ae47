"""Answer an SMS of somebody who left: asking to come back he is told how, else he is a stranger."""

from __future__ import annotations

from collections.abc import Sequence

from plp.book import Book
from plp.member import Member
from plp.sms_words import SmsWord, joining_words, read_word
from services.letter import Letter, Reply
from texts.catalogue import say


def answer_former_member(book: Book, letter: Letter, left: Sequence[Member]) -> Reply:
    """Tell whoever writes START from his own telephone how to ask to come back; a word alone does not bring him back.

    Coming back takes his consent and somebody who accepts him, as the first time.
    """
    said = read_word(letter.body)
    his = next((each for each in left if each.phone.e164 == letter.sender), None)
    if his is None or said is None or said.word is not SmsWord.START:
        return Reply()
    partnership = book.people.partnership(his.partnership)
    answer = say(
        "sms.start_left",
        his.language,
        partnership=partnership.name_in(his.language),
        join=joining_words(partnership.number, his.language),
        number=book.people.zone(partnership.zone).voice_number,
    )
    return Reply(answer, his.id)

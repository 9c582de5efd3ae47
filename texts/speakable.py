"""Speakable text: what a member hears for what an officer wrote; a text message keeps it as it is written."""

from __future__ import annotations

import re
from functools import lru_cache

from plp.lexicon import Lexicon, folded
from texts.spoken.days import days
from texts.spoken.figures import fractions, heights, money, numbers, ordinals, plates, postcodes, units
from texts.spoken.moments import spans, times
from texts.spoken.names import announced, capitals, names
from texts.spoken.several_days import several_days
from texts.spoken.signs import links, phrases, plain, quotes, symbols, tidy
from texts.spoken.telephones import phones
from texts.spoken.vocabulary import Vocabulary, vocabulary

_RULES = (
    links,
    several_days,  # before "24/7" is a turn of phrase: it is a day in July too
    phrases,
    announced,
    spans,
    phones,
    plates,
    days,
    times,
    money,
    heights,
    units,
    ordinals,
    names,
    fractions,
)
_LAST = (postcodes, numbers)
_ROUNDS = 5
"""One is nearly always enough; the next shows that nothing is left to do."""


@lru_cache(maxsize=2048)
def speakable(text: str, language: str, lexicon: Lexicon = ()) -> str:
    """The same message in words that every voice says alike: numbers, times, plates, streets, abbreviations.

    Pure, and safe to repeat: what can be spoken already stays as it is.  Names in the lexicon are respelt.
    Raises KeyError for a language we do not speak.
    """
    voice = vocabulary(language)
    said = respelt(plain(text), language, lexicon)
    for _ in range(_ROUNDS):
        before, said = said, _once(said, voice)
        if said == before:
            break
    return said


def _once(text: str, voice: Vocabulary) -> str:
    text = plain(text)
    for rule in _RULES + _LAST:
        text = rule(text, voice)
    return tidy(capitals(symbols(quotes(text), voice), voice))


def respelt(text: str, language: str, lexicon: Lexicon) -> str:
    """The text with the zone's own names as they are said; whole words only, in any case, the longest name first."""
    sayings = {folded(each.written): each.said for each in lexicon if each.language == language}
    if not sayings:
        return text
    written = sorted(sayings, key=len, reverse=True)
    forms = "|".join(re.escape(form).replace(r"\ ", r"[\s-]+").replace("ss", "(?:ss|ß|ẞ)") for form in written)
    found = re.compile(rf"(?<![\w])(?:{forms})(?![\w])", re.IGNORECASE)
    return found.sub(lambda name: sayings.get(folded(name[0]), name[0]), text)

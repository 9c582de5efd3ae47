"""Names and words: titles, streets, abbreviations in full; capitals as words, or letter by letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from texts.spoken.numerals import ROMAN, cardinal, ordinal, roman
from texts.spoken.vocabulary import Vocabulary, any_of, vocabulary

_CAPITAL = "A-ZÀ-ÖØ-Þ"
_CAPITALS = re.compile(rf"(?<![\w.@-])([{_CAPITAL}]{{2,}}[{_CAPITAL}'’-]*[{_CAPITAL}]|[{_CAPITAL}]{{2}})(?![\w])")
_ONE_WORD = re.compile(rf"[{_CAPITAL}]{{2,}}")
_MONARCH = (
    r"(?i:Albert|Baudouin|Boudewijn|Charles|Filip|François|Frederik|Friedrich|Guillaume|Henri|Hendrik|Jean|Karel|Karl|"
    r"Léopold|Leopold|Louis|Paul|Philippe|Pie|Pius|Wilhelm|Willem|William|Georges?)"
)
_BEFORE_A_MONARCH = (
    r"(?i:roi|empereur|prince|duc|pape|saint|koning|keizer|prins|hertog|paus|sint|könig|kaiser|prinz|herzog|papst|sankt|"
    r"king|emperor|duke|pope|rue|avenue|place|boulevard|chaussée|quai|square|allée|parc|pont|école|collège|station)"
)
_NAMED_AFTER = r"(?=\.?-(?i:laan|straat|plein|steenweg|lei|kaai|park|brug|school|kerk|straße|strasse|platz|allee|ufer))"
_ROMAN = re.compile(
    rf"\b({_BEFORE_A_MONARCH}[\s-]+(?:\w+-)?{_MONARCH}[\s-]|(?:\w+-)?{_MONARCH}[\s-](?={ROMAN}{_NAMED_AFTER})|"
    rf"[{_CAPITAL}][\w'’]+[\s-](?=[IVX]{{2}})(?!XXX?(?!\w)))({ROMAN})(\.(?=-|\s+[a-zà-ÿ]))?"
)
"""A numeral counts kings behind a title or in a street's name, or if it is long; "Paul V." and "Mme XX" hide a name."""
_FIRST = re.compile(rf"\b([{_CAPITAL}][\w'’]+[\s-])I(er|re|ère)\b")
_ENGLISH_STREET = re.compile(r"\b((?!(?:Near|At|In|From|To|The|Behind|By|Of)\b)[A-Z][a-z'-]+\s)St\b(\.?)(?![-'\w])")
_VOWELS = frozenset("AEIOUYÀÁÂÄÆÈÉÊËÌÍÎÏÒÓÔÖØÙÚÛÜÝ")
_SPOKEN_IN_LETTERS = 5
"""Letters of a word without a vowel, at most: voices spell it by themselves."""


def announced(text: str, voice: Vocabulary) -> str:
    """What stands before a number, in full: "numéro", "environ"."""
    return _pattern(voice.before_a_number, r"(?=\s*\d)").sub(
        lambda found: _full(voice.before_a_number)(found) + ("" if found.string[found.end()].isspace() else " "), text
    )


def names(text: str, voice: Vocabulary) -> str:
    """Titles, streets and common abbreviations in full."""
    if voice.language == "en":
        text = _ENGLISH_STREET.sub(lambda found: f"{found[1]}Street{'.' if _ends(found) and found[2] else ''}", text)
    for pattern, full in _tables(voice.language):
        text = pattern.sub(full, text)
    return text


@cache
def _tables(language: str) -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]:
    voice = vocabulary(language)
    # A street's kind stands before its name in French and behind it elsewhere: there a full stop may end the sentence.
    return [
        (_pattern(voice.titles, rf"(?=\s+[{_CAPITAL}])", exact=True), _full(voice.titles, as_listed=True)),
        (_pattern(voice.streets_after), _full(voice.streets_after, may_end=True)),
        (_pattern(voice.streets, r"(?=\s*['\w])"), _full(voice.streets)),
        (_pattern(voice.closing), _full(voice.closing, may_end=True)),
        (_pattern(voice.abbreviations), _full(voice.abbreviations)),
        (_suffixes(voice.suffixes), _full(voice.suffixes, may_end=True)),
        (re.compile(rf"(?<![\w-])({any_of(list(voice.saints))})(?:\.?-|\.\s?|\s)(?=[{_CAPITAL}])"), _saint(voice)),
    ]


def _pattern(table: Mapping[str, str], behind: str = "", *, exact: bool = False) -> re.Pattern[str]:
    if not table:
        return re.compile(r"(?!)")
    keys = sorted(table, key=len, reverse=True)
    one = "|".join(re.escape(key) + (r"(?!\w)" if key[-1].isalnum() else "") for key in keys)
    return re.compile(rf"(?<![\w.-])({one})(\.?)(?![^\W\d]){behind}", 0 if exact else re.IGNORECASE)


def _suffixes(table: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(rf"(?<=[a-zà-ÿ]{{3}})({any_of(list(table))})()(?!\w)") if table else re.compile(r"(?!)")


def _full(
    table: Mapping[str, str], *, may_end: bool = False, as_listed: bool = False
) -> Callable[[re.Match[str]], str]:
    folded = {key.casefold(): said for key, said in table.items()}

    def full(found: re.Match[str]) -> str:
        short, dot = found[1], found[2]
        said = folded[short.casefold()]
        if short[0].isupper() and not as_listed:
            said = said[0].upper() + said[1:]
        return said + ("." if _ends(found, may_end=may_end) and (dot or short.endswith(".")) else "")

    return full


def _ends(found: re.Match[str], *, may_end: bool = True) -> bool:
    """Whether the full stop of an abbreviation ends the sentence too."""
    rest = found.string[found.end() :]
    return not rest.strip() or (may_end and re.match(rf"\s+[{_CAPITAL}]", rest) is not None)


def _saint(voice: Vocabulary) -> Callable[[re.Match[str]], str]:
    joint = " " if voice.language in {"de", "en"} else "-"
    return lambda found: voice.saints[found[1]] + joint


def capitals(text: str, voice: Vocabulary) -> str:
    """Words in capitals as words; short names letter by letter, or as everybody says them."""
    text = _ROMAN.sub(lambda found: found[1] + _reign(roman(found[2]), voice.language), text)
    text = _FIRST.sub(lambda found: found[1] + ("premier" if found[2] == "er" else "première"), text)
    for written, said in voice.acronyms.items():
        text = re.sub(rf"(?<![\w.-]){re.escape(written)}(?!\w)", said, text)
    return _CAPITALS.sub(lambda found: _ONE_WORD.sub(lambda word: _capital(word[0], voice), found[0]), text)


def _reign(number: int, language: str) -> str:
    if language == "de":
        return f"der {ordinal(number, language).capitalize()}"
    if number == 1:
        return {"fr": "premier", "nl": "de eerste", "en": "the first"}[language]
    return f"the {ordinal(number, language)}" if language == "en" else cardinal(number, language)


def _capital(word: str, voice: Vocabulary) -> str:
    if word in voice.as_written:
        return word
    if word in voice.spelled:
        return " ".join(map(voice.letter, word))
    if len(word) <= _SPOKEN_IN_LETTERS and not _VOWELS & set(word):
        return word
    return word[0] + word[1:].lower()

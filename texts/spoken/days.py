"""Days: "12/03/2026", "Mo., 4.5." and "vom 3. auf den 4. Mai" as they are said."""

from __future__ import annotations

import re
from functools import cache

from texts.spoken.numerals import cardinal, ordinal, year
from texts.spoken.vocabulary import Vocabulary, any_of

_END = r"(?![\w]|[.,:/-]?\d)"
BEGIN = r"(?<![\w.,:/+-])"
_ISO = re.compile(rf"{BEGIN}(\d{{4}})-(\d\d)-(\d\d){_END}")
_FIGURES = re.compile(rf"{BEGIN}(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d\d){_END}")
_APART = re.compile(rf"{BEGIN}(?<!\d )(\d\d?)(?: ?[./-] ?(\d\d?) ?[./-] ?| (\d\d) )((?:19|20)\d\d){_END}")
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
LONG_DATE = rf"{_DAY}(?: ?[./-] ?{_MONTH} ?[./-] ?| {_MONTH} )(?:19|20)\d\d(?!\d)"
SHORT_DATE = rf"{_DAY}(?:/{_MONTH}/|\.{_MONTH}\.|-{_MONTH}-)\d\d{_END}"
DAY_AND_MONTH = rf"{_DAY}/0[1-9](?![\d/])"
_FROM_DAY = re.compile(rf"{BEGIN}({_DAY}\.?|{LONG_DATE}|{SHORT_DATE.removesuffix(_END)}) ?[-–] ?(?={LONG_DATE})")
_MARK = {"fr": "(?:er)?", "nl": "(?:de|ste|e)?", "de": r"\.?", "en": "(?:st|nd|rd|th)?(?: of)?"}
LAST_DAY = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WORDS_TOO = {"zo", "so", "mer", "mar"}
_AT = ("à", "de", "van", "von", "from")
_ORDINALS = frozenset(ordinal(day, "de") for day in range(1, 32))
_GERMAN_JOINTS = "und|oder|sowie|bis|bis zum|bis einschließlich|auf|auf den"
GERMAN_JOINT = rf"(?:\s*[,/–-]\s*|\s+(?:{_GERMAN_JOINTS})\s+)"
_OTHERS_BEFORE = (
    r"(?:(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag),?\s+)?"
    rf"(?:(?:\d{{1,3}}\.?|\w+te[nr]?){GERMAN_JOINT})*$"
)
_SEVERAL_BEHIND = {
    "de": rf"(?:^|\b(?:vom|von|am|zwischen|den|dem|der|die|bis|ab|seit)\s+)(?:\d{{1,2}}\.?{GERMAN_JOINT})*$",
    "en": r"(?:^|[.!?]\s+|\b(?:on|from|between|of|the|until|by)\s+)(?:\d{1,2}(?:st|nd|rd|th)?\s*(?:,|and|or)\s*)*$",
}
_ASKS_FOR_N = re.compile(
    r"\b(?:am|vom|von|zwischen|zum|beim|im|den|dem|des|bis|ab|seit|(?:in|an|auf|mit|von|zu|aus|bei) der)\s+"
    + _OTHERS_BEFORE,
    re.IGNORECASE,
)
_ASKS_FOR_E = re.compile(r"\b(?:der|die|das)\s+" + _OTHERS_BEFORE, re.IGNORECASE)


def days(text: str, voice: Vocabulary) -> str:
    """Dates in figures or with the month's name, said as a day."""
    text = _cut_short(voice).sub(lambda found: _weekday(found, voice), text)
    text = _FROM_DAY.sub(lambda found: _from_day(found, voice), text)
    text = _one_of_several(voice).sub(lambda found: _of_several(found, voice), text)
    text = _ISO.sub(lambda found: _day(found, voice, found[3], found[2], found[1]), text)
    text = _FIGURES.sub(lambda found: _day(found, voice, found[1], found[3], found[4]), text)
    text = _APART.sub(lambda found: _day(found, voice, found[1], found[2] or found[3], found[4]), text)
    text = _short(voice).sub(lambda found: found[1] + _day(found, voice, found[2], found[3], "", at=found.end(1)), text)
    if voice.language == "en":
        text = _english(voice).sub(lambda found: _day(found, voice, found[2], found[1], found[3] or ""), text)
    return _named(voice).sub(lambda found: _day(found, voice, found[1], found[2], found[3] or ""), text)


@cache
def _cut_short(voice: Vocabulary) -> re.Pattern[str]:
    """A day of the week cut short before a date; `short` is one that could as well be a few of something."""
    hour = rf"\d{{1,2}}\s?(?:[.:]\d\d(?!\d)|(?:{voice.clock['marks']}|{voice.clock['words']})(?!\w))"
    at = rf",?\s+(?:(?:{'|'.join([*voice.before_a_time, *_AT])})\s+)?{hour}"
    whole = r"[./-]\d{1,2}[./-](?:\d\d){1,2}(?!\d)" + (r"|\.\d{1,2}\.(?!\d)" if voice.language == "de" else "")
    sure = rf"{_name_behind(voice)}|{whole}|[./-]\d{{1,2}}\.?{at}"
    date = rf"\d{{1,2}}(?:{sure}|(?P<short>[./]\d{{1,2}}(?!\d)))"
    found = rf"(?<![\w.-])({any_of(list(voice.weekdays))})(\.?)(,?\s+)(?={date})"
    return re.compile(found, re.IGNORECASE if voice.language in {"fr", "nl"} else re.NOFLAG)


def _weekday(found: re.Match[str], voice: Vocabulary) -> str:
    """The day in full; a word like "zo" or "mer" stays, unless a full stop, a day's word or a whole date tells."""
    is_a_word_too = found[1].lower() in _WORDS_TOO and found["short"] and not found[2]
    announced = rf"\b(?:{'|'.join(voice.before_a_day)}),?\s+$"
    if is_a_word_too and not re.search(announced, found.string[: found.start()], re.IGNORECASE):
        return found[0]
    name = voice.weekdays.get(found[1]) or voice.weekdays[found[1].lower()]
    return (name[0].upper() + name[1:] if found[1][0].isupper() else name) + found[3]


def _name_behind(voice: Vocabulary) -> str:
    return rf"{_MARK[voice.language]}\s+(?i:{any_of(list(voice.months))})\b"


def _from_day(found: re.Match[str], voice: Vocabulary) -> str:
    """The first day of a span that ends with a date in figures."""
    day, to = found[1].removeprefix("0"), "au" if voice.language == "fr" else voice.to
    return f"{day}. {to} " if voice.language == "de" and day.isdigit() else f"{day} {to} "


@cache
def _one_of_several(voice: Vocabulary) -> re.Pattern[str]:
    """A day that another follows, which alone has its month: "am 4. und 5. Mai"."""
    if voice.language == "de":
        day, words, signs = r"\d{1,2}\.|\d{1,2}(?=\s?[/–-])", _GERMAN_JOINTS, "[,/–-]"
    elif voice.language == "en":
        day, words, signs = r"\d{1,2}(?:st|nd|rd|th)?", "and|or|to|until", "[,–-]"
    else:
        return re.compile(r"(?!)")
    joint = rf"(?:\s*{signs}\s*(?:(?:{words})\s+)?|\s+(?:{words})\s+(?:the\s+)?)"
    figures = rf"\.{_MONTH}\.(?!\d)" if voice.language == "de" else r"/0[1-9](?![\d/])"
    last = rf"(?:{LONG_DATE}|{SHORT_DATE}|{_DAY}(?:{figures}|{_name_behind(voice)}))"
    return re.compile(rf"{BEGIN}({day})({joint})(?=(?:(?:{day}){joint})*{last})")


def _of_several(found: re.Match[str], voice: Vocabulary) -> str:
    number = int(re.sub(r"\D", "", found[1]))
    if not 1 <= number <= 31:
        return found[0]
    before, joint = found.string[: found.start()], found[2]
    if not _is_certain(found[1], joint, before, voice.language):
        return found[0]
    if re.fullmatch(r"\s*[–-]\s*", joint):
        joint = f" {voice.to} "
    elif "/" in joint:
        joint = ", "
    if voice.language == "de":
        return german_ordinal(number, before) + joint
    return the(before) + ordinal(number, "en") + joint


def _is_certain(day: str, joint: str, before: str, language: str) -> bool:
    """Whether this is a day, not a house or a room: by its mark, its joint, or the word before the first of them."""
    if not day.isdigit() or re.search(_SEVERAL_BEHIND[language], before, re.IGNORECASE):
        return True
    return re.fullmatch(r"[–-]|\s+(?:to|until)\s+(?:the\s+)?", joint) is not None


@cache
def _short(voice: Vocabulary) -> re.Pattern[str]:
    """A day and a month in figures: only behind a word that announces a day, or with a zero before the month."""
    words = "|".join(voice.before_a_day)
    announced = rf"\b(?:{words})\s+|\b(?:{any_of(list(voice.weekdays.values()))}),?\s+"
    sign = "/" if voice.language == "en" else "[/.]"
    amount = rf"\s?(?:[%‰€$£°]|(?:{any_of(list(voice.units))}|{voice.clock['marks']}|{voice.clock['words']})(?!\w))"
    return re.compile(
        rf"((?:{announced})|{BEGIN}(?=\d{{1,2}}/0[1-9]))(\d{{1,2}})(?:er)?{sign}(\d{{1,2}})(?!{amount})"
        rf"(?:\.(?=(?-i:\s+[a-zà-ÿ])|[,;:!?)]))?(?![\w/]|[.,:/-]\d)",
        re.IGNORECASE,
    )


@cache
def _named(voice: Vocabulary) -> re.Pattern[str]:
    """A day and the month's name, with its year or without; a full stop belongs only to a month cut short."""
    the = r"(?:\bthe )?" if voice.language == "en" else ""
    return re.compile(
        rf"{the}{BEGIN}(\d{{1,2}}){_MARK[voice.language]}\s+{_month(voice)}(?:\s+(\d{{4}}))?{_END}",
        re.IGNORECASE,
    )


def _month(voice: Vocabulary) -> str:
    """A month's name; with the full stop of a short form, except where it ends the sentence."""
    names = [name.casefold() for name in voice.month_names]
    short = [name for name in voice.months if name not in names]
    return rf"((?:{any_of(names)})\b|(?:{any_of(short)})\b(?:\.(?!\s*$|(?-i:\s+[A-ZÀ-Þ])))?)"


@cache
def _english(voice: Vocabulary) -> re.Pattern[str]:
    """The month first: "March 12th, 2026"."""
    return re.compile(
        rf"\b{_month(voice)}\s+(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?{_END}", re.IGNORECASE
    )


def _day(found: re.Match[str], voice: Vocabulary, day: str, month: str, of_year: str, *, at: int | None = None) -> str:
    number = int(month) if month.isdigit() else voice.months[month.casefold().rstrip(".")]
    tail = found[0][at - found.start() :] if at is not None else found[0]
    if not 1 <= number <= 12 or not 1 <= int(day) <= LAST_DAY[number - 1]:
        return tail
    before = found.string[: found.start() if at is None else at]
    said = _of_month(int(day), voice.month_names[number - 1], voice.language, before)
    if of_year:
        said += " " + year(int(of_year) if len(of_year) > 2 else 2000 + int(of_year), voice.language)
    return said


def _of_month(day: int, month: str, language: str, before: str) -> str:
    if language == "en":
        return f"{the(before)}{ordinal(day, language)} of {month}"
    if language == "de":
        return f"{german_ordinal(day, before)} {month}"
    number = "premier" if language == "fr" and day == 1 else cardinal(day, language)
    return f"{number} {month}"


def the(before: str) -> str:
    """The English article with its space, unless it stands there already."""
    return "" if re.search(r"\bthe\s+$", before, re.IGNORECASE) else "the "


def german_ordinal(number: int, before: str) -> str:
    """The ordinal with the ending that the words before it ask for: "am dritten", "der dritte", "dritter"."""
    stem = ordinal(number, "de")
    if (first := re.search(r"(\w+te)(r?) bis $", before)) and first[1] in _ORDINALS:
        return stem + first[2]
    if _ASKS_FOR_N.search(before):
        return f"{stem}n"
    return stem if _ASKS_FOR_E.search(before) else f"{stem}r"

"""Days and times: "12/03/2026" and "20h30" as they are said."""

from __future__ import annotations

import re
from functools import cache

from texts.spoken.numerals import cardinal, one_before_a_noun, ordinal, year
from texts.spoken.vocabulary import Vocabulary, any_of

_END = r"(?![\w]|[.,:/-]?\d)"
_BEGIN = r"(?<![\w.,:/+-])"
_ISO = re.compile(rf"{_BEGIN}(\d{{4}})-(\d\d)-(\d\d){_END}")
_FIGURES = re.compile(rf"{_BEGIN}(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d\d){_END}")
_APART = re.compile(rf"{_BEGIN}(?<!\d )(\d\d?)(?: ?[./-] ?(\d\d?) ?[./-] ?| (\d\d) )((?:19|20)\d\d){_END}")
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
LONG_DATE = rf"{_DAY}(?: ?[./-] ?{_MONTH} ?[./-] ?| {_MONTH} )(?:19|20)\d\d(?!\d)"
SHORT_DATE = rf"{_DAY}(?:/{_MONTH}/|\.{_MONTH}\.|-{_MONTH}-)\d\d{_END}"
DAY_AND_MONTH = rf"{_DAY}/0[1-9](?![\d/])"
_FROM_DAY = re.compile(rf"{_BEGIN}({_DAY}|{LONG_DATE}|{SHORT_DATE.removesuffix(_END)}) ?[-–] ?(?={LONG_DATE})")
_LAST_DAY = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SENTENCE = r"(?=\s*$|\s+[A-ZÀ-Þ])"


# ---------------------------------------------------------------------------------------------- days


def days(text: str, voice: Vocabulary) -> str:
    """Dates in figures or with the month's name, said as a day."""
    to = "au" if voice.language == "fr" else voice.to
    text = _FROM_DAY.sub(lambda found: f"{found[1].removeprefix('0')} {to} ", text)
    text = _ISO.sub(lambda found: _day(found, voice, found[3], found[2], found[1]), text)
    text = _FIGURES.sub(lambda found: _day(found, voice, found[1], found[3], found[4]), text)
    text = _APART.sub(lambda found: _day(found, voice, found[1], found[2] or found[3], found[4]), text)
    text = _short(voice).sub(lambda found: found[1] + _day(found, voice, found[2], found[3], "", at=found.end(1)), text)
    if voice.language == "en":
        text = _english(voice).sub(lambda found: _day(found, voice, found[2], found[1], found[3] or ""), text)
    return _named(voice).sub(lambda found: _day(found, voice, found[1], found[2], found[3] or ""), text)


@cache
def _short(voice: Vocabulary) -> re.Pattern[str]:
    """A day and a month in figures: only behind a word that announces a day, or with a zero before the month."""
    words = "|".join(voice.before_a_day)
    return re.compile(
        rf"((?:\b(?:{words})\s+)|(?<![\w.,:/+-])(?=\d{{1,2}}/0[1-9]))(\d{{1,2}})(?:er)?[/.](\d{{1,2}})(?:\.(?=\s+[a-zà-ÿ]))?(?![\w/]|[.,:/-]\d)",
        re.IGNORECASE,
    )


@cache
def _named(voice: Vocabulary) -> re.Pattern[str]:
    """A day and the month's name, with its year or without; a full stop belongs only to a month cut short."""
    mark = {"fr": "(?:er)?", "nl": "(?:de|ste|e)?", "de": r"\.?", "en": "(?:st|nd|rd|th)?(?: of)?"}[voice.language]
    the = r"(?:\bthe )?" if voice.language == "en" else ""
    return re.compile(
        rf"{the}{_BEGIN}(\d{{1,2}}){mark}\s+{_month(voice)}(?:\s+(\d{{4}}))?{_END}",
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
    if not 1 <= number <= 12 or not 1 <= int(day) <= _LAST_DAY[number - 1]:
        return tail
    before = found.string[: found.start() if at is None else at]
    said = _of_month(int(day), voice.month_names[number - 1], voice.language, before)
    if of_year:
        said += " " + year(int(of_year) if len(of_year) > 2 else 2000 + int(of_year), voice.language)
    return said


def _of_month(day: int, month: str, language: str, before: str) -> str:
    if language == "en":
        the = "" if re.search(r"\bthe\s+$", before, re.IGNORECASE) else "the "
        return f"{the}{ordinal(day, language)} of {month}"
    if language == "de":
        return f"{german_ordinal(day, before)} {month}"
    number = "premier" if language == "fr" and day == 1 else cardinal(day, language)
    return f"{number} {month}"


def german_ordinal(number: int, before: str) -> str:
    """The ordinal with the ending that the words before it ask for: "am dritten", "der dritte", "dritter"."""
    stem = ordinal(number, "de")
    if re.search(
        r"\b(?:am|vom|zum|beim|im|den|dem|des|bis|ab|seit|(?:in|an|auf|mit|von|zu|aus|bei) der)\s+$", before, re.I
    ):
        return f"{stem}n"
    return stem if re.search(r"\b(?:der|die|das)\s+$", before, re.IGNORECASE) else f"{stem}r"


# ---------------------------------------------------------------------------------------------- times

_HOUR, _MINUTE = r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)"
_HALF = r"(?:\s?(?P<half>[ap])\.?m\b(?P<dot>\.)?)"
_UNIT = {"fr": "h", "nl": "u", "de": " Uhr", "en": ":00"}


def times(text: str, voice: Vocabulary) -> str:
    """Times of the day by the twenty-four hours, in English by parts of the day: "vingt heures trente"."""
    clock = _time(voice)
    text = re.sub(rf"{_BEGIN}({clock})\s*[-–]\s*(?={clock})", rf"\1 {voice.to} ", text, flags=re.IGNORECASE)
    text = re.sub(rf"{_BEGIN}(\d{{1,2}})\s*[-–]\s*(?={clock})", lambda found: _same(found, voice), text)
    for pattern in _clocks(voice):
        text = pattern.sub(lambda found: _moment(found, voice), text)
    return text


def _same(found: re.Match[str], voice: Vocabulary) -> str:
    return f"{found[1]}{_UNIT[voice.language]} {voice.to} " if int(found[1]) <= 24 else found[0]


def _time(voice: Vocabulary) -> str:
    """A time as it is written, without groups, for telling where one begins."""
    unit = f"(?:{voice.clock['marks']}|{voice.clock['words']})"
    alone = rf"\s?{unit}(?!\w)|" if voice.language in {"fr", "nl"} else r"\s?Uhr\b|" if voice.language == "de" else ""
    return rf"(?:[01]?\d|2[0-4])(?:{alone}\s?{unit}\s?[0-5]\d(?!\w)|:[0-5]\d(?!\d)|[.][0-5]\d\s?{unit}(?!\w))"


@cache
def _clocks(voice: Vocabulary) -> list[re.Pattern[str]]:
    marks, words = voice.clock["marks"], voice.clock["words"]
    before = "|".join(voice.before_a_time)
    dot = r"(?P<dot>\.(?!\w))?" if voice.language == "nl" else ""
    found = [
        rf"{_BEGIN}{_HOUR}[:.]{_MINUTE}\s?(?:{words})(?!\w)",
        rf"{_BEGIN}{_HOUR}[:.]{_MINUTE}\s?(?:{marks})(?!\w){dot}",
        rf"{_BEGIN}{_HOUR}\s?(?:{marks}|{words})\s?{_MINUTE}(?:\s?min\b)?(?!\w)",
    ]
    if voice.language == "en":
        found += [rf"{_BEGIN}{_HOUR}(?:[:.]{_MINUTE})?{_HALF}"]
    else:
        found += [rf"{_BEGIN}{_HOUR}\s?(?:{words})(?!\w)"]
    if voice.language in {"fr", "nl"}:
        found += [rf"{_BEGIN}{_HOUR}\s?(?:{marks})(?!\w){dot}"]
    found += [
        rf"{_BEGIN}{_HOUR}:{_MINUTE}(?!\w|[:.,]\d)",
        rf"(?P<before>\b(?:{before})\s+){_HOUR}[.]{_MINUTE}(?![\w]|[.,]\d)",
    ]
    return [re.compile(pattern, re.IGNORECASE) for pattern in found]


def _moment(found: re.Match[str], voice: Vocabulary) -> str:
    parts = {"minute": None, "half": None, "dot": None, "before": None} | found.groupdict()
    hour, minute = int(found["hour"]), int(parts["minute"] or 0)
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    said = _british(hour, minute) if voice.language == "en" else _of_the_clock(hour, minute, voice)
    rest = found.string[found.end() :]
    return (parts["before"] or "") + said + ("." if parts["dot"] and re.match(_SENTENCE, rest) else "")


def _of_the_clock(hour: int, minute: int, voice: Vocabulary) -> str:
    language = voice.language
    name = voice.clock["hour" if hour <= 1 else "hours"]
    said = f"{one_before_a_noun(cardinal(hour, language), language, feminine=language == 'fr')} {name}"
    if not minute:
        return said
    return (
        f"{said} {one_before_a_noun(cardinal(minute, language), language, feminine=True)}"
        if language == "fr"
        else (f"{said} {cardinal(minute, language)}")
    )


def _british(hour: int, minute: int) -> str:
    if minute == 0 and hour % 12 == 0:
        return "midnight" if hour in {0, 24} else "noon"
    part = "at night" if hour % 24 < 5 else "in the morning" if hour < 12 else "in the afternoon" if hour < 18 else ""
    said = cardinal(hour % 12 or 12, "en")
    if minute:
        said += (" oh " if minute < 10 else " ") + cardinal(minute, "en")
    return f"{said} {part or 'in the evening'}"

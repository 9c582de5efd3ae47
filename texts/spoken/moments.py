"""Times: "20h30" as it is said."""

from __future__ import annotations

import re
from functools import cache

from texts.spoken.days import BEGIN
from texts.spoken.numerals import cardinal, one_before_a_noun
from texts.spoken.vocabulary import Vocabulary, any_of

_SENTENCE = r"(?=\s*$|\s+[A-ZÀ-Þ])"
_HOUR, _MINUTE = r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)"
_HALF = r"(?:\s?(?P<half>[ap])\.?m\b(?P<dot>\.)?)"
_UNIT = {"fr": "h", "nl": "u", "de": " Uhr", "en": ":00"}
_FROM = {"fr": "de", "nl": "van", "de": "von", "en": "from"}
_DOTTED = r"(?!0\.)([01]?\d|2[0-4])\.([0-5]\d)"
_NO_COUNT = (
    r"(?!\s+(?!(?:dans|des|dès|les|vers|sans|puis|après|près|deux|trois|plusieurs)\b)[a-zà-ÿ'-]*[sx]\b"
    r"|\s?(?:[%€°]|k?[mg]\b))"
)
"""After "14 h. 30": no sentence has ended there, and thirty of something begin the next one."""


def spans(text: str, voice: Vocabulary) -> str:
    """Times with a full stop at both ends of a span, before they look like sums and days: "9.00 tot 17.00 uur"."""
    joint = rf"\s*[-–]\s*|\s+{voice.to}\s+"
    clock = _time(voice)
    named = rf"{BEGIN}{_DOTTED}(?:{joint})(?={clock})"
    text = re.sub(named, rf"\1:\2 {voice.to} ", text, flags=re.IGNORECASE)
    before = "|".join([_FROM[voice.language], *voice.before_a_time, *voice.before_a_day])
    both = rf"\b((?:{before}),?\s+){_DOTTED}(?:{joint}){_DOTTED}(?!\w|[.,:/-]\d|{_amount(voice)})"
    return re.sub(both, lambda found: _both(found, voice), text, flags=re.IGNORECASE)


def _both(found: re.Match[str], voice: Vocabulary) -> str:
    before, hour, minute, until, last = found.groups()
    if 1 <= int(minute) <= 12 and 1 <= int(last) <= 12:
        return found[0]  # two days as likely as two times
    return f"{before}{hour}:{minute} {voice.to} {until}:{last}"


@cache
def _amount(voice: Vocabulary) -> str:
    """What shows behind a number that it is a sum or a measure."""
    forms = [form for names in (*voice.units.values(), *voice.money.values()) for form in names]
    signs = [sign for sign in voice.units if sign[-1].isalpha()]
    return rf"\s?(?:[%‰€$£°]|(?:{any_of([*voice.money, *signs, *forms])})(?!\w))"


def times(text: str, voice: Vocabulary) -> str:
    """Times of the day by the twenty-four hours, in English by parts of the day: "vingt heures trente"."""
    clock = _time(voice)
    text = re.sub(rf"{BEGIN}({clock})\s*[-–]\s*(?={clock})", rf"\1 {voice.to} ", text, flags=re.IGNORECASE)
    text = re.sub(rf"{BEGIN}(\d{{1,2}})\s*[-–]\s*(?={clock})", lambda found: _same(found, voice), text)
    for pattern in _clocks(voice):
        text = pattern.sub(lambda found: _moment(found, voice), text)
    return text


def _same(found: re.Match[str], voice: Vocabulary) -> str:
    return f"{found[1]}{_UNIT[voice.language]} {voice.to} " if int(found[1]) <= 24 else found[0]


def _time(voice: Vocabulary) -> str:
    """A time as it is written, without groups, for telling where one begins."""
    unit = f"(?:{voice.clock['marks']}|{voice.clock['words']})"
    alone = rf"\s?{unit}(?!\w)|" if voice.language in {"fr", "nl"} else r"\s?Uhr\b|" if voice.language == "de" else ""
    return rf"(?:[01]?\d|2[0-4])(?:{alone}\s?{unit}\.?\s?[0-5]\d(?!\w)|:[0-5]\d(?!\d)|[.][0-5]\d\s?{unit}(?!\w))"


@cache
def _clocks(voice: Vocabulary) -> list[re.Pattern[str]]:
    marks, words = voice.clock["marks"], voice.clock["words"]
    before = "|".join(voice.before_a_time)
    dot = r"(?P<dot>\.(?!\w))?" if voice.language == "nl" else ""
    found = [
        rf"{BEGIN}{_HOUR}[:.]{_MINUTE}\s?(?:{words})(?!\w)",
        rf"{BEGIN}{_HOUR}[:.]{_MINUTE}\s?(?:{marks})(?!\w){dot}",
        rf"{BEGIN}{_HOUR}\s?(?:{marks}|{words})\s?{_MINUTE}(?:\s?min\b)?(?!\w)",
        rf"{BEGIN}{_HOUR}\s?(?:{marks})\.\s{_MINUTE}(?!\w|[.,:/-]\d|\s\d){_NO_COUNT}",
    ]
    if voice.language == "en":
        found += [rf"{BEGIN}{_HOUR}(?:[:.]{_MINUTE})?{_HALF}"]
    else:
        found += [rf"{BEGIN}{_HOUR}\s?(?:{words})(?!\w)"]
    if voice.language in {"fr", "nl"}:
        found += [rf"{BEGIN}{_HOUR}\s?(?:{marks})(?!\w){dot}"]
    found += [
        rf"{BEGIN}{_HOUR}:{_MINUTE}(?!\w|[:.,]\d)",
        rf"(?P<before>\b(?:{before})\s+){_HOUR}[.]{_MINUTE}(?!\w|[.,]\d|(?:\s+{voice.to}\s+\d+[.,]\d\d)?{_amount(voice)})",
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

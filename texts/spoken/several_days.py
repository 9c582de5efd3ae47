"""Several days in figures, each with its month or one for all: "entre 10/11 et 12/11", "am 24., 25. und 26.12."."""

from __future__ import annotations

import re
from functools import cache

from texts.spoken.days import BEGIN, LAST_DAY, german_ordinal, the
from texts.spoken.numerals import cardinal, ordinal, year
from texts.spoken.vocabulary import Vocabulary, any_of

_END = r"(?![\w/]|[.,:/-]\d)"
_DAY = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?(?:[/.](\d{1,2})(?:[/.](\d{4}|\d\d)(?!\d))?)?\.?")


def several_days(text: str, voice: Vocabulary) -> str:
    """Days joined by "et", "to", "-" and the like, the last of them with its month in figures."""
    return _several(voice).sub(lambda found: _all(found, voice), text)


@cache
def _several(voice: Vocabulary) -> re.Pattern[str]:
    """Days behind a word that announces one or several, or two with their months and a dash between."""
    slashed = dated = r"\d{1,2}(?:er)?/\d{1,2}(?![\d/])"
    day, last = rf"{slashed}|\d{{1,2}}(?:er|st|nd|rd|th)?", rf"{slashed}(?!-\d)|\d{{1,2}}/\d{{1,2}}/(?:\d\d){{1,2}}"
    apart = rf"{slashed}\s?[–-]\s?{slashed}"
    if voice.language == "de":
        dated = rf"{slashed}|\d{{1,2}}\.(?:\d{{1,2}}\.)?"
        day = rf"{dated}|\d{{1,2}}(?=\s?[–-])"
        stop = r"\.(?=(?-i:\s+[a-zà-ÿ])|[,;:!?)])|(?=\.(?!\d))"
        last = rf"{last}|\d{{1,2}}\.\d{{1,2}}(?:\.(?:\d\d){{1,2}}|{stop})"
        apart = rf"{apart}|\d{{1,2}}\.\d{{1,2}}\.\s?[–-]\s?\d{{1,2}}\.\d{{1,2}}\."
    words = "|".join(voice.joins_days)
    joint = rf"(?:\s*[–-]\s*|,?\s+(?:{words})\s+)"
    # A comma alone joins two dates, or days of which "et" follows: "rue Haute au 12, 5/11" has one day only.
    first = rf"(?:(?:{day})(?:,\s*|{joint}))*(?:(?:{day}){joint}|(?:{dated}),\s*)"
    said = rf"\b(?:{'|'.join([*voice.before_days, *voice.before_a_day])})\s+"
    amount = rf"\s?(?:[%‰€$£°]|(?:{any_of(list(voice.units))}|{voice.clock['marks']}|{voice.clock['words']})(?!\w))"
    return re.compile(
        rf"(?P<word>{said}|{BEGIN}(?={apart}))(?P<days>{first}(?:{last}){_END})(?!{amount})",
        re.IGNORECASE,
    )


def _all(found: re.Match[str], voice: Vocabulary) -> str:
    days = list(_DAY.finditer(found["days"]))
    if not all(_exists(int(day[1]), int(day[2] or 1)) for day in days) or _are_parts(found, voice):
        return found[0]
    said, done, before = found["word"], 0, found.string[: found.start()] + found["word"]
    ending = german_ordinal(1, before).removeprefix(ordinal(1, "de"))
    for day in days:
        joint = found["days"][done : day.start()]
        to = "au" if voice.language == "fr" else voice.to
        said += f" {to} " if re.fullmatch(r"\s*[–-]\s*", joint) else joint
        said += _one(day, voice, said, "n" if re.search(r"\s(?:zum|dem|den|am)\s", joint) else ending)
        done = day.end()
    return said


def _exists(day: int, month: int) -> bool:
    return 1 <= month <= len(LAST_DAY) and 1 <= day <= LAST_DAY[month - 1]


def _are_parts(found: re.Match[str], voice: Vocabulary) -> bool:
    """Whether halves and quarters are meant: "entre 1/2 et 3/4", where no word tells of a day."""
    announced = re.fullmatch("|".join(voice.before_a_day), found["word"].strip(), re.IGNORECASE)
    return not announced and set(re.findall(r"\d+/\d+", found["days"])) <= set(voice.fractions) and "/" in found["days"]


def _one(day: re.Match[str], voice: Vocabulary, before: str, ending: str) -> str:
    """One of the days, with its month and year where they are written; in German all ask for the first one's ending."""
    number, language = int(day[1]), voice.language
    if language == "de":
        said = ordinal(number, language) + ending
    elif language == "en":
        said = the(before) + ordinal(number, language)
    else:
        said = "premier" if language == "fr" and number == 1 else cardinal(number, language)
    if day[2]:
        said += (" of " if language == "en" else " ") + voice.month_names[int(day[2]) - 1]
    if day[3]:
        said += " " + year(int(day[3]) if len(day[3]) > 2 else 2000 + int(day[3]), language)
    return said

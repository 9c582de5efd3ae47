"""Telephone numbers in groups, digit by digit; emergency numbers too, where one is told to dial them."""

from __future__ import annotations

import re
from functools import cache

import phonenumbers

from plp.phone import BELGIUM, in_groups
from texts.spoken.days import DAY_AND_MONTH, LONG_DATE, SHORT_DATE
from texts.spoken.numerals import digits
from texts.spoken.vocabulary import Vocabulary, any_of

_PARTED = r"[\s./()-]{0,4}"
_MOBILE = r"04\d\d[\s./]"
_PHONE = (
    rf"(?:(?<![\w.,:/+-])|(?<=\d\d/)(?={_MOBILE}))(?!{LONG_DATE}|{SHORT_DATE}|{DAY_AND_MONTH})"
    rf"(?:(?:\+|00)[1-9]\d?(?:{_PARTED}\d){{7,12}}|\(?0\d{{1,3}}\)(?:[\s./-]{{0,3}}\d){{6,7}}"
    rf"|0(?:[\s./-]{{0,3}}(?!{LONG_DATE})\d){{7,9}})(?:[/-]\d{{2,3}})*(?![\w]|[.,:-]\d|/(?!{_MOBILE})\d)"
)
_DIALLED = "10[015-7]|11[02]"
_SHORT = rf"(?:{_DIALLED}|1722|116[\s.]?000)"
_EMERGENCY = (
    rf"(?:(?<![\w.,:/+-])|(?<=(?<![\w.,:/+-])(?:{_DIALLED})/))(?P<short>{_SHORT})"
    rf"(?![\w-]|[.,:]\d|/(?!(?:{_DIALLED})(?![\w,.:/-]))\d|\s?[%‰€$£°²³])"
)
_NUMBER = re.compile(f"{_PHONE}|{_EMERGENCY}")
_STREET = (
    r"(?:(?<!sur )\b(?:rue|r\.|avenue|av\.?|boulevard|bd\.?|chaussée|chée|place|pl\.|square|allée|clos|impasse|quai|"
    r"drève|sentier|chemin|venelle|route)(?!\w)|\w(?:straat|str\.|laan|steenweg|plein|dreef|kaai|baan|straße|strasse|platz|gasse|"
    r"allee)(?!\w)|\b(?:Markt|Str\.|Street|St|Road|Rd|Avenue|Lane|Square|Drive|Close)(?!\w))"
)
_HOUSE_OF = re.compile(
    rf",?\s+(?:(?:de|du|des|van|der|of)\s+)?(?:(?:la|the)\s+|l')?(?:(?:[A-Z][\w'-]*\s+){{0,3}}{_STREET})"
)
_STREET_BEFORE = re.compile(rf"{_STREET}([^.:;!?]{{0,40}})$")
_MARKS = re.compile(r"[\"«»“”„‟*]|(?<!\w)'(?=\s*$)|^'(?!\w)")
_ROOM = re.compile(
    r"\b(?:appartement|app\.?|apt\.?|bureau|chambre|local|salle|étage|bus|tram|ligne|sortie|kamer|lokaal|zaal|lijn|afrit|"
    r"Zimmer|Raum|Saal|Büro|Linie|Wohnung|room|flat|apartment|office|(?<!emergency )(?<!police )(?:desk|line))\s+$",
    re.IGNORECASE,
)
_SHORTLY = r"(?:-[^\W\d]+)?(?:[\s:,]+[^\W\d](?:[^\W\d]|['-])*){0,6}?"


def phones(text: str, voice: Vocabulary) -> str:
    """Telephone numbers in groups, digit by digit; emergency numbers too, where one is told to dial them."""
    said, done = "", 0
    for found in _NUMBER.finditer(text):
        between = text[done : found.start()]
        if found["short"] and (_is_a_quantity(found, voice) or not _is_dialled(found, voice, between if done else "")):
            continue
        figures = re.sub(r"\D", "", found["short"] or "")
        said += between + (digits(figures, voice.language) if figures else _phone(found[0], voice.language))
        done = found.end()
    return said + text[done:]


def _beside(found: re.Match[str]) -> tuple[str, str]:
    """What stands before and behind, without the marks around the number: "le «101»", "le **101**"."""
    before, behind = found.string[: found.start()], found.string[found.end() :]
    return _MARKS.sub("", before), re.sub(rf"^(?:{_MARKS.pattern})+|^\s*»", "", behind)


def _is_a_quantity(found: re.Match[str], voice: Vocabulary) -> bool:
    """Whether so many of something are meant, or a house or a room: the name of it stands beside it."""
    before, behind = _beside(found)
    if _HOUSE_OF.match(behind) or _ROOM.search(before) or _is_in_a_street(before, voice):
        return True
    noun = re.match(rf"\s+({any_of(list(voice.units))}|[^\W\d][\w'-]*)(?!\w)", behind)
    if not noun or re.fullmatch("|".join(voice.after_a_telephone), noun[1], re.IGNORECASE):
        return False
    if noun[1] in voice.units:
        return True
    if voice.language == "de":
        return noun[1][0].isupper() or re.match(r"\s+[a-zäöüß]+(?:e|e[rn])\s+(?!Sie\b)[A-ZÄÖÜ]", behind) is not None
    return noun[1][0].islower() and not re.search(r"\b(?:le|au|en de|of de)\s+$", before, re.IGNORECASE)


def _is_in_a_street(before: str, voice: Vocabulary) -> bool:
    street = _STREET_BEFORE.search(before)
    return bool(street and not re.search(rf"\b(?:{'|'.join([*voice.dial, *voice.services])})\b", street[1], re.I))


def _is_dialled(found: re.Match[str], voice: Vocabulary, since_another: str) -> bool:
    before, behind = _beside(found)
    told = re.match(rf"(?:{_joint(voice)}{_SHORT})*\s+([^\W\d]+(?:\s+[^\W\d]+){{0,2}})", behind, re.IGNORECASE)
    last = any(told[1].casefold().startswith(verb) for verb in voice.dial_behind) if told else False
    return bool(last or _also(voice).fullmatch(_MARKS.sub("", since_another)) or _dialled(voice).search(before))


@cache
def _dialled(voice: Vocabulary) -> re.Pattern[str]:
    """What stands before a number to dial: a word for dialling not far away, or who answers there.

    Between who answers and the number stand a few words only where a colon or "on" announces the number.
    """
    article = rf"(?:(?:{'|'.join(voice.before_a_telephone)})\s+)?"
    called = rf"\b(?:{'|'.join([*voice.dial, *voice.numbers])}){_SHORTLY}[\s:,(]+"
    answers = rf"\b(?<!zone de )(?:{'|'.join(voice.services)})(?:\s*[:,(=–-]\s*|\s+){article}"
    reached = rf"(?:\s*:\s*|\s+(?:{'|'.join(voice.reached_by)})\s+)"
    further = rf"\b(?:{'|'.join(voice.services)})(?:zone)?(?:\s+[^\W\d][\w'-]*){{0,4}}?{reached}"
    return re.compile(rf"(?:{called}|{answers}|{further})$", re.IGNORECASE)


@cache
def _also(voice: Vocabulary) -> re.Pattern[str]:
    """What stands between one number to dial and the next: "si ça brûle, le"."""
    return re.compile(rf"(?:\s*\([^()]*\))?{_SHORTLY}{_joint(voice)}", re.IGNORECASE)


def _joint(voice: Vocabulary) -> str:
    """What joins one number to the next: "ou le"."""
    article = rf"(?:(?:{'|'.join(voice.before_a_telephone)})\s+)?"
    either = rf"(?:{'|'.join(voice.either)})\s+"
    return rf"(?:\s*[,/]\s*(?:{either})?|\s+{either}){article}"


def _phone(written: str, language: str) -> str:
    """The number in its usual groups; one that is none, in those in which it was written; what follows is left.

    Behind a stroke are the last figures of the neighbouring numbers: "02 226 88 88/89".
    """
    ends = [group.end() for group in re.finditer(r"\d+", written)]
    for end in reversed(ends):
        if groups := _groups(written[:end]):
            rest = written[end:]
            if re.fullmatch(r"(?:[/-]\d{1,3})+", rest):
                return _said([*groups, *re.findall(r"\d+", rest)], language)
            return _said(groups, language) + rest
    return _said(re.findall(r"\d+", written), language)


def _groups(written: str) -> list[str]:
    """The groups of figures of a number that can exist, or none."""
    told = written.replace("(0)", "")
    try:
        number = phonenumbers.parse(told, "BE")
    except phonenumbers.NumberParseException:
        return []
    if not phonenumbers.is_valid_number(number):
        return []
    if number.country_code != BELGIUM:
        return re.findall(r"\d+", told)
    return in_groups(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)).split(", ")


def _said(groups: list[str], language: str) -> str:
    return ", ".join(digits(group.replace(" ", ""), language) for group in groups)

"""The words one member hears or reads for one alert: clip and `<Say>` say the same, an SMS keeps what was written."""

from __future__ import annotations

from collections.abc import Mapping

from plp.alert import Alert
from plp.language import Language, listening_language
from plp.member import Member
from plp.phone import in_groups
from plp.zone import Partnership, Zone
from texts.catalogue import say
from texts.speakable import speakable
from texts.spoken.numerals import cardinal

_OF_A_CALL = (
    "call.opening",
    "call.number",
    "call.once_more",
    "call.invite",
    "call.thanks",
    "call.closing",
    "call.withdrawn",
    "call.voicemail",
)


_WRITTEN = frozenset({"colleague", "municipality", "name", "names", "partnership", "partnerships", "who", "zone"})
"""The blanks that people fill with words of their own; what we fill ourselves is spoken as it stands."""
_COUNTED = frozenset({"number", "receipt", "reached", "missed"})
"""The blanks that hold a number even where they come as text."""


def spoken(zone: Zone, text: str, language: Language) -> str:
    """Words that somebody wrote, as they are said: numbers, abbreviations and the zone's own names in full."""
    return speakable(text, language.value, zone.lexicon)


def spoken_blanks(zone: Zone, blanks: Mapping[str, object], language: Language) -> dict[str, object]:
    """The blanks of something that will be said: what people wrote made speakable, and every number."""
    return {key: _spoken_blank(zone, key, value, language) for key, value in blanks.items()}


def _spoken_blank(zone: Zone, key: str, value: object, language: Language) -> object:
    match value:
        case int():
            return spoken_number(value, language)
        case str() if key in _WRITTEN:
            return spoken(zone, value, language)
        case str() if key in _COUNTED and value.isdecimal():
            return spoken_number(int(value), language)
        case _:
            return value


def spoken_number(number: int, language: Language) -> str:
    """A number that is said: in words from seventy on in French, which voices from elsewhere count otherwise."""
    return cardinal(number, language.value) if language is Language.FR and number % 100 >= 70 else str(number)


def blanks_of(zone: Zone, partnership: Partnership, language: Language) -> dict[str, object]:
    """What fills the blanks of everything that is said about this partnership."""
    return blanks_of_zone(zone, language) | {
        "partnership": spoken(zone, partnership.name_in(language), language),
        "municipality": spoken(zone, partnership.municipality_in(language), language),
    }


def blanks_of_zone(zone: Zone, language: Language) -> dict[str, object]:
    """What fills the blanks of everything that is said about no partnership; a new zone may have none yet."""
    return {
        "zone": spoken(zone, zone.name, language),
        "emergency": " ".join(zone.emergency),
        "number_in_groups": in_groups(zone.voice_number),
        "desk_in_groups": in_groups(zone.desk_number),
    }


def language_for(alert: Alert, member: Member, zone: Zone) -> Language:
    """The language in which a member hears or reads this alert."""
    if alert.in_own_voice:
        return member.language  # a language the officer did not speak gets the fixed sentence
    return listening_language(member.language, alert.texts, zone.region)


def reading(zone: Zone, partnership: Partnership, alert: Alert, language: Language) -> str:
    """The message itself as it is spoken; a language an officer did not speak gets the fixed sentence."""
    if text := alert.texts.get(language):
        return spoken(zone, text, language)
    return say("alert.own_voice", language, **blanks_of(zone, partnership, language))


def call_phrases(zone: Zone, partnership: Partnership, alert: Alert, language: Language) -> Mapping[str, str]:
    """Every phrase a call about this alert may say in this language, by key, but for the password."""
    blanks = blanks_of(zone, partnership, language) | {"number": spoken_number(alert.number or 1, language)}
    phrases = {key: say(key, language, **blanks) for key in _OF_A_CALL}
    return phrases | {"alert.reading": reading(zone, partnership, alert, language)}


def password_phrase(password: str, language: Language) -> str:
    """How a member's own password is said to him."""
    return say("call.password", language, password=password)


def text_for(zone: Zone, partnership: Partnership, alert: Alert, language: Language) -> str:
    """The SMS: it begins with who speaks and ends with the message's number and how to answer."""
    name = partnership.name_in(language)
    if text := alert.texts.get(language):
        return say("sms.alert", language, partnership=name, text=text, number=alert.number or 1)
    return say("sms.own_voice", language, partnership=name, number=zone.voice_number)

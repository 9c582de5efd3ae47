"""The words one member hears or reads for one alert: the same for the clip, the `<Say>` and the SMS."""

from __future__ import annotations

from collections.abc import Mapping

from plp.alert import Alert
from plp.language import Language, listening_language
from plp.member import Member
from plp.phone import in_groups
from plp.zone import Partnership, Zone
from texts.catalogue import say

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


def blanks_of(zone: Zone, partnership: Partnership, language: Language) -> dict[str, object]:
    """What fills the blanks of every text about this partnership."""
    return {
        "zone": zone.name,
        "partnership": partnership.name_in(language),
        "municipality": partnership.municipality_in(language),
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
    text = alert.texts.get(language)
    return text or say("alert.own_voice", language, **blanks_of(zone, partnership, language))


def call_phrases(zone: Zone, partnership: Partnership, alert: Alert, language: Language) -> Mapping[str, str]:
    """Every phrase a call about this alert may say in this language, by key, but for the password."""
    blanks = blanks_of(zone, partnership, language) | {"number": alert.number or 1}
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

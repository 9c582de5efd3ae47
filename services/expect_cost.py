"""Forecast what a launch will cost: how many calls of how many minutes, how many texts of how many parts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal

from plp.alert import Alert
from plp.charge import Outlay, outlay
from plp.language import Language
from plp.member import Member, MemberState
from plp.ports import Ports
from plp.zone import Partnership, Zone
from services.sms_parts import sms_parts
from services.speech_length import PAUSE, speech_length
from services.tariffs import tariff_of
from services.words import call_phrases, language_for, password_phrase, text_for

_INVITATIONS = 30
"""Seconds in which a key may still be pressed: three rounds of ten."""
_LONGEST = 2
"""Minutes a call lasts at most, by design; so long is supposed of an officer's own voice, which nobody has measured."""
_SAID = ("call.opening", "call.number", "alert.reading", "call.once_more", "alert.reading", "call.invite")
_SAID_AT_THE_END = ("call.thanks", "call.closing")
_SOME_PASSWORD = "tournesol"  # noqa: S105  # of the usual length


def expect_cost(ports: Ports, alert_id: str) -> Outlay:
    """What launching this alert now would cost if everybody answers the first time and hears it to the end.

    Half of them press a key.  Retries cost nothing as long as nobody picks up.  Raises NotFound.
    """
    with ports.store.read() as book:
        alert = book.alerts.get(alert_id)
        partnership = book.people.partnership(alert.partnership)
        zone = book.people.zone(partnership.zone)
        kinds = book.people.count_kinds(partnership.slug, ports.clock.now())
    return cost_of_reaching(ports, zone, partnership, alert, kinds)


def cost_of_reaching(
    ports: Ports, zone: Zone, partnership: Partnership, alert: Alert, kinds: Iterable[tuple[Member, int]]
) -> Outlay:
    """The same for so many members of each kind; those whom nothing may reach cost nothing."""
    now = ports.clock.now()
    reached = [
        (like, language_for(alert, like, zone), number)
        for like, number in kinds
        if like.state_at(now) is MemberState.ACTIVE
    ]
    languages = {language for _, language, _ in reached}
    return outlay(
        reached,
        tariff_of(ports, zone),
        minutes={language: _minutes(zone, partnership, alert, language) for language in languages},
        parts={language: _parts(zone, partnership, alert, language) for language in languages},
    )


def _minutes(zone: Zone, partnership: Partnership, alert: Alert, language: Language) -> Decimal:
    """Minutes begun, half-way between those who press a key and those who listen to the invitations in silence."""
    if alert.in_own_voice:
        return Decimal(_LONGEST)
    phrases = call_phrases(zone, partnership, alert, language)
    said = [*(phrases[key] for key in (*_SAID, *_SAID_AT_THE_END)), password_phrase(_SOME_PASSWORD, language)]
    with_a_key, in_silence = (
        min(_LONGEST, math.ceil((_seconds(said) + silence) / 60)) for silence in (0, _INVITATIONS)
    )
    return Decimal(with_a_key + in_silence) / 2


def _seconds(phrases: Iterable[str]) -> float:
    return sum(speech_length(phrase) + PAUSE for phrase in phrases)


def _parts(zone: Zone, partnership: Partnership, alert: Alert, language: Language) -> int:
    return sms_parts(text_for(zone, partnership, alert, language))

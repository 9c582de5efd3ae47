"""How long the clips of a message last, as far as they lie on the shelf."""

from __future__ import annotations

from collections.abc import Mapping

from plp.alert import Alert
from plp.language import Language
from plp.ports import Ports
from plp.zone import Partnership, Zone
from services.words import reading


def seconds_of_clips(ports: Ports, zone: Zone, partnership: Partnership, alert: Alert) -> Mapping[Language, float]:
    """The length of one reading in seconds for each text that has been rendered; nothing is rendered for it."""
    lengths: dict[Language, float] = {}
    for language in alert.texts:
        media = ports.speech.clip(reading(zone, partnership, alert, language), language)
        seconds = ports.speech.seconds(media) if media else None
        if seconds:
            lengths[language] = seconds
    return lengths

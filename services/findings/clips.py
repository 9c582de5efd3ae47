"""How long the clips of a message last, as far as they lie on the shelf."""

from __future__ import annotations

import struct
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
        sound = ports.speech.wav(media) if media else None
        if sound:
            lengths[language] = wav_seconds(sound)
    return lengths


def wav_seconds(wav: bytes) -> float:
    """The length of a WAV file of any encoding, from its own header (RIFF): 0.0 for anything else."""
    if wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        return 0.0
    rate, place = 0, 12
    while place + 8 <= len(wav):
        name, size = struct.unpack_from("<4sL", wav, place)
        if name == b"fmt " and place + 24 <= len(wav):
            (rate,) = struct.unpack_from("<L", wav, place + 16)
        if name == b"data":
            return float(min(size, len(wav) - place - 8)) / rate if rate else 0.0
        place += 8 + size + size % 2
    return 0.0

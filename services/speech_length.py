"""How long a voice takes to say words: one estimate, for what no clip has been made of yet."""

from __future__ import annotations

import re

WORDS_A_MINUTE = 175
"""Within a phrase: what our offline voice makes of the shipped messages in four languages (175 to 185 words)."""
PAUSE = 0.6
"""Seconds of silence after a sentence or a clause (DOMAIN §3: 400 to 700 ms)."""
_PHRASE_END = re.compile(r"[.!?…:;](?:\s|$)")


def speech_length(said: str) -> float:
    """Seconds for words as they are said, every number and abbreviation in full; its pauses included, the last not.

    Within a tenth of what the offline voice needs for a whole message, measured in tests/audio.
    """
    pauses = max(len(_PHRASE_END.findall(said)) - 1, 0)
    return len(said.split()) * 60 / WORDS_A_MINUTE + pauses * PAUSE

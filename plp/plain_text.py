"""The words of a message as they are kept: one line, composed letters, nothing that cannot be seen, said or sent."""

from __future__ import annotations

import unicodedata

from plp.errors import BadInput

LONGEST_TEXT = 1000
"""Characters; about seventy seconds of speech, already twice what can be remembered, and one SMS of the provider's."""
_HARMLESS = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f"))
"""What word processors leave behind: soft hyphens, spaces of no width, marks of direction that turn nothing."""


def plain_text(text: str) -> str:
    """A text without invisible marks, its spaces and line ends made single spaces, its letters composed (NFC).

    Raises BadInput when nothing is left, when it is too long, and for characters that turn the direction of writing,
    control a machine, or belong to nobody: what is read must be what is said.
    """
    words = " ".join(unicodedata.normalize("NFC", text.translate(_HARMLESS)).split())
    if not words:
        raise BadInput("is empty; write what members shall hear")
    if len(words) > LONGEST_TEXT:
        raise BadInput(f"has {len(words)} characters; {LONGEST_TEXT} at most can be listened to: shorten it")
    for place, char in enumerate(words, start=1):
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
            raise BadInput(
                f"holds {_named(char)} at character {place}, which can be neither spoken nor read: take it out"
            )
    if not any(map(str.isalpha, words)):
        raise BadInput("has no word in it; write what members shall hear")
    return words


def _named(char: str) -> str:
    """Its code, never itself: printed, it might turn the very sentence that tells of it."""
    kind = (
        "a mark that turns the direction of writing" if unicodedata.bidirectional(char) in _TURNING else "a character"
    )
    return f"{kind} (U+{ord(char):04X})"


_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})

"""Can this sound be these words? Catches the empty, the half, the endless and the noisy before a member hears them."""

from __future__ import annotations

from audio.errors import SoundRefused
from audio.level import is_steady, speech_level, trimmed
from audio.sound import Sound

FLOOR = -50.0  # dBFS over active speech; below this nothing is understood
_FASTEST = 22.0  # letters a second: the engines speak 10 to 17, half a clip looks like 25 and more
_FREE = 5  # letters that may vanish (silent ones, in French)
_SLOWEST = 4.0  # letters a second
_DIGIT_LEAST, _DIGIT_MOST = 2, 10  # letters a digit becomes when spoken
_GRACE = 2.0  # seconds


def has_words(text: str) -> bool:
    """True when there is at least one letter or digit to say."""
    return any(sign.isalnum() for sign in text)


def shortest(text: str) -> float:
    """Seconds under which no voice says these words."""
    return max(0.06, (_letters(text) + _digits(text) * _DIGIT_LEAST - _FREE) / _FASTEST)


def longest(text: str) -> float:
    """Seconds beyond which something went wrong, pauses between phrases included."""
    breaks = sum(sign in ".,;:!?…–—\n" for sign in text)
    return _GRACE + (_letters(text) + _digits(text) * _DIGIT_MOST) / _SLOWEST + breaks


def check_voice(sound: Sound) -> None:
    """Passes when somebody can be heard. Raises SoundRefused: empty, silent, steady noise."""
    if not len(sound.samples):
        raise SoundRefused("the sound is empty")
    if speech_level(sound) < FLOOR:
        raise SoundRefused("the sound is silent")
    if is_steady(sound):
        raise SoundRefused("the sound is steady noise, not speech")


def check_words(sound: Sound, text: str) -> None:
    """Passes when `sound` may well be `text`. Raises SoundRefused: as check_voice, or too short or too long."""
    check_voice(sound)
    spoken = trimmed(sound, threshold=speech_level(sound) - 35, keep=0).seconds
    if spoken < shortest(text):
        raise SoundRefused(f"{spoken:.1f} s is too short for the text: at least {shortest(text):.1f} s were expected")
    if spoken > longest(text):
        raise SoundRefused(f"{spoken:.1f} s is too long for the text: at most {longest(text):.1f} s were expected")


def _letters(text: str) -> int:
    return sum(sign.isalpha() for sign in text)


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)

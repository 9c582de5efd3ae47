"""What the carrier is told to say, play and ask: TwiML from plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse

VOICES: Mapping[str, tuple[str, str]] = {
    "fr": ("fr-BE", "Polly.Isabelle-Neural"),
    "nl": ("nl-BE", "Polly.Lisa-Neural"),
    "de": ("de-DE", "Polly.Vicki-Neural"),
    "en": ("en-GB", "Polly.Amy-Neural"),
}
"""The provider's locale and voice for each of our languages; fr-BE has but this one neural voice."""
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words to be said; `clip` is the absolute address of the same words as sound, `pause_after` whole seconds."""

    text: str = field(repr=False)
    language: str
    clip: str | None = None
    pause_after: int = 0


def gather(
    utterances: Iterable[Utterance],
    *,
    action: str,
    timeout: int,
    num_digits: int | None,
    finish_on_key: str,
) -> str:
    """Say these words, all of them open to a key, then wait `timeout` seconds; silence is told to `action` as well.

    An empty `finish_on_key` takes every key as a digit.
    """
    response = VoiceResponse()
    asked = response.gather(
        input="dtmf",
        action=_clean(action),
        method="POST",
        timeout=timeout,
        num_digits=num_digits,
        finish_on_key=finish_on_key,
        action_on_empty_result=True,
    )
    _utter(asked, utterances)
    response.redirect(_clean(action), method="POST")  # where a carrier does not tell of silence as it was asked to
    return str(response)


def record(utterances: Iterable[Utterance], *, action: str, max_length: int, timeout: int, finish_on_key: str) -> str:
    """Say these words, beep and record up to `max_length` seconds, until a key or `timeout` seconds of silence.

    Nothing is trimmed: the shelf levels and trims, and knows then what was cut.
    """
    response = VoiceResponse()
    _utter(response, utterances)
    response.record(
        action=_clean(action),
        method="POST",
        max_length=max_length,
        timeout=timeout,
        finish_on_key=finish_on_key,
        play_beep=True,
        trim="do-not-trim",
    )
    response.redirect(_clean(action), method="POST")  # reached only when nothing at all was recorded
    return str(response)


def farewell(utterances: Iterable[Utterance]) -> str:
    """Say these words and hang up."""
    response = VoiceResponse()
    _utter(response, utterances)
    response.hangup()
    return str(response)


def wait(utterances: Iterable[Utterance], *, seconds: int, then: str) -> str:
    """Say these words, stay silent for `seconds`, and ask `then` what comes next."""
    response = VoiceResponse()
    _utter(response, utterances)
    if seconds > 0:
        response.pause(length=seconds)
    response.redirect(_clean(then), method="POST")
    return str(response)


def tones(digits: str, *, stays: int) -> str:
    """Key in these digits a second after the answer, then stay for so many seconds."""
    response = VoiceResponse()
    response.pause(length=1)
    response.play(digits=f"w{digits}")
    response.pause(length=stays)
    response.hangup()
    return str(response)


def reject() -> str:
    """Refuse a call without answering it; the caller hears the busy tone and nobody pays."""
    response = VoiceResponse()
    response.reject(reason="busy")
    return str(response)


def empty() -> str:
    """Do nothing."""
    return str(VoiceResponse())


def message(text: str | None) -> str:
    """Answer a text with this one, or with none."""
    response = MessagingResponse()
    if text:
        response.message(_clean(text))
    return str(response)


def _utter(verb: VoiceResponse | Gather, utterances: Iterable[Utterance]) -> None:
    for utterance in utterances:
        if utterance.clip:
            verb.play(_clean(utterance.clip))
        elif words := _clean(utterance.text).strip():
            language, voice = VOICES[utterance.language]
            verb.say(words, language=language, voice=voice)
        if utterance.pause_after > 0:
            verb.pause(length=utterance.pause_after)


def _clean(text: str) -> str:
    """Drop what XML cannot carry; the library escapes the rest, so nobody else may."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))

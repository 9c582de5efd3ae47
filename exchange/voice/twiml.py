"""TwiML read into frozen verbs; whatever cannot be understood is refused with the provider's error code."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

PARSE_FAILURE = 12100
NOT_VALID_HERE = 12200
WORDS_PER_SECOND = 150 / 60
ENDLESS = 1_000


class NotTwiml(ValueError):
    """A document that cannot be followed, with the provider's code for it."""

    def __init__(self, code: int, detail: str) -> None:
        self.code = code
        super().__init__(detail)


@dataclass(frozen=True)
class Say:
    """Words spoken by the provider's voice."""

    text: str
    seconds: float
    loop: int = 1
    voice: str = ""
    language: str = ""


@dataclass(frozen=True)
class Play:
    """A sound file, or digits sent as tones."""

    url: str
    loop: int = 1
    digits: str = ""


@dataclass(frozen=True)
class Pause:
    """Silence."""

    seconds: float = 1.0


Audible = Say | Play | Pause


@dataclass(frozen=True)
class Gather:
    """Keys wanted while something is said, and for a while after."""

    action: str | None
    method: str
    timeout: float
    finish_on: str
    most: int | None
    even_if_empty: bool
    takes_keys: bool
    nested: tuple[Audible, ...]


@dataclass(frozen=True)
class Record:
    """A message to be recorded."""

    action: str | None
    method: str
    longest: float
    timeout: float
    finish_on: str
    beep: bool
    callback: str | None
    callback_method: str
    callback_events: frozenset[str]


@dataclass(frozen=True)
class Redirect:
    """Go on with another document."""

    url: str
    method: str


@dataclass(frozen=True)
class Hangup:
    """End the call."""


@dataclass(frozen=True)
class Reject:
    """Do not take the incoming call."""

    reason: str = "rejected"


Verb = Say | Play | Pause | Gather | Record | Redirect | Hangup | Reject


def read_verbs(body: bytes | str) -> tuple[Verb, ...]:
    """The verbs of a <Response>. Raises NotTwiml."""
    return tuple(_verb(element) for element in read_response(body))


def read_response(body: bytes | str) -> Element:
    """The <Response> element of a document. Raises NotTwiml (12100)."""
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # entities may grow without limit
        raise NotTwiml(PARSE_FAILURE, "a document type is not accepted")
    try:
        root = ET.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))  # noqa: S314 - no entities, and the gateway is ours
    except ET.ParseError as error:
        raise NotTwiml(PARSE_FAILURE, str(error)) from error
    if root.tag != "Response":
        raise NotTwiml(PARSE_FAILURE, f"the root is <{root.tag}>, not <Response>")
    return root


def _verb(element: Element) -> Verb:
    if not (read := READERS.get(element.tag)):
        raise NotTwiml(NOT_VALID_HERE, f"<{element.tag}> is not spoken here")
    return read(element)


def _say(element: Element) -> Say:
    text = " ".join("".join(element.itertext()).split())
    breaks = sum(_seconds(pause.get("time", "0s")) for pause in element.iter("break"))
    spoken = max(0.4, len(text.split()) / WORDS_PER_SECOND) + breaks
    return Say(text, spoken, _loop(element), element.get("voice", ""), element.get("language", ""))


def _seconds(written: str) -> float:
    match = re.fullmatch(r"([\d.]+)(ms|s)", written.strip())
    return 0.0 if not match else float(match[1]) / (1000 if match[2] == "ms" else 1)


def _play(element: Element) -> Play:
    return Play((element.text or "").strip(), _loop(element), element.get("digits", ""))


def _pause(element: Element) -> Pause:
    return Pause(_number(element, "length", 1))


def _gather(element: Element) -> Gather:
    most = element.get("numDigits")
    nested = tuple(_verb(child) for child in element)
    audible = tuple(verb for verb in nested if isinstance(verb, Audible))
    if len(audible) != len(nested):
        raise NotTwiml(NOT_VALID_HERE, "only Say, Play and Pause nest in a <Gather>")
    return Gather(
        action=element.get("action") or None,
        method=_method(element, "method"),
        timeout=_number(element, "timeout", 5),
        finish_on=element.get("finishOnKey", "#"),
        most=int(most) if most and most.isdigit() else None,
        even_if_empty=_yes(element, "actionOnEmptyResult", "false"),
        takes_keys="dtmf" in element.get("input", "dtmf"),
        nested=audible,
    )


def _record(element: Element) -> Record:
    return Record(
        action=element.get("action") or None,
        method=_method(element, "method"),
        longest=_number(element, "maxLength", 3600),
        timeout=_number(element, "timeout", 5),
        finish_on=element.get("finishOnKey", "1234567890*#"),
        beep=_yes(element, "playBeep", "true"),
        callback=element.get("recordingStatusCallback") or None,
        callback_method=_method(element, "recordingStatusCallbackMethod"),
        callback_events=frozenset(element.get("recordingStatusCallbackEvent", "completed").split()),
    )


def _redirect(element: Element) -> Redirect:
    return Redirect((element.text or "").strip(), _method(element, "method"))


def _reject(element: Element) -> Reject:
    return Reject(element.get("reason", "rejected"))


def _loop(element: Element) -> int:
    return int(_number(element, "loop", 1)) or ENDLESS


def _number(element: Element, name: str, default: float) -> float:
    try:
        return max(0.0, float(element.get(name, default)))
    except ValueError:
        return default  # the provider warns and goes on with the default


def _yes(element: Element, name: str, default: str) -> bool:
    return element.get(name, default).lower() == "true"


def _method(element: Element, name: str) -> str:
    return element.get(name, "POST").upper()


READERS: Mapping[str, Callable[[Element], Verb]] = {
    "Say": _say,
    "Play": _play,
    "Pause": _pause,
    "Gather": _gather,
    "Record": _record,
    "Redirect": _redirect,
    "Hangup": lambda element: Hangup(),
    "Reject": _reject,
}

"""The character of a handset: everything its owner will do, as frozen values read from JSON."""

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from exchange.patterns import readable

STRICT = ConfigDict(extra="forbid")
RING_SECONDS = 4.0
HEARD = "heard"


@dataclass(frozen=True, config=STRICT)
class Cue:
    """The moment of an act: words heard, a place in a clip, or seconds after the answer."""

    hears: str | None = None
    matches: str | None = None
    play: int | None = None
    at: float | None = None
    delay: float = 1.0

    def __post_init__(self) -> None:
        if all(moment is None for moment in (self.hears, self.matches, self.play, self.at)):
            raise ValueError("say when: hears, matches, play or at")
        readable(self.matches or "")


@dataclass(frozen=True, config=STRICT)
class Press(Cue):
    """Keys pressed at a cue; `times` 0 means every time; keys "heard" are the digits of the sentence heard."""

    keys: str = ""
    typing: float = 0.3
    times: int = 1


@dataclass(frozen=True, config=STRICT)
class Voicemail:
    """A machine that answers: seconds of greeting, a beep or none, and the longest message it takes."""

    greeting: float = 12.0
    beep: bool = True
    limit: float = 180.0


@dataclass(frozen=True, config=STRICT)
class Utterance:
    """What is said into a <Record>: a tone or silence of so many seconds, or a WAV file; then keys."""

    tone: float = 0.0
    silence: float = 0.0
    wav: str | None = None
    keys: str = ""


@dataclass(frozen=True, config=STRICT)
class Verdict:
    """What machine detection will say of this handset, right or wrong; None says nothing, ever."""

    verdict: str | None = "human"
    after: float = 4.0


@dataclass(frozen=True, config=STRICT)
class Texting:
    """What becomes of a text sent to this handset, and what its owner answers."""

    delivered_after: float = 2.0
    undelivered: int | None = None
    failed: int | None = None
    sent_only: bool = False
    opted_out: bool = False
    reply: str | None = None
    reply_after: float = 5.0
    reply_times: int = 1
    reply_when: str = ""

    def __post_init__(self) -> None:
        readable(self.reply_when)


@dataclass(frozen=True, config=STRICT)
class Character:
    """One person and one telephone."""

    answers_after: float | None = 6.0
    rings: float | None = None
    busy: bool = False
    rejects: bool = False
    failed: int | None = None
    refused: int | None = None
    voicemail: Voicemail | None = None
    presses: tuple[Press, ...] = ()
    script: tuple[Press, ...] = ()
    rotary: bool = False
    slow: float = 0.0
    silent: bool = False
    hangs_up: Cue | None = None
    speaks: tuple[Utterance, ...] = ()
    detection: Verdict | None = None
    sms: Texting = Texting()

    @property
    def rings_for(self) -> float | None:
        """Own seconds of ringing before the answer; None: nobody ever answers."""
        return self.rings * RING_SECONDS if self.rings is not None else self.answers_after

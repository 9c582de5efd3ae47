"""The transcript of a call: what was heard, which keys were pressed, what was asked of the gateway, what went wrong."""

from dataclasses import asdict, dataclass, field


@dataclass
class Heard:
    """One sentence, clip or silence; `seconds` is how long it really lasted, known at its end."""

    at: float
    verb: str
    length: float
    text: str | None = None
    url: str | None = None
    seconds: float | None = None
    interrupted: bool = False

    def as_json(self) -> dict[str, object]:
        """As the control API shows it."""
        return {
            "at": round(self.at, 2),
            "verb": self.verb,
            "text": self.text,
            "url": self.url,
            "seconds": None if self.seconds is None else round(self.seconds, 2),
            "interrupted": self.interrupted,
        }


@dataclass(frozen=True)
class KeyPressed:
    """A key, and which verb took it, if any did."""

    at: float
    key: str
    arrived: bool
    taken_by: str | None


@dataclass(frozen=True)
class Fetched:
    """A document that was asked of the gateway."""

    at: float
    url: str
    status: int


@dataclass(frozen=True)
class Fault:
    """Something Twilio's debugger would show, with its error code."""

    at: float
    code: int
    url: str
    detail: str


@dataclass(frozen=True)
class StateEntered:
    """A status of the call, the wall clock, and own seconds since it was created."""

    state: str
    at: str
    seconds: float


@dataclass
class Transcript:
    """Everything about one call that a test may want to look at."""

    states: list[StateEntered] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    keys: list[KeyPressed] = field(default_factory=list)
    fetches: list[Fetched] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)
    beep_at: float | None = None

    def as_json(self) -> dict[str, object]:
        """As the control API shows it."""
        return {
            "states": [asdict(state) for state in self.states],
            "heard": [heard.as_json() for heard in self.heard],
            "keys": [asdict(key) for key in self.keys],
            "fetches": [asdict(fetched) for fetched in self.fetches],
            "errors": [asdict(fault) for fault in self.errors],
            "beep_at": self.beep_at,
        }

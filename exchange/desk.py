"""The desk: what every part of the exchange shares, handed in and never reached for."""

from dataclasses import dataclass, field

from exchange.callbacks import Courier
from exchange.clock import Errands, OwnTime
from exchange.faults import Faults
from exchange.feed import Feed
from exchange.handsets.directory import Directory
from exchange.numbers import OwnNumbers
from exchange.voice.recordings import RecordingBook
from exchange.voice.sounds import Sounds
from exchange.web import Web

DEFAULT_ACCOUNT = "AC" + "0" * 31 + "1"
DEFAULT_TOKEN = "loopback"
API_VERSION = "2010-04-01"


@dataclass(frozen=True)
class Settings:
    """How this exchange was started."""

    address: str = "http://127.0.0.1"
    account: str = DEFAULT_ACCOUNT
    token: str = DEFAULT_TOKEN
    speed: float = 1.0
    calls_per_second: float = 0.0
    sidecars: str | None = None

    @property
    def account_url(self) -> str:
        """Where this account's resources live."""
        return f"{self.address}/{API_VERSION}/Accounts/{self.account}"


@dataclass(frozen=True)
class Desk:
    """The shared parts."""

    settings: Settings
    time: OwnTime
    web: Web
    courier: Courier
    sounds: Sounds
    faults: Faults
    feed: Feed
    directory: Directory = field(default_factory=Directory)
    numbers: OwnNumbers = field(default_factory=OwnNumbers)
    recordings: RecordingBook = field(default_factory=RecordingBook)
    errands: Errands = field(default_factory=Errands)

    @classmethod
    def furnish(cls, settings: Settings) -> "Desk":
        """A desk with everything on it, for these settings."""
        web, feed, faults = Web(settings.token), Feed(), Faults()
        courier, sounds = Courier(web, feed, faults), Sounds(web, settings.sidecars)
        return cls(settings, OwnTime(settings.speed), web, courier, sounds, faults, feed)

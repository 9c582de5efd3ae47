"""What the services ask of the world: carrier, speech, store, bell, clock and pace, handed in together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from plp.book import Store
from plp.errors import CarrierFailed
from plp.forecast import Rates
from plp.free_lines import FreeLines
from plp.outcome import By
from plp.phone import same_number
from plp.tariff import Tariff


class Clock(Protocol):
    """The time, handed in."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    def sleep(self, length: timedelta) -> None:
        """Let this much time pass."""


@dataclass(frozen=True, slots=True)
class CallOrder:
    """A call to be placed; `id` is our attempt or ring-back, `ring` how long it may ring."""

    id: str
    to: str
    sender: str
    url: str
    status_url: str
    ring: timedelta
    machine_url: str | None = None


@dataclass(frozen=True, slots=True)
class TextOrder:
    """A text to be sent; `valid` bounds how long the carrier may keep trying."""

    id: str
    to: str
    sender: str
    body: str = field(repr=False)
    status_url: str
    valid: timedelta


@dataclass(frozen=True, slots=True)
class Placed:
    """What came of one order: the carrier's SID, or the failure."""

    id: str
    sid: str | None = None
    failure: CarrierFailed | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A call or text as the carrier's own list shows it; `status` in the carrier's words."""

    sid: str
    to: str
    sender: str
    created_at: datetime | None
    status: str
    body: str = field(default="", repr=False)
    error_code: int | None = None
    price: Decimal | None = None
    """What it cost, in `currency`; null until the carrier has told, some time after the end."""
    currency: str | None = None
    seconds: int | None = None
    parts: int | None = None

    def went(self, *, sender: str, to: str) -> bool:
        """Whether it went from this number to that one, however they are spelt: a compatible carrier's list may follow
        our filter loosely or not at all, and what was meant for a neighbour proves nothing.  A sender may be left out.
        """
        return same_number(self.to, to) and (not self.sender or same_number(self.sender, sender))


@dataclass(frozen=True, slots=True)
class PriceList:
    """The carrier's own prices for Belgium, as in a tariff; null for what its list does not tell."""

    currency: str
    text: Decimal | None = None
    fixed: Decimal | None = None
    mobile: Decimal | None = None
    incoming: Decimal | None = None
    incoming_text: Decimal | None = None


class Carrier(Protocol):
    """A telephone company that speaks Twilio's protocol.

    Every method that asks something of it raises CarrierRefused, CarrierThrottled or CarrierUnclear.
    """

    @property
    def on_loopback(self) -> bool:
        """Whether it is an exchange on this machine, which rings nobody real."""

    def call(self, orders: Iterable[CallOrder]) -> Iterator[Placed]:
        """Place these calls, many at once; yields each result as it comes and never raises for one of them.

        Each is placed as soon as `orders` gives it, which may take its time.
        """

    def text(self, orders: Iterable[TextOrder]) -> Iterator[Placed]:
        """Send these texts, many at once; yields each result as it comes and never raises for one of them."""

    def end_call(self, sid: str) -> None:
        """Stop a call that rings or talks; one that has ended is left alone."""

    def send_call_to(self, sid: str, url: str) -> None:
        """Interrupt a live call and go on at this address."""

    def calls_to(self, number: str, *, limit: int = 50) -> list[Seen]:
        """The latest calls to this number, whatever their state, by no time filter (a queued call has no time yet)."""

    def texts_to(self, number: str, *, limit: int = 50) -> list[Seen]:
        """The latest texts to this number."""

    def call_status(self, sid: str) -> Seen:
        """How one call stands."""

    def text_status(self, sid: str) -> Seen:
        """How one text stands."""

    def recording(self, url: str) -> bytes:
        """Fetch a recording's audio, with our credentials, only from the carrier's own host."""

    def price_list(self) -> PriceList:
        """Its list of prices; refused by a carrier that has none."""

    def is_genuine(self, url: str, params: Mapping[str, Sequence[str]], signature: str | None) -> bool:
        """Tell whether this request was signed with our token; false whenever in doubt, never raises."""


class Prepared(Protocol):
    """What came of preparing phrases."""

    @property
    def rendered(self) -> int:
        """Made just now."""

    @property
    def already(self) -> int:
        """On the shelf before."""

    @property
    def failed(self) -> Sequence[object]:
        """What no engine could say, with reasons; the carrier's own voice says it instead."""


class Speech(Protocol):
    """Words turned to sound before anybody is called."""

    def clip(self, text: str, language: str) -> str | None:
        """The media name of verified audio for these words, or None; never synthesises."""

    def clips(self, phrases: Sequence[tuple[str, str]]) -> tuple[str | None, ...]:
        """The media names for the phrases of one call, all in one voice where one voice has them all."""

    def prepare(self, phrases: Iterable[tuple[str, str]]) -> Prepared:
        """Render each (text, language) that is missing."""

    def keep_recording(self, recording_id: str, audio: bytes, *, lenient: bool = False) -> str:
        """Level and shelve a recorded voice; returns its media name.

        Raises BadRecording with a sentence and a flaw, NothingHeard when nobody speaks.  `lenient` refuses nothing but
        silence: what a member tells is judged by whoever listens to it.
        """

    def wav(self, media: str) -> bytes | None:
        """The sound of a clip or recording as a WAV file; None when it does not lie on the shelf, whole."""

    def seconds(self, media: str) -> float | None:
        """How long a clip or recording lasts; None when it does not lie on the shelf, whole."""

    def remove(self, media: str) -> None:
        """Take a recording off the shelf for good; nothing happens when it is not there."""

    def forget(self, text: str, language: str) -> int:
        """Take every clip of these words off the shelf, whoever spoke them; how many."""


class Door(StrEnum):
    """A queue with a worker behind it; the bell says only that there is something to do."""

    CALLS = "calls"
    TEXTS = "texts"
    SPEECH = "speech"
    RECORDINGS = "recordings"


DOOR: Mapping[By, Door] = {By.VOICE: Door.CALLS, By.SMS: Door.TEXTS}
"""Behind which door each channel is served."""


class Bell(Protocol):
    """Only the doorbell: losing a ring loses time, never work."""

    def ring(self, door: Door, *, at: datetime | None = None) -> None:
        """Wake the worker of this queue, now or at a moment.  Never raises: the clock's sweep repairs."""


class Pace(Protocol):
    """The rates shared by all workers: so many calls and texts a second, whoever places them."""

    def take(self, door: Door, most: int) -> Sequence[timedelta]:
        """Take up to `most` permits of the next moments: for each, how long from now until it may leave.

        Whoever takes none only tells that he stands by to dial.
        """

    def leave(self, door: Door, many: int) -> tuple[int, timedelta]:
        """Tell how many of so many that hold permits leave now, so that no second is crowded by those who are late,
        and how long until the others may ask again.
        """

    def wait(self, door: Door) -> timedelta:
        """How long until the next permit."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The world as a service sees it: the first argument of every service."""

    store: Store
    carrier: Carrier
    speech: Speech
    bell: Bell
    clock: Clock
    pace: Pace
    public_url: str
    rates: Rates = Rates()
    free_lines: FreeLines = field(default_factory=FreeLines)
    tariff: Tariff | None = None
    """The installation's own prices, if it has any."""

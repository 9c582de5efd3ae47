"""A neighbourhood on a new SQLite database: ports for services that only read and write the book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from plp.ports import Door, Ports, Prepared
from store import migrate, open_store
from tests.fakes.carrier import FakeCarrier

TODAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class StillClock:
    """A clock that moves only when told."""

    moment: datetime = TODAY

    def now(self) -> datetime:
        """The moment it shows."""
        return self.moment


class Silence:
    """Speech, bell and pace for services that need none of them."""

    def clip(self, text: str, language: str) -> str | None:
        """Nothing is on the shelf."""
        return None

    def prepare(self, phrases: Iterable[tuple[str, str]]) -> Prepared:
        """Nothing is rendered."""
        return Prepared(0, 0)

    def keep_recording(self, recording_id: str, audio: bytes, *, lenient: bool = False) -> str:
        """The name it would have."""
        return recording_id

    def wav(self, media: str) -> bytes | None:
        """Names only: no sound lies there."""
        del media
        return None

    def seconds(self, media: str) -> float | None:
        """Names only: no sound lies there."""
        del media
        return None

    def remove(self, media: str) -> None:
        """Nothing lies there."""

    def forget(self, text: str, language: str) -> int:
        """Nothing lies there."""
        del text, language
        return 0

    def ring(self, door: Door, *, at: datetime | None = None) -> None:
        """Nobody hears it."""

    def take(self, door: Door, most: int) -> Sequence[timedelta]:
        """As many as asked for, at once."""
        return [timedelta(0)] * most

    def leave(self, door: Door, many: int) -> tuple[int, timedelta]:
        """All of them."""
        return many, timedelta(0)

    def wait(self, door: Door) -> timedelta:
        """No wait."""
        return timedelta(0)


def ports_in(folder: Path) -> Ports:
    """Ports on a new database in this folder."""
    url = f"sqlite:///{folder / 'neighbourhood.db'}"
    migrate(url)
    silence = Silence()
    return Ports(
        store=open_store(url),
        carrier=FakeCarrier(),
        speech=silence,
        bell=silence,
        clock=StillClock(),
        pace=silence,
        public_url="https://gateway.example",
    )

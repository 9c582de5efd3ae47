"""A town to measure with: a zone, a partnership with as many members as wanted, and the ports around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from carriers.twilio_carrier import open_carrier
from gateway.clock import SystemClock
from plp.alert import Kind
from plp.cascade import Cascade
from plp.forecast import Rates
from plp.language import Language, Region
from plp.member import Member, Wish
from plp.phone import Line, Phone
from plp.ports import Bell, Door, Pace, Ports, Prepared
from plp.zone import Officer, Partnership, PartnershipKind, Zone
from services.draft_alert import draft_alert
from services.launch_alert import launch_alert
from services.validate_alert import validate_alert
from store import open_store

ACCOUNT, TOKEN = "AC" + "0" * 31 + "1", "bench-token"
_ZONE, _OFFICER = "Zone of the bench", "claes"
_TEXT = "Un faux employé du service des eaux sonne aux portes du quartier. N'ouvrez pas."


@dataclass(frozen=True, slots=True)
class _Nothing:
    rendered: int = 0
    already: int = 0
    failed: Sequence[object] = ()


class Silence:
    """Speech, bell and pace for what is measured without them: no clip, nobody woken, as many permits as asked."""

    def clip(self, text: str, language: str) -> str | None:
        """Nothing is on the shelf."""
        del text, language
        return None

    def clips(self, phrases: Sequence[tuple[str, str]]) -> tuple[str | None, ...]:
        """Nothing is on the shelf."""
        return tuple(None for _ in phrases)

    def prepare(self, phrases: Iterable[tuple[str, str]]) -> Prepared:
        """Nothing is rendered."""
        del phrases
        return _Nothing()

    def keep_recording(self, recording_id: str, audio: bytes, *, lenient: bool = False) -> str:
        """The name it would have."""
        del audio
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
        del door
        return [timedelta(0)] * most

    def leave(self, door: Door, many: int) -> tuple[int, timedelta]:
        """All of them."""
        del door
        return many, timedelta(0)

    def wait(self, door: Door) -> timedelta:
        """No wait."""
        del door
        return timedelta(0)


def ports_at(
    database_url: str,
    api_url: str,
    *,
    certificate: Path | None = None,
    many: int = 100,
    rates: Rates | None = None,
    bell: Bell | None = None,
    pace: Pace | None = None,
    public_url: str = "https://gateway.example",
) -> Ports:
    """Ports on this database and this carrier; without a rate unless one is given."""
    silence = Silence()
    return Ports(
        store=open_store(database_url),
        carrier=open_carrier(ACCOUNT, TOKEN, api_url=api_url, many=many, ca_file=certificate),
        speech=silence,
        bell=bell or silence,
        clock=SystemClock(),
        pace=pace or silence,
        public_url=public_url,
        rates=rates or Rates(10_000, 10_000, 1_000_000),
    )


def settle(ports: Ports, members: int, *, slug: str = "bench", wish: Wish = Wish.VOICE) -> Partnership:
    """Write a partnership with so many members, each behind a telephone of his own."""
    zone = Zone(_ZONE, "+3226100100", "+32460100100", "101", "+3226100101", "x", Region.FRENCH, sample=False)
    officer = Officer(_OFFICER, _ZONE, 7, "Inspecteur Claes", "+32470100001", "x", Language.FR)
    with ports.store.write() as book:
        before = [each for each in book.people.partnerships(_ZONE) if each.slug != slug]
        partnership = _partnership(slug, len(before) + 1)
        book.people.save_zone(zone, [officer], [*before, partnership])
        book.people.save_members([_member(slug, len(before) + 1, number, wish) for number in range(members)])
    return partnership


def launch(ports: Ports, slug: str = "bench", kind: Kind = Kind.URGENT) -> Cascade:
    """Draft, validate and launch one message."""
    alert = draft_alert(ports, partnership=slug, kind=kind, texts={Language.FR: _TEXT}, by="bench")
    validate_alert(ports, alert.id, by=_OFFICER)
    return launch_alert(ports, alert.id, by=_OFFICER)


def validated(ports: Ports, slug: str = "bench", kind: Kind = Kind.URGENT) -> str:
    """A message ready to be launched."""
    alert = draft_alert(ports, partnership=slug, kind=kind, texts={Language.FR: _TEXT}, by="bench")
    return validate_alert(ports, alert.id, by=_OFFICER).id


def set_going(ports: Ports, alert: str) -> Cascade:
    """Launch it."""
    return launch_alert(ports, alert, by=_OFFICER)


def _partnership(slug: str, number: int) -> Partnership:
    return Partnership(
        slug=slug,
        zone=_ZONE,
        number=number,
        name={"fr": slug, "nl": slug},
        municipality={"fr": "Namur", "nl": "Namen"},
        kind=PartnershipKind.RESIDENTS,
        charter_approved_on=date(2024, 3, 1),
        officers=(_OFFICER,),
    )


def _member(slug: str, area: int, number: int, wish: Wish) -> Member:
    return Member(
        id=f"{slug}-{number}",
        partnership=slug,
        position=number,
        name=f"Neighbour {number}",
        phone=Phone(f"+324{area:02d}{number:06d}", Line.MOBILE),
        language=Language.FR,
        wish=wish,
        consent_on=date(2025, 1, 1),
    )

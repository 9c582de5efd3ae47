"""A small town for the store's tests: values with everything filled in, and short ways to put them there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from plp.alert import Alert, AlertState, Kind
from plp.book import Claim
from plp.cascade import Attempt, Cascade, CascadeState, Delivery
from plp.language import Language, Region
from plp.member import Member, Role, Route, Wish
from plp.night import QuietHours
from plp.outcome import AttemptState, By
from plp.phone import Line, Phone
from plp.plan import Plan, Plans
from plp.zone import Officer, Partnership, PartnershipKind, Zone
from store import SqlStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=30)
HOME, MARKET = "tilleuls", "marche"

ZONE = Zone(
    name="Zone de police des Tilleuls",
    voice_number="+3226100100",
    sms_number="+32460100100",
    emergency="101",
    desk_number="+3226100101",
    desk_code_hash="$argon2id$desk",
    region=Region.BRUSSELS,
    sample=True,
    allowed_prefixes=("+352", "+33"),
    quiet_hours=QuietHours(time(21, 30), time(7)),
)
CLAES = Officer("claes", ZONE.name, 7, "Inspecteur Claes", "+32470100001", "$argon2id$claes", Language.FR)
PEETERS = Officer("peeters", ZONE.name, 8, "Inspecteur Peeters", "+32470100002", "$argon2id$peeters", Language.NL)
LINDENS = Partnership(
    slug=HOME,
    zone=ZONE.name,
    number=12,
    name={"fr": "PLP Les Tilleuls", "nl": "BIN De Linden"},
    municipality={"fr": "Sainte-Agathe", "nl": "Sint-Agatha"},
    kind=PartnershipKind.RESIDENTS,
    charter_approved_on=date(2024, 3, 1),
    officers=("peeters", "claes"),
    plans=Plans(urgent=Plan(voice_again_after=(MINUTE, 3 * MINUTE), text_after_voice=False)),
)
TRADERS = replace(
    LINDENS, slug=MARKET, number=13, kind=PartnershipKind.TRADERS, charter_approved_on=None, officers=("claes",)
)


def settle_town(store: SqlStore) -> None:
    """Write the zone with its officers and partnerships."""
    with store.write() as book:
        book.people.save_zone(ZONE, [CLAES, PEETERS], [LINDENS, TRADERS])


def neighbour(number: int, /, *, partnership: str = HOME, **more: Any) -> Member:
    """A member with a mobile number of his own."""
    plain: dict[str, Any] = {
        "id": f"{partnership}-{number}",
        "partnership": partnership,
        "position": number,
        "name": f"Neighbour {number}",
        "phone": Phone(f"+3247{number:07d}", Line.MOBILE),
        "language": Language.FR,
        "consent_on": date(2025, 1, 1),
    }
    return Member(**plain | more)


ANA = neighbour(
    1,
    name="Ana Ömer",
    phone=Phone("+3226200001", Line.LANDLINE),
    second_phone=Phone("+32479000001", Line.MOBILE),
    wish=Wish.BOTH,
    role=Role.COORDINATOR,
    password="tilleul",
    vulnerable=True,
    buddy_phone="+32479000009",
    street="Rue du Tilleul",
    house_number="3 bte 2",
)


def message(number: int = 1, /, *, partnership: str = HOME, kind: Kind = Kind.URGENT, **more: Any) -> Alert:
    """A launched alert of two hours."""
    plain: dict[str, Any] = {
        "id": f"alert-{number}",
        "partnership": partnership,
        "kind": kind,
        "state": AlertState.LAUNCHED,
        "texts": {Language.FR: "Un cambriolage", Language.NL: "Een inbraak"},
        "expires_at": NOON + timedelta(hours=2),
        "drafted_at": NOON + number * timedelta(seconds=1),
    }
    return Alert(**plain | more)


def owed_to(member: Member, cascade: Cascade, **more: Any) -> Delivery:
    """What one member is owed: a call, due at once."""
    plain: dict[str, Any] = {
        "id": f"{cascade.id}:{member.id}",
        "cascade": cascade.id,
        "member": member.id,
        "position": member.position,
        "wave": member.wave,
        "route": Route.VOICE,
        "language": member.language,
        "phone": member.phone.e164,
        "second_phone": member.second_phone.e164 if member.second_phone else None,
        "due_at": cascade.due_from,
        "next_by": By.VOICE,
    }
    return Delivery(**plain | more)


def run_of(alert: Alert, **more: Any) -> Cascade:
    """A cascade of an alert, running."""
    plain: dict[str, Any] = {
        "id": f"cascade-of-{alert.id}",
        "alert": alert.id,
        "partnership": alert.partnership,
        "state": CascadeState.RUNNING,
        "urgent": alert.kind.is_urgent,
        "fence": 0,
        "launched_by": "claes",
        "started_at": alert.drafted_at,
        "due_from": NOON,
    }
    return Cascade(**plain | more)


def launch(
    store: SqlStore, members: Sequence[Member], alert: Alert | None = None, **more: Any
) -> tuple[Cascade, list[Delivery]]:
    """Write the members, an alert and its cascade; everybody is owed a call at noon, unless `more` says else."""
    alert = alert or message()
    cascade = run_of(alert)
    deliveries = [owed_to(member, cascade, **more) for member in members]
    with store.write() as book:
        book.people.save_members(members)
        book.alerts.add(alert)
        book.cascades.add(cascade, deliveries)
    return cascade, deliveries


def claim(store: SqlStore, by: By = By.VOICE, *, most: int = 100, now: datetime = NOON, **more: Any) -> list[Claim]:
    """One worker's claim."""
    with store.write() as book:
        return book.cascades.claim(by, most=most, now=now, lease=LEASE, holding=more.get("holding", ()))


def move(store: SqlStore, attempt: Attempt, to: AttemptState, **more: Any) -> bool:
    """One guarded update."""
    with store.write() as book:
        return book.cascades.move_attempt(attempt.id, to, **more)

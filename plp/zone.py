"""A police zone, its officers and its partnerships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from plp.language import REQUIRED, Language, Region, name_in
from plp.lexicon import Lexicon
from plp.monthly_test import MonthlyTest
from plp.night import QuietHours
from plp.plan import Plans
from plp.self_test import Pace
from plp.tariff import Budget, Tariff


@dataclass(frozen=True, slots=True)
class Zone:
    """A police zone: the two numbers it is known by, its desk, its language policy."""

    name: str
    voice_number: str
    sms_number: str
    emergency: str
    desk_number: str
    desk_code_hash: str = field(repr=False)
    region: Region
    time_zone: str = "Europe/Brussels"
    sample: bool = False
    allowed_prefixes: tuple[str, ...] = ()
    quiet_hours: QuietHours = QuietHours()
    names_to_coordinator: bool = False
    """Whether a coordinator is told the names of those who were not reached, or only how many."""
    refused_in_messages: tuple[str, ...] = ()
    """What the check refuses instead of warning of it, by code: names, plates, addresses …"""
    tariff: Tariff | None = None
    """Its own prices; the installation's where there are none."""
    lexicon: Lexicon = ()
    """How its streets and places are said."""

    self_test: Pace | None = None
    """How often the zone calls itself to see which number it shows; never where its file does not ask."""
    self_test_line: str | None = None
    """The line it calls then, which must forward to `voice_number`; without one it calls `voice_number` itself."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages the law asks of every alert of this zone."""
        return REQUIRED[self.region]

    @property
    def tz(self) -> ZoneInfo:
        """The zone's clock on the wall."""
        return ZoneInfo(self.time_zone)

    def day_of(self, moment: datetime) -> date:
        """The date on the zone's calendar at this moment."""
        return moment.astimezone(self.tz).date()

    def bounds_of(self, year: int) -> tuple[datetime, datetime]:
        """The first moment of this year on the zone's calendar, and of the next."""
        return datetime(year, 1, 1, tzinfo=self.tz), datetime(year + 1, 1, 1, tzinfo=self.tz)


@dataclass(frozen=True, slots=True)
class Officer:
    """A police officer who may be mandated for partnerships; known by phone, proven by code."""

    id: str
    zone: str
    number: int
    name: str
    phone: str
    code_hash: str = field(repr=False)
    language: Language
    locked: bool = False


class PartnershipKind(StrEnum):
    """Who belongs to it: the people who live there (PLP/BIN) or who trade there (PLP-I/BIN-Z)."""

    RESIDENTS = "residents"
    TRADERS = "traders"


@dataclass(frozen=True, slots=True)
class Partnership:
    """One neighbourhood with its list, charter and communication plan."""

    slug: str
    zone: str
    number: int
    name: Mapping[str, str]
    municipality: Mapping[str, str]
    kind: PartnershipKind
    charter_approved_on: date | None
    officers: tuple[str, ...]
    plans: Plans = Plans()
    budget: Budget | None = None
    """The most that messages which can wait may cost; no cap where there is none."""

    monthly_test: MonthlyTest | None = None
    """When a test message goes to everybody each month; none where the zone's file asks for none."""

    def name_in(self, language: Language) -> str:
        """Its name, as members of this language know it."""
        return name_in(self.name, language)

    def municipality_in(self, language: Language) -> str:
        """The municipality's name in this language."""
        return name_in(self.municipality, language)

    def is_chartered(self, today: date) -> bool:
        """Tell whether its charter is approved; an approval dated ahead is none yet."""
        return self.charter_approved_on is not None and self.charter_approved_on <= today

    def mandates(self, officer: Officer) -> bool:
        """Tell whether this officer, mandated or substitute, may validate and launch here."""
        return officer.id in self.officers

"""Tables of zones, officers, partnerships and members."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, Table, UniqueConstraint, text

from plp.language import Language, Region
from plp.member import Channel, Hours, Role, Source, Standing, Wish
from plp.phone import Line
from plp.self_test import Pace
from plp.zone import PartnershipKind
from store.columns import Budgets, Moment, MonthlyTests, PlanTables, QuietTimes, Sayings, Strings, Tariffs, Word
from store.schema.base import METADATA, refers, words

zones = Table(
    "zones",
    METADATA,
    words("name", primary=True),
    words("voice_number"),
    words("sms_number"),
    words("emergency"),
    words("desk_number"),
    words("desk_code_hash"),
    Column("region", Word(Region), nullable=False),
    words("time_zone"),
    Column("sample", Boolean, nullable=False),
    Column("allowed_prefixes", Strings, nullable=False),
    Column("quiet_hours", QuietTimes, nullable=False),
    Column("names_to_coordinator", Boolean, nullable=False),
    Column("refused_in_messages", Strings, nullable=False),
    Column("self_test", Word(Pace)),
    words("self_test_line", optional=True),
    Column("tariff", Tariffs),
    Column("lexicon", Sayings, nullable=False),
    UniqueConstraint("voice_number"),
    UniqueConstraint("sms_number"),
)

# `named`: still in the zone's file.  Who is not keeps his row, since alerts remember him, but not his number.
_NAMED = text("named")

officers = Table(
    "officers",
    METADATA,
    words("id", primary=True),
    refers("zone", "zones.name"),
    Column("number", Integer, nullable=False),
    words("name"),
    words("phone"),
    words("code_hash"),
    Column("language", Word(Language), nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("named", Boolean, nullable=False),
)
Index("uq_officers_zone_number", officers.c.zone, officers.c.number, unique=True,
      sqlite_where=_NAMED, postgresql_where=_NAMED)  # fmt: skip
Index("uq_officers_zone_phone", officers.c.zone, officers.c.phone, unique=True,
      sqlite_where=_NAMED, postgresql_where=_NAMED)  # fmt: skip

partnerships = Table(
    "partnerships",
    METADATA,
    words("slug", primary=True),
    refers("zone", "zones.name"),
    Column("number", Integer, nullable=False),
    Column("name", JSON, nullable=False),
    Column("municipality", JSON, nullable=False),
    Column("kind", Word(PartnershipKind), nullable=False),
    Column("charter_approved_on", Date),
    Column("plans", PlanTables, nullable=False),
    Column("budget", Budgets),
    Column("monthly_test", MonthlyTests),
    Column("named", Boolean, nullable=False),
)
Index("uq_partnerships_zone_number", partnerships.c.zone, partnerships.c.number, unique=True,
      sqlite_where=_NAMED, postgresql_where=_NAMED)  # fmt: skip

mandates = Table(
    "mandates",
    METADATA,
    refers("partnership", "partnerships.slug", primary_key=True),
    refers("officer", "officers.id", primary_key=True),
    Column("place", Integer, nullable=False),
)

members = Table(
    "members",
    METADATA,
    words("id", primary=True),
    refers("partnership", "partnerships.slug"),
    Column("position", Integer, nullable=False),
    words("name"),
    words("phone"),
    Column("line", Word(Line), nullable=False),
    Column("language", Word(Language), nullable=False),
    Column("wish", Word(Wish), nullable=False),
    words("second_phone", optional=True),
    Column("second_line", Word(Line)),
    words("street"),
    words("house_number"),
    Column("role", Word(Role), nullable=False),
    words("password"),
    Column("vulnerable", Boolean, nullable=False),
    words("buddy_phone", optional=True),
    Column("consent_on", Date),
    Column("standing", Word(Standing), nullable=False),
    words("card"),
    Column("hours", Word(Hours), nullable=False),
    Column("paused_until", Moment),
    Column("texts_ended_at", Moment),
    Column("buddy_agreed_on", Date),
    UniqueConstraint("partnership", "phone", "name"),
)
_HAS_A_CARD = text("card <> ''")
Index("uq_members_card", members.c.card, unique=True,
      sqlite_where=_HAS_A_CARD, postgresql_where=_HAS_A_CARD)  # fmt: skip
Index(None, members.c.partnership, members.c.position)
Index(None, members.c.phone)
Index(None, members.c.second_phone)

consents = Table(
    "consents",
    METADATA,
    Column("id", Integer, primary_key=True),
    refers("member", "members.id"),
    Column("channel", Word(Channel), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("source", Word(Source), nullable=False),
)
Index(None, consents.c.member)

"""Tables of money: a ledger line for each call and text, and what each launch was expected to cost."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, text

from plp.charge import ChargeKind
from store.columns import Amount, Moment, Word
from store.schema.base import METADATA, refers, words

# The carrier's SID is the key: a price that is told twice corrects its line, and is never counted twice.
charges = Table(
    "charges",
    METADATA,
    words("sid", primary=True),
    Column("kind", Word(ChargeKind), nullable=False),
    refers("zone", "zones.name"),
    refers("partnership", "partnerships.slug", optional=True),
    refers("alert", "alerts.id", optional=True),
    Column("at", Moment, nullable=False),
    Column("expected", Amount, nullable=False),
    Column("look_at", Moment),
    Column("price", Amount),
    words("currency", optional=True),
    Column("seconds", Integer),
    Column("parts", Integer),
    Column("looks", Integer, nullable=False),
)
_ASKED = text("look_at IS NOT NULL")
Index("ix_charges_to_ask", charges.c.look_at, sqlite_where=_ASKED, postgresql_where=_ASKED)
Index(None, charges.c.partnership, charges.c.at)
Index(None, charges.c.alert)

expectations = Table(
    "expectations",
    METADATA,
    refers("cascade", "cascades.id", primary_key=True),
    refers("alert", "alerts.id"),
    refers("partnership", "partnerships.slug"),
    Column("urgent", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("amount", Amount, nullable=False),
    words("currency"),
    Column("calls", Integer, nullable=False),
    Column("texts", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
)
Index(None, expectations.c.partnership, expectations.c.at)

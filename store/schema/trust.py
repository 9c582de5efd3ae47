"""Tables of the tests by which a zone and its members learn to trust the line."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, UniqueConstraint

from plp.monthly_test import Stage
from plp.self_test import Verdict
from store.columns import Moment, Word
from store.schema.base import METADATA, refers, words

# One row a month, whoever plans or launches it: what makes a second test of a month impossible.
monthly_tests = Table(
    "monthly_tests",
    METADATA,
    refers("partnership", "partnerships.slug", primary_key=True),
    words("month", primary=True),
    Column("due_at", Moment, nullable=False),
    Column("stage", Word(Stage), nullable=False),
    words("why"),
    refers("alert", "alerts.id", optional=True),
)
Index(None, monthly_tests.c.alert)

self_tests = Table(
    "self_tests",
    METADATA,
    words("id", primary=True),
    refers("zone", "zones.name"),
    Column("asked_at", Moment, nullable=False),
    words("expected"),
    words("code"),
    Column("verdict", Word(Verdict), nullable=False),
    words("received", optional=True),
    Column("ended_at", Moment),
    words("slot", optional=True),
    UniqueConstraint("zone", "slot"),
)
Index(None, self_tests.c.zone, self_tests.c.asked_at)

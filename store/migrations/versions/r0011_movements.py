"""Who comes and goes, for the yearly evaluation.

Of the past we know when those who belong agreed, and when those who left said so.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    """Make the table and write what is known."""
    op.create_table(
        "movements",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("partnership", sa.Text(), sa.ForeignKey("partnerships.slug"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_movements_partnership_at", "movements", ["partnership", "at"])
    _write_who_joined()
    op.execute(
        sa.text(
            "INSERT INTO movements (partnership, what, at) "
            "SELECT m.partnership, 'left', c.at FROM consents c JOIN members m ON m.id = c.member "
            "WHERE c.channel = 'membership' AND NOT c.given AND m.standing = 'left' AND m.name <> ''"
        )
    )


def downgrade() -> None:
    """Not offered: what it counts is written nowhere else."""
    raise NotImplementedError("restore the backup made before the upgrade")


def _write_who_joined() -> None:
    members = sa.table(
        "members",
        sa.column("partnership", sa.Text()),
        sa.column("standing", sa.Text()),
        sa.column("consent_on", sa.Date()),
    )
    belonging = sa.select(members.c.partnership, members.c.consent_on)
    found = op.get_bind().execute(belonging.where(members.c.standing == "active", members.c.consent_on.is_not(None)))
    rows = [{"partnership": slug, "what": "joined", "at": _noon(day)} for slug, day in found]
    if rows:
        there = sa.table(
            "movements", sa.column("partnership", sa.Text()), sa.column("what", sa.Text()), sa.column("at", _MOMENT)
        )
        op.get_bind().execute(sa.insert(there), rows)


def _noon(day: date) -> Any:
    """The middle of that day, as this database keeps moments."""
    moment = datetime.combine(day, time(11), tzinfo=UTC)
    on_postgres = op.get_bind().dialect.name == "postgresql"
    return moment if on_postgres else (moment - _EPOCH) // timedelta(microseconds=1)

"""A test message each month, and calls of a zone to itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Add what a zone's file may ask for, and the tables of what came of it."""
    with op.batch_alter_table("zones") as zones:
        zones.add_column(sa.Column("self_test", sa.Text()))
        zones.add_column(sa.Column("self_test_line", sa.Text()))
    with op.batch_alter_table("partnerships") as partnerships:
        partnerships.add_column(sa.Column("monthly_test", sa.Text()))
    op.create_table(
        "monthly_tests",
        sa.Column("partnership", sa.Text(), sa.ForeignKey("partnerships.slug"), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("alert", sa.Text(), sa.ForeignKey("alerts.id")),
        sa.PrimaryKeyConstraint("partnership", "month"),
    )
    op.create_index("ix_monthly_tests_alert", "monthly_tests", ["alert"])
    op.create_table(
        "self_tests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), sa.ForeignKey("zones.name"), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("received", sa.Text()),
        sa.Column("ended_at", _MOMENT),
        sa.Column("slot", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("zone", "slot"),
    )
    op.create_index("ix_self_tests_zone_asked_at", "self_tests", ["zone", "asked_at"])


def downgrade() -> None:
    """Not offered: what was tested would be lost."""
    raise NotImplementedError("restore the backup made before the upgrade")

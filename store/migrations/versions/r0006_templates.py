"""The ready-made messages of a zone, and the streets of its partnerships."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make two empty tables; the zone's file fills them when it is loaded again."""
    op.create_table(
        "templates",
        sa.Column("zone", sa.Text(), sa.ForeignKey("zones.name"), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("needs_street", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("zone", "id"),
        sa.UniqueConstraint("zone", "number"),
    )
    op.create_table(
        "streets",
        sa.Column("partnership", sa.Text(), sa.ForeignKey("partnerships.slug"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("partnership", "number"),
    )


def downgrade() -> None:
    """Not offered: what a zone wrote would be lost."""
    raise NotImplementedError("restore the backup made before the upgrade")

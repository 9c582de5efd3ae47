"""What a zone refuses in its messages instead of warning of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is refused until a zone's file says so."""
    column = sa.Column("refused_in_messages", sa.JSON(), nullable=False, server_default="[]")
    with op.batch_alter_table("zones") as changing:
        changing.add_column(column)
    with op.batch_alter_table("zones") as changing:
        changing.alter_column(column.name, server_default=None)


def downgrade() -> None:
    """Not offered: what a zone wrote would be lost."""
    raise NotImplementedError("restore the backup made before the upgrade")

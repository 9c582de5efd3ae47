"""How a zone says its streets and places."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give every zone an empty lexicon; the default does not stay."""
    with op.batch_alter_table("zones") as changing:
        changing.add_column(sa.Column("lexicon", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("zones") as changing:
        changing.alter_column("lexicon", server_default=None)


def downgrade() -> None:
    """Take the lexicon away; the zone's file still has it."""
    with op.batch_alter_table("zones") as changing:
        changing.drop_column("lexicon")

"""An index of calls in which the key was pressed and that still hold their line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NAME = "ix_attempts_talking"
_TALKING = sa.text("\"by\" = 'voice' AND state = 'acknowledged' AND lease_until IS NOT NULL")


def upgrade() -> None:
    """Make it."""
    op.create_index(_NAME, "attempts", ["number", "lease_until"], sqlite_where=_TALKING, postgresql_where=_TALKING)


def downgrade() -> None:
    """Drop it."""
    op.drop_index(_NAME, "attempts")

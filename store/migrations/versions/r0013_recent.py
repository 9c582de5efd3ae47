"""What began lately is found by its time: the ledger looks for it at every sweep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_THEIRS = sa.text("attempt IS NULL AND errand IS NULL")
_BY_TIME = (
    ("ix_cascades_started_at", "cascades", "started_at"),
    ("ix_errands_asked_at", "errands", "asked_at"),
    ("ix_incoming_texts_at", "incoming_texts", "at"),
)


def upgrade() -> None:
    """Make four indexes; nothing in the tables changes."""
    for name, table, column in _BY_TIME:
        op.create_index(name, table, [column])
    op.create_index("ix_calls_theirs", "calls", ["started_at"], sqlite_where=_THEIRS, postgresql_where=_THEIRS)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_calls_theirs", "calls")
    for name, table, _ in _BY_TIME:
        op.drop_index(name, table)

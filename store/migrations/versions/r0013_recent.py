"""What began lately is found by its time: the ledger looks for it at every sweep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_THEIRS = sa.text("attempt IS NULL AND errand IS NULL")
_CALLED_IN = sa.text("\"by\" = 'voice-in'")
_BY_TIME = (
    ("ix_alerts_expires_at", "alerts", "expires_at"),
    ("ix_errands_asked_at", "errands", "asked_at"),
    ("ix_incoming_texts_at", "incoming_texts", "at"),
)


def upgrade() -> None:
    """Make five indexes; nothing in the tables changes."""
    for name, table, column in _BY_TIME:
        op.create_index(name, table, [column])
    op.create_index("ix_calls_theirs", "calls", ["started_at"], sqlite_where=_THEIRS, postgresql_where=_THEIRS)
    op.create_index("ix_attempts_called_in", "attempts", ["at"], sqlite_where=_CALLED_IN, postgresql_where=_CALLED_IN)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_attempts_called_in", "attempts")
    op.drop_index("ix_calls_theirs", "calls")
    for name, table, _ in _BY_TIME:
        op.drop_index(name, table)

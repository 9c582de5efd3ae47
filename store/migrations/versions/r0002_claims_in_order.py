"""What is due is indexed in the order of claims: the cost of a claim no longer grows with what is due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BEFORE, _NOW = "ix_deliveries_due", "ix_deliveries_in_order"
_DUE = sa.text("final IS NULL AND due_at IS NOT NULL")


def upgrade() -> None:
    """Put the new index in the place of the old."""
    columns = ["next_by", "wave", "position", "id", "due_at"]
    op.drop_index(_BEFORE, "deliveries")
    op.create_index(_NOW, "deliveries", columns, sqlite_where=_DUE, postgresql_where=_DUE)


def downgrade() -> None:
    """Put the old one back."""
    op.drop_index(_NOW, "deliveries")
    op.create_index(_BEFORE, "deliveries", ["next_by", "due_at"], sqlite_where=_DUE, postgresql_where=_DUE)

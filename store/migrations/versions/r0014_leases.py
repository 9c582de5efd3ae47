"""Leases are indexed where there are any, so that this index serves only those who ask for leases.

Whoever looked for a call to a number could also be answered by reading every call under way in the order of leases;
PostgreSQL chose that in a zone whose telephones had been quiet when it last counted.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_NAME, _UNDER_WAY = "ix_attempts_lease", "state IN ('answered', 'ringing', 'submitted', 'submitting', 'unknown')"
_LEASED = f"{_UNDER_WAY} AND lease_until IS NOT NULL"


def upgrade() -> None:
    """Put the narrower index in the place of the wider."""
    _index_where(_LEASED)


def downgrade() -> None:
    """Put the wider one back."""
    _index_where(_UNDER_WAY)


def _index_where(condition: str) -> None:
    op.drop_index(_NAME, "attempts")
    such = sa.text(condition)
    op.create_index(_NAME, "attempts", ["lease_until"], sqlite_where=such, postgresql_where=such)

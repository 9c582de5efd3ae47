"""Money: a ledger line for each call and text, what a launch was expected to cost, prices and budgets."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
_ASKED = sa.text("look_at IS NOT NULL")


def upgrade() -> None:
    """Make both tables; what was called and sent before has no line, since its price was never asked."""
    for table, column in (("zones", "tariff"), ("partnerships", "budget")):
        with op.batch_alter_table(table) as changing:
            changing.add_column(_text(column, optional=True))
    op.create_table(
        "charges",
        _text("sid"),
        _text("kind"),
        _text("zone", "zones.name"),
        _text("partnership", "partnerships.slug", optional=True),
        _text("alert", "alerts.id", optional=True),
        _moment("at"),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        _moment("look_at", optional=True),
        sa.Column("price", sa.BigInteger()),
        _text("currency", optional=True),
        sa.Column("seconds", sa.Integer()),
        sa.Column("parts", sa.Integer()),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sid"),
    )
    op.create_index("ix_charges_to_ask", "charges", ["look_at"], sqlite_where=_ASKED, postgresql_where=_ASKED)
    op.create_index("ix_charges_partnership_at", "charges", ["partnership", "at"])
    op.create_index("ix_charges_alert", "charges", ["alert"])
    op.create_table(
        "expectations",
        _text("cascade", "cascades.id"),
        _text("alert", "alerts.id"),
        _text("partnership", "partnerships.slug"),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        _moment("at"),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        _text("currency"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("calls", "texts", "minutes")),
        sa.PrimaryKeyConstraint("cascade"),
    )
    op.create_index("ix_expectations_partnership_at", "expectations", ["partnership", "at"])


def downgrade() -> None:
    """Not offered: the ledger would be lost."""
    raise NotImplementedError("restore the backup made before the upgrade")


def _text(name: str, refers: str | None = None, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), *([sa.ForeignKey(refers)] if refers else []), nullable=optional)


def _moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _MOMENT, nullable=optional)

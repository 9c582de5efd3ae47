"""Messages of the Common Alerting Protocol that were taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "cap_messages",
        _text("zone"),
        _text("sender"),
        _text("identifier"),
        sa.Column("sent", _MOMENT, nullable=False),
        _text("status"),
        _text("does"),
        _text("refs"),
        _text("seal"),
        _text("token"),
        sa.Column("at", _MOMENT, nullable=False),
        _text("alert", optional=True),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("zone", "sender", "identifier", name=op.f("pk_cap_messages")),
        sa.ForeignKeyConstraint(["zone"], ["zones.name"], name=op.f("fk_cap_messages_zone")),
        sa.ForeignKeyConstraint(["token"], ["api_tokens.id"], name=op.f("fk_cap_messages_token")),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name=op.f("fk_cap_messages_alert")),
    )
    op.create_index(op.f("ix_cap_messages_alert"), "cap_messages", ["alert"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("cap_messages")


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=optional)

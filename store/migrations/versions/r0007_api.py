"""The API: its tokens, and the answers kept for whoever asks the same again."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "api_tokens",
        _text("id"),
        _text("name"),
        _text("digest"),
        _text("zone"),
        sa.Column("partnerships", sa.JSON(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        _text("officer", optional=True),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("revoked_at", optional=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.ForeignKeyConstraint(["zone"], ["zones.name"], name=op.f("fk_api_tokens_zone")),
        sa.ForeignKeyConstraint(["officer"], ["officers.id"], name=op.f("fk_api_tokens_officer")),
    )
    op.create_index(op.f("ix_api_tokens_digest"), "api_tokens", ["digest"], unique=True)
    op.create_table(
        "api_answers",
        _text("token"),
        _text("key"),
        _text("asked"),
        _moment("at"),
        sa.Column("status", sa.Integer(), nullable=False),
        _text("location"),
        _text("body"),
        sa.PrimaryKeyConstraint("token", "key", name=op.f("pk_api_answers")),
        sa.ForeignKeyConstraint(["token"], ["api_tokens.id"], name=op.f("fk_api_answers_token")),
    )
    op.create_index(op.f("ix_api_answers_at"), "api_answers", ["at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("api_answers")
    op.drop_table("api_tokens")


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=optional)


def _moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _MOMENT, nullable=optional)

"""What members tell the police, the calls and texts owed beside the cascades, and how a member stands.

Calls owed to officers become errands like any other.
"""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
_HAS_A_CARD = sa.text("card <> ''")
_WAITING = sa.text("decision IS NULL")
_OPEN = sa.text("state IN ('owed', 'submitted', 'submitting')")


def upgrade() -> None:
    """Make the new tables and columns, give every member a card, and carry over the calls owed to officers."""
    _add("zones", sa.Column("names_to_coordinator", sa.Boolean(), nullable=False, server_default=sa.false()))
    _members()
    _reports()
    _call_back_requests()
    _errands()
    _add("calls", _text("errand", optional=True))
    _carry_over()
    op.drop_table("ring_backs")


def downgrade() -> None:
    """Not offered: reports and consents would be lost."""
    raise NotImplementedError("restore the backup made before the upgrade")


def _text(name: str, refers: str | None = None, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), *([sa.ForeignKey(refers)] if refers else []), nullable=optional)


def _moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _MOMENT, nullable=optional)


def _add(table: str, *columns: sa.Column[Any]) -> None:
    """New columns of existing rows: filled from a default that does not stay."""
    with op.batch_alter_table(table) as changing:
        for column in columns:
            changing.add_column(column)
    with op.batch_alter_table(table) as changing:
        for column in columns:
            if column.server_default is not None:
                changing.alter_column(column.name, server_default=None)


def _members() -> None:
    _add(
        "members",
        sa.Column("standing", sa.Text(), nullable=False, server_default="active"),
        sa.Column("card", sa.Text(), nullable=False, server_default=""),
        sa.Column("hours", sa.Text(), nullable=False, server_default="any"),
        _moment("paused_until", optional=True),
        _moment("texts_ended_at", optional=True),
        sa.Column("buddy_agreed_on", sa.Date()),
    )
    _give_cards()
    op.create_index(
        "uq_members_card", "members", ["card"], unique=True, sqlite_where=_HAS_A_CARD, postgresql_where=_HAS_A_CARD
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("member", "members.id"),
        _text("channel"),
        sa.Column("given", sa.Boolean(), nullable=False),
        _moment("at"),
        _text("source"),
    )
    op.create_index("ix_consents_member", "consents", ["member"])


def _give_cards() -> None:
    members = sa.table("members", sa.column("id", sa.Text()), sa.column("card", sa.Text()))
    ids = op.get_bind().execute(sa.select(members.c.id)).scalars().all()
    cards: set[str] = set()
    while len(cards) < len(ids):
        cards.add(f"{secrets.randbelow(90_000_000) + 10_000_000}")
    if ids:
        given = sa.update(members).where(members.c.id == sa.bindparam("its_id")).values(card=sa.bindparam("its_card"))
        rows = [{"its_id": member, "its_card": card} for member, card in zip(ids, sorted(cards), strict=True)]
        secrets.SystemRandom().shuffle(rows)
        op.get_bind().execute(given, rows)


def _reports() -> None:
    op.create_table(
        "reports",
        _text("id"),
        _text("zone", "zones.name"),
        _text("partnership", "partnerships.slug"),
        _text("member", "members.id"),
        _text("by"),
        _text("sender"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        _moment("at"),
        _text("text"),
        _text("recording", optional=True),
        _text("decision", optional=True),
        _text("decided_by", optional=True),
        _moment("decided_at", optional=True),
        _text("alert", "alerts.id", optional=True),
        _moment("told_at", optional=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("zone", "year", "number"),
    )
    op.create_index("ix_reports_waiting", "reports", ["zone"], sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_index("ix_reports_member", "reports", ["member"])
    op.create_index("ix_reports_alert", "reports", ["alert"])


def _call_back_requests() -> None:
    op.create_table(
        "call_back_requests",
        _text("id"),
        _text("zone", "zones.name"),
        _text("partnership", "partnerships.slug"),
        _text("member", "members.id"),
        _text("number"),
        _moment("at"),
        _text("recording", optional=True),
        _moment("closed_at", optional=True),
        _text("closed_by", optional=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_call_back_requests_zone_closed_at", "call_back_requests", ["zone", "closed_at"])
    op.create_index("ix_call_back_requests_member", "call_back_requests", ["member"])


def _errands() -> None:
    op.create_table(
        "errands",
        _text("id"),
        _text("kind"),
        _text("by"),
        _text("zone", "zones.name"),
        _text("number"),
        _text("language"),
        _text("subject"),
        _text("state"),
        _moment("asked_at"),
        _moment("due_at"),
        sa.Column("round", sa.Integer(), nullable=False),
        _text("officer", "officers.id", optional=True),
        _text("member", "members.id", optional=True),
        _text("says"),
        sa.Column("blanks", sa.JSON(), nullable=False),
        _moment("claimed_at", optional=True),
        _text("carrier_sid", optional=True),
        sa.Column("picked_up", sa.Boolean(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "subject", "says", "round", "number"),
    )
    op.create_index("ix_errands_open", "errands", ["state", "due_at"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_errands_subject", "errands", ["subject"])
    op.create_index("ix_errands_officer_asked_at", "errands", ["officer", "asked_at"])
    op.create_index("ix_errands_member", "errands", ["member"])


def _carry_over() -> None:
    op.execute(
        sa.text(
            'INSERT INTO errands (id, kind, "by", zone, number, language, subject, state, asked_at, due_at, round, '
            "officer, says, blanks, claimed_at, carrier_sid, picked_up, looks) "
            "SELECT r.id, 'ring-back', 'voice', r.zone, o.phone, o.language, r.id, "
            "CASE r.state WHEN 'done' THEN 'ended' ELSE r.state END, r.asked_at, r.asked_at, 1, "
            "r.officer, '', '{}', r.claimed_at, r.carrier_sid, false, 0 "
            "FROM ring_backs r JOIN officers o ON o.id = r.officer"
        )
    )

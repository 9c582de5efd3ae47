"""The first schema: people, alerts, cascades with deliveries and attempts, conversations.

Written out, not taken from store.schema: a revision must still build the old schema when the new one has moved on.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
_UNDER_WAY = "state IN ('answered', 'ringing', 'submitted', 'submitting', 'unknown')"
_TABLES = (
    *("zones", "officers", "partnerships", "mandates", "members"),
    *("alerts", "happenings", "cascades", "deliveries", "attempts", "events"),
    *("calls", "turns", "codes", "ring_backs", "holds", "recordings", "incoming_texts"),
)


def upgrade() -> None:
    """Make every table."""
    _people()
    _members()
    _alerts()
    _cascades()
    _deliveries()
    _attempts()
    _conversations()
    _received()


def downgrade() -> None:
    """Drop every table; all is lost."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _text(name: str, refers: str | None = None, *, optional: bool = False, **more: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), *([sa.ForeignKey(refers)] if refers else []), nullable=optional, **more)


def _number(name: str, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=optional)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _MOMENT, nullable=optional)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _key(name: str = "id") -> sa.Column[str]:
    return _text(name, primary_key=True)


def _counter() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(
        name,
        table,
        list(columns),
        unique=name.startswith("uq_"),
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _people() -> None:
    op.create_table(
        "zones",
        _key("name"),
        *map(_text, ("voice_number", "sms_number", "emergency", "desk_number", "desk_code_hash", "region")),
        _text("time_zone"),
        _flag("sample"),
        _json("allowed_prefixes"),
        _text("quiet_hours"),
        sa.UniqueConstraint("voice_number"),
        sa.UniqueConstraint("sms_number"),
    )
    op.create_table(
        "officers",
        _key(),
        _text("zone", "zones.name"),
        _number("number"),
        *map(_text, ("name", "phone", "code_hash", "language")),
        _flag("locked"),
        _flag("named"),
    )
    _index("uq_officers_zone_number", "officers", "zone", "number", where="named")
    _index("uq_officers_zone_phone", "officers", "zone", "phone", where="named")
    op.create_table(
        "partnerships",
        _key("slug"),
        _text("zone", "zones.name"),
        _number("number"),
        _json("name"),
        _json("municipality"),
        _text("kind"),
        sa.Column("charter_approved_on", sa.Date()),
        _json("plans"),
        _flag("named"),
    )
    _index("uq_partnerships_zone_number", "partnerships", "zone", "number", where="named")
    op.create_table(
        "mandates",
        _text("partnership", "partnerships.slug", primary_key=True),
        _text("officer", "officers.id", primary_key=True),
        _number("place"),
    )


def _members() -> None:
    op.create_table(
        "members",
        _key(),
        _text("partnership", "partnerships.slug"),
        _number("position"),
        *map(_text, ("name", "phone", "line", "language", "wish")),
        _text("second_phone", optional=True),
        _text("second_line", optional=True),
        *map(_text, ("street", "house_number", "role", "password")),
        _flag("vulnerable"),
        _text("buddy_phone", optional=True),
        sa.Column("consent_on", sa.Date()),
        sa.UniqueConstraint("partnership", "phone", "name"),
    )
    _index("ix_members_partnership_position", "members", "partnership", "position")
    _index("ix_members_phone", "members", "phone")
    _index("ix_members_second_phone", "members", "second_phone")


def _alerts() -> None:
    op.create_table(
        "alerts",
        _key(),
        _text("partnership", "partnerships.slug"),
        _text("kind"),
        _text("state"),
        _json("texts"),
        _moment("expires_at"),
        _moment("drafted_at"),
        _json("recordings"),
        _number("number", optional=True),
        _number("year", optional=True),
        _text("seal", optional=True),
        _text("answers", optional=True),
        sa.UniqueConstraint("partnership", "year", "number"),
    )
    _index("ix_alerts_state", "alerts", "state")
    op.create_table(
        "happenings",
        _counter(),
        _text("alert", "alerts.id"),
        _moment("at"),
        *map(_text, ("who", "what", "detail")),
    )
    _index("ix_happenings_alert", "happenings", "alert")


def _cascades() -> None:
    op.create_table(
        "cascades",
        _key(),
        _text("alert", "alerts.id"),
        _text("partnership", "partnerships.slug"),
        _text("state"),
        _flag("urgent"),
        _number("fence"),
        _text("launched_by"),
        _moment("started_at"),
        _moment("due_from"),
        _moment("finished_at", optional=True),
        sa.UniqueConstraint("alert"),
    )
    _index("ix_cascades_partnership", "cascades", "partnership")


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        _key(),
        _text("cascade", "cascades.id"),
        _text("member", "members.id"),
        *map(_number, ("position", "wave")),
        *map(_text, ("route", "language", "phone")),
        _text("second_phone", optional=True),
        _moment("due_at", optional=True),
        _text("next_by", optional=True),
        _text("final", optional=True),
        _text("why"),
        *map(_flag, ("reached", "heard", "acknowledged")),
        *map(_number, ("fence", "tries", "calls")),
        sa.UniqueConstraint("cascade", "member"),
    )
    _index("ix_deliveries_due", "deliveries", "next_by", "due_at", where="final IS NULL AND due_at IS NOT NULL")
    _index("ix_deliveries_open", "deliveries", "cascade", where="final IS NULL")
    _index("ix_deliveries_member", "deliveries", "member")


def _attempts() -> None:
    op.create_table(
        "attempts",
        _key(),
        _text("delivery", "deliveries.id"),
        _text("cascade", "cascades.id"),
        _text("by"),
        _number("seq"),
        _text("number"),
        _text("state"),
        _moment("at"),
        _moment("lease_until", optional=True),
        _text("carrier_sid", optional=True),
        _text("fault", optional=True),
        _number("error_code", optional=True),
        _text("answered_by", optional=True),
        *map(_number, ("played", "looks")),
        _moment("looked_at", optional=True),
        sa.UniqueConstraint("delivery", "seq"),
        sa.CheckConstraint("seq >= 1 AND (seq <= 20 OR by = 'voice-in')", name="seq_within_plan"),
    )
    _index("uq_attempts_live_call", "attempts", "number", where=f"\"by\" = 'voice' AND {_UNDER_WAY}")
    _index("uq_attempts_planned", "attempts", "delivery", "by", where="state = 'planned'")
    _index("uq_attempts_carrier_sid", "attempts", "carrier_sid", where="carrier_sid IS NOT NULL")
    _index("ix_attempts_lease", "attempts", "lease_until", where=_UNDER_WAY)
    _index("ix_attempts_cascade", "attempts", "cascade")
    op.create_table(
        "events",
        _counter(),
        *map(_text, ("attempt", "kind", "status")),
        _number("sequence", optional=True),
        _moment("at"),
    )
    _index("ix_events_attempt", "events", "attempt")


def _conversations() -> None:
    op.create_table(
        "calls",
        _key("sid"),
        _text("zone", "zones.name"),
        _text("number", optional=True),
        _text("party"),
        _moment("started_at"),
        _text("member", "members.id", optional=True),
        _text("officer", "officers.id", optional=True),
        _text("attempt", optional=True),
        _flag("proven"),
        _number("turn"),
        _json("memory"),
    )
    op.create_table(
        "turns",
        _text("call_sid", primary_key=True),
        sa.Column("turn", sa.Integer(), primary_key=True, autoincrement=False),
        _text("twiml"),
        _moment("at"),
    )
    op.create_table("codes", _counter(), _text("key"), _flag("was_right"), _moment("at"))
    _index("ix_codes_key", "codes", "key")
    op.create_table(
        "ring_backs",
        _key(),
        _text("officer", "officers.id"),
        _text("zone", "zones.name"),
        _text("state"),
        _moment("asked_at"),
        _text("carrier_sid", optional=True),
        _moment("claimed_at", optional=True),
    )
    op.create_table("holds", _key("name"), _text("holder"), _moment("until"))
    _index("ix_ring_backs_state", "ring_backs", "state")
    _index("ix_ring_backs_officer_asked_at", "ring_backs", "officer", "asked_at")


def _received() -> None:
    op.create_table(
        "recordings",
        _key("sid"),
        *map(_text, ("call_sid", "language", "url", "state")),
        _moment("at"),
        _text("media", optional=True),
        _text("why"),
    )
    _index("ix_recordings_call_sid", "recordings", "call_sid")
    op.create_table(
        "incoming_texts",
        _key("sid"),
        _text("sender", optional=True),
        _text("body"),
        _moment("at"),
        _text("member", "members.id", optional=True),
        _text("alert", "alerts.id", optional=True),
        _text("answer"),
    )
    _index("ix_incoming_texts_alert", "incoming_texts", "alert")
    _index("ix_incoming_texts_sender_at", "incoming_texts", "sender", "at")

"""Tables of cascades, the deliveries they owe, the attempts at them, and the callbacks as they came."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    FromClause,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    and_,
    text,
)

from plp.cascade import CascadeState, Final
from plp.fault import Fault
from plp.language import Language
from plp.member import Route
from plp.outcome import UNDER_WAY, AttemptState, By
from plp.plan import MOST_ATTEMPTS
from store.columns import Moment, Word, fixed
from store.schema.base import METADATA, refers, words

cascades = Table(
    "cascades",
    METADATA,
    words("id", primary=True),
    refers("alert", "alerts.id"),
    refers("partnership", "partnerships.slug"),
    Column("state", Word(CascadeState), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("fence", Integer, nullable=False),
    words("launched_by"),
    Column("started_at", Moment, nullable=False),
    Column("due_from", Moment, nullable=False),
    Column("finished_at", Moment),
    UniqueConstraint("alert"),
)
Index(None, cascades.c.partnership)

# `fence` is the cascade's at launch.  `tries` and `calls` count the attempts written, so that a claim
# knows the next one's number, and which phone it rings, without counting them each time.
deliveries = Table(
    "deliveries",
    METADATA,
    words("id", primary=True),
    refers("cascade", "cascades.id"),
    refers("member", "members.id"),
    Column("position", Integer, nullable=False),
    Column("wave", Integer, nullable=False),
    Column("route", Word(Route), nullable=False),
    Column("language", Word(Language), nullable=False),
    words("phone"),
    words("second_phone", optional=True),
    Column("due_at", Moment),
    Column("next_by", Word(By)),
    Column("final", Word(Final)),
    words("why"),
    Column("reached", Boolean, nullable=False),
    Column("heard", Boolean, nullable=False),
    Column("acknowledged", Boolean, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("calls", Integer, nullable=False),
    UniqueConstraint("cascade", "member"),
)
_DUE = text("final IS NULL AND due_at IS NOT NULL")
_OPEN = text("final IS NULL")
# In the order in which they are claimed: whoever takes the next few hundred reads no more than those.
_IN_ORDER = (deliveries.c.next_by, deliveries.c.wave, deliveries.c.position, deliveries.c.id, deliveries.c.due_at)
Index("ix_deliveries_in_order", *_IN_ORDER, sqlite_where=_DUE, postgresql_where=_DUE)
Index("ix_deliveries_open", deliveries.c.cascade, sqlite_where=_OPEN, postgresql_where=_OPEN)
Index(None, deliveries.c.member)

attempts = Table(
    "attempts",
    METADATA,
    words("id", primary=True),
    refers("delivery", "deliveries.id"),
    refers("cascade", "cascades.id"),
    Column("by", Word(By), nullable=False),
    Column("seq", Integer, nullable=False),
    words("number"),
    Column("state", Word(AttemptState), nullable=False),
    Column("at", Moment, nullable=False),
    Column("lease_until", Moment),
    words("carrier_sid", optional=True),
    Column("fault", Word(Fault)),
    Column("error_code", Integer),
    words("answered_by", optional=True),
    Column("played", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("looked_at", Moment),
    UniqueConstraint("delivery", "seq"),
    # Who calls in may do so as often as he likes; those attempts are numbered after all of ours.
    CheckConstraint(f"seq >= 1 AND (seq <= {MOST_ATTEMPTS} OR by = 'voice-in')", name="seq_within_plan"),
)


def under_way(attempt: FromClause) -> ColumnElement[bool]:
    """The attempt may be on a line or with the carrier; written so that partial indexes serve."""
    return attempt.c.state.in_([fixed(state) for state in sorted(UNDER_WAY)])


def leased(attempt: FromClause) -> ColumnElement[bool]:
    """The attempt is under way until its lease is over; narrower than `under_way`, lest its index serve live calls."""
    return and_(under_way(attempt), attempt.c.lease_until.is_not(None))


def live_call(attempt: FromClause) -> ColumnElement[bool]:
    """The attempt is a call of ours that may be on a line."""
    return and_(attempt.c.by == fixed(By.VOICE), under_way(attempt))


def talking(attempt: FromClause) -> ColumnElement[bool]:
    """The key was pressed, and the call still holds its line until it is over or its lease is."""
    acknowledged = attempt.c.state == fixed(AttemptState.ACKNOWLEDGED)
    return and_(attempt.c.by == fixed(By.VOICE), acknowledged, attempt.c.lease_until.is_not(None))


def planned(attempt: FromClause) -> ColumnElement[bool]:
    """The carrier did not take it yet: the same attempt goes later."""
    return attempt.c.state == fixed(AttemptState.PLANNED)


def called_in(attempt: FromClause) -> ColumnElement[bool]:
    """The attempt is a member's own call to us."""
    return attempt.c.by == fixed(By.VOICE_IN)


_BOUND = text("carrier_sid IS NOT NULL")
Index("uq_attempts_live_call", attempts.c.number, unique=True,
      sqlite_where=live_call(attempts), postgresql_where=live_call(attempts))  # fmt: skip
Index("uq_attempts_planned", attempts.c.delivery, attempts.c.by, unique=True,
      sqlite_where=planned(attempts), postgresql_where=planned(attempts))  # fmt: skip
Index("uq_attempts_carrier_sid", attempts.c.carrier_sid, unique=True,
      sqlite_where=_BOUND, postgresql_where=_BOUND)  # fmt: skip
Index("ix_attempts_lease", attempts.c.lease_until,
      sqlite_where=leased(attempts), postgresql_where=leased(attempts))  # fmt: skip
Index("ix_attempts_talking", attempts.c.number, attempts.c.lease_until,
      sqlite_where=talking(attempts), postgresql_where=talking(attempts))  # fmt: skip
Index("ix_attempts_called_in", attempts.c.at,
      sqlite_where=called_in(attempts), postgresql_where=called_in(attempts))  # fmt: skip
Index(None, attempts.c.cascade)

# No foreign key: a callback is written as it came, whatever it names.
events = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True),
    words("attempt"),
    words("kind"),
    words("status"),
    Column("sequence", Integer),
    Column("at", Moment, nullable=False),
)
Index(None, events.c.attempt)

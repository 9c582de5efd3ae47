"""How a ring or a text ends, and the moves its state may make."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache


class By(StrEnum):
    """The channel of one attempt; VOICE_IN is a member who called us."""

    VOICE = "voice"
    SMS = "sms"
    VOICE_IN = "voice-in"


class AttemptState(StrEnum):
    """Where one attempt stands.

    PLANNED     the carrier did not take it (too fast, breaker open): the same attempt goes later
    SUBMITTING  committed before the request leaves; after a crash the carrier can be asked
    UNKNOWN     the request left and nothing certain came back
    SUBMITTED   the carrier has it and gave its SID
    RINGING     the phone rings
    ANSWERED    the line is open; by whom is not known yet
    the rest    how it ended
    """

    PLANNED = "planned"
    SUBMITTING = "submitting"
    UNKNOWN = "unknown"
    SUBMITTED = "submitted"
    RINGING = "ringing"
    ANSWERED = "answered"
    REJECTED = "rejected"
    ACKNOWLEDGED = "acknowledged"
    HEARD = "heard"
    CUT_SHORT = "cut-short"
    MACHINE = "machine"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


_S = AttemptState
BEFORE_THE_CARRIER = frozenset({_S.PLANNED})
UNDER_WAY = frozenset({_S.SUBMITTING, _S.UNKNOWN, _S.SUBMITTED, _S.RINGING, _S.ANSWERED})
"""States in which a call may be on a line, or a text with the carrier."""
LIVE = BEFORE_THE_CARRIER | UNDER_WAY
FAILED_CALLS = frozenset({_S.BUSY, _S.NO_ANSWER, _S.FAILED, _S.REJECTED, _S.MACHINE, _S.CUT_SHORT})

_ENDS_OF_A_CALL = frozenset(
    {_S.ACKNOWLEDGED, _S.HEARD, _S.CUT_SHORT, _S.MACHINE, _S.BUSY, _S.NO_ANSWER, _S.FAILED, _S.CANCELLED}
)
_ENDS_OF_A_TEXT = frozenset({_S.SENT, _S.DELIVERED, _S.UNDELIVERED, _S.FAILED, _S.ACKNOWLEDGED})

MOVES: Mapping[AttemptState, frozenset[AttemptState]] = {
    _S.PLANNED: frozenset({_S.SUBMITTING, _S.CANCELLED, _S.EXPIRED}),
    _S.SUBMITTING: UNDER_WAY | BEFORE_THE_CARRIER | _ENDS_OF_A_CALL | _ENDS_OF_A_TEXT | {_S.REJECTED},
    _S.UNKNOWN: UNDER_WAY - {_S.SUBMITTING} | _ENDS_OF_A_CALL | _ENDS_OF_A_TEXT | {_S.REJECTED},
    _S.SUBMITTED: frozenset({_S.RINGING, _S.ANSWERED}) | _ENDS_OF_A_CALL | _ENDS_OF_A_TEXT,
    _S.RINGING: frozenset({_S.ANSWERED}) | _ENDS_OF_A_CALL,
    _S.ANSWERED: _ENDS_OF_A_CALL,
    # What a person did outranks what the line reported; a late key, guess or delivery report is still true.
    _S.SENT: frozenset({_S.DELIVERED, _S.UNDELIVERED, _S.FAILED, _S.ACKNOWLEDGED}),
    _S.DELIVERED: frozenset({_S.ACKNOWLEDGED}),
    _S.UNDELIVERED: frozenset({_S.DELIVERED, _S.ACKNOWLEDGED}),
    _S.HEARD: frozenset({_S.ACKNOWLEDGED, _S.MACHINE}),
    _S.CUT_SHORT: frozenset({_S.ACKNOWLEDGED, _S.HEARD, _S.MACHINE}),
    _S.MACHINE: frozenset({_S.ACKNOWLEDGED, _S.HEARD, _S.CUT_SHORT}),
    _S.BUSY: frozenset({_S.ACKNOWLEDGED, _S.HEARD}),
    _S.NO_ANSWER: frozenset({_S.ACKNOWLEDGED, _S.HEARD}),
    _S.FAILED: frozenset({_S.ACKNOWLEDGED, _S.HEARD, _S.DELIVERED}),
    _S.CANCELLED: frozenset({_S.ACKNOWLEDGED, _S.HEARD}),
    _S.REJECTED: frozenset({_S.SUBMITTED, _S.RINGING, _S.ANSWERED}) | _ENDS_OF_A_CALL | _ENDS_OF_A_TEXT,
    _S.EXPIRED: frozenset(),
    _S.ACKNOWLEDGED: frozenset(),
}


@cache
def may_become(target: AttemptState) -> frozenset[AttemptState]:
    """Every state from which an attempt may move to `target`: the WHERE of the guarded update."""
    return frozenset(state for state, targets in MOVES.items() if target in targets)


def outcome_of(state: AttemptState) -> str | None:
    """The contract's `outcome`: null while under way, `unknown` when nothing certain came back."""
    if state is AttemptState.UNKNOWN:
        return state.value
    return None if state in LIVE else state.value

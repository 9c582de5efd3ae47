"""The one tree of errors; each says in a plain sentence what was wrong and what to do.

TocsinError
├── NotFound            an id that names nothing
├── Refused             a rule of the partnership says no
│   ├── NotAllowed      this officer may not do this
│   ├── WrongMove       the alert is not in a state for this
│   ├── FailsCheck      a rule of the check refuses the message as it is
│   └── AlreadyLaunched the alert has its cascade
├── StoreBusy           the database is held, full, stopped or cut off; nothing was done, ask again
├── BadInput            a file, a number or a text we cannot take
│   ├── BadRows         several at once, each with line, column and reason
│   └── BadRecording    a recorded voice that cannot be used, with its flaw
│       └── NothingHeard    … because nobody says anything
└── CarrierFailed       the carrier did not do as asked
    ├── CarrierRefused      it said no, with a code
    ├── CarrierThrottled    not now: costs no attempt
    └── CarrierUnclear      no answer, or one that proves nothing
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plp.call import Flaw
from plp.fault import Fault
from plp.finding import Code


class TocsinError(Exception):
    """Anything this product refuses or fails at, told in one plain line."""


class NotFound(TocsinError):
    """Nothing carries that id."""


class Refused(TocsinError):
    """A rule of the partnership, the law or the plan says no.

    `code`: what a check would have found, if it has a name; whoever asked is told in its words, in his language.
    """

    def __init__(self, message: str, *, code: Code | None = None) -> None:
        super().__init__(message)
        self.code = code


class NotAllowed(Refused):
    """This officer holds no mandate for this."""


class WrongMove(Refused):
    """The alert is not in a state from which this can happen."""


class FailsCheck(Refused):
    """A rule of the check refuses the message as it is."""


class AlreadyLaunched(Refused):
    """The alert has been launched before; carries the first cascade's id."""

    def __init__(self, cascade: str) -> None:
        super().__init__(f"this alert has been launched already, as cascade {cascade}")
        self.cascade = cascade


class StoreBusy(TocsinError):
    """The database is held, full, stopped or cut off; what was asked is not done."""


class BadInput(TocsinError):
    """Something handed in cannot be taken as it is."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One place in a file that cannot be taken: line from 1, the column's name, the reason."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.reason}"


class BadRows(BadInput):
    """Every row of a file that cannot be taken, all at once."""

    def __init__(self, rows: Sequence[BadRow]) -> None:
        super().__init__("\n".join(map(str, rows)))
        self.rows = tuple(rows)


class BadRecording(BadInput):
    """A recorded voice cannot be used; `flaw` chooses the sentence that whoever spoke is told."""

    flaw = Flaw.UNREADABLE


class NothingHeard(BadRecording):
    """In this recording nobody says anything."""

    flaw = Flaw.SILENT


class CarrierFailed(TocsinError):
    """The carrier did not do as asked."""


class CarrierRefused(CarrierFailed):
    """The carrier said no, with its code; `fault` tells what that means for us."""

    def __init__(self, code: int | None, fault: Fault, message: str = "") -> None:
        super().__init__(f"the carrier refused ({code}): {message}")
        self.code = code
        self.fault = fault


class CarrierThrottled(CarrierFailed):
    """Too fast or too much; try the same again after `retry_after` seconds."""

    def __init__(self, retry_after: float = 1.0) -> None:
        super().__init__(f"the carrier asks to wait {retry_after:g} s")
        self.retry_after = retry_after


class CarrierUnclear(CarrierFailed):
    """A time-out, a reset or a 5xx: it may have taken the request or not."""

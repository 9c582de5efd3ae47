"""What a carrier's error code means for a delivery (codes are Twilio's, the class is our judgement)."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """The classes of failure; each has one owner who may retry."""

    NUMBER = "number"  # the number is wrong: stop using it on this channel
    PERSON = "person"  # nothing changes until a person acts: this channel is shut for this member
    ACCOUNT = "account"  # our account or sender is shut: hold everything, raise the alarm
    OURS = "ours"  # our own bug: hold nothing, raise the alarm
    PASSING = "passing"  # try again later, as the plan says
    THROTTLED = "throttled"  # not taken; the same attempt later, at no cost


_CLASSES: dict[Fault, frozenset[int]] = {
    Fault.NUMBER: frozenset(
        {21211, 21214, 21217, 21401, 21614, 30005, 30006, 13223, 13224, 21202},
    ),
    Fault.PERSON: frozenset(
        {21610, 30004, 30007, 21215, 13227, 21408, 21216, 13225, 21612, 21608, 21219},
    ),
    Fault.ACCOUNT: frozenset({21212, 21210, 21606, 20003, 20005, 30002, 20404}),
    Fault.OURS: frozenset({21603, 21604, 21602, 21617, 21205, 21609, 11200, 11205, 12100, 12200, 12300, 11750}),
    Fault.PASSING: frozenset({20500, 20503, 30001, 21611, 30003, 30008, 30009, 30017, 30410, 22005, 63038}),
    Fault.THROTTLED: frozenset({20429, 10004}),
}
_BY_CODE = {code: fault for fault, codes in _CLASSES.items() for code in codes}


def fault_of(code: int | None) -> Fault:
    """Tell the class of a carrier's error code; an unknown one is passing, once (see `plp.plan`)."""
    return _BY_CODE.get(code or 0, Fault.PASSING)


def deserves_alarm(code: int | None) -> bool:
    """Tell whether somebody must look at this code: our account is shut, the fault is ours, or no table holds it."""
    return code is not None and (not is_known(code) or _BY_CODE[code] in {Fault.ACCOUNT, Fault.OURS})


def is_known(code: int | None) -> bool:
    """Tell whether the table holds this code; an unknown one deserves an alarm."""
    return code in _BY_CODE

"""What a member hears of a call in which he presses nothing, read off the menus: it cannot say anything else."""

from __future__ import annotations

from ivr.member_menus import MEMBER_IS_CALLED
from ivr.menu import Crossroads, Farewell, Menu

_BEGINS = "call.opening"


def heard_without_a_key() -> list[tuple[str, int]]:
    """Each key of the texts in the order it is said, and the seconds of waiting after it.

    Every step once, though some come round again in a call; nothing that only a person who is certain is told.
    """
    heard: list[tuple[str, int]] = []
    here, been = _BEGINS, set[str]()
    while here not in been:
        been.add(here)
        match MEMBER_IS_CALLED[here]:
            case Crossroads(leads=leads):
                here = leads.get("no", next(iter(leads.values())))
            case Menu(says=says, wait=wait, on_silence=following):
                heard += [*((key, 0) for key in says[:-1]), (says[-1], wait)]
                here = following
            case Farewell(says=says):
                heard += [(key, 0) for key in says]
            case step:
                raise TypeError(f"{here} is a {type(step).__name__}: nobody records on an outgoing call")
    return heard

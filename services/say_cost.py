"""Say what a launch will cost, in whole units as people do: nobody plans by the cent on the telephone."""

from __future__ import annotations

import math

from plp.charge import Outlay
from texts.catalogue import say


def say_cost(outlay: Outlay, language: str) -> str:
    """One sentence in this language, rounded up."""
    if outlay.amount == 0:
        return say("cost.nothing", language)
    if outlay.currency != "EUR":
        return say("cost.other", language, amount=math.ceil(outlay.amount), currency=outlay.currency)
    if outlay.amount <= 1:
        return say("cost.less", language)
    return say("cost.about", language, amount=math.ceil(outlay.amount))

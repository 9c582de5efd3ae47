"""What each effect a menu names really does: one service each, and the way that leads on."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.menu import Effect
from plp.book import Book
from plp.call import Call
from plp.ports import Ports
from webhooks import (
    coordinator_effects,
    joining_effects,
    member_effects,
    officer_effects,
    ready_effects,
    report_effects,
    self_tests,
    settings_effects,
)
from webhooks.pressed import Done, Perform, Pressed

_EFFECTS: Mapping[Effect, Perform] = {
    **member_effects.EFFECTS,
    **officer_effects.EFFECTS,
    **ready_effects.EFFECTS,
    **report_effects.EFFECTS,
    **settings_effects.EFFECTS,
    **joining_effects.EFFECTS,
    **coordinator_effects.EFFECTS,
    **self_tests.EFFECTS,
}


def perform(ports: Ports, book: Book, call: Call, effect: Effect, pressed: Pressed) -> Done:
    """Do it, and tell which way leads on and what the call remembers from now on."""
    return _EFFECTS[effect](ports, book, call, pressed)

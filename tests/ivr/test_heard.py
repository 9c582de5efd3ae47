"""The call in the ears of somebody who presses nothing."""

from __future__ import annotations

from ivr.heard import heard_without_a_key
from ivr.member_menus import MEMBER_IS_CALLED


def test_the_message_is_heard_twice_between_who_calls_and_how_to_check() -> None:
    heard = [key for key, _ in heard_without_a_key()]

    assert heard.count("alert.reading") == 2
    assert heard[0] == "call.opening"
    assert heard[-1] == "call.closing"
    assert "call.password" not in heard


def test_after_each_step_comes_the_pause_of_that_step() -> None:
    waits = [wait for _, wait in heard_without_a_key() if wait]

    steps = ("call.opening", "call.first", "call.second", "call.invite")
    assert waits == [MEMBER_IS_CALLED[step].wait for step in steps]

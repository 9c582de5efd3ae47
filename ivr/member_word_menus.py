"""What a member says himself: a report to the police, and that he wants to be called back."""

from __future__ import annotations

from ivr.member_menus import ALWAYS
from ivr.menu import Crossroads, Do, Effect, Look, Menu, Record, Step, Wait


def _told(*says: str) -> Menu:
    """After something is said and done, a member is back at his choices."""
    return Menu(says, ALWAYS, on_silence="member.back", back="member.back", wait=2, rounds=1)


MEMBER_REPORTS: dict[str, Step] = {
    "tell.begin": Menu(("tell.begin",), {"1": "tell.record", "2": "tell.refused", **ALWAYS}, back="member.back"),
    "tell.refused": _told("tell.refused"),
    "tell.record": Record(
        says=("tell.speak",),
        answer=Do(Effect.KEEP_REPORT, {"kept": "tell.fetching", "silent": "tell.silent"}),
        back="member.back",
        longest=120,
        silence=6,
    ),
    "tell.silent": Menu(("tell.silent",), {"1": "tell.record", **ALWAYS}, back="member.back"),
    "tell.fetching": Wait(says=("tell.fetching",), then="tell.look", on_silence="tell.late", rounds=20),
    "tell.look": Crossroads(
        Look.REPORT_KEPT,
        {"kept": "tell.receipt", "unplayable": "tell.late", "waiting": "tell.fetching", "silent": "tell.silent"},
    ),
    "tell.receipt": Menu(("tell.receipt", "tell.after"), {"2": "tell.playback", **ALWAYS}, back="member.back"),
    "tell.playback": Menu(
        ("tell.playback", "take", "tell.after"), {"2": "tell.playback", **ALWAYS}, back="tell.receipt"
    ),
    "tell.late": _told("tell.receipt"),
}

MEMBER_IS_RUNG_BACK: dict[str, Step] = {
    "ring_me.reason": Record(
        says=("ring_me.asked", "ring_me.reason"),
        answer=Do(Effect.KEEP_REASON, {"kept": "ring_me.done", "none": "ring_me.done"}),
        back="member.back",
        longest=30,
    ),
    "ring_me.done": _told("ring_me.done"),
    "ring_me.open": _told("ring_me.open"),
}

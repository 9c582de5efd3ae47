"""What somebody hears whom we do not know, and somebody whom we ring to tell him a few sentences."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.menu import Ask, Crossroads, Do, Effect, Farewell, Look, Menu, Step
from plp.member import CARD_DIGITS


def _advice(*says: str, also: Mapping[str, str] | None = None) -> Menu:
    """What everybody may hear: nothing of it is about anybody."""
    keys = {"2": "advice", **(also or {}), "9": "goodbye"}
    return Menu(says, keys, back="stranger.welcome", help="advice", rounds=2)


SOMEBODY_CALLS: dict[str, Step] = {
    "stranger.welcome": Menu(
        says=("stranger.welcome",),
        keys={"1": "card", "2": "advice", "3": "join", "4": "stranger.check", "*": "officer.number", "9": "goodbye"},
        help="stranger.welcome",
        wait=6,
        rounds=2,
    ),
    "card": Crossroads(Look.CARD_ALLOWED, {"yes": "card.number", "no": "card.shut"}),
    "card.number": Ask(
        says=("card.number",),
        answer=Do(Effect.CHECK_CARD, {"right": "member.welcome", "wrong": "card.number", "shut": "card.shut"}),
        back="stranger.welcome",
        digits=CARD_DIGITS,
    ),
    "card.shut": Farewell(says=("card.shut",)),
    "stranger.check": Menu(
        says=("check.answer", "check.after"),
        keys={"2": "stranger.check", "9": "goodbye"},
        back="stranger.welcome",
        help="stranger.check",
        rounds=2,
    ),
    "advice": _advice("advice.words", "advice.after"),
    "advice.candidate": _advice("advice.candidate", "advice.words", "advice.after", also={"4": "stranger.check"}),
    "advice.left": _advice("advice.left", "advice.words", "advice.after", also={"3": "join", "4": "stranger.check"}),
    "stranger.shut": Menu(
        says=("stranger.shut",), keys={"*": "officer.number", "9": "goodbye"}, help="stranger.shut", wait=6, rounds=2
    ),
    "officer.number": Ask(
        says=("officer.number",),
        answer=Do(Effect.RING_BACK, {"done": "officer.ring_back"}),
        back="stranger.welcome",
    ),
    "officer.ring_back": Farewell(says=("officer.ring_back",)),
}

NOTICES: dict[str, Step] = {
    "notice.opening": Menu(
        says=("notice.opening", "notice.words"),
        keys={"2": "notice.opening", "9": "goodbye"},
        on_silence="notice.again",
        help="notice.opening",
        wait=2,
        rounds=1,
    ),
    "notice.again": Menu(
        says=("notice.again", "notice.words"),
        keys={"2": "notice.opening", "9": "goodbye"},
        on_silence="notice.closing",
        back="notice.opening",
        help="notice.opening",
        wait=2,
        rounds=1,
    ),
    "notice.closing": Farewell(says=("notice.closing",)),
}

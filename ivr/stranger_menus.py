"""What somebody hears whom we do not know, and somebody whom we ring to tell him a few sentences."""

from __future__ import annotations

from ivr.menu import Ask, Do, Effect, Farewell, Menu, Step

SOMEBODY_CALLS: dict[str, Step] = {
    "stranger.welcome": Menu(
        says=("stranger.welcome",),
        keys={"*": "officer.number", "9": "goodbye"},
        help="stranger.welcome",
        wait=6,
        rounds=2,
    ),
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

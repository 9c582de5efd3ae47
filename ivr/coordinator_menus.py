"""What a coordinator does by telephone: answer candidates, propose a message in his own voice."""

from __future__ import annotations

from ivr.member_menus import ALWAYS
from ivr.menu import Ask, Crossroads, Do, Effect, Look, Menu, Record, Step, Wait
from plp.member import CARD_DIGITS


def _news(says: str, then: str) -> Menu:
    """Something he is told before he goes on."""
    return Menu((says,), ALWAYS, on_silence=then, back="coordinator.menu", wait=2, rounds=1)


def _take_again(says: str) -> Menu:
    """A take that failed: try again, or leave it."""
    return Menu((says,), {"2": "proposal.record", **ALWAYS}, on_silence="coordinator.menu", back="coordinator.menu")


COORDINATOR: dict[str, Step] = {
    "coordinator": Crossroads(
        Look.IS_COORDINATOR,
        {"proven": "coordinator.menu", "yes": "coordinator.card", "no": "member.more", "shut": "settings.shut"},
    ),
    "coordinator.card": Ask(
        says=("coordinator.card",),
        answer=Do(
            Effect.CHECK_COORDINATOR,
            {"right": "coordinator.menu", "wrong": "coordinator.card", "shut": "settings.shut"},
        ),
        back="member.more",
        digits=CARD_DIGITS,
    ),
    "coordinator.menu": Menu(
        says=("coordinator.menu",),
        keys={"1": "candidate", "2": "proposal.record", **ALWAYS},
        back="member.more",
    ),
}

CANDIDATES: dict[str, Step] = {
    "candidate": Crossroads(Look.CANDIDATE_WAITING, {"some": "candidate.asks", "none": "candidate.none"}),
    "candidate.none": _news("candidate.none", "coordinator.menu"),
    "candidate.asks": Menu(
        says=("candidate.asks", "candidate.voice", "candidate.choices"),
        keys={
            "1": Do(Effect.ACCEPT_CANDIDATE, {"done": "candidate.accepted", "gone": "candidate.gone"}),
            "2": Do(Effect.REFUSE_CANDIDATE, {"done": "candidate.refused", "gone": "candidate.gone"}),
            "3": Do(Effect.NEXT_CANDIDATE, {"done": "candidate"}),
            **ALWAYS,
        },
        back="coordinator.menu",
    ),
    "candidate.accepted": _news("candidate.accepted", "candidate"),
    "candidate.refused": _news("candidate.refused", "candidate"),
    "candidate.gone": _news("candidate.gone", "candidate"),
}

PROPOSAL: dict[str, Step] = {
    "proposal.record": Record(
        says=("proposal.record",),
        answer=Do(Effect.KEEP_PROPOSAL, {"kept": "proposal.fetching", "nothing": "proposal.nothing"}),
        back="coordinator.menu",
    ),
    "proposal.fetching": Wait(says=("one_moment",), then="proposal.look", on_silence="proposal.lost"),
    "proposal.look": Crossroads(
        Look.TAKE_READY, {"ready": "proposal.playback", "waiting": "proposal.fetching", "refused": "proposal.refused"}
    ),
    "proposal.playback": Menu(
        says=("proposal.playback", "take", "proposal.keep"),
        keys={
            "1": Do(Effect.PROPOSE, {"done": "proposal.done", "full": "proposal.full"}),
            "2": "proposal.record",
            **ALWAYS,
        },
        back="coordinator.menu",
    ),
    "proposal.done": _news("proposal.done", "coordinator.menu"),
    "proposal.full": _news("proposal.full", "coordinator.menu"),
    "proposal.refused": _take_again("proposal.refused"),
    "proposal.lost": _take_again("proposal.lost"),
    "proposal.nothing": _take_again("proposal.nothing"),
}

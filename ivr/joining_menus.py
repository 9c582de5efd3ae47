"""How somebody whom we do not know asks to join a partnership by telephone."""

from __future__ import annotations

from ivr.menu import Ask, Crossroads, Do, Effect, Farewell, Look, Menu, Record, Step

_LANGUAGE = Do(Effect.JOIN_IN, {"done": "join.consent"})
_NOTED = {"noted": "join.name", "known": "join.known", "refused": "join.refused"}
_CHANNEL = Do(Effect.JOIN_BY, _NOTED)

JOINING: dict[str, Step] = {
    "join": Crossroads(Look.SHOWS_NUMBER, {"yes": "join.partnership", "no": "join.withheld"}),
    "join.withheld": Farewell(says=("join.withheld",)),
    "join.partnership": Ask(
        says=("join.partnership",),
        answer=Do(Effect.CHOOSE_TO_JOIN, {"chosen": "join.language", "unknown": "join.partnership"}),
        back="stranger.welcome",
    ),
    "join.language": Menu(
        says=("join.partnership_is", "choose_language"),
        keys={"1": _LANGUAGE, "2": _LANGUAGE, "3": _LANGUAGE, "4": _LANGUAGE, "9": "goodbye"},
        back="join.partnership",
        help="join.language",
    ),
    "join.consent": Menu(
        says=("join.consent",),
        keys={
            "1": Do(Effect.CONSENT_TO_JOIN, {"mobile": "join.channel", **_NOTED}),
            "2": "join.no",
            "9": "goodbye",
        },
        on_silence="join.no",
        back="join.language",
        help="join.consent",
    ),
    "join.channel": Menu(
        says=("choose_channel",),
        keys={"1": _CHANNEL, "2": _CHANNEL, "3": _CHANNEL, "9": "goodbye"},
        on_silence="join.no",
        back="join.consent",
        help="join.channel",
    ),
    "join.name": Record(
        says=("join.name",), answer=Do(Effect.KEEP_NAME, {"kept": "join.done", "nothing": "join.done"}), longest=10
    ),
    "join.done": Farewell(says=("join.done",)),
    "join.no": Farewell(says=("join.no",)),
    "join.known": Farewell(says=("join.known",)),
    "join.refused": Farewell(says=("join.refused",)),
}

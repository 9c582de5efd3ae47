"""What a member hears when we call him, and when he calls us."""

from __future__ import annotations

from ivr.menu import Crossroads, Do, Effect, Farewell, Look, Menu, Step

_UNDERSTOOD = Do(Effect.ACKNOWLEDGE, {"done": "call.thanks", "withdrawn": "call.withdrawn"})
_UNDERSTOOD_CALLING = Do(Effect.ACKNOWLEDGE, {"done": "member.thanks", "withdrawn": "call.withdrawn"})

MEMBER_IS_CALLED: dict[str, Step] = {
    "call.opening": Menu(
        says=("call.opening",),
        any_key=Do(Effect.NOTE_PERSON, {"done": "call.trust"}),
        on_silence="call.trust",
        wait=1,
        rounds=1,
    ),
    "call.trust": Crossroads(Look.IS_IT_A_PERSON, {"yes": "call.password", "no": "call.first"}),
    "call.password": Menu(says=("call.password",), any_key="call.first", on_silence="call.first", wait=1, rounds=1),
    "call.first": Menu(
        says=("call.number", "alert.reading"),
        keys={"2": "call.first"},
        any_key=_UNDERSTOOD,
        on_silence="call.second",
        wait=2,
        rounds=1,
        proves=1,
    ),
    "call.second": Menu(
        says=("call.once_more", "alert.reading"),
        keys={"2": "call.first"},
        any_key=_UNDERSTOOD,
        on_silence="call.invite",
        wait=2,
        rounds=1,
        proves=2,
    ),
    "call.invite": Menu(
        says=("call.invite",), keys={"2": "call.first"}, any_key=_UNDERSTOOD, on_silence="call.closing"
    ),
    "call.closing": Farewell(says=("call.closing",)),
    "call.thanks": Farewell(says=("call.thanks", "call.closing")),
    "call.withdrawn": Farewell(says=("call.withdrawn",)),
    "call.voicemail": Menu(
        says=("call.voicemail",),
        any_key=Do(Effect.NOTE_PERSON, {"done": "call.first"}),
        on_silence="call.hang_up",
        wait=1,
        rounds=1,
    ),
    "call.hang_up": Farewell(),
}

MEMBER_CALLS: dict[str, Step] = {
    "member.welcome": Crossroads(Look.NEWEST_MESSAGE, {"some": "member.message", "none": "member.no_message"}),
    "member.message": Menu(
        says=("member.welcome", "call.number", "alert.reading"),
        keys={"1": _UNDERSTOOD_CALLING, "2": "member.message", "9": "goodbye"},
        on_silence="member.choices",
        help="member.help",
        wait=2,
        rounds=1,
        proves=1,
    ),
    "member.choices": Menu(
        says=("member.choices",),
        keys={"1": _UNDERSTOOD_CALLING, "2": "member.message", "9": "goodbye"},
        on_silence="goodbye",
        back="member.message",
        help="member.help",
    ),
    "member.help": Menu(
        says=("member.help",),
        keys={"1": _UNDERSTOOD_CALLING, "2": "member.message", "9": "goodbye"},
        back="member.message",
        help="member.help",
    ),
    "member.no_message": Menu(
        says=("member.welcome", "member.no_message"),
        keys={"2": "member.no_message", "9": "goodbye"},
        back="member.no_message",
        help="member.no_message",
        wait=5,
        rounds=1,
    ),
    "member.thanks": Farewell(says=("call.thanks", "goodbye")),
}

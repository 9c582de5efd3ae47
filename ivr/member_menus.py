"""What a member hears when we call him, and when he calls us."""

from __future__ import annotations

from ivr.menu import Crossroads, Do, Effect, Farewell, Look, Menu, Step

_UNDERSTOOD = Do(Effect.ACKNOWLEDGE, {"done": "call.thanks", "withdrawn": "call.withdrawn"})

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

CALL_ME_BACK = Do(Effect.ASK_CALL_BACK, {"asked": "ring_me.reason", "open": "ring_me.open"})
"""What 0 does wherever a member calls: somebody of the police rings him."""
ALWAYS: dict[str, str | Do] = {"0": CALL_ME_BACK, "9": "goodbye"}
_CHOICES: dict[str, str | Do] = {"3": "tell.begin", "4": "member.more", **ALWAYS}


def _understood(then: str) -> Do:
    return Do(Effect.ACKNOWLEDGE, {"done": then, "withdrawn": "member.withdrawn"})


def _about_message(then: str = "member.understood", again: str = "member.again") -> dict[str, str | Do]:
    """The keys while, and after, a message is read to him."""
    return {"1": _understood(then), "2": again, **_CHOICES}


def _message(*says: str, on_silence: str = "member.next", back: str | None = "member.back") -> Menu:
    """A message read to somebody who calls in; who is silent to its end has heard it."""
    keys = _about_message()
    return Menu(
        (*says, "call.number", "alert.reading"), keys, on_silence=on_silence, back=back, wait=2, rounds=1, proves=1
    )


def _news(*says: str, then: str = "member.back") -> Menu:
    """Something a member is told before he goes on."""
    return Menu(says, ALWAYS, on_silence=then, back="member.back", wait=2, rounds=1)


MEMBER_CALLS: dict[str, Step] = {
    "member.welcome": Crossroads(
        Look.NEWEST_MESSAGE,
        {
            "some": "member.message",
            "none": "member.no_message",
            "candidate": "advice.candidate",
            "left": "advice.left",
        },
    ),
    "member.message": _message("member.welcome", back="member.welcome"),
    "member.again": _message(),
    "member.next": Crossroads(Look.OTHER_MESSAGE, {"some": "member.other", "none": "member.back"}),
    "member.other": _message("member.other"),
    "member.understood": Crossroads(Look.OTHER_MESSAGE, {"some": "member.thanks_other", "none": "member.thanks"}),
    "member.thanks_other": _message("call.thanks", "member.other"),
    "member.thanks": Farewell(says=("call.thanks", "goodbye")),
    "member.withdrawn": _news("member.withdrawn", then="member.next"),
    "member.back": Crossroads(Look.MESSAGE_SAID, {"some": "member.choices", "none": "member.options"}),
    "member.choices": Menu(("member.choices",), _about_message(), back="member.again"),
    "member.no_message": Menu(
        says=("member.welcome", "member.no_message", "check.brief", "member.options"),
        keys={"2": "member.no_message", **_CHOICES},
        on_silence="member.options",
        back="member.no_message",
        rounds=1,
    ),
    "member.options": Menu(("member.options",), _CHOICES, back="member.welcome"),
    "member.more": Menu(
        ("member.more",),
        {"1": "member.earlier", "2": "settings", "3": "coordinator", "4": "member.check", **ALWAYS},
        back="member.back",
    ),
    "member.check": Menu(
        ("check.answer", "check.after"), {"2": "member.check", **ALWAYS}, back="member.more", rounds=2
    ),
    "member.earlier": Crossroads(Look.EARLIER_MESSAGE, {"some": "member.earlier_message", "none": "member.no_earlier"}),
    "member.earlier_message": Menu(
        says=("member.earlier_number", "alert.reading"),
        keys=_about_message("member.earlier_thanks", "member.earlier_message"),
        on_silence="member.earlier",
        back="member.more",
        wait=2,
        rounds=1,
        proves=1,
    ),
    "member.earlier_thanks": _news("call.thanks", then="member.earlier"),
    "member.no_earlier": _news("member.no_earlier"),
}

READS_A_MESSAGE = frozenset({name for name, step in MEMBER_CALLS.items() if isinstance(step, Menu) and step.proves})
"""Steps at which a message is read to somebody who called in: arriving there begins a hearing of it."""
ABOUT_A_MESSAGE = READS_A_MESSAGE | {"member.choices"}
"""Steps that a message withdrawn meanwhile makes void."""

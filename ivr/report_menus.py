"""What an officer or the desk hears of a member's report, of a request to be called back, and of feedback owed."""

from __future__ import annotations

from ivr.menu import Crossroads, Do, Effect, Farewell, Look, Menu, Step

_VALIDATE = Do(
    Effect.VALIDATE_REPORT,
    {"launch": "launch.message", "desk": "report.validated", "busy": "launch.busy", "already": "report.already"},
)
_NO_ACTION = Do(Effect.LEAVE_REPORT, {"decided": "report.noted", "already": "report.already"})
_PATROL = Do(Effect.SEND_PATROL, {"decided": "report.noted", "already": "report.already"})


def _decision(*says: str, on_silence: str, rounds: int) -> Menu:
    """The choice about a report; silence, star and 9 leave it undecided."""
    keys: dict[str, str | Do] = {"1": _VALIDATE, "2": _NO_ACTION, "3": _PATROL, "4": "report.menu", "9": "report.left"}
    return Menu(
        says=says, keys=keys, on_silence=on_silence, back="report.leave", help="report.help", rounds=rounds, wait=5
    )


def _told(name: str, then: str) -> Menu:
    """Something he is told before it goes on."""
    keys = {"9": "goodbye"}
    return Menu(says=(name,), keys=keys, on_silence=then, back="reports.home", help=name, wait=2, rounds=1)


REPORTS: dict[str, Step] = {
    "officer.why": Crossroads(
        Look.WHY_RUNG,
        {"menu": "officer.menu", "report": "report.open", "feedback": "feedback.open", "desk": "desk.menu"},
    ),
    "reports.home": Crossroads(Look.WHOSE_MENU, {"officer": "officer.menu", "desk": "desk.menu"}),
    "desk.menu": Menu(
        says=("desk.menu",),
        keys={"1": "reports", "9": "goodbye"},
        back="desk.menu",
        help="desk.menu",
    ),
    "reports": Crossroads(
        Look.FIRST_WAITING,
        {"report": "report.menu", "held": "report.held", "call_back": "call_back.menu", "none": "reports.none"},
    ),
    "reports.next": Crossroads(
        Look.NEXT_WAITING,
        {"report": "report.menu", "held": "report.held", "call_back": "call_back.menu", "none": "reports.no_more"},
    ),
    "reports.none": _told("reports.none", "reports.home"),
    "reports.no_more": _told("reports.no_more", "reports.home"),
    "report.open": Crossroads(
        Look.REPORT,
        {"free": "report.menu", "held": "report.held", "decided": "report.already", "launch": "report.to_launch"},
    ),
    "report.menu": _decision("report.about", "report.words", "report.choices", on_silence="report.choices", rounds=1),
    "report.choices": _decision("report.choices", on_silence="report.left", rounds=2),
    "report.help": _decision("report.help", on_silence="report.left", rounds=2),
    "report.leave": Crossroads(Look.AFTER_REPORT, {"rung": "report.left", "listing": "reports.next"}),
    "report.left": Farewell(says=("report.left",)),
    "report.held": _told("report.held", "reports.home"),
    "report.already": _told("report.already", "reports.home"),
    "report.noted": _told("report.noted", "reports.next"),
    "report.validated": _told("report.validated", "reports.next"),
    "report.to_launch": Menu(
        says=("report.about", "report.words", "report.to_launch"),
        keys={
            "1": Do(Effect.LAUNCH_FOR_REPORT, {"begun": "launch.message", "busy": "launch.busy"}),
            "2": "report.to_launch",
            "9": "goodbye",
        },
        back="reports.home",
        help="report.to_launch",
        wait=5,
        rounds=2,
    ),
}

CALL_BACKS: dict[str, Step] = {
    "call_back.menu": Menu(
        says=("call_back.about", "call_back.reason", "call_back.choices"),
        keys={
            "1": Do(Effect.CLOSE_CALL_BACK, {"closed": "call_back.closed"}),
            "2": "reports.next",
            "4": "call_back.menu",
            "9": "goodbye",
        },
        back="reports.home",
        help="call_back.menu",
        rounds=2,
    ),
    "call_back.closed": _told("call_back.closed", "reports.next"),
}

_BEGINS = {"begun": "own.record", "given": "feedback.given", "busy": "launch.busy"}
FEEDBACK: dict[str, Step] = {
    "feedback.open": Crossroads(Look.FEEDBACK_OWED, {"owed": "feedback.menu", "given": "feedback.given"}),
    "feedback.menu": Menu(
        says=("feedback.about", "feedback.reading", "feedback.choices"),
        keys={
            "1": Do(Effect.BEGIN_FEEDBACK, _BEGINS),
            "2": Do(Effect.BEGIN_ALL_CLEAR, _BEGINS),
            "3": Do(Effect.PUT_FEEDBACK_OFF, {"done": "feedback.later"}),
            "4": Do(Effect.BEGIN_FEEDBACK, {**_BEGINS, "begun": "ready.template"}),
            "9": "goodbye",
        },
        back="officer.menu",
        help="feedback.menu",
        rounds=2,
    ),
    "feedback.given": _told("feedback.given", "officer.menu"),
    "feedback.none": _told("feedback.none", "officer.menu"),
    "feedback.later": Farewell(says=("feedback.later",)),
}

"""What an officer hears: his code, launching, his own voice, the cascade under way."""

from __future__ import annotations

from ivr.menu import Ask, Crossroads, Do, Effect, Farewell, Look, Menu, Record, Step, Wait


def _main_menu(*says: str) -> Menu:
    """The officer's own menu, in whatever words."""
    keys = {"1": "launch.partnership", "2": "running", "3": "reports", "4": "officer.as_member", "9": "goodbye"}
    return Menu(says=says, keys=keys, back="officer.menu", help="officer.help")


def _news(*says: str) -> Menu:
    """Something an officer is told before he is back in his menu."""
    return Menu(
        says=says,
        keys={"9": "goodbye"},
        on_silence="officer.menu",
        back="officer.menu",
        help="officer.help",
        wait=2,
        rounds=1,
    )


def _take_again(*says: str) -> Menu:
    """A take that failed: try again, or leave it."""
    keys = {"2": "own.record", "9": "goodbye"}
    return Menu(says=says, keys=keys, on_silence="launch.message", back="launch.message", help="own.help")


def _while_it_runs(*says: str) -> Menu:
    """A cascade under way: how far it is, or stop it."""
    stop = Do(Effect.STOP_CASCADE, {"stopped": "running.stopped", "ended": "running"})
    keys: dict[str, str | Do] = {"1": "running.progress", "2": stop, "9": "goodbye"}
    return Menu(says=says, keys=keys, back="officer.menu", help="running.menu")


OFFICER: dict[str, Step] = {
    "officer.code": Ask(
        says=("officer.code",),
        answer=Do(
            Effect.CHECK_CODE,
            {"right": "officer.why", "wrong": "officer.code", "shut": "officer.shut", "locked": "officer.locked"},
        ),
        on_silence="officer.as_member",
        back="officer.number",
    ),
    "officer.as_member": Crossroads(
        Look.AS_MEMBER, {"member": "member.welcome", "officer": "officer.menu", "nobody": "goodbye"}
    ),
    "officer.shut": Farewell(says=("officer.shut",)),
    "officer.locked": Farewell(says=("officer.locked",)),
    "officer.menu": _main_menu("officer.waiting", "officer.menu", "officer.is_member"),
    "officer.help": _main_menu("officer.help", "officer.is_member"),
}

LAUNCH: dict[str, Step] = {
    "launch.partnership": Ask(
        says=("launch.partnership",),
        answer=Do(
            Effect.CHOOSE_PARTNERSHIP,
            {"chosen": "launch.message", "unknown": "launch.partnership", "busy": "launch.busy"},
        ),
        back="officer.menu",
    ),
    "launch.busy": _news("launch.busy"),
    "launch.message": Crossroads(Look.PREPARED_MESSAGE, {"some": "launch.prepared", "none": "launch.none_prepared"}),
    "launch.prepared": Menu(
        says=("launch.partnership_is", "launch.prepared"),
        keys={
            "1": "launch.confirm",
            "2": Do(Effect.NEXT_MESSAGE, {"done": "launch.prepared"}),
            "3": "own.record",
            "4": "ready.template",
            "9": "goodbye",
        },
        back="launch.partnership",
        help="launch.help",
    ),
    "launch.none_prepared": Menu(
        says=("launch.partnership_is", "launch.none_prepared"),
        keys={"3": "own.record", "4": "ready.template", "9": "goodbye"},
        back="launch.partnership",
        help="launch.help",
    ),
    "launch.help": Menu(
        says=("launch.help", "listening.offer"),
        keys={"1": "launch.message", "2": "listening", "3": "own.record", "4": "ready.template", "9": "goodbye"},
        back="launch.message",
        help="launch.help",
    ),
    "listening": Crossroads(Look.PREPARED_MESSAGE, {"some": "listening.message", "none": "launch.none_prepared"}),
    "listening.message": Menu(
        says=("listening.every_reading", "listening.choices"),
        keys={"1": "launch.confirm", "2": "listening", "9": "goodbye"},
        on_silence="launch.message",
        back="launch.message",
        help="launch.help",
        rounds=1,
    ),
    "launch.confirm": Ask(
        says=(
            "launch.readback",
            "alert.readback",
            "launch.findings",
            "launch.night",
            "launch.type_digits",
            "launch.digits",
        ),
        answer=Do(
            Effect.CONFIRM_LAUNCH,
            {
                "launched": "launch.launched",
                "nobody": "launch.nobody",
                "wrong": "launch.confirm",
                "already": "launch.already",
                "refused": "launch.refused",
            },
        ),
        on_silence="launch.given_up",
        back="launch.message",
        digits=2,
    ),
    "launch.given_up": Farewell(says=("launch.given_up",)),
    "launch.already": _news("launch.already"),
    "launch.refused": _news("launch.refused"),
    "launch.launched": Menu(
        says=("launch.launched",),
        keys={
            "*": Do(
                Effect.CANCEL_LAUNCH,
                {"cancelled": "launch.cancelled", "nobody": "launch.nobody", "too_late": "running.too_late"},
            ),
            "9": "goodbye",
        },
        on_silence="officer.menu",
        help="launch.launched",
        wait=15,
        rounds=1,
    ),
    "launch.nobody": _news("launch.nobody"),
    "launch.cancelled": _news("launch.cancelled"),
}

OWN_VOICE: dict[str, Step] = {
    "own.record": Record(
        says=("own.record",),
        answer=Do(
            Effect.KEEP_TAKE,
            {"kept": "own.fetching", "next": "own.record", "ready": "launch.confirm", "nothing": "own.nothing"},
        ),
        back="launch.message",
    ),
    "own.fetching": Wait(says=("own.fetching",), then="own.look", on_silence="own.lost"),
    "own.look": Crossroads(
        Look.TAKE_READY, {"ready": "own.playback", "waiting": "own.fetching", "refused": "own.refused"}
    ),
    "own.playback": Menu(
        says=("own.playback", "take", "own.keep"),
        keys={
            "1": Do(Effect.ACCEPT_TAKE, {"next": "own.record", "ready": "launch.confirm"}),
            "2": "own.record",
            "9": "goodbye",
        },
        back="launch.message",
        help="own.help",
    ),
    "own.help": Menu(
        says=("own.help",),
        keys={"1": "own.playback", "2": "own.record", "9": "goodbye"},
        back="own.playback",
        help="own.help",
    ),
    "own.refused": _take_again("own.refused"),
    "own.lost": _take_again("own.lost"),
    "own.nothing": _take_again("own.nothing"),
}

RUNNING: dict[str, Step] = {
    "running": Crossroads(
        Look.RUNNING_CASCADE, {"running": "running.menu", "ended": "running.progress_only", "none": "running.none"}
    ),
    "running.none": _news("running.none"),
    "running.menu": _while_it_runs("running.menu"),
    "running.progress": _while_it_runs("running.numbers", "running.menu_again"),
    "running.progress_only": Menu(
        says=("running.ended", "running.numbers"),
        keys={"1": "running.progress_only", "3": "running.feedback", "9": "goodbye"},
        on_silence="officer.menu",
        back="officer.menu",
        help="officer.help",
        wait=3,
        rounds=1,
    ),
    "running.feedback": Crossroads(
        Look.FEEDBACK_OF_LAST, {"owed": "feedback.menu", "given": "feedback.given", "none": "feedback.none"}
    ),
    "running.too_late": _while_it_runs("running.too_late", "running.menu_again"),
    "running.stopped": Menu(
        says=("running.stopped", "running.offer_correction"),
        keys={
            "1": Do(Effect.BEGIN_CORRECTION, {"begun": "own.record"}),
            "4": Do(Effect.BEGIN_CORRECTION, {"begun": "ready.template"}),
            "9": "goodbye",
        },
        on_silence="officer.menu",
        back="officer.menu",
        help="officer.help",
    ),
}

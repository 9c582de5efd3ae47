"""How a member changes what we know of him, by telephone: language, channel, hours, a pause, leaving."""

from __future__ import annotations

from ivr.member_menus import ALWAYS
from ivr.menu import Ask, Crossroads, Do, Effect, Farewell, Look, Menu, Step
from plp.member import CARD_DIGITS

_LANGUAGE = Do(Effect.SET_LANGUAGE, {"done": "settings.language_done"})
_CHANNEL = Do(Effect.SET_CHANNEL, {"done": "settings.channel_done"})
_HOURS = Do(Effect.SET_HOURS, {"done": "settings.hours_done"})
_PAUSE = Do(Effect.SET_PAUSE, {"done": "settings.pause_done"})


def _page(says: str, back: str, keys: dict[str, str | Do]) -> Menu:
    """A page of the settings."""
    return Menu((says,), {**keys, **ALWAYS}, back=back)


def _noted(*says: str, then: str = "settings.menu") -> Menu:
    """A change read back, before he is in his settings again."""
    return Menu(says, ALWAYS, on_silence=then, back=then, wait=2, rounds=1)


def _card(says: str, right: str, back: str) -> Ask:
    """The number on his paper card."""
    leads = {"right": right, "wrong": says, "shut": "settings.shut"}
    return Ask((says,), Do(Effect.PROVE_CARD, leads), back=back, digits=CARD_DIGITS)


SETTINGS: dict[str, Step] = {
    "settings": Crossroads(
        Look.WHOSE_SETTINGS, {"known": "settings.menu", "card": "settings.card", "shut": "settings.shut"}
    ),
    "settings.card": _card("settings.card", "settings.menu", "member.more"),
    "settings.shut": _noted("card_shut", then="member.more"),
    "settings.menu": _page(
        "settings.menu",
        "member.more",
        {"1": "settings.language", "2": "settings.channel", "3": "settings.hours", "4": "settings.more"},
    ),
    "settings.language": _page(
        "choose_language", "settings.menu", {"1": _LANGUAGE, "2": _LANGUAGE, "3": _LANGUAGE, "4": _LANGUAGE}
    ),
    "settings.language_done": _noted("settings.language_done"),
    "settings.channel": Crossroads(Look.READS_TEXTS, {"yes": "settings.choose_channel", "no": "settings.only_calls"}),
    "settings.choose_channel": _page("choose_channel", "settings.menu", {"1": _CHANNEL, "2": _CHANNEL, "3": _CHANNEL}),
    "settings.only_calls": _noted("settings.only_calls"),
    "settings.channel_done": _noted("settings.channel_done"),
    "settings.hours": _page("settings.hours", "settings.menu", {"1": _HOURS, "2": _HOURS, "3": _HOURS, "4": _HOURS}),
    "settings.hours_done": _noted("settings.hours_done"),
    "settings.more": _page(
        "settings.more", "settings.menu", {"1": "settings.pause", "2": "settings.password", "3": "settings.leave"}
    ),
}

PAUSE: dict[str, Step] = {
    "settings.pause": Crossroads(Look.IS_PAUSED, {"yes": "settings.paused", "no": "settings.choose_pause"}),
    "settings.paused": _page(
        "settings.paused",
        "settings.more",
        {"1": Do(Effect.RESUME, {"done": "settings.resumed"}), "2": "settings.choose_pause"},
    ),
    "settings.choose_pause": _page(
        "settings.choose_pause",
        "settings.more",
        {"1": _PAUSE, "2": _PAUSE, "3": _PAUSE, "4": "settings.pause_until"},
    ),
    "settings.pause_until": Ask(
        ("settings.pause_until",),
        Do(Effect.TYPE_PAUSE, {"done": "settings.pause_done", "wrong": "settings.pause_until"}),
        back="settings.choose_pause",
        digits=4,
    ),
    "settings.pause_done": _noted("settings.pause_done"),
    "settings.resumed": _noted("settings.resumed"),
}

PASSWORD: dict[str, Step] = {
    "settings.password": Crossroads(
        Look.MAY_BE_TOLD,
        {
            "yes": "settings.password_is",
            "card": "settings.password_card",
            "no": "settings.password_elsewhere",
            "shut": "settings.shut",
        },
    ),
    "settings.password_card": _card("settings.password_card", "settings.password", "settings.more"),
    "settings.password_is": _noted("settings.password_is"),
    "settings.password_elsewhere": _noted("settings.password_elsewhere"),
}

LEAVING: dict[str, Step] = {
    "settings.leave": _page("settings.leave", "settings.more", {"1": "settings.stays", "2": "settings.leave_surely"}),
    "settings.leave_surely": _page(
        "settings.leave_surely",
        "settings.more",
        {"1": "settings.stays", "3": Do(Effect.LEAVE, {"done": "settings.left"})},
    ),
    "settings.stays": _noted("settings.stays"),
    "settings.left": Farewell(("settings.left",)),
}

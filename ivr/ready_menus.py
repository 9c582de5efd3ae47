"""A ready-made message by telephone: its number, then the street's; the read-back and the two digits follow."""

from __future__ import annotations

from ivr.menu import Ask, Do, Effect, Menu, Step

READY_MADE: dict[str, Step] = {
    "ready.template": Ask(
        says=("ready.template", "ready.list"),
        answer=Do(
            Effect.CHOOSE_TEMPLATE,
            {
                "drafted": "launch.confirm",
                "street": "ready.street",
                "unknown": "ready.template",
                "unusable": "ready.unusable",
            },
        ),
        back="launch.message",
    ),
    "ready.street": Ask(
        says=("ready.street", "ready.streets"),
        answer=Do(
            Effect.CHOOSE_STREET,
            {
                "drafted": "launch.confirm",
                "unknown": "ready.street",
                "gone": "ready.template",
                "unusable": "ready.unusable",
            },
        ),
        back="ready.template",
    ),
    "ready.unusable": Menu(
        says=("ready.unusable",),
        keys={"9": "goodbye"},
        on_silence="ready.template",
        back="ready.template",
        help="launch.help",
        wait=2,
        rounds=1,
    ),
}

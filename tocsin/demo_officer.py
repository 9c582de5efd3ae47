"""The officer of the demo: what he types at which words, and his call as one would overhear it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console

from plp.zone import Officer, Partnership
from texts.catalogue import say, words
from tocsin.installation import Installation

_PATIENCE = 3.0
_ENDED = frozenset({"call.completed", "call.busy", "call.no-answer", "call.failed", "call.canceled"})


def script(officer: Officer, code: str, partnerships: Sequence[Partnership]) -> list[dict[str, Any]]:
    """What he types, in order, each at the words he waits for: his code, then one launch for each partnership."""
    language = officer.language
    acts = [when(say("officer.code", language), f"{code}#")]
    for partnership in partnerships:
        acts += [
            when(end_of("officer.menu", language), "1"),
            when(say("launch.partnership", language), f"{partnership.number}#"),
            when(end_of("launch.prepared", language), "1"),
            {"matches": r"^\d, \d$", "keys": "heard"},
        ]
    return [*acts, when(end_of("officer.menu", language), "9")]


def when(words: str, keys: str) -> dict[str, Any]:
    """At the end of these words, these keys are typed."""
    return {"hears": words, "keys": keys}


def end_of(key: str, language: str) -> str:
    """The last sentence of a prompt: it has no blanks."""
    return words(language)[key].rsplit(". ", 1)[1]


def overhear(there: Installation, console: Console, sid: str, who: str = "officer") -> bool:
    """Print the call as it goes; true when it ended as a completed call."""
    for event in _events(there, sid):
        match event["kind"]:
            case "heard" if event.get("text"):
                console.print(f"  [cyan]Tocsin[/]   {event['text']}", highlight=False)
            case "key":
                console.print(f"  [yellow]{who:8}[/] types {event['key']}", highlight=False)
            case str(kind) if kind in _ENDED:
                return kind == "call.completed"
    return False


def _events(there: Installation, sid: str) -> Iterator[Mapping[str, Any]]:
    last, silence = 0, 0
    while silence < 20:
        found = there.exchange("GET", f"events?since={last}&sid={sid}&wait={_PATIENCE}")
        silence = 0 if found["events"] else silence + 1
        for event in found["events"]:
            last = event["n"]
            yield event

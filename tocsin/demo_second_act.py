"""The second act of the demo: a member reports, the officer is rung, the street is told, feedback follows."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from importlib import resources
from typing import Any

from rich.console import Console

from gateway.wiring import Gateway
from plp.alert import AlertState, Kind
from plp.errand import ErrandKind, ErrandState
from plp.language import Language
from plp.plan import read_duration
from plp.ports import Ports
from plp.report import Report
from plp.zone import Officer, Partnership
from services.draft_alert import draft_alert
from services.launch_alert import launch_alert
from services.validate_alert import validate_alert
from texts.catalogue import say
from tocsin.cascade_commands import follow_all, in_words
from tocsin.demo_officer import end_of, overhear, when
from tocsin.installation import Installation

_REPORTER, _MISSED, _TEXTS = "+3226100160", "+3226100170", "+32470100162"
"""The baker, the butcher whose number in the list is wrong for the carrier, and the bookshop that answers by SMS."""
_PATIENCE = 60.0
_TONE = {"tone": 8, "keys": "#"}


def play_second_act(
    there: Installation, gateway: Gateway, zone_number: str, officer: Officer, code: str, console: Console
) -> bool:
    """Play it; true when the report was answered, everybody told, and the alert closed by its feedback."""
    ports = gateway.ports
    with ports.store.read() as book:
        street = next(each for each in book.people.partnerships(officer.zone) if each.slug == "rue-du-marche")
    words = tomllib.loads(resources.files("tocsin").joinpath("sample/second_act.toml").read_text("utf-8"))
    _prepare(ports, street, officer, words["alert"], Kind.URGENT)
    written = {"delivered_after": 2, "reply": "OUI", "reply_after": 3, "reply_times": 0, "reply_when": "Répondez OK"}
    handsets = {
        officer.phone: {"answers_after": 2, "script": _decides(officer, code)},
        _TEXTS: {"answers_after": None, "sms": written},
    }
    there.exchange("PUT", "handsets", json=handsets)
    before = len(there.exchange("GET", "texts")["texts"])

    console.rule("A shopkeeper rings the same number to report something")
    if not overhear(there, console, _dials(there, zone_number, _REPORTER, _reports(gateway, words)), "member"):
        return False
    console.rule(f"{officer.name}'s telephone rings")
    rung = _within(lambda: _call_to(there, officer.phone))
    if rung is None or not overhear(there, console, rung):
        return False
    report = _report(ports, street)
    told = _watch(ports, report, console)
    console.rule("One who was not reached calls to hear it again")
    heard = overhear(there, console, _dials(there, zone_number, _MISSED, _hears_again(Language.NL)), "member")
    answered = _show_answer(there, before, console)
    given = _feedback(ports, street, officer, report, words["feedback"], console)
    return all((told, heard, answered, given, _answered(ports, report, console), _is_closed(ports, report)))


def _prepare(
    ports: Ports, street: Partnership, officer: Officer, message: Mapping[str, Any], kind: Kind, **more: Any
) -> str:
    drafted = draft_alert(
        ports,
        partnership=street.slug,
        kind=kind,
        texts={Language(language): text for language, text in message["text"].items()},
        by="demo",
        expires=read_duration(message["expires"]),
        **more,
    )
    return validate_alert(ports, drafted.id, by=officer.id).id


# ------------------------------------------------------------------------------- who types what


def _reports(gateway: Gateway, words: Mapping[str, Any]) -> dict[str, Any]:
    language = Language.FR
    script = [
        when(end_of("member.choices", language), "3"),
        when(end_of("tell.begin", language), "1"),
        when(end_of("tell.after", language), "9"),
    ]
    return {"script": script, "speaks": [_voice(gateway, words["report"]["text"], language)]}


def _voice(gateway: Gateway, said: str, language: Language) -> dict[str, Any]:
    """The shopkeeper's words, spoken by the demo's own engine; a tone where it has none."""
    gateway.ports.speech.prepare([(said, language.value)])
    name = gateway.ports.speech.clip(said, language.value)
    clip = gateway.voice.file(name) if name else None
    return {"wav": str(clip.path), "keys": "#"} if clip else _TONE


def _decides(officer: Officer, code: str) -> list[dict[str, Any]]:
    language = officer.language
    return [
        when(say("officer.code", language), f"{code}#"),
        when(end_of("report.choices", language), "1"),
        when(end_of("launch.prepared", language), "1"),
        {"matches": r"^\d, \d$", "keys": "heard"},
        when(end_of("officer.menu", language), "9"),
    ]


def _hears_again(language: Language) -> dict[str, Any]:
    return {"script": [when(end_of("member.choices", language), "1")]}


# ------------------------------------------------------------------------------------- what is seen


def _dials(there: Installation, zone_number: str, number: str, character: Mapping[str, Any]) -> str:
    order = {"from": number, "to": zone_number, "character": character}
    return str(there.exchange("POST", "dial", json=order)["sid"])


def _call_to(there: Installation, number: str) -> str | None:
    calls: Sequence[Mapping[str, Any]] = there.exchange("GET", "calls", params={"to": number})["calls"]
    return str(calls[-1]["sid"]) if calls else None


def _within(look: Callable[[], Any]) -> Any:
    """What is found before patience ends, else None."""
    until = time.monotonic() + _PATIENCE
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.2)
    return found or None


def _report(ports: Ports, street: Partnership) -> Report:
    with ports.store.read() as book:
        return book.reports.reports(partnerships=[street.slug])[-1]


def _watch(ports: Ports, report: Report, console: Console) -> bool:
    console.rule("The street is told")
    with ports.store.read() as book:
        cascade = book.cascades.of_alert(report.alert or "")
    return cascade is not None and _runs_out(ports, cascade.id, console)


def _runs_out(ports: Ports, cascade: str, console: Console) -> bool:
    [ended] = follow_all(ports, [cascade], console, within=timedelta(minutes=2))
    console.print(in_words(ended))
    return bool(ended["state"] == "finished")


def _show_answer(there: Installation, before: int, console: Console) -> bool:
    """What the bookshop wrote, and what it was told; false when it never answered."""
    console.rule("Another answers by SMS")

    def answered() -> list[Mapping[str, Any]]:
        texts = [
            each for each in there.exchange("GET", "texts")["texts"][before:] if _TEXTS in {each["from"], each["to"]}
        ]
        wrote = [place for place, each in enumerate(texts) if each["from"] == _TEXTS]
        return texts if wrote and texts[wrote[0] + 1 :] else []

    talk = _within(answered) or []
    for text in talk:
        console.print(f"  {'bookshop' if text['from'] == _TEXTS else 'Tocsin  '}  {text['body']}", highlight=False)
    return bool(talk)


def _feedback(
    ports: Ports, street: Partnership, officer: Officer, report: Report, message: Mapping[str, Any], console: Console
) -> bool:
    console.rule("Feedback goes to the same people")
    alert = _prepare(ports, street, officer, message, Kind.FEEDBACK, answers=report.alert)
    return _runs_out(ports, launch_alert(ports, alert, by=officer.id).id, console)


def _answered(ports: Ports, report: Report, console: Console) -> bool:
    """Whether the reporter was told what became of it, and nothing is owed to him any more."""

    def ended() -> bool:
        with ports.store.read() as book:
            notices = book.errands.about(ErrandKind.NOTICE, report.id)
        return bool(notices) and all(each.state is ErrandState.ENDED for each in notices)

    answered = bool(_within(ended))
    verdict = "was told what came of it" if answered else "got no answer"
    console.print(f"Report {report.number}, {report.decision}: the shopkeeper {verdict}.")
    return answered


def _is_closed(ports: Ports, report: Report) -> bool:
    with ports.store.read() as book:
        return book.alerts.get(report.alert or "").state is AlertState.CLOSED

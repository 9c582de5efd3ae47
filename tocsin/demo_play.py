"""What `tocsin demo` shows: a whole zone on this machine, an officer's call, and sixty members told."""

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib import resources
from pathlib import Path
from threading import Event
from typing import Any

from rich.console import Console
from rich.table import Table

from gateway.settings import read_settings
from gateway.wiring import Gateway, open_gateway
from plp.alert import Kind
from plp.cascade import CascadeState
from plp.language import Language
from plp.plan import read_duration
from plp.ports import Ports
from plp.zone import Partnership
from services.draft_alert import draft_alert
from services.import_members import import_members
from services.load_zone import load_zone
from services.show_cascade import show_cascade
from services.validate_alert import validate_alert
from services.zone_file import ZoneFile, read_zone_file
from tocsin.cascade_commands import follow_all, in_words, table_of
from tocsin.demo_officer import overhear, script
from tocsin.demo_second_act import play_second_act
from tocsin.installation import Installation

SPEED = 10
"""The exchange's own time runs so many times faster; the gateway knows nothing of it."""
_OFFICER = "claes"
_SETTINGS = {
    "TOCSIN_SPEECH": "espeak,provider",
    "TOCSIN_CALLS_PER_SECOND": "10",
    "TOCSIN_TEXTS_PER_SECOND": "10",
    "TOCSIN_LINES": "30",
}


def play(home: Path, *, keep: bool) -> bool:
    """Run it all in this folder; true when every member is accounted for."""
    console, began = Console(), time.monotonic()
    handsets = str(resources.files("tocsin").joinpath("sample/handsets.json"))
    options = ["--speed", str(SPEED), "--handsets", handsets, "--sidecars", str(home / "var" / "shelf")]
    with Installation(home, settings=_SETTINGS, exchange_options=options) as there:
        console.rule("A police zone on this machine")
        there.start_exchange()
        there.start_gateway()
        gateway = open_gateway(read_settings(there.environment, None))
        ports = gateway.ports
        zone_file = _furnish(there, ports, console)
        console.print(
            f"Everything runs ({time.monotonic() - began:.0f} s): {there.public_url}, exchange {there.exchange_url}"
        )
        well = _officer_calls(there, ports, zone_file, console)
        finished = _watch(ports, console) if well else []
        _tell(there, ports, finished, console)
        all_told = well and len(finished) == len(zone_file.partnerships) and all(map(_adds_up, finished))
        if all_told:
            all_told = _plays_on(there, gateway, zone_file, console)
        verdict = "everybody is accounted for" if all_told else "somebody is not accounted for"
        console.print(f"[bold]{verdict}[/] after {time.monotonic() - began:.0f} s")
        if keep:
            _stay(there, console)
    return all_told


# ------------------------------------------------------------------------------------ furnishing


def _furnish(there: Installation, ports: Ports, console: Console) -> ZoneFile:
    """Load the sample zone, its members, and one prepared message for each partnership."""
    sample = resources.files("tocsin").joinpath("sample")
    zone_file = read_zone_file(sample.joinpath("zone.toml").read_text("utf-8"))
    load_zone(ports, zone_file)
    there.point_numbers(zone_file.zone.voice_number, zone_file.zone.sms_number)
    for partnership in zone_file.partnerships:
        raw = sample.joinpath(f"members/{partnership.slug}.csv").read_bytes()
        done = import_members(ports, partnership.slug, raw)
        console.print(f"{partnership.name_in(Language.FR)}: {done.new} members")
    _prepare(ports, zone_file.partnerships, tomllib.loads(sample.joinpath("alert.toml").read_text("utf-8")))
    return zone_file


def _prepare(ports: Ports, partnerships: Sequence[Partnership], message: Mapping[str, Any]) -> None:
    for partnership in partnerships:
        drafted = draft_alert(
            ports,
            partnership=partnership.slug,
            kind=Kind(message["kind"]),
            texts={Language(language): text for language, text in message["text"].items()},
            by="demo",
            expires=read_duration(message["expires"]),
        )
        validate_alert(ports, drafted.id, by=_OFFICER)


# --------------------------------------------------------------------------------------- playing


def _officer_calls(there: Installation, ports: Ports, zone_file: ZoneFile, console: Console) -> bool:
    with ports.store.read() as book:
        officer = book.people.officer(_OFFICER)
    code = next(named.code for named in zone_file.officers if named.id == _OFFICER)
    console.rule(f"{officer.name} rings the zone's number")
    began = time.monotonic()
    character = {"script": script(officer, code, zone_file.partnerships)}
    order = {"from": officer.phone, "to": zone_file.zone.voice_number, "character": character}
    sid = there.exchange("POST", "dial", json=order)["sid"]
    well = overhear(there, console, sid)
    spent = (time.monotonic() - began) * SPEED
    console.print(f"{len(zone_file.partnerships)} launches in one call of {spent:.0f} s on the exchange's clock")
    return well


def _plays_on(there: Installation, gateway: Gateway, zone_file: ZoneFile, console: Console) -> bool:
    with gateway.ports.store.read() as book:
        officer = book.people.officer(_OFFICER)
    code = next(named.code for named in zone_file.officers if named.id == _OFFICER)
    return play_second_act(there, gateway, zone_file.zone.voice_number, officer, code, console)


def _watch(ports: Ports, console: Console) -> list[Mapping[str, Any]]:
    console.rule("The street is told")
    with ports.store.read() as book:
        running = [each.id for each in book.cascades.all() if each.state is not CascadeState.CANCELLED]
    return follow_all(ports, running[::-1], console, within=timedelta(minutes=3))


def _adds_up(found: Mapping[str, Any]) -> bool:
    total = found["pending"] + sum(found["by_final"].values())
    return bool(found["state"] == "finished" and found["pending"] == 0 and total == found["members"])


def _tell(there: Installation, ports: Ports, finished: Sequence[Mapping[str, Any]], console: Console) -> None:
    for found in finished:
        console.print(table_of(ports, show_cascade(ports, str(found["cascade"]))))
    _tell_one_call(there, console)
    summary = Table(title="Summary")
    for heading in ("cascade", "in words"):
        summary.add_column(heading)
    for found in finished:
        summary.add_row(str(found["partnership"]), in_words(found))
    console.print(summary)


def _tell_one_call(there: Installation, console: Console) -> None:
    """What one member heard: the longest call that was listened to."""
    calls = there.exchange("GET", "calls?direction=outbound-api")["calls"]
    if not calls:
        return
    longest = max(calls, key=lambda call: len(call["heard"]))
    console.rule("What one member heard")
    for heard in longest["heard"]:
        if heard.get("text"):
            console.print(f"  {heard['at']:5.1f} s  {heard['text']}", highlight=False)
    for key in longest["keys"]:
        console.print(f"  {key['at']:5.1f} s  pressed {key['key']}", highlight=False)


def _stay(there: Installation, console: Console) -> None:
    console.rule("Still up")
    console.print("Ctrl-C ends it. To look around, in another terminal:")
    for name, value in there.environment.items():
        if name.startswith(("TOCSIN_", "TWILIO_")):
            console.print(f"  export {name}={json.dumps(value)}", highlight=False)
    console.print("  .venv/bin/tocsin cascade list", highlight=False)
    try:
        Event().wait()
    except KeyboardInterrupt:
        console.print("Good night.")

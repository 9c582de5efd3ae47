"""The sample zone: its members have telephones with a character, and its message can be launched."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from exchange.handsets.directory import Directory
from plp.language import REQUIRED, Language
from plp.phone import Line
from plp.plan import read_duration
from services.read_members import ListedMember, read_members
from services.zone_file import ZoneFile, read_zone_bytes

SAMPLE = Path(__file__).parents[2] / "tocsin" / "sample"
# What GSM-7 lacks doubles the price of a text (DOMAIN §6).
TOO_DEAR = set("êçôîûâëïœ’«»…–")


@pytest.fixture
def zone() -> ZoneFile:
    return read_zone_bytes((SAMPLE / "zone.toml").read_bytes())


@pytest.fixture
def everybody(zone: ZoneFile) -> list[ListedMember]:
    return [
        member
        for partnership in zone.partnerships
        for member in read_members(
            (SAMPLE / "members" / f"{partnership.slug}.csv").read_bytes(), zone=zone.zone, today=date(2026, 1, 1)
        )
    ]


@pytest.fixture
def handsets() -> Directory:
    written = json.loads((SAMPLE / "handsets.json").read_text(encoding="utf-8"))
    directory = Directory()
    directory.named.update(written["characters"])
    directory.put_default(written["default"])
    for number, character in written["handsets"].items():
        directory.put(number, character)
    return directory


def test_it_rings_nobody_real_and_lasts_minutes(zone: ZoneFile) -> None:
    assert zone.zone.sample
    assert all(each.charter_approved_on for each in zone.partnerships)
    assert all(max(each.plans.urgent.voice_again_after).total_seconds() <= 10 for each in zone.partnerships)


def test_sixty_neighbours_of_all_kinds(everybody: list[ListedMember]) -> None:
    numbers = [member.phone.e164 for member in everybody]

    assert len(everybody) == 60
    assert {member.language for member in everybody} == set(Language)
    assert 20 <= sum(member.phone.line is Line.MOBILE for member in everybody) <= 40
    assert len(numbers) - len(set(numbers)) == 2, "two behind one landline, and one person on two lists"
    assert sum(not member.given["consent_on"] for member in everybody) == 1
    assert sum(bool(member.given["vulnerable"]) for member in everybody) >= 5
    assert sum(member.given["role"] == "coordinator" for member in everybody) == 3


def test_every_telephone_has_a_character(zone: ZoneFile, everybody: list[ListedMember], handsets: Directory) -> None:
    numbers = {member.phone.e164 for member in everybody} | {officer.phone for officer in zone.officers}

    assert numbers <= set(handsets.written())


def test_whoever_answers_does_so_before_the_ringing_ends(zone: ZoneFile, handsets: Directory) -> None:
    ring = min(each.plans.urgent.ring.total_seconds() for each in zone.partnerships)

    for number in handsets.written():
        for nth in range(1, 5):
            rings_for = handsets.rung(number).rings_for
            assert rings_for is None or rings_for < ring, f"call {nth} to {number}"


def test_the_prepared_message_fits_the_law_and_one_text(zone: ZoneFile) -> None:
    alert = tomllib.loads((SAMPLE / "alert.toml").read_text(encoding="utf-8"))

    assert alert["partnership"] in {each.slug for each in zone.partnerships}
    assert read_duration(alert["expires"]) <= zone.partnerships[0].plans.urgent.expires
    assert set(REQUIRED[zone.zone.region]) <= set(alert["text"])
    assert all(len(text) <= 120 and not set(text) & TOO_DEAR for text in alert["text"].values())

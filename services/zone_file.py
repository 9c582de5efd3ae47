"""The zone file: a zone, its officers with their plain codes, and its partnerships, as one TOML text."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from plp.errors import BadInput
from plp.language import REQUIRED, Language, Region
from plp.monthly_test import MonthlyTest
from plp.night import QuietHours
from plp.template import Street, Template
from plp.zone import Partnership, PartnershipKind, Zone
from services.lexicon_tables import lexicon_clashes, read_sayings
from services.money_tables import read_budget, read_zone_tariff
from services.plan_tables import read_plans
from services.settings_of_tests import (
    MONTHLY_TEST,
    TESTS_OF_A_ZONE,
    read_monthly_test,
    read_self_test,
    read_self_test_line,
)
from services.template_tables import read_streets, read_template, template_clashes
from services.toml_table import Table, list_of_texts, plain_date, repeated, without_digits, yes_or_no
from services.zone_settings import allowed_prefix, emergency_number, quiet_hours, refused_in_messages, slug, time_zone

ZONE = ("name", "voice_number", "sms_number", "emergency", "desk_number", "desk_code", "region")
ZONE_TOO = ("time_zone", "sample", "allowed_prefixes", "quiet_hours", "names_to_coordinator", "refused_in_messages")
OFFICER = ("id", "number", "name", "phone", "code", "language")
PARTNERSHIP = ("slug", "number", "name", "municipality", "kind", "officers")
PARTNERSHIP_TOO = ("charter_approved_on", "plan", "streets", "budget")


@dataclass(frozen=True, slots=True)
class NamedOfficer:
    """An officer as the file names him, his code in plain digits."""

    id: str
    number: int
    name: str
    phone: str
    code: str = field(repr=False)
    language: Language


@dataclass(frozen=True, slots=True)
class ZoneFile:
    """A whole zone file; `zone.desk_code_hash` is empty until the zone is loaded."""

    zone: Zone
    desk_code: str = field(repr=False)
    officers: tuple[NamedOfficer, ...]
    partnerships: tuple[Partnership, ...]
    templates: tuple[Template, ...] = ()
    streets: Mapping[str, tuple[Street, ...]] = field(default_factory=dict)


def read_zone_bytes(raw: bytes) -> ZoneFile:
    """Read a zone file as it lies on the disk.  Raises BadInput, also when it is not UTF-8."""
    try:
        return read_zone_file(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadInput("the zone file is not UTF-8; save it again with the encoding UTF-8") from None


def read_zone_file(text: str) -> ZoneFile:
    """Read a zone file.  Raises BadInput with one line for each problem: where, what is wrong, what to do.

    No line repeats a code or a telephone number.
    """
    try:
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
        content = tomllib.loads(plain, parse_float=Decimal)  # money is exact
    except tomllib.TOMLDecodeError as wrong:
        raise BadInput(f"the zone file is not valid TOML: {wrong}") from None
    problems: list[str] = []
    top = Table("the file", content, problems)
    top.know(("zone",), ("officers", "partnerships", "templates", "tariff", "lexicon"))
    table = _table(top, "zone")
    if "zone" in content:
        table.know(ZONE, (*ZONE_TOO, *TESTS_OF_A_ZONE))
    lexicon = tuple(saying for each in _tables(top, "lexicon", "written") for saying in read_sayings(each))
    zone = replace(_zone(table), tariff=read_zone_tariff(top), lexicon=lexicon)
    officers = [_officer(each) for each in _tables(top, "officers", "id")]
    listed = _tables(top, "partnerships", "slug")
    usual = read_monthly_test(table, zone, None)
    partnerships = [_partnership(each, zone, usual) for each in listed]
    streets = {there.slug: read_streets(each, zone) for there, each in zip(partnerships, listed, strict=True)}
    of_zone = [street for there in streets.values() for street in there]
    templates = [read_template(each, zone, of_zone) for each in _tables(top, "templates", "id")]
    problems += _clashes(zone, officers, partnerships) + template_clashes(templates) + lexicon_clashes(lexicon)
    if problems:
        raise BadInput("\n".join(problems))
    return ZoneFile(zone, table.code("desk_code"), tuple(officers), tuple(partnerships), tuple(templates), streets)


def _table(top: Table, key: str) -> Table:
    content = top.content.get(key, {})
    if isinstance(content, Mapping):
        return Table(f"[{key}]", content, top.problems)
    top.note(key, f"is not a table; begin it with [{key}]")
    return Table(f"[{key}]", {}, [])


def _tables(top: Table, key: str, mark: str) -> list[Table]:
    content = top.content.get(key, [])
    if not isinstance(content, list) or not all(isinstance(each, Mapping) for each in content):
        top.note(key, f"is not a list of tables; begin each with [[{key}]]")
        return []
    named = ((place, each, each.get(mark)) for place, each in enumerate(content, start=1))
    return [
        Table(
            f"[[{key}]] {place}" + (f" ({without_digits(name)})" if isinstance(name, str) else ""), each, top.problems
        )
        for place, each, name in named
    ]


def _zone(table: Table) -> Zone:
    table.code("desk_code")
    return Zone(
        name=table.text("name"),
        voice_number=table.phone("voice_number"),
        sms_number=table.phone("sms_number"),
        emergency=table.read("emergency", emergency_number, ""),
        desk_number=table.phone("desk_number"),
        desk_code_hash="",
        region=table.word("region", Region, Region.BRUSSELS),
        time_zone=table.read("time_zone", time_zone, "Europe/Brussels"),
        self_test=read_self_test(table),
        self_test_line=read_self_test_line(table),
        sample=table.read("sample", yes_or_no, False),
        allowed_prefixes=table.read(
            "allowed_prefixes", lambda value: tuple(map(allowed_prefix, list_of_texts(value))), ()
        ),
        quiet_hours=table.read("quiet_hours", quiet_hours, QuietHours()),
        names_to_coordinator=table.read("names_to_coordinator", yes_or_no, False),
        refused_in_messages=table.read("refused_in_messages", refused_in_messages, ()),
    )


def _officer(table: Table) -> NamedOfficer:
    table.know(OFFICER)
    return NamedOfficer(
        id=table.read("id", slug, ""),
        number=table.number("number"),
        name=table.text("name"),
        phone=table.phone("phone"),
        code=table.code("code"),
        language=table.word("language", Language, Language.FR),
    )


def _partnership(table: Table, zone: Zone, monthly_test: MonthlyTest | None) -> Partnership:
    table.know(PARTNERSHIP, (*PARTNERSHIP_TOO, MONTHLY_TEST))
    language = REQUIRED[zone.region][0]
    return Partnership(
        slug=table.read("slug", slug, ""),
        zone=zone.name,
        number=table.number("number"),
        name=table.names("name", language),
        municipality=table.names("municipality", language),
        kind=table.word("kind", PartnershipKind, PartnershipKind.RESIDENTS),
        charter_approved_on=table.read("charter_approved_on", plain_date, None),
        officers=table.read("officers", _mandated, ()),
        monthly_test=read_monthly_test(table, zone, monthly_test),
        plans=read_plans(table),
        budget=read_budget(table),
    )


def _mandated(value: object) -> tuple[str, ...]:
    officers = list_of_texts(value)
    if not officers:
        raise BadInput("is empty; name the mandated officer's id, then substitutes")
    if repeated(officers):
        raise BadInput("names the same officer twice")
    return officers


def _twice(values: Sequence[object]) -> bool:
    return bool(repeated([value for value in values if value]))


def _clashes(zone: Zone, officers: Sequence[NamedOfficer], partnerships: Sequence[Partnership]) -> list[str]:
    lists: dict[str, list[object]] = {
        "[[officers]], id": [each.id for each in officers],
        "[[officers]], number": [each.number for each in officers],
        "[[officers]], phone": [each.phone for each in officers],
        "[[partnerships]], slug": [each.slug for each in partnerships],
        "[[partnerships]], number": [each.number for each in partnerships],
    }
    found = [f"{where}: two of them carry the same" for where, values in lists.items() if _twice(values)]
    ours = {zone.voice_number, zone.sms_number} - {""}
    if zone.desk_number in ours:
        found.append("[zone], desk_number: is the gateway's own number; name the desk's telephone")
    found += [
        f"[[officers]] ({without_digits(each.id)}), phone: is the gateway's own number"
        for each in officers
        if each.phone in ours
    ]
    known = {each.id for each in officers}
    found += [
        f"[[partnerships]] ({without_digits(each.slug)}), officers: {without_digits(officer)!r} is no officer's id"
        for each in partnerships
        for officer in each.officers
        if officer not in known
    ]
    return found

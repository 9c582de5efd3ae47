"""What an operator types for one member: pause, change, accept, leave, hand over, erase."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plp.language import Language
from plp.member import Channel, Hours, Member, Source, Standing, Wish
from plp.ports import Ports
from services.ask_to_join import ask_to_join
from tests.fakes.neighbourhood import ports_in
from tocsin.cli import main

SAMPLE = Path(__file__).parents[2] / "tocsin" / "sample"
LIST = """name,phone,language,channel,password,consent_on
Ana Ömer,0479 00 00 01,fr,both,tournesol,2024-02-11
Ben,0479 00 00 02,nl,sms,kastanje,2024-02-11
Cid,02 200 00 01,fr,voice,myrtille,2024-02-11
"""
Type = Callable[..., Result]


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    return ports_in(tmp_path)


@pytest.fixture
def type_(ports: Ports, tmp_path: Path) -> Type:
    """Types a command; the zone and three members are there."""

    def typed(*words: str | Path) -> Result:
        return CliRunner(mix_stderr=False).invoke(main, [str(word) for word in words], obj={"ports": ports})

    (tmp_path / "members.csv").write_text(LIST, encoding="utf-8")
    assert typed("zone", "load", SAMPLE / "zone.toml").exit_code == 0
    assert typed("members", "import", tmp_path / "members.csv", "--partnership", "tilleuls").exit_code == 0
    return typed


def named(ports: Ports, name: str) -> Member:
    with ports.store.read() as book:
        return next(each for each in book.people.members("tilleuls") if each.name == name)


def asks_to_join(ports: Ports, number: str = "+32479000008") -> Member:
    return ask_to_join(
        ports,
        "Zone de police des Tilleuls",
        12,
        number=number,
        language=Language.FR,
        channel=Wish.SMS,
        name="Eva",
        source=Source.TEXT,
    )


def state(type_: Type, member: Member) -> str:
    listed = json.loads(type_("members", "list", "--partnership", "tilleuls", "--json").stdout)
    return next(each["state"] for each in listed if each["id"] == member.id)


def test_a_pause_begins_and_ends(type_: Type, ports: Ports) -> None:
    ana = named(ports, "Ana Ömer")

    done = type_("members", "pause", ana.id[:8], "--until", "2026-04-01")

    assert (done.exit_code, done.stdout) == (0, f"{ana.id} paused until 2026-04-01\n")
    assert state(type_, ana) == "paused"
    assert str(named(ports, "Ana Ömer").paused_until) == "2026-03-31 22:00:00+00:00"  # midnight in Brussels
    assert type_("members", "resume", ana.id).exit_code == 0
    assert state(type_, ana) == "active"


@pytest.mark.parametrize("until", ["2020-01-01", "2030-01-01"])
def test_a_pause_that_is_over_or_too_long_is_refused(type_: Type, ports: Ports, until: str) -> None:
    done = type_("members", "pause", named(ports, "Ben").id, "--until", until)

    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_settings_are_changed_and_consents_written(type_: Type, ports: Ports) -> None:
    ana, ben = named(ports, "Ana Ömer"), named(ports, "Ben")

    done = type_(
        *["members", "set", ana.id, "--language", "nl", "--channel", "voice", "--hours", "mornings"],
        *["--password", "zonnebloem", "--buddy", ben.id[:10], "--buddy-agreed-on", "01/03/2026"],
    )

    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{ana.id} changed\n", "")
    now = named(ports, "Ana Ömer")
    assert (now.language, now.wish, now.hours, now.password) == (
        Language.NL,
        Wish.VOICE,
        Hours.MORNINGS,
        "zonnebloem",
    )
    assert (now.buddy_phone, str(now.buddy_agreed_on)) == (ben.phone.e164, "2026-03-01")
    with ports.store.read() as book:
        consents = book.reports.consents(ana.id)
        assert [each.channel for each in book.reports.consents(ben.id)] == [Channel.BUDDY]
    assert {each.channel for each in consents} == {Channel.VOICE, Channel.SMS, Channel.BUDDY}
    assert {each.source for each in consents} == {Source.KEYBOARD}
    assert type_("members", "set", ana.id, "--no-buddy").exit_code == 0
    assert named(ports, "Ana Ömer").buddy_phone is None


def test_a_buddy_who_has_not_agreed_is_said_not_to_be_rung(type_: Type, ports: Ports) -> None:
    done = type_("members", "set", named(ports, "Ana Ömer").id, "--buddy", named(ports, "Ben").id)

    assert done.exit_code == 0
    assert "--buddy-agreed-on" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--channel", "sms"),
        ("--password", "1234"),
        ("--password", ""),
        ("--buddy", "itself"),
        ("--buddy", "nobody-of-that-id"),
        ("--buddy-agreed-on", "2026-01-01"),
        ("--language", "nl", "--name", ""),
    ],
)
def test_what_cannot_be_changes_nothing(type_: Type, ports: Ports, words: tuple[str, ...]) -> None:
    cid = named(ports, "Cid")

    done = type_("members", "set", cid.id, *[cid.id if word == "itself" else word for word in words])

    assert (done.exit_code, done.stdout) == (1, "")
    assert named(ports, "Cid") == cid


@pytest.mark.parametrize(
    "words",
    [
        ("set",),
        ("set", "--hours", "nights"),
        ("pause",),
        ("pause", "--until", "soon"),
        ("erase",),
        ("set", "--no-buddy", "--buddy", "x"),
    ],
)
def test_wrong_use_is_exit_2(type_: Type, ports: Ports, words: tuple[str, ...]) -> None:
    ana = named(ports, "Ana Ömer")

    assert type_("members", words[0], ana.id, *words[1:]).exit_code == 2
    assert named(ports, "Ana Ömer") == ana


def test_a_candidate_is_accepted_or_refused(type_: Type, ports: Ports) -> None:
    eva, other = asks_to_join(ports), asks_to_join(ports, "+32479000007")
    assert state(type_, eva) == "candidate"

    assert type_("members", "accept", eva.id, "--name", "Eva Peeters").stdout == f"{eva.id} accepted\n"
    assert type_("members", "refuse", other.id, "--officer", "claes").stdout == f"{other.id} refused\n"

    assert state(type_, eva) == "active"
    assert state(type_, other) == "left"
    assert named(ports, "Eva Peeters").standing is Standing.ACTIVE
    assert type_("members", "refuse", eva.id).exit_code == 1
    assert type_("members", "accept", other.id).exit_code == 1
    assert type_("members", "accept", eva.id, "--officer", "nobody").exit_code == 1


def test_leaving_keeps_what_is_written_until_it_is_erased(type_: Type, ports: Ports) -> None:
    ben = named(ports, "Ben")

    assert type_("members", "leave", ben.id).stdout == f"{ben.id} has left\n"
    assert state(type_, ben) == "left"
    assert type_("members", "erase", ben.id, "--yes").stdout == f"{ben.id} erased\n"
    assert type_("members", "erase", ben.id, "--yes").exit_code == 0

    listed = type_("members", "list", "--partnership", "tilleuls", "--numbers", "--json").stdout
    assert ben.phone.e164 not in listed
    assert "Ben" not in listed
    assert len(json.loads(listed)) == 3


def test_an_export_is_a_file_only_its_owner_reads(type_: Type, ports: Ports, tmp_path: Path) -> None:
    ana, file = named(ports, "Ana Ömer"), tmp_path / "ana.json"

    done = type_("members", "export", ana.id, file)

    assert (done.exit_code, done.stdout) == (0, f"{ana.id} exported\n")
    assert json.loads(file.read_text(encoding="utf-8"))["member"]["name"] == "Ana Ömer"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("command", ["resume", "leave", "accept", "refuse"])
def test_an_id_that_names_nobody_is_one_line(type_: Type, command: str) -> None:
    done = type_("members", command, "nobody-here")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "there is no member 'nobody-here'\n"

"""What an operator types, and what he is told: exit codes, one plain line, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from plp.ports import Ports
from tests.fakes.neighbourhood import ports_in
from tocsin.cli import COMMANDS, main
from tocsin.plain_group import PlainGroup

SAMPLE = Path(__file__).parents[2] / "tocsin" / "sample"
Type = Callable[..., Result]


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    return ports_in(tmp_path)


@pytest.fixture
def type_(ports: Ports) -> Type:
    def typed(*words: str | Path) -> Result:
        return CliRunner(mix_stderr=False).invoke(
            main, [str(word) for word in words], obj={"ports": ports}, prog_name="tocsin"
        )

    return typed


@pytest.fixture
def loaded(type_: Type) -> Type:
    assert type_("zone", "load", SAMPLE / "zone.toml").exit_code == 0
    return type_


def test_a_zone_is_loaded_and_the_same_file_changes_nothing(type_: Type) -> None:
    first = type_("zone", "load", SAMPLE / "zone.toml")
    second = type_("zone", "load", SAMPLE / "zone.toml")

    assert (first.exit_code, first.stdout) == (0, "Zone de police des Tilleuls: loaded; officers 2, partnerships 3\n")
    assert second.stdout == "Zone de police des Tilleuls: unchanged; officers 2, partnerships 3\n"


def test_zones_are_listed(loaded: Type) -> None:
    [zone] = json.loads(loaded("zone", "list", "--json").stdout)

    assert zone["partnerships"] == ["tilleuls", "vieux-moulin", "rue-du-marche"]
    assert zone["voice_number"] == "+322*****00"
    assert "tilleuls, vieux-moulin" in loaded("zone", "list").stdout


def test_with_nothing_loaded_the_list_says_what_to_do(type_: Type) -> None:
    assert type_("zone", "list").stdout == "no zone yet; run: tocsin zone load zone.toml\n"
    assert type_("zone", "list", "--json").stdout == "[]\n"


def test_members_are_imported_and_listed_masked(loaded: Type) -> None:
    done = loaded("members", "import", SAMPLE / "members" / "tilleuls.csv", "--partnership", "tilleuls")

    assert done.exit_code == 0
    assert done.stdout.startswith("tilleuls: imported: new 28, changed 0, unchanged 0\nwithout consent")
    assert done.stderr.startswith("warning: line 29, channel: a text cannot reach a landline")
    listed = json.loads(loaded("members", "list", "--partnership", "tilleuls", "--json").stdout)
    assert len(listed) == 28
    assert {"id", "phone", "line", "language", "channel", "state"} <= listed[0].keys()
    assert {each["phone"][4:-2] for each in listed} == {"*****", "******"}
    assert [each["state"] for each in listed].count("no-consent") == 1


def test_the_list_on_paper_has_whole_numbers(loaded: Type) -> None:
    loaded("members", "import", SAMPLE / "members" / "tilleuls.csv", "--partnership", "tilleuls")

    printed = loaded("members", "list", "--partnership", "tilleuls", "--numbers").stdout

    assert "*" not in printed
    assert "+32" in printed


def test_a_dry_run_writes_nothing(loaded: Type) -> None:
    file = SAMPLE / "members" / "tilleuls.csv"

    assert (
        "would be imported: new 28" in loaded("members", "import", file, "--partnership=tilleuls", "--dry-run").stdout
    )
    assert loaded("members", "list", "--partnership", "tilleuls").stdout == "nobody is on this list yet\n"


def test_each_bad_row_is_one_line_on_stderr(loaded: Type, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text("name,phone,language,channel\nAna,112,nl,both\nEva,0470100111,it,both\n", encoding="utf-8")

    done = loaded("members", "import", file, "--partnership", "tilleuls")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "line 2, phone: is an emergency or short number; it can never be rung",
        "line 3, language: is unknown; write one of fr, nl, de, en",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("members", "list", "--partnership", "nowhere"),
        ("officer", "unlock", "nobody"),
    ],
)
def test_what_is_not_there_is_one_line_and_exit_1(loaded: Type, words: tuple[str, ...]) -> None:
    done = loaded(*words)

    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "told", "more"),
    [
        ("zone load no-such-file.toml", "'no-such-file.toml' does not exist", "zone load"),
        ("zone load", "Missing argument 'FILE'", "zone load"),
        ("members list", "Missing option '--partnership'", "members list"),
        ("members list --partnership", "'--partnership' requires an argument", "members"),
        ("members list --partnership tilleuls --colour", "No such option: --colour", "members list"),
        ("worker", "Missing option '--queue'. Choose from: calls, texts, speech, recordings", "worker"),
        ("serve --workers many", "'many' is not a valid integer", "serve"),
        ("alert nonsense", "No such command 'nonsense'", "alert"),
        ("nonsense", "No such command 'nonsense'", ""),
        ("--colour", "No such option: --colour", ""),
    ],
)
def test_wrong_use_is_exit_2_and_one_line_that_says_where_to_read_more(
    type_: Type, words: str, told: str, more: str
) -> None:
    done = type_(*words.split())

    assert (done.exit_code, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert told in line
    assert line.endswith(f"; see: {' '.join(['tocsin', *more.split()])} --help")


@pytest.mark.parametrize("words", ["", "alert", "members", "monthly-test"])
def test_a_group_alone_shows_its_commands(type_: Type, words: str) -> None:
    done = type_(*words.split())

    assert (done.exit_code, done.stderr) == (0, "")
    assert "Commands:" in done.stdout


def drafted(type_: Type, *texts: str) -> str:
    done = type_("alert", "draft", "--partnership=tilleuls", "--kind=urgent", *(f"--text={text}" for text in texts))
    return done.stdout.strip()


def test_a_message_is_checked_in_the_officers_language_or_another_or_for_a_program(loaded: Type) -> None:
    alert = drafted(loaded, "fr=La voiture 1-ABC-123 rôde.")

    done = loaded("alert", "check", alert)
    assert done.exit_code == 1
    assert done.stdout.startswith("refusal: Il manque le texte en néerlandais")
    assert "warning: Le texte en français donne une plaque de voiture : 1-ABC-123." in done.stdout
    assert "The text in French gives a number plate" in loaded("alert", "check", alert, "--language", "en").stdout
    shown = json.loads(loaded("alert", "check", alert, "--json").stdout)
    assert (shown["alert"], shown["refused"]) == (alert, True)
    [plate] = [each for each in shown["findings"] if each["code"] == "plate"]
    assert (plate["severity"], plate["language"], plate["words"]) == ("warning", "fr", ["1-ABC-123"])
    assert plate["sentence"]
    assert plate["advice"]


def test_nothing_is_said_against_a_message_as_it_should_be(loaded: Type) -> None:
    alert = drafted(loaded, "fr=Un homme est entré. Fermez vos portes.", "nl=Een man loopt rond. Sluit uw deuren.")

    done = loaded("alert", "check", alert)

    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "nothing to say against it"
    assert {line.partition(":")[0] for line in done.stdout.splitlines()[:-1]} == {"note"}


def test_an_officer_is_unlocked(loaded: Type, ports: Ports) -> None:
    with ports.store.write() as book:
        book.people.set_lock("claes", locked=True)
    assert [each["locked"] for each in json.loads(loaded("officer", "list", "--json").stdout)] == [True, False]

    done = loaded("officer", "unlock", "claes")

    assert (done.exit_code, done.stdout) == (0, "claes is not locked\n")
    assert [each["locked"] for each in json.loads(loaded("officer", "list", "--json").stdout)] == [False, False]


OURS = [command for command in COMMANDS if command.add_help_option]
BECOMING_ANOTHER = [command for command in COMMANDS if not command.add_help_option]


@pytest.mark.parametrize("command", OURS, ids=[str(command.name) for command in OURS])
def test_every_command_has_help(command: click.Command) -> None:
    names = [[]] if not isinstance(command, click.Group) else [[], *([name] for name in command.commands)]

    for name in names:
        done = CliRunner(mix_stderr=False).invoke(main, [str(command.name), *name, "--help"])
        assert done.exit_code == 0
        assert done.stdout.startswith("Usage:")


@pytest.mark.parametrize("command", BECOMING_ANOTHER, ids=[str(command.name) for command in BECOMING_ANOTHER])
def test_a_command_that_becomes_another_process_shows_its_help(command: click.Command) -> None:
    words = [sys.executable, "-m", "tocsin", str(command.name), "--help"]

    done = subprocess.run(words, cwd=SAMPLE.parents[1], capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0
    assert done.stdout.lower().startswith("usage:")


def test_the_exchange_tells_wrong_use_in_one_line_too() -> None:
    words = [sys.executable, "-m", "tocsin", "exchange", "--port", "many"]

    done = subprocess.run(words, cwd=SAMPLE.parents[1], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "exchange: argument --port: invalid int value: 'many'; see: python -m exchange --help\n"


@click.group(cls=PlainGroup)
@click.option("--debug", is_flag=True)
@click.pass_context
def breaking(ctx: click.Context, debug: bool) -> None:
    """A command line of which one command breaks."""
    ctx.meta["tocsin.debug"] = debug


@breaking.command()
def fall() -> None:
    raise ZeroDivisionError("calling +32 470 10 00 01 failed\n[parameters: 482915]")


def test_the_unexpected_is_one_line_without_numbers() -> None:
    done = CliRunner(mix_stderr=False).invoke(breaking, ["fall"])

    assert done.exit_code == 1
    assert done.stderr == ("unexpected: ZeroDivisionError: calling +**** failed (run with --debug for the details)\n")


def test_with_debug_the_details_are_shown() -> None:
    done = CliRunner(mix_stderr=False).invoke(breaking, ["--debug", "fall"])

    assert done.exit_code == 1
    assert "Traceback" in done.stderr

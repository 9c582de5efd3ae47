"""The commands of the contract, each as a process of its own: exit codes, output, and one plain line when it fails."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.acceptance.street import PRESSES_SOON, Person, Street, a_street
from tests.acceptance.town import Town, promises_broken

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def street(town: Town) -> Street:
    return a_street(town, [Person("Ana", PRESSES_SOON)])


def at_once(town: Town, *commands: list[str | Path]) -> list[Done]:
    """Run these commands side by side: most of their time is spent starting."""
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(lambda words: town.run(*words), commands))


def test_from_draft_to_the_end(town: Town, street: Street) -> None:
    drafted = town.run(
        *["alert", "draft", "--partnership", street.slug, "--kind", "urgent", "--expires", "2h"],
        *["--text", "fr=N'ouvrez pas.", "--text", "nl=Doe niet open."],
    )
    alert = drafted.stdout.strip()
    assert (drafted.returncode, drafted.stdout, drafted.stderr) == (0, f"{alert}\n", "")
    assert alert
    assert " " not in alert
    assert town.type("alert", "check", alert).exit_code == 0
    assert json.loads(town.tocsin("alert", "show", alert, "--json"))["state"] == "drafted"
    town.tocsin("alert", "validate", alert, "--officer", street.officer)

    launched = town.run("alert", "launch", alert, "--officer", street.officer)

    cascade = launched.stdout.strip()
    assert (launched.returncode, launched.stdout) == (0, f"{cascade}\n")
    [again, watched] = at_once(
        town, ["alert", "launch", alert, "--officer", street.officer], ["cascade", "watch", cascade]
    )
    assert (again.returncode, again.stdout) == (1, "")
    assert cascade in one_line(again)
    assert watched.returncode == 0
    assert "1 acknowledged" in watched.stdout
    assert cascade in {each["cascade"] for each in json.loads(town.tocsin("cascade", "list", "--json"))}
    assert promises_broken(json.loads(town.run("cascade", "show", cascade, "--json").stdout)) == []
    assert town.calls(to=street.phone("Ana")) != []


def test_the_same_zone_file_twice_changes_nothing(town: Town, street: Street) -> None:
    file = town.there.home / street.slug / "zone.toml"
    before = town.tocsin("zone", "list", "--json"), town.tocsin("officer", "list", "--json")

    again = town.run("zone", "load", file)

    assert again.returncode == 0
    assert "unchanged" in again.stdout
    assert (town.tocsin("zone", "list", "--json"), town.tocsin("officer", "list", "--json")) == before


def test_numbers_are_masked_wherever_they_are_listed(town: Town, street: Street) -> None:
    listed = town.tocsin("members", "list", "--partnership", street.slug, "--json")

    [ana] = json.loads(listed)
    assert {"id", "phone", "line", "language", "channel", "state"} <= ana.keys()
    assert "*****" in ana["phone"]
    assert street.phone("Ana") not in listed


def test_a_bad_list_changes_nothing_and_each_row_is_named(town: Town, street: Street, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text("name,phone,language,channel\nEva,0470100111,it,both\nBram,101,nl,voice\nJan,0470100112,nl,sms\n")

    done = town.run("members", "import", file, "--partnership", street.slug)

    assert (done.returncode, done.stdout) == (1, "")
    assert [line.split(":")[0] for line in done.stderr.splitlines() if line.startswith("line ")] == [
        "line 2, language",
        "line 3, phone",
    ]
    assert len(json.loads(town.tocsin("members", "list", "--partnership", street.slug, "--json"))) == 1


def test_wrong_use_is_2_failure_is_1_and_never_a_traceback(town: Town, street: Street, tmp_path: Path) -> None:
    nonsense = tmp_path / "zone.toml"
    nonsense.write_bytes(b"\xff[[")
    wrong: list[list[str | Path]] = [
        ["alert", "draft"],
        ["alert", "draft", "--partnership", street.slug, "--kind", "gossip", "--text", "fr=x"],
        ["alert", "draft", "--partnership", street.slug, "--kind", "urgent", "--text", "fr=x", "--expires", "soon"],
        ["zone", "load", tmp_path / "nowhere.toml"],
        ["nonsense"],
        ["worker", "--queue", "nonsense"],
    ]
    failing: list[list[str | Path]] = [
        ["cascade", "show", "nobody", "--json"],
        ["cascade", "watch", "nobody"],
        ["alert", "check", "nobody"],
        ["alert", "launch", "nobody", "--officer", street.officer],
        ["alert", "draft", "--partnership", "nowhere", "--kind", "urgent", "--text", "fr=x"],
        ["officer", "unlock", "nobody"],
        ["zone", "load", nonsense],
    ]
    typed = {1: failing, 2: wrong}

    for code, commands in typed.items():
        for words in commands:
            done = town.type(*words)
            assert done.exit_code == code, (words, done.output)
            assert done.stdout == ""
            assert len(done.stderr.splitlines()) == 1, done.stderr


def test_as_processes_they_end_the_same_way(town: Town, street: Street) -> None:
    [help_, wrong, failing] = at_once(
        town,
        ["--help"],
        ["alert", "draft", "--kind", "urgent"],
        ["cascade", "show", "nobody"],
    )

    assert (help_.returncode, help_.stderr) == (0, "")
    assert wrong.returncode == 2
    assert one_line(wrong)
    assert failing.returncode == 1
    assert one_line(failing)


def test_every_wrong_setting_is_told_at_once_and_no_value_is_repeated(town: Town) -> None:
    done = town.run("cascade", "list", TOCSIN_LINES="many", TOCSIN_SPEECH="shouting", DATABASE_URL="mysql://u:hush@h/d")

    assert (done.returncode, done.stdout) == (1, "")
    assert [name for name in ("TOCSIN_LINES", "TOCSIN_SPEECH", "DATABASE_URL") if name not in done.stderr] == []
    assert "hush" not in done.stderr
    assert "Traceback" not in done.stderr


def one_line(done: Done) -> str:
    """What stderr says, which is one plain line."""
    [line] = done.stderr.splitlines()
    assert "Traceback" not in line
    return line

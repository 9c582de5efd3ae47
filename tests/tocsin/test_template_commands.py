"""Ready-made messages as an operator types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.fakes.neighbourhood import ports_in
from tocsin.cli import main

SAMPLE = Path(__file__).parents[2] / "tocsin" / "sample"
Type = Callable[..., Result]


@pytest.fixture
def type_(tmp_path: Path) -> Type:
    ports = ports_in(tmp_path)

    def typed(*words: str | Path) -> Result:
        return CliRunner(mix_stderr=False).invoke(main, [str(word) for word in words], obj={"ports": ports})

    return typed


@pytest.fixture
def loaded(type_: Type) -> Type:
    assert type_("zone", "load", SAMPLE / "zone.toml").exit_code == 0
    return type_


def drafted(type_: Type, *more: str) -> dict[str, str]:
    """The words of what was drafted."""
    done = type_("alert", "draft", "--partnership", "tilleuls", *more)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("\n") == 1, "the id and nothing else"
    texts: dict[str, str] = json.loads(type_("alert", "show", done.stdout.strip(), "--json").stdout)["texts"]
    return texts


def test_they_are_listed_with_the_number_typed_on_the_phone(loaded: Type) -> None:
    rows = json.loads(loaded("template", "list", "--json").stdout)

    assert {row["number"]: row["id"] for row in rows}[1] == "burglary"
    assert rows[0] == {
        "number": 1,
        "id": "burglary",
        "kind": "urgent",
        "languages": ["de", "en", "fr", "nl"],
        "street": "asked",
        "from": "tocsin",
    }
    assert loaded("template", "list", "--zone", "Zone de police des Tilleuls").exit_code == 0
    assert loaded("template", "list", "--zone", "Elsewhere").exit_code == 1


def test_one_is_shown_by_id_or_number(loaded: Type) -> None:
    assert "Un cambriolage est en cours, {street}." in loaded("template", "show", "burglary").stdout
    assert json.loads(loaded("template", "show", "5", "--json").stdout)["id"] == "fire"
    assert loaded("template", "show", "storm").stderr.count("\n") == 1


def test_without_a_zone_the_list_says_what_to_do(type_: Type) -> None:
    assert "run: tocsin zone load" in type_("template", "list").stderr


@pytest.mark.parametrize("street", ["1", "rue du Marché", "RUE  DU MARCHE", "marktstraat"])
def test_a_street_of_the_list_is_found_by_number_or_by_any_of_its_names(loaded: Type, street: str) -> None:
    texts = drafted(loaded, "--template", "burglary", "--street", street, "--time", "9:05")

    assert "rue du Marché. Il a été signalé à 9 heures 5." in texts["fr"]
    assert "Plaats: Marktstraat. Gemeld om 9 uur 5." in texts["nl"]


def test_a_street_that_is_in_no_list_is_written_in_each_language(loaded: Type) -> None:
    texts = drafted(loaded, "--template", "1", "--street", "fr=rue Neuve", "--street", "nl=Nieuwstraat")

    assert "en cours, rue Neuve." in texts["fr"]
    assert "Plaats: Nieuwstraat." in texts["nl"]


def test_a_time_that_is_still_to_come_today_was_yesterday(loaded: Type) -> None:
    texts = drafted(loaded, "--template", "missing-person", "--time", "23:59")

    assert "signalé le 1er mars, à 23 heures 59" in texts["fr"]
    assert "dans votre quartier" in texts["fr"]


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        (["--template", "storm"], 1, "no ready-made message 'storm'"),
        (["--template", "burglary", "--street", "Nulle part"], 1, "has no street 'Nulle part' in zone.toml"),
        (["--template", "burglary", "--street", "99"], 1, "has no street '99'"),
        (["--template", "test", "--street", "1"], 1, "names no street"),
        (["--template", "feedback"], 1, "has no open message that feedback could answer"),
        (["--template", "feedback", "--answers", "nothing"], 1, "nothing"),
        (["--template", "burglary", "--time", "25:00"], 2, "write it as 20:30"),
        (["--template", "burglary", "--street", "1", "--street", "2"], 2, "name one street"),
        (["--template", "burglary", "--street", "it=Via"], 2, "LANG one of fr, nl, de, en"),
        (["--template", "burglary", "--street", "fr= "], 2, "the name is empty"),
        (["--template", "burglary", "--kind", "test"], 2, "leave these out"),
        (["--kind", "test", "--text", "fr=x", "--street", "1"], 2, "name one"),
        (["--text", "fr=x"], 2, "Missing option '--kind'"),
    ],
)
def test_what_cannot_be_drafted_is_refused_in_a_plain_line(
    loaded: Type, typed: list[str], status: int, told: str
) -> None:
    done = loaded("alert", "draft", "--partnership", "tilleuls", *typed)

    assert done.exit_code == status, done.stderr
    assert told in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr

"""`tocsin token`, as an operator types it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from services.know_token import know_token
from tests.fakes.town import Town
from tests.fakes.town_fixtures import town
from tocsin.cli import main

__all__ = ["town"]
CREATE = ("token", "create", "--name", "control room", "--partnership", "tilleuls")


def typed(town: Town, *words: str) -> Result:
    return CliRunner(mix_stderr=False).invoke(main, list(words), obj={"ports": town.ports})


def test_a_token_is_printed_once_listed_without_its_words_and_revoked(town: Town) -> None:
    made = typed(town, *CREATE, "--scope", "alerts:write", "--scope", "alerts:launch", "--officer", "claes",
                 "--expires", "90d")  # fmt: skip
    words = made.stdout.strip()
    listed = typed(town, "token", "list", "--json")

    assert made.exit_code == 0
    assert know_token(town.ports, words) is not None
    [row] = json.loads(listed.stdout)
    assert (row["name"], row["officer"], row["state"]) == ("control room", "claes", "open")
    assert row["scopes"] == ["alerts:launch", "alerts:write"]
    assert words not in listed.stdout

    assert typed(town, "token", "revoke", row["id"]).exit_code == 0
    assert know_token(town.ports, words) is None
    assert json.loads(typed(town, "token", "list", "--json").stdout)[0]["state"] == "revoked"


def test_the_words_of_a_token_stand_nowhere_in_the_store(town: Town) -> None:
    words = typed(town, *CREATE, "--scope", "alerts:read").stdout.strip()

    with town.ports.store.read() as book:
        [token] = book.access.tokens()
    assert words not in repr(token) + token.digest
    assert len(token.digest) == 64


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--scope", "alerts:launch"), "the police alone decide"),
        (("--scope", "alerts:launch", "--officer", "wouters"), "holds no mandate"),
        (("--scope", "alerts:launch", "--officer", "nobody"), "nobody"),
        (("--scope", "alerts:read", "--zone", "Elsewhere"), "Elsewhere"),
        (("--scope", "alerts:read", "--partnership", "nowhere"), "nowhere"),
        (("--scope", "alerts:read", "--expires", "900d"), "366 days"),
        (("--scope", "alerts:read", "--expires", "0d"), "366 days"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused_in_one_line(town: Town, more: tuple[str, ...], said: str) -> None:
    refused = typed(town, *CREATE, *more)

    assert refused.exit_code == 1
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert refused.stdout == ""


@pytest.mark.parametrize("more", [("--scope", "everything"), ("--scope", "alerts:read", "--expires", "long"), ()])
def test_wrong_use_is_told_as_such(town: Town, more: tuple[str, ...]) -> None:
    assert typed(town, *CREATE, *more).exit_code == 2

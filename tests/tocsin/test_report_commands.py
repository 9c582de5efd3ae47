"""`tocsin reports` and `tocsin call-backs`, as an operator types them."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from plp.outcome import By
from plp.report import CallBackRequest, Report
from services.make_report import make_report
from tests.fakes.town import CLAES_PHONE, Town
from tests.fakes.town_fixtures import town
from tocsin.cli import main

__all__ = ["town"]
ANA = "+32479000001"
WORDS = "Un homme essaie les portières."


@pytest.fixture
def made(town: Town) -> Report:
    """Ana's report."""
    ana = town.has("Ana", ANA)
    with town.ports.store.write() as book:
        made = make_report(town.ports, book, ana, by=By.SMS, sender=ANA, text=WORDS)
    town.works()
    return made


@pytest.fixture
def asked(town: Town, made: Report) -> CallBackRequest:
    """Ana asks to be called back."""
    request = CallBackRequest(uuid4().hex, made.zone, made.partnership, made.member, ANA, town.clock.now())
    with town.ports.store.write() as book:
        book.reports.add_call_back(request)
    return request


def typed(town: Town, *words: str) -> Result:
    return CliRunner(mix_stderr=False).invoke(main, list(words), obj={"ports": town.ports})


def test_reports_that_wait_are_listed_masked_and_without_their_words(town: Town, made: Report) -> None:
    plain, [row] = typed(town, "reports", "list").stdout, json.loads(typed(town, "reports", "list", "--json").stdout)

    assert made.id in plain
    assert WORDS not in plain
    assert ANA not in plain
    assert (row["number"], row["member"], row["sender"], row["decision"]) == (1, "Ana", "+324******01", None)
    assert json.loads(typed(town, "reports", "list", "--json", "--numbers").stdout)[0]["sender"] == ANA


def test_one_report_is_shown_with_its_words(town: Town, made: Report) -> None:
    shown = typed(town, "reports", "show", made.id)

    assert f"text: {WORDS}" in shown.stdout
    assert ANA not in shown.stdout
    assert json.loads(typed(town, "reports", "show", made.id, "--json").stdout)["text"] == WORDS


def test_a_report_is_decided_once_and_its_telephone_falls_silent(town: Town, made: Report) -> None:
    ringing = town.phone(CLAES_PHONE).takes_up()

    done = typed(town, "reports", "decide", made.id, "--as", "no-action", "--officer", "claes")
    again = typed(town, "reports", "decide", made.id, "--as", "patrol", "--officer", "claes")
    town.works()

    assert (done.exit_code, done.stdout) == (0, "report 1 of 2026: no-action\n")
    assert (again.exit_code, again.stderr) == (1, f"report {made.id} has been decided already\n")
    assert town.carrier.ended == [ringing.sid]
    assert "Aucune action" in town.phone(ANA).letter.body
    assert typed(town, "reports", "list").stdout == "no report is waiting\n"
    assert made.id in typed(town, "reports", "list", "--all").stdout


def test_a_message_made_by_keyboard_is_linked_and_its_launch_told(town: Town, made: Report) -> None:
    alert = town.drafts()
    decide = ["reports", "decide", made.id, "--officer", "claes", "--alert", alert.id]

    assert typed(town, *decide, "--as", "patrol").exit_code == 1
    assert typed(town, *decide, "--as", "validated").exit_code == 0
    typed(town, "alert", "validate", alert.id, "--officer", "claes")
    typed(town, "alert", "launch", alert.id, "--officer", "claes")
    town.sweeps()
    town.works()

    assert any("Un message part aux membres" in order.body for order in town.carrier.text_orders)


def test_only_a_mandated_officer_or_the_desk_decides(town: Town, made: Report) -> None:
    refused = typed(town, "reports", "decide", made.id, "--as", "patrol", "--officer", "wouters")
    unknown = typed(town, "reports", "decide", made.id, "--as", "patrol", "--officer", "nobody")

    assert (refused.exit_code, unknown.exit_code) == (1, 1)
    assert "is not mandated" in refused.stderr
    assert typed(town, "reports", "decide", made.id, "--as", "patrol", "--officer", "desk").exit_code == 0


def test_what_a_colleague_is_hearing_is_left_to_him(town: Town, made: Report) -> None:
    town.phone(CLAES_PHONE).answers().types("482915").hears(WORDS)

    refused = typed(town, "reports", "decide", made.id, "--as", "patrol", "--officer", "peeters")

    assert refused.exit_code == 1
    assert "being heard by a colleague" in refused.stderr


def test_an_id_that_names_nothing_is_told_in_one_line(town: Town) -> None:
    for words in (["reports", "show", "x"], ["call-backs", "close", "x", "--officer", "claes"]):
        done = typed(town, *words)

        assert done.exit_code == 1
        assert done.stderr.count("\n") == 1


def test_call_backs_are_listed_and_closed_once(town: Town, asked: CallBackRequest) -> None:
    assert asked.id in typed(town, "call-backs", "list").stdout
    assert ANA not in typed(town, "call-backs", "list").stdout

    done = typed(town, "call-backs", "close", asked.id, "--officer", "claes")
    again = typed(town, "call-backs", "close", asked.id, "--officer", "claes")

    assert (done.exit_code, again.exit_code) == (0, 1)
    assert typed(town, "call-backs", "list").stdout == "nobody waits to be called back\n"
    [row] = json.loads(typed(town, "call-backs", "list", "--all", "--json").stdout)
    assert (row["closed_by"], row["number"]) == ("claes", "+324******01")

"""How often the database is asked: a page as often for thirty rows as for three, and nothing twice."""

from __future__ import annotations

import pytest

from plp.outcome import By
from services.make_report import make_report
from tests.fakes.statements import statements
from tests.fakes.town import ZONE_TEXTS, Town
from tests.webhooks.api_client import Program, a_program
from tests.webhooks.cap_messages import CAP, cap, reference, sends

LISTS = ("/alerts", "/cascades", "/reports", "/replies", "/members?partnership=tilleuls")


def move_in(town: Town, numbers: range) -> None:
    """So many neighbours, each with a report and a reply, and so many messages."""
    for number in numbers:
        phone = f"+324790000{number:02}"
        member = town.has(f"Neighbour {number}", phone, wish="sms")
        with town.ports.store.write() as book:
            make_report(town.ports, book, member, by=By.SMS, sender=phone, text="Un homme essaie les portières.")
        town.launches()
        said = {"MessageSid": f"SM{number}", "From": phone, "To": ZONE_TEXTS, "Body": "Je l'ai vue hier soir"}
        town.client.post("/sms/incoming", data=said)


def questions(town: Town, path: str) -> tuple[int, int]:
    """How many rows the page has, and how many statements it took."""
    program = a_program(town)
    with statements() as asked:
        rows = program.gets(path).json["items"]
    return len(rows), len([each for each in asked if each.startswith("SELECT")])


@pytest.mark.parametrize("path", LISTS)
def test_a_page_asks_as_often_for_thirty_rows_as_for_three(town: Town, path: str) -> None:
    move_in(town, range(3))
    few, asked_for_few = questions(town, path)
    move_in(town, range(3, 30))

    many, asked_for_many = questions(town, path)

    assert (few, many) == (3, 30)
    assert 1 <= asked_for_few == asked_for_many


def receipts_asked_for(program: Program, alert: str) -> int:
    """How often the messages that came as CAP are asked when this alert is shown as one."""
    with statements() as asked:
        assert program.gets(f"/alerts/{alert}", headers={"Accept": CAP}).status_code == 200
    return len([each for each in asked if "FROM cap_messages" in each])


def test_a_message_is_shown_as_cap_with_one_look_at_how_it_came(town: Town) -> None:
    program = a_program(town)
    first = sends(program, cap()).json["alert"]
    update = sends(program, cap(identifier="A-2", msgType="Update", references=reference())).json["alert"]
    ours = town.drafts(answers=first).id

    assert receipts_asked_for(program, first) == 1
    assert receipts_asked_for(program, update) == 1
    assert receipts_asked_for(program, ours) == 2  # its own, and that of the message it answers

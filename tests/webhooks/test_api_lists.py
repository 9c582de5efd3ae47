"""Lists over the API: page by page, nobody twice, nobody left out, numbers masked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plp.outcome import By
from services.make_report import make_report
from tests.fakes.town import ZONE_TEXTS, Town
from tests.webhooks.api_client import Program, a_program, problem

ANA = "+32479000001"
WORDS = "Un homme essaie les portières."


def walked(program: Program, path: str, limit: int) -> list[dict[str, object]]:
    """All rows, page after page, as the cursors lead."""
    joint = "&" if "?" in path else "?"
    found: list[dict[str, object]] = []
    cursor = ""
    while True:
        answer = program.gets(f"{path}{joint}limit={limit}&cursor={cursor}")
        assert answer.status_code == 200, answer.text
        assert len(answer.json["items"]) <= limit
        found += answer.json["items"]
        cursor = answer.json["next"]
        assert (cursor is not None) == ("Link" in answer.headers)
        if cursor is None:
            return found


def test_alerts_are_walked_newest_first_also_those_of_one_moment(any_town: Town) -> None:
    town, program = any_town, a_program(any_town)
    drafted = []
    for number in range(7):
        drafted.append(town.drafts().id)
        town.clock.moment += timedelta(microseconds=number // 3)

    rows = walked(program, "/alerts", 2)

    assert {row["alert"] for row in rows} == set(drafted)
    assert len(rows) == 7
    assert rows[0]["alert"] == drafted[-1]
    assert [row["drafted_at"] for row in rows] == sorted((row["drafted_at"] for row in rows), reverse=True)


def test_the_link_leads_to_the_next_page(town: Town) -> None:
    program = a_program(town)
    ids = {town.drafts().id for _ in range(3)}

    first = program.gets("/alerts?limit=2&state=drafted")
    link = first.headers["Link"].removesuffix('>; rel="next"').removeprefix("</api/v1")
    second = program.gets(link)

    assert {row["alert"] for answer in (first, second) for row in answer.json["items"]} == ids


def test_alerts_are_found_by_state(town: Town) -> None:
    program, alert = a_program(town), town.drafts().id
    town.drafts()
    program.posts(f"/alerts/{alert}/reject")

    assert [row["alert"] for row in walked(program, "/alerts?state=rejected", 5)] == [alert]


def test_members_come_in_the_order_of_their_list_with_their_numbers_masked(any_town: Town) -> None:
    town, program = any_town, a_program(any_town)
    for number in range(5):
        town.has(f"Neighbour {number}", f"+3247900000{number}")

    rows = walked(program, "/members?partnership=tilleuls", 2)

    assert [row["name"] for row in rows] == [f"Neighbour {number}" for number in range(5)]
    assert rows[1]["phone"] == "+324******01"
    assert "+32479" not in str(rows)
    assert rows[0]["state"] == "active"
    assert "password" not in rows[0]


def test_reports_are_listed_without_their_words_and_shown_with_them(town: Town) -> None:
    program, ana = a_program(town), town.has("Ana", ANA)
    with town.ports.store.write() as book:
        made = make_report(town.ports, book, ana, by=By.SMS, sender=ANA, text=WORDS)

    [row] = walked(program, "/reports?waiting=true", 5)

    assert (row["id"], row["number"], row["sender"]) == (made.id, 1, "+324******01")
    assert WORDS not in str(row)
    shown = program.gets(f"/reports/{made.id}")
    assert shown.json["text"] == WORDS
    assert ANA not in shown.text


def test_replies_are_listed_with_the_alert_they_belong_to(town: Town) -> None:
    program = a_program(town)
    town.has("Ana", ANA, wish="sms")
    cascade = town.launches()
    town.client.post(
        "/sms/incoming", data={"MessageSid": "SM1", "From": ANA, "To": ZONE_TEXTS, "Body": "Je l'ai vue hier soir"}
    )

    [row] = walked(program, f"/replies?alert={cascade.alert}", 5)

    assert (row["text"], row["member"], row["sender"]) == ("Je l'ai vue hier soir", "Ana", "+324******01")
    assert walked(program, f"/replies?alert={town.drafts().id}", 5) == []


def test_cascades_are_listed_in_numbers(town: Town) -> None:
    program = a_program(town)
    town.has("Ana", ANA)
    runs = {town.launches().id for _ in range(3)}

    rows = walked(program, "/cascades", 2)

    assert {row["cascade"] for row in rows} == runs
    assert {row["members"] for row in rows} == {1}


@pytest.mark.parametrize("query", ["cursor=e30", "cursor=WzEsMl0", "cursor=%00", "cursor=bm8", "limit=0", "limit=1000",
                                   "limit=x", "state=loud", "colour=red", "cursor=WzFlOTk5LCJhIl0"])  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(town: Town, query: str) -> None:
    assert problem(a_program(town).gets(f"/alerts?{query}"))[0] == 422

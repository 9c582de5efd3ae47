"""A CAP Cancel of several messages: those still open are withdrawn, and one that had ended holds up none of them."""

from __future__ import annotations

from plp.access import Scope
from plp.alert import AlertState
from plp.cascade import CascadeState
from services.reject_alert import reject_alert
from tests.fakes.town import Town
from tests.webhooks.api_client import Program, a_program, problem
from tests.webhooks.cap_messages import cap, info, reference, sends

BOTH_REFERENCES = f"{reference('A-1')} {reference('A-2')}"


def two_drafts(program: Program) -> tuple[str, str]:
    """Two messages come in and wait."""
    first, second = (sends(program, cap(identifier=name)).json["alert"] for name in ("A-1", "A-2"))
    return first, second


def a_cancel(*, infos: str = "", **more: str) -> bytes:
    """One that names both."""
    return cap(infos, **{"identifier": "A-9", "msgType": "Cancel", "references": BOTH_REFERENCES, **more})


def test_what_is_open_is_cancelled_and_what_was_closed_is_told_so(any_town: Town) -> None:
    town, program = any_town, a_program(any_town)
    first, second = two_drafts(program)
    reject_alert(town.ports, second, by="claes")

    answer = sends(program, a_cancel())

    assert (answer.status_code, answer.json["alert"], answer.json["state"]) == (200, first, "cancelled")
    assert answer.json["already_closed"] == [{"alert": second, "state": "rejected", "cascade": None}]
    assert [town.alert(each).state for each in (first, second)] == [AlertState.CANCELLED, AlertState.REJECTED]
    assert "cancelled by CAP" in town.history(first)
    assert town.history(second)[-1] == "CAP Cancel came after its end"


def test_what_runs_is_stopped_although_another_was_told_to_everybody(any_town: Town) -> None:
    town, program = any_town, a_program(any_town)
    first, second = two_drafts(program)
    launched(program, first)
    town.passes(minutes=1)
    town.has("Ana", "+32479000001")
    launched(program, second)
    assert [each.state for each in town.cascades()] == [CascadeState.RUNNING, CascadeState.FINISHED]

    answer = sends(program, a_cancel())
    town.works()

    assert answer.status_code == 200
    [closed] = answer.json["already_closed"]
    assert (closed["alert"], closed["cascade"]) == (first, "finished")
    assert town.cascades()[0].state is CascadeState.CANCELLED
    assert "cancelled by CAP" in town.history(second)


def test_its_words_lift_what_everybody_heard_though_another_was_rejected(town: Town) -> None:
    program = a_program(town)
    first, second = two_drafts(program)
    launched(program, first)
    town.works()
    reject_alert(town.ports, second, by="claes")

    answer = sends(program, a_cancel(infos=info(text="C'est fini.")))

    assert answer.status_code == 201
    assert (answer.json["kind"], answer.json["answers"]) == ("all-clear", first)
    assert {each["alert"] for each in answer.json["already_closed"]} == {first, second}


def test_asked_again_it_tells_the_same(town: Town) -> None:
    program = a_program(town)
    _, second = two_drafts(program)
    reject_alert(town.ports, second, by="claes")
    first_answer = sends(program, a_cancel())

    again = sends(program, a_cancel())

    assert (again.status_code, again.json) == (200, first_answer.json)
    assert [each["alert"] for each in again.json["already_closed"]] == [second]


def test_all_closed_before_is_no_error_and_changes_nothing(town: Town) -> None:
    program = a_program(town)
    first, second = two_drafts(program)
    sends(program, a_cancel())

    answer = sends(program, a_cancel(identifier="A-10"))

    assert answer.status_code == 200
    assert {each["alert"] for each in answer.json["already_closed"]} == {first, second}
    assert town.history(first).count("cancelled by CAP") == 1


def test_an_alert_named_by_two_messages_is_cancelled_once(town: Town) -> None:
    program = a_program(town, [Scope.ALERTS_WRITE, Scope.ALERTS_CANCEL])
    alert = sends(program, cap()).json["alert"]
    sends(program, cap("", identifier="A-2", msgType="Ack", references=reference()))

    answer = sends(program, a_cancel())

    assert (answer.status_code, answer.json["state"], answer.json["already_closed"]) == (200, "cancelled", [])
    assert town.history(alert).count("cancelled by CAP") == 1


def test_with_one_that_is_unknown_nothing_is_done(town: Town) -> None:
    program = a_program(town)
    first, second = two_drafts(program)

    answer = sends(program, a_cancel(references=f"{BOTH_REFERENCES} {reference('A-3')}"))

    assert problem(answer) == (404, "not-found")
    assert {town.alert(each).state for each in (first, second)} == {AlertState.DRAFTED}


def launched(program: Program, alert: str) -> None:
    """An officer's program lets it go."""
    assert program.posts(f"/alerts/{alert}/validate").status_code == 200
    assert program.posts(f"/alerts/{alert}/launch").status_code == 201

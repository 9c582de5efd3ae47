"""A POST done once, however often and however simultaneously it is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from tests.fakes.town import TEXTS, Town
from tests.webhooks.api_client import a_program, problem

DRAFT = {"partnership": "tilleuls", "kind": "urgent", "texts": {k.value: v for k, v in TEXTS.items()}}


def test_the_same_request_under_the_same_key_gets_the_same_answer(any_town: Town) -> None:
    program = a_program(any_town)

    first, second = program.posts("/alerts", DRAFT, key="k-1"), program.posts("/alerts", DRAFT, key="k-1")

    assert (second.status_code, second.data) == (first.status_code, first.data)
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(program.gets("/alerts").json["items"]) == 1


def test_another_request_under_the_same_key_is_refused(any_town: Town) -> None:
    program = a_program(any_town)
    alert = program.posts("/alerts", DRAFT, key="k-1").json["alert"]

    assert problem(program.posts("/alerts", DRAFT | {"kind": "test"}, key="k-1")) == (422, "idempotency-key-reused")
    assert problem(program.posts(f"/alerts/{alert}/validate", key="k-1")) == (422, "idempotency-key-reused")
    assert len(program.gets("/alerts").json["items"]) == 1


def test_a_key_belongs_to_its_token_and_lasts_a_day(town: Town) -> None:
    one, other = a_program(town), a_program(town)
    first = one.posts("/alerts", DRAFT, key="k-1").json["alert"]

    assert other.posts("/alerts", DRAFT, key="k-1").json["alert"] != first
    town.clock.moment += timedelta(hours=24, seconds=1)
    assert one.posts("/alerts", DRAFT, key="k-1").json["alert"] != first


def test_what_was_refused_did_nothing_and_may_be_asked_again(town: Town) -> None:
    town.has("Ana", "+32479000001")
    program, alert = a_program(town), town.drafts().id

    assert problem(program.posts(f"/alerts/{alert}/launch", key="k-1")) == (409, "wrong-state")
    program.posts(f"/alerts/{alert}/validate", key="k-2")

    assert program.posts(f"/alerts/{alert}/launch", key="k-1").status_code == 201
    assert program.posts(f"/alerts/{alert}/launch", key="k-1").status_code == 201
    assert problem(program.posts(f"/alerts/{alert}/launch", key="k-3")) == (409, "already-launched")


def test_sixteen_at_once_under_one_key_do_it_once(any_town: Town) -> None:
    program = a_program(any_town)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: program.posts("/alerts", DRAFT, key="k-1"), range(16)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert len(program.gets("/alerts").json["items"]) == 1


def test_a_key_no_program_would_draw_is_refused(town: Town) -> None:
    program = a_program(town)

    for key in ("a b", "x" * 256, "é"):
        assert problem(program.posts("/alerts", DRAFT, key=key)) == (422, "invalid")

"""The door of the API: who may come in, and how those are told who may not."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from gateway.logs import configure_logs
from plp.errors import StoreBusy
from services.revoke_token import revoke_token
from tests.fakes.town import Town
from tests.webhooks.api_client import PROBLEM, a_program, problem
from webhooks.api.door import NEEDS, PUBLIC


def rules(town: Town) -> list[tuple[str, str]]:
    """Every method of every address of the API that is not for everybody."""
    return [
        (method, rule.rule.replace("<string:", "").replace(">", "").removeprefix("/api/v1"))
        for rule in town.app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.endpoint.removeprefix("api.") not in PUBLIC
        for method in (rule.methods or set()) - {"HEAD"}
    ]


def test_every_address_is_shut_to_whoever_shows_no_token(town: Town) -> None:
    client = town.app.test_client()

    answers = {
        each: client.open(f"/api/v1{each[1]}", method=each[0], headers={"Authorization": words})
        for each in rules(town)
        for words in ("", "Bearer", "Bearer x", f"Bearer tocsin_{'a' * 43}", "Basic dTpw", "Bearer é")
    }

    assert len(answers) >= 14
    assert {problem(answer) for answer in answers.values()} == {(401, "no-token")}
    assert all(answer.headers["WWW-Authenticate"] == "Bearer" for answer in answers.values())


def test_every_view_says_what_it_asks_of_a_token(town: Town) -> None:
    views = {rule.endpoint.removeprefix("api.") for rule in town.app.url_map.iter_rules() if "/api/" in rule.rule}

    assert views == {*NEEDS, *PUBLIC}


def test_a_token_opens_until_it_expires_or_is_revoked(town: Town) -> None:
    first, second = a_program(town, expires=timedelta(days=1)), a_program(town)
    assert first.gets("/alerts").status_code == 200

    town.clock.moment += timedelta(days=1)
    assert problem(first.gets("/alerts")) == (401, "no-token")
    assert second.gets("/alerts").status_code == 200

    revoke_token(town.ports, second.id)
    assert problem(second.gets("/alerts")) == (401, "no-token")


def test_a_token_asks_so_often_a_minute_and_another_is_not_held_up(town: Town) -> None:
    busy, calm = a_program(town, per_minute=3), a_program(town, per_minute=3)

    answers = [busy.gets("/alerts") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert problem(answers[-1]) == (429, "too-many-requests")
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert calm.gets("/alerts").status_code == 200


def test_whatever_is_not_there_is_told_as_a_problem(town: Town) -> None:
    program = a_program(town)

    for path in ("/nothing", "/alerts/", "/alerts/nobody", "/alerts/a%00b", "/alerts/é", f"/alerts/{'a' * 500}",
                 "/cascades/nobody", "/reports/nobody", "/alerts/nobody/check"):  # fmt: skip
        assert problem(program.gets(path)) == (404, "not-found"), path
    answer = program.asks("DELETE", "/alerts")
    assert problem(answer) == (405, "method-not-allowed")
    assert "POST" in answer.headers["Allow"]


def test_while_the_database_is_away_a_program_is_asked_to_come_again(town: Town) -> None:
    program = a_program(town)

    class Away:
        def read(self) -> object:
            raise StoreBusy("stopped: host=db password=hush")

    object.__setattr__(town.ports, "store", Away())
    answer = program.gets("/alerts")

    assert problem(answer) == (503, "try-again")
    assert "hush" not in answer.text
    assert answer.headers["Retry-After"]


def test_its_description_is_for_everybody(town: Town) -> None:
    answer = town.app.test_client().get("/api/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json["openapi"].startswith("3.1")
    assert {"/api/v1/alerts", "/api/v1/alerts/{alert_id}/launch", "/api/v1/cascades/{cascade_id}"} <= set(
        answer.json["paths"]
    )
    assert all(path.startswith("/api/v1/") for path in answer.json["paths"])
    problems = answer.json["paths"]["/api/v1/alerts"]["post"]["responses"]["422"]["content"]
    assert list(problems) == [PROBLEM]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What would be written to the log."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    configure_logs("info", stream=written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def test_neither_token_nor_words_nor_numbers_stand_in_a_log(town: Town, log: io.StringIO) -> None:
    program = a_program(town)
    secret = {"partnership": "tilleuls", "kind": "loud", "texts": {"fr": "Appelez le +32479123456 vite"}}

    program.posts("/alerts", secret)
    program.posts("/alerts", secret | {"kind": "urgent", "texts": {"fr": "Appelez le +32479123456 \u202e"}})
    program.words = program.words[:-1] + "-"
    program.gets("/alerts")

    assert "token_refused" in log.getvalue()
    assert [word for word in ("tocsin_", "479123456", "Appelez") if word in log.getvalue()] == []

"""The API does what its description says: requests drawn from it by the hundred, none answered with a 5xx."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from plp.outcome import By
from services.make_report import make_report
from services.validate_alert import validate_alert
from tests.fakes.town import TEXTS, Town
from tests.webhooks.api_client import Program, a_program

ANA = "+32479000001"
AS_DESCRIBED = (
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
MANY = 15
"""Requests for each operation and mode."""
FEW_SECONDS = settings(
    max_examples=MANY,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.slow
def test_whatever_is_asked_rightly_is_answered_as_described_and_each_deed_is_done(town: Town) -> None:
    operations = described(town)

    answered = asked_all(town, operations, GenerationMode.POSITIVE, AS_DESCRIBED)

    assert [label for label in answered if not any(200 <= status < 300 for status in answered[label])] == []
    named = {label for label in answered if "{" in label}
    assert len(named) >= 8
    assert [label for label in named if 404 not in answered[label]] == []
    assert len(answered) == len(operations_of(town))


@pytest.mark.slow
def test_whatever_is_asked_wrongly_is_refused_as_described(town: Town) -> None:
    checks = [*AS_DESCRIBED, negative_data_rejection]

    answered = asked_all(town, described(town), GenerationMode.NEGATIVE, checks)

    assert [label for label in answered if not answered[label] & {400, 404, 415, 422}] == []
    assert len(answered) == len(operations_of(town))


def test_an_answer_that_is_not_as_described_is_noticed(town: Town) -> None:
    description = description_of(town)
    description["components"]["schemas"]["AlertPage"]["required"].append("weather")

    with pytest.raises(FailureGroup, match="weather"):
        asked_all(town, schema_of(town, description), GenerationMode.POSITIVE, AS_DESCRIBED)


def asked_all(
    town: Town, schema: schemathesis.BaseSchema, mode: GenerationMode, checks: Sequence[Any]
) -> dict[str, set[int]]:
    """By operation, how it was answered; every other request that fits the description is about what is there."""
    there, program = Inhabited(town), a_program(town, per_minute=100_000)
    operations = [found.ok() for found in schema.get_all_operations()]
    return {each.label: asked(each, there, program, mode, checks) for each in operations}


def asked(operation: Any, there: Inhabited, program: Program, mode: GenerationMode, checks: Sequence[Any]) -> set[int]:
    """How one operation was answered."""
    answered: set[int] = set()
    turns = cycle([mode is GenerationMode.POSITIVE, False])

    @FEW_SECONDS
    @given(case=operation.as_strategy(generation_mode=mode))
    def is_answered(case: Case) -> None:
        if next(turns):
            there.is_asked_for(case)
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {program.words}"}, checks=checks)
        answered.add(answer.status_code)

    is_answered()
    return answered


@dataclass
class Inhabited:
    """A town in which there is one of everything an id may name."""

    town: Town

    def __post_init__(self) -> None:
        ana = self.town.has("Ana", ANA)
        self.cascade = self.town.launches().id
        with self.town.ports.store.write() as book:
            made = make_report(self.town.ports, book, ana, by=By.SMS, sender=ANA, text="Un homme essaie les portières.")
        self.report = made.id

    def is_asked_for(self, case: Case) -> None:
        """This request is about somebody who is there, in a state for it."""
        known = {"alert_id": self.an_alert(case), "cascade_id": self.cascade, "report_id": self.report}
        for name in case.path_parameters or {}:
            case.path_parameters[name] = known[name]
        for name, value in {"partnership": "tilleuls", "cursor": "", "alert": ""}.items():
            if name in (case.query or {}):
                case.query[name] = value
        if isinstance(case.body, dict):
            texts = {language.value: text for language, text in TEXTS.items()}
            case.body = {"partnership": "tilleuls", "kind": case.body["kind"], "texts": texts}

    def an_alert(self, case: Case) -> str:
        """A draft, or one that may be launched."""
        alert = self.town.drafts().id
        if case.operation.label.endswith("/launch"):
            validate_alert(self.town.ports, alert, by="claes")
        return alert


def described(town: Town) -> schemathesis.BaseSchema:
    """The description as it is given out."""
    return schema_of(town, description_of(town))


def description_of(town: Town) -> Any:
    """The description, but for the token: who may come in is told elsewhere, and everybody here has one."""
    description = town.app.test_client().get("/api/v1/openapi.json").json
    for operations in description["paths"].values():
        for operation in operations.values():
            operation.pop("security")
    return description


def schema_of(town: Town, description: Any) -> schemathesis.BaseSchema:
    """The requests that may be drawn from a description."""
    schema = schemathesis.openapi.from_dict(description)
    schema.app = town.app
    return schema


def operations_of(town: Town) -> set[str]:
    """Every operation the description knows."""
    paths = description_of(town)["paths"]
    return {f"{method} {path}" for path, operations in paths.items() for method in operations}

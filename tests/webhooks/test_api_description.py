"""The API does what its description says: requests drawn from it by the hundred, none answered with a 5xx."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.fakes.town import Town
from tests.webhooks.api_client import a_program

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
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_asked_is_answered_as_described(town: Town, mode: GenerationMode) -> None:
    program = a_program(town, per_minute=100_000)
    known = names_known(town)
    schema = described(town)
    checks = [*AS_DESCRIBED, *([negative_data_rejection] if mode is GenerationMode.NEGATIVE else [])]
    asked: dict[str, int] = {}

    for found in schema.get_all_operations():
        operation = found.ok()

        @FEW_SECONDS
        @given(case=operation.as_strategy(generation_mode=mode))
        def is_answered(case: Case) -> None:
            sent_to_somebody(case, known, mode)
            answer = case.call_and_validate(headers={"Authorization": f"Bearer {program.words}"}, checks=checks)
            asked[f"{case.operation.label} {answer.status_code}"] = 1

        is_answered()

    assert len({each.rpartition(" ")[0] for each in asked}) >= 14
    assert not [each for each in asked if " 5" in each]


def described(town: Town) -> schemathesis.BaseSchema:
    """The description, but for the token: who may come in is told elsewhere, and everybody here has one."""
    description = town.app.test_client().get("/api/v1/openapi.json").json
    for operations in description["paths"].values():
        for operation in operations.values():
            operation.pop("security")
    schema = schemathesis.openapi.from_dict(description)
    schema.app = town.app
    return schema


def names_known(town: Town) -> dict[str, Any]:
    """Ids that exist, in turn: requests for nobody only ever learn that nobody is there."""
    town.has("Ana", "+32479000001")
    runs = [town.launches() for _ in range(2)]
    alerts = [*(run.alert for run in runs), *(town.drafts().id for _ in range(4))]
    return {"alert_id": cycle(alerts), "cascade_id": cycle(run.id for run in runs)}


def sent_to_somebody(case: Case, known: dict[str, Any], mode: GenerationMode) -> None:
    """Half of what fits the description is asked of somebody who is there."""
    for name, ids in known.items():
        if mode is GenerationMode.POSITIVE and name in (case.path_parameters or {}) and next(ids) != next(ids):
            case.path_parameters[name] = next(ids)

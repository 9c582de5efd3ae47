"""A program of the police that asks the API, with a token of the town."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from plp.access import Scope
from services.create_token import create_token
from tests.fakes.town import Town

PROBLEM = "application/problem+json"
LAUNCHING = (Scope.ALERTS_WRITE, Scope.ALERTS_LAUNCH)
EVERYTHING = tuple(Scope)


@dataclass
class Program:
    """Asks with its token."""

    town: Town
    words: str
    id: str

    def asks(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        """One request."""
        told = {"Authorization": f"Bearer {self.words}", **(headers or {})}
        return self.town.app.test_client().open(f"/api/v1{path}", method=method, headers=told, **more)

    def gets(self, path: str, **more: Any) -> TestResponse:
        """One look."""
        return self.asks("GET", path, **more)

    def posts(self, path: str, json: object = None, *, key: str = "", **more: Any) -> TestResponse:
        """One deed, under a key or without."""
        headers = {"Idempotency-Key": key} if key else {}
        return self.asks("POST", path, headers=headers, **({} if json is None else {"json": json}), **more)


def a_program(
    town: Town,
    scopes: Collection[Scope] = EVERYTHING,
    *,
    partnerships: Collection[str] = ("tilleuls",),
    officer: str | None = "claes",
    zone: str | None = None,
    expires: timedelta = timedelta(days=90),
    per_minute: int = 1000,
) -> Program:
    """A program with a new token."""
    token, words = create_token(
        town.ports,
        name="salle de contrôle",
        scopes=scopes,
        expires=expires,
        zone=zone,
        partnerships=partnerships,
        officer=officer,
        per_minute=per_minute,
    )
    return Program(town, words, token.id)


def problem(answer: TestResponse) -> tuple[int, str]:
    """Which problem this is, having looked that it is told as one."""
    assert answer.mimetype == PROBLEM, (answer.status_code, answer.text)
    said = answer.json
    assert said is not None
    assert said["status"] == answer.status_code
    assert said["detail"]
    return answer.status_code, said["type"].removeprefix("urn:tocsin:problem:")

"""Health: alive, ready part by part, and every number the store gives is one that /metrics declares."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from audio.voice import open_voice
from tests.fakes.neighbourhood import ports_in
from webhooks.app import create_app


def client_in(folder: Path, **checks: bool) -> FlaskClient:
    ports = ports_in(folder)
    shelf = open_voice(folder / "shelf", b"s" * 32, ("provider",))
    return create_app(
        ports, shelf=shelf, checks={name: lambda held=held: held for name, held in checks.items()}
    ).test_client()


def test_the_real_store_gives_only_gauges_that_are_declared(tmp_path: Path) -> None:
    text = client_in(tmp_path).get("/metrics").text

    assert "tocsin_unaccounted_members 0.0" in text
    assert "tocsin_due_voice 0.0" in text


def test_ready_names_what_is_away(tmp_path: Path) -> None:
    answer = client_in(tmp_path, database=True, redis=False).get("/readyz")

    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "checks": {"database": True, "redis": False}}


def test_a_check_that_breaks_is_one_that_does_not_hold(tmp_path: Path) -> None:
    ports = ports_in(tmp_path)

    def broken() -> bool:
        raise OSError("gone")

    app = create_app(ports, shelf=open_voice(tmp_path / "shelf", b"s" * 32, ("provider",)), checks={"database": broken})

    assert app.test_client().get("/readyz").status_code == 503

"""While the database is away: a caller is asked to wait and keeps his key; a report is asked for again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask.testing import FlaskClient

from audio.voice import open_voice
from plp.book import Book
from tests.fakes.neighbourhood import ports_in
from webhooks.app import create_app


class AwayStore:
    """A store whose database does not answer."""

    @contextmanager
    def write(self) -> Iterator[Book]:
        raise OSError("database away")
        yield

    read = write


def client_without_database(folder: Path) -> FlaskClient:
    ports = dataclasses.replace(ports_in(folder), store=AwayStore())
    return create_app(ports, shelf=open_voice(folder / "shelf", b"s" * 32, ("provider",)), checks={}).test_client()


def test_a_listener_waits_and_his_key_is_kept(tmp_path: Path) -> None:
    answer = client_without_database(tmp_path).post("/voice/steps/call.first/3", data={"CallSid": "CA1", "Digits": "1"})

    assert answer.status_code == 200
    assert "Un instant" in answer.text
    assert "/voice/steps/call.first/3?again=1&amp;kept=1" in answer.text


def test_the_second_time_he_waits_in_silence(tmp_path: Path) -> None:
    answer = client_without_database(tmp_path).post("/voice/steps/call.first/3?again=1&kept=1", data={"CallSid": "CA1"})

    assert "<Say" not in answer.text
    assert "again=2&amp;kept=1" in answer.text


def test_a_code_is_never_kept_in_an_address(tmp_path: Path) -> None:
    answer = client_without_database(tmp_path).post(
        "/voice/steps/officer.code/1", data={"CallSid": "CA1", "Digits": "482915"}
    )

    assert "482915" not in answer.text


def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    answer = client_without_database(tmp_path).post("/voice/steps/call.first/3?again=20", data={"CallSid": "CA1"})

    assert answer.status_code == 503


def test_a_report_of_the_carrier_is_asked_for_again(tmp_path: Path) -> None:
    answer = client_without_database(tmp_path).post("/status/calls/abc", data={"CallSid": "CA1", "CallStatus": "busy"})

    assert answer.status_code == 503

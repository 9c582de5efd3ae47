"""Logs: one line an event, and nobody's number, code or secret in any of them."""

from __future__ import annotations

import io
import json
import logging
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import redis
import structlog

from gateway.logs import configure_logs, mask
from gateway.masking import is_kept_out, mask_text


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def test_a_program_reads_one_json_object_a_line() -> None:
    out = io.StringIO()
    configure_logs("info", stream=out)

    structlog.get_logger("gateway").info("cascade_launched", members=143, text="deux\nlignes")

    [line] = events(out)
    assert line["event"] == "cascade_launched"
    assert (line["level"], line["logger"], line["members"], line["text"]) == ("info", "gateway", 143, "deux\nlignes")
    assert line["timestamp"].endswith("Z")


def test_a_person_reads_key_and_value() -> None:
    out = Terminal()
    configure_logs("info", stream=out)

    structlog.get_logger("gateway").info("launched", members=143, why="deux\nlignes", by="")

    [line] = out.getvalue().splitlines()
    assert line.endswith(r'level=info logger=gateway event=launched members=143 why="deux\nlignes" by=""')


def test_what_libraries_log_takes_the_same_road() -> None:
    out = io.StringIO()
    configure_logs("info", stream=out)

    logging.getLogger("some.library").warning("no answer from %s", "+32470100001")

    [line] = events(out)
    assert (line["event"], line["logger"]) == ("no answer from +324******01", "some.library")


def test_numbers_are_masked_wherever_they_stand() -> None:
    out = io.StringIO()
    configure_logs("info", stream=out)

    structlog.get_logger().info(
        "ringing 0470 10 00 01",
        to="+32470100001",
        nested={"all": ["+32470100002", ("0470/10.00.03",)]},
        raw=b"From=%2B32470100004",
        wrong=ValueError("+32470100005"),
    )

    assert not any(number in out.getvalue() for number in ("10 00 01", "100001", "100002", "10.00.03", "100004", "005"))
    assert events(out)[0]["to"] == "+324******01"


def test_numbers_and_secrets_are_masked_in_the_texts_of_exceptions() -> None:
    out = io.StringIO()
    configure_logs("info", stream=out, secrets=["the-token", ""])

    try:
        raise ValueError("the-token refused for +32470100001 at postgresql://user:word@host/db")
    except ValueError:
        structlog.get_logger().exception("call_failed")
        logging.getLogger("library").exception("failed")

    assert len(events(out)) == 2
    assert "ValueError: *** refused for +324******01 at postgresql://***@host/db" in events(out)[0]["exception"]
    assert not any(secret in out.getvalue() for secret in ("the-token", "100001", "word@"))


def test_codes_passwords_and_words_of_messages_are_left_out() -> None:
    out = io.StringIO()
    configure_logs("info", stream=out)

    structlog.get_logger().info(
        "pressed", digits="4827", body="au secours", error_code=21211, form={"Digits": "4827", "desk_code": "7712"}
    )

    [line] = events(out)
    assert not {"digits", "body"} & set(line)
    assert (line["error_code"], line["form"]) == (21211, {})


@pytest.mark.parametrize("key", ["digits", "Digits", "code", "desk_code", "password", "auth-token", "Body", "secret"])
def test_a_key_that_names_a_secret_is_kept_out(key: str) -> None:
    assert is_kept_out(key)


@pytest.mark.parametrize("key", ["error_code", "status_code", "event", "codec", "encoded", "everybody"])
def test_a_key_that_only_sounds_like_one_is_not(key: str) -> None:
    assert not is_kept_out(key)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+3226100100", "+322*****00"), ("+32470100001", "+324******01"), ("0470 10 00 01", "0470****01"), ("101", "***")],
)
def test_a_masked_number_keeps_its_first_four_and_last_two(number: str, shown: str) -> None:
    assert mask(number) == shown


@pytest.mark.parametrize(
    "number",
    [
        "+3226100100",
        "+32 2 610 01 00",
        "+32 (0)2 610 01 00",
        "02/610.01.00",
        "02 610 01 00",
        "0470-10-00-01",
        "0032 470 10 00 01",
        "32470100001",
        "%2B32470100001",
        "+4915112345678",
    ],
)
def test_any_spelling_of_a_number_is_recognised(number: str) -> None:
    digits = "".join(sign for sign in number if sign.isdigit())

    shown = mask_text(f"to={number}, again")

    assert "*" in shown
    assert digits[-4:-2] not in "".join(sign for sign in shown if sign.isdigit())[4:]
    assert shown.endswith(", again")


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02T03:04:05.123456Z",
        "2026-01-02 03:04:05",
        "127.0.0.1:8000",
        "0.00012345678 s",
        "1764000000123",
        "CA01234567890123456789012345678901",
        "01987654-3210-7abc-8def-000000000001",
        str(uuid.UUID(int=1)),
        "143 members, 20 lines",
    ],
)
def test_what_is_no_number_stays_readable(text: str) -> None:
    assert mask_text(text) == text


def test_ids_made_at_random_stay_readable() -> None:
    for _ in range(2000):
        made = uuid.uuid4()
        assert mask_text(f"attempt {made} {made.hex}.") == f"attempt {made} {made.hex}."


def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no log level loud"):
        configure_logs("loud")


def test_less_than_the_level_is_not_written() -> None:
    out = io.StringIO()
    configure_logs("warning", stream=out)

    structlog.get_logger().info("quiet")

    assert out.getvalue() == ""


def events(out: io.StringIO) -> list[dict[str, Any]]:
    """The lines of a log, read as a program would."""
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_job_that_redis_forgot_takes_one_line_and_no_traceback() -> None:
    out = io.StringIO()
    configure_logs("info", stream=out)

    logging.getLogger("rq.worker").error(
        "exception raised while executing\nTraceback (most recent call last):\nFailed to retrieve status for job: 1"
    )

    [line] = events(out)
    assert (line["level"], "Traceback" in line["event"]) == ("warning", False)
    assert line["event"].startswith("redis_forgot_a_job")


def test_redis_that_goes_while_a_job_is_done_takes_one_line_and_no_traceback() -> None:
    out = io.StringIO()
    configure_logs("info", stream=out)

    try:
        raise redis.ConnectionError("Error 111 connecting to 127.0.0.1. Connection refused.")
    except redis.ConnectionError:
        logging.getLogger("rq.worker").exception("found an unhandled exception, quitting...")

    [line] = events(out)
    assert line["level"] == "warning"
    assert line["event"].startswith("redis_is_away")
    assert "Traceback" not in out.getvalue()


def test_another_failure_of_a_job_keeps_its_traceback() -> None:
    out = io.StringIO()
    configure_logs("info", stream=out)

    logging.getLogger("rq.worker").error(
        "exception raised while executing\nTraceback (most recent call last):\nKeyError"
    )

    [line] = events(out)
    assert "Traceback" in line["event"]

"""Logs: one line an event, for a person at a terminal or for a program, without anybody's number or code."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from gateway.masking import mask, mask_table

__all__ = ["configure_logs", "mask"]

FIRST = ("timestamp", "level", "logger", "event")
_FORGOTTEN = "Failed to retrieve status for job"
_AWAY = ("redis.exceptions.", "EmbeddedRedisDown")
CHATTY = ("urllib3", "twilio", "gtts", "rq.scheduler", "alembic")


def configure_logs(level: str = "info", *, stream: TextIO | None = None, secrets: Iterable[str] = ()) -> None:
    """Send every log of the process, ours and the libraries', to `stream` (stderr) as one masked line each.

    key=value at a terminal, JSON otherwise. `secrets` are left out wherever they stand. May be called again.
    Raises ValueError when there is no such level.
    """
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise ValueError(f"there is no log level {level}")
    out = sys.stderr if stream is None else stream
    handler = logging.StreamHandler(out)
    handler.setFormatter(_formatter(at_terminal=out.isatty(), secrets=tuple(filter(None, secrets))))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_common(),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # a module's logger made before this call must follow it too
    )


def _common() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _formatter(*, at_terminal: bool, secrets: tuple[str, ...]) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_common(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _in_one_line_what_redis_did,
            _masked(secrets),  # last before the words are written, so that exception texts are masked too
            _written_for_a_person if at_terminal else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _in_one_line_what_redis_did(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """RQ writes a traceback when Redis goes or lost a job at hand; jobs carry no work, so one line will do."""
    told = f"{event.get('event')}\n{event.get('exception')}"
    if not str(event.get("logger")).startswith("rq.") or "Traceback" not in told:
        return event
    if _FORGOTTEN in told:
        return _briefly(event, "redis_forgot_a_job what=the clock rings again for what is due")
    if any(sign in told for sign in _AWAY):
        return _briefly(event, "redis_is_away what=the worker begins anew, the clock dials meanwhile")
    return event


def _briefly(event: EventDict, what: str) -> EventDict:
    event.pop("exception", None)
    return {**event, "level": "warning", "event": what}


def _masked(secrets: tuple[str, ...]) -> Callable[[WrappedLogger, str, EventDict], MutableMapping[str, Any]]:
    def masked(_logger: WrappedLogger, _method: str, event: EventDict) -> MutableMapping[str, Any]:
        when = event.pop("timestamp", "")
        return {"timestamp": when, **mask_table(event, secrets)}

    return masked


def _written_for_a_person(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """Write key=value; quotes and \\n only where a value would otherwise break the line or run into the next."""
    keys = [*(key for key in FIRST if key in event), *(key for key in event if key not in FIRST)]
    return " ".join(f"{key}={_quoted(str(event[key]))}" for key in keys)


def _quoted(text: str) -> str:
    plain = bool(text) and text.isprintable() and not any(sign in text for sign in ' "=')
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

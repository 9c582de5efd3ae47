"""Filters by date, as `StartTime>`, `StartTime<` and `StartTime`."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from exchange.refusals import Refusal

INVALID = 20001


def within(query: Mapping[str, str], name: str, moment: datetime | None) -> bool:
    """Whether the moment passes the filters of that name; what has no moment yet passes none."""
    asked = {sign: query[name + sign] for sign in ("", ">", "<") if query.get(name + sign)}
    if not asked:
        return True
    if moment is None:
        return False
    passes = {
        "": lambda start, end: start <= moment < end,
        ">": lambda start, end: moment >= start,
        "<": lambda start, end: moment < end,
    }
    return all(passes[sign](*_span(written)) for sign, written in asked.items())


def _span(written: str) -> tuple[datetime, datetime]:
    """The first moment of a date or hour, and the first moment after it."""
    try:
        start = datetime.fromisoformat(written)
    except ValueError as error:
        raise Refusal(INVALID, written) from error
    length = timedelta(days=1) if len(written) == len("2026-01-01") else timedelta(seconds=1)
    start = start if start.tzinfo else start.replace(tzinfo=UTC)
    return start, start + length

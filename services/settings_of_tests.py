"""The tests a zone file may ask for: a message each month, and calls of the zone to itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from plp.errors import BadInput
from plp.monthly_test import MonthlyTest, Week, Workday
from plp.self_test import Pace
from plp.zone import Zone
from services.toml_table import Table, as_text, one_of

MONTHLY_TEST = "monthly_test"
"""A key of the zone, for all its partnerships, and of each partnership."""
TESTS_OF_A_ZONE = (MONTHLY_TEST, "self_test", "self_test_line")
_WRITE = 'write { day = "first tuesday", at = "10:30" }'
_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def read_monthly_test(table: Table, zone: Zone, usual: MonthlyTest | None) -> MonthlyTest | None:
    """Read `monthly_test = { day = "first tuesday", at = "10:30" }` of a partnership or zone; what is wrong is noted.

    Where it is not written, `usual` holds; false is none.
    """

    def reading(value: object) -> MonthlyTest | None:
        return None if value is False else _read(value, zone)

    return table.read(MONTHLY_TEST, reading, usual)


def read_self_test(table: Table) -> Pace | None:
    """Read `self_test`: how often; never where it is not written."""
    return table.read("self_test", lambda value: one_of(Pace, value), None)


def read_self_test_line(table: Table) -> str | None:
    """Read `self_test_line`: the telephone line that is called then."""
    return table.phone("self_test_line") if "self_test_line" in table.content else None


def _read(value: object, zone: Zone) -> MonthlyTest:
    if not isinstance(value, Mapping) or set(value) != {"day", "at"}:
        raise BadInput(f"is neither false nor a day and a time; {_WRITE}")
    words = as_text(value["day"]).lower().split()
    if len(words) != len(("week", "day")):
        raise BadInput(f"is no day of the month; {_WRITE}")
    at = _time(as_text(value["at"]))
    if zone.quiet_hours.hold(_SOME_DAY.replace(hour=at.hour, minute=at.minute), ZoneInfo("UTC")):
        raise BadInput("lies in the zone's quiet hours; choose a time at which one may ring")
    return MonthlyTest(one_of(Week, words[0]), one_of(Workday, words[1]), at)


def _time(text: str) -> time:
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text.strip())
    if not found:
        raise BadInput(f"is no time of the day; {_WRITE}")
    return time(int(found[1]), int(found[2]))

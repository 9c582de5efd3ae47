"""The settings of a zone that have a form of their own: slug, emergency number, clock, prefixes, hours, refusals."""

from __future__ import annotations

import re
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plp.errors import BadInput
from plp.finding import PERSONAL
from plp.night import QuietHours
from services.toml_table import as_text, list_of_texts, without_digits

EMERGENCY = ("101", "112", "100")
_WALL_TIME = r"([01]?\d|2[0-3]):([0-5]\d)"


def slug(value: object) -> str:
    """Read an id: small letters without accents, digits, hyphens and underscores, at most 40.  Raises BadInput."""
    text = as_text(value)
    if not re.fullmatch(r"[a-z0-9_-]{1,40}", text):
        raise BadInput("may hold only the letters a to z, digits, hyphens and underscores, at most 40")
    return text


def emergency_number(value: object) -> str:
    """Read the number members are told to dial in danger.  Raises BadInput."""
    text = as_text(value).strip()
    if text not in EMERGENCY:
        raise BadInput(f"is not one of {', '.join(EMERGENCY)}, between quotes")
    return text


def time_zone(value: object) -> str:
    """Read the name of a time zone.  Raises BadInput."""
    text = as_text(value)
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput('is not a time zone; write "Europe/Brussels"') from None


def allowed_prefix(text: str) -> str:
    """Read the prefix of a country whose numbers may be rung.  Raises BadInput."""
    if not re.fullmatch(r"\+[1-9][0-9]{0,5}", text):
        raise BadInput('each is a country\'s prefix: "+33"')
    return text


def refused_in_messages(value: object) -> tuple[str, ...]:
    """Read what the check shall refuse instead of warning of it.  Raises BadInput."""
    codes = list_of_texts(value)
    if unknown := [code for code in codes if code not in set(PERSONAL)]:
        raise BadInput(f"does not know {without_digits(unknown[0])!r}; write some of {', '.join(PERSONAL)}")
    return codes


def quiet_hours(value: object) -> QuietHours:
    """Read `22:00-07:00`.  Raises BadInput."""
    found = re.fullmatch(rf"{_WALL_TIME}\s*[-–]\s*{_WALL_TIME}", as_text(value).strip())
    if not found:
        raise BadInput('is not a stretch of the day; write "22:00-07:00"')
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    return QuietHours(time(from_hour, from_minute), time(to_hour, to_minute))

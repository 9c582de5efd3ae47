"""Regular expressions that come from JSON: checked when they are read, not when they are first used."""

import re


def readable(*patterns: str) -> None:
    """Raises ValueError for a pattern that is none."""
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from error

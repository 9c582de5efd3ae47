"""A real thing of which a few answers are replaced, so that a story can come between."""

from __future__ import annotations

from typing import Any


class Like:
    """Something with other answers to a few questions."""

    def __init__(self, original: Any, **others: Any) -> None:
        self._original = original
        self.__dict__.update(others)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._original, name)

"""The catalogue: a key and a language give the words; every key exists in every language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Formatter

LANGUAGES = ("fr", "nl", "de", "en")


@cache
def words(language: str) -> Mapping[str, str]:
    """All texts of one language by dotted key.  Raises KeyError for a language we do not speak."""
    if language not in LANGUAGES:
        raise KeyError(language)
    table = tomllib.loads(resources.files("texts").joinpath(f"{language}.toml").read_text("utf-8"))
    return dict(_flat(table))


def _flat(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            pairs += _flat(value, f"{name}.")
        else:
            pairs.append((name, " ".join(str(value).split())))
    return pairs


def say(key: str, language: str, /, **values: object) -> str:
    """The words for this key in this language, its blanks filled.

    Raises KeyError for a key that does not exist or a blank that was not filled.
    """
    return words(language)[key].format_map(values)


def blanks(key: str, language: str) -> frozenset[str]:
    """The names of the blanks a text has."""
    return frozenset(name for _, name, _, _ in Formatter().parse(words(language)[key]) if name)

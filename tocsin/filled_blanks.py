"""What `tocsin alert draft --template` fills the blanks with: the street and the time as they are typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import click

from plp.book import Book
from plp.errors import BadInput
from plp.language import Language
from plp.zone import Zone


def read_street(book: Book, partnership: str, typed: Sequence[str]) -> Mapping[str, str] | None:
    """The street's name per language: one of the partnership's list, by number or by any of its names, else as typed
    in the form LANG=NAME.  None when nothing was typed.

    Raises BadInput for a name that is not in the list.
    """
    if not typed:
        return None
    if pairs := [each.split("=", 1) for each in typed if re.match(r"[a-z]{2}=", each)]:
        return _as_typed(typed, pairs)
    if len(typed) > 1:
        raise click.BadParameter("name one street, or write --street fr=… --street nl=…", param_hint="--street")
    streets = book.templates.streets(partnership)
    wanted = _plain(typed[0])
    for street in streets:
        if wanted == str(street.number) or wanted in {_plain(name) for name in street.name.values()}:
            return street.name
    known = ", ".join(f"{each.number} {next(iter(each.name.values()))}" for each in streets) or "none yet"
    raise BadInput(
        f"partnership {partnership} has no street {typed[0]!r} in zone.toml; "
        f"write --street fr=… --street nl=…, or one of its list: {known}"
    )


def _as_typed(typed: Sequence[str], pairs: Sequence[Sequence[str]]) -> Mapping[str, str]:
    if len(pairs) < len(typed) or any(language not in set(Language) for language, _ in pairs):
        raise click.BadParameter(f"write LANG=NAME with LANG one of {', '.join(Language)}", param_hint="--street")
    names = {language: " ".join(name.split()) for language, name in pairs}
    if not all(names.values()):
        raise click.BadParameter("the name is empty", param_hint="--street")
    return names


def _plain(name: str) -> str:
    """A name without case, accents or double spaces."""
    decomposed = unicodedata.normalize("NFKD", " ".join(name.casefold().split()))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def read_time(typed: str | None, now: datetime, zone: Zone) -> datetime | None:
    """The latest moment at which the zone's clock on the wall showed this time, HH:MM; None when nothing was typed."""
    if typed is None:
        return None
    found = re.fullmatch(r"([01]?\d|2[0-3])[:hu.]([0-5]\d)", typed.strip())
    if not found:
        raise click.BadParameter("write it as 20:30", param_hint="--time")
    moment = now.astimezone(zone.tz).replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    return moment if moment <= now else moment - timedelta(days=1)

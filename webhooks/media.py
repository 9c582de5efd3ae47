"""Clips for the carrier to play: names are keyed hashes, so knowing the words does not find the clip."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from flask import Blueprint, Response, abort, current_app, send_file

media = Blueprint("media", __name__, url_prefix="/media")
_A_YEAR = 31_536_000


class OnShelf(Protocol):
    """A verified file."""

    @property
    def path(self) -> Path: ...
    @property
    def etag(self) -> str: ...


class Shelf(Protocol):
    """Where clips lie."""

    def file(self, name: str) -> OnShelf | None:
        """The verified file with this name, or None."""


@media.get("/<name>")
def clip(name: str) -> Response:
    """One clip; what a name promises never changes, so it may be kept for ever."""
    shelf: Shelf = current_app.config["SHELF"]
    found = shelf.file(name)
    if found is None:
        abort(404, "no such clip")
    return send_file(found.path, mimetype="audio/wav", etag=found.etag, max_age=_A_YEAR, conditional=True)

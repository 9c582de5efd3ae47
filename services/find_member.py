"""Find a member by his id, or by its beginning when no other begins so."""

from __future__ import annotations

from plp.errors import BadInput, NotFound
from plp.member import Member
from plp.ports import Ports

SHORTEST = 4
"""Characters of an id that are enough, unless another begins alike."""


def find_member(ports: Ports, beginning: str) -> Member:
    """The one member whose id begins so.  Raises NotFound; BadInput when it is too short or fits several."""
    with ports.store.read() as book:
        found = book.records.beginning_with(beginning)
    exact = next((each for each in found if each.id == beginning), None)
    if exact or (len(found) == 1 and len(beginning) >= SHORTEST):
        return exact or found[0]
    if not found or not beginning:
        raise NotFound(f"there is no member {beginning!r}")
    if len(beginning) < SHORTEST:
        raise BadInput(f"{beginning!r} is too short; write at least {SHORTEST} characters of the id")
    raise BadInput(f"several members have an id that begins with {beginning!r}; write more of it")

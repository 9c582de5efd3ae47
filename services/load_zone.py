"""Load a zone: what the file says becomes what the store holds, and nothing changes when it says the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plp.book import Book
from plp.errors import BadInput, NotFound
from plp.ports import Ports
from plp.zone import Officer, Zone
from services.codes import code_fits, hash_code
from services.zone_file import NamedOfficer, ZoneFile


@dataclass(frozen=True, slots=True)
class ZoneLoaded:
    """What came of it: whether anything changed, and how many officers and partnerships the zone has now."""

    name: str
    changed: bool
    officers: int
    partnerships: int


def load_zone(ports: Ports, file: ZoneFile) -> ZoneLoaded:
    """Create or update a zone, all that its file names in it; the same file twice changes nothing.

    A lock on an officer stays, whatever the file says.  Raises BadInput when an id or a number of the file belongs
    to another zone.
    """
    with ports.store.read() as book:
        _check_neighbours(book, file)
        before = _stored_zone(book, file.zone.name)
        there = {each.id: each for each in book.people.officers(file.zone.name)} if before else {}
    # Hashing takes its time, so it happens before the book is opened to write.
    zone = replace(file.zone, desk_code_hash=_hash(before.desk_code_hash if before else "", file.desk_code))
    officers = [_officer(named, zone, there.get(named.id)) for named in file.officers]
    with ports.store.write() as book:
        changed = book.people.save_zone(zone, officers, file.partnerships)
        changed |= book.templates.save(zone.name, file.templates, file.streets)
    return ZoneLoaded(zone.name, changed, len(officers), len(file.partnerships))


def _stored_zone(book: Book, name: str) -> Zone | None:
    try:
        return book.people.zone(name)
    except NotFound:
        return None


def _hash(stored: str, code: str) -> str:
    return stored if stored and code_fits(stored, code) else hash_code(code)


def _officer(named: NamedOfficer, zone: Zone, before: Officer | None) -> Officer:
    return Officer(
        id=named.id,
        zone=zone.name,
        number=named.number,
        name=named.name,
        phone=named.phone,
        code_hash=_hash(before.code_hash if before else "", named.code),
        language=named.language,
        locked=before.locked if before else False,
    )


def _check_neighbours(book: Book, file: ZoneFile) -> None:
    problems: list[str] = []
    for other in book.people.zones():
        if other.name == file.zone.name:
            continue
        taken = {other.voice_number, other.sms_number} & {file.zone.voice_number, file.zone.sms_number}
        officers = {each.id for each in book.people.officers(other.name)} & {each.id for each in file.officers}
        slugs = {each.slug for each in book.people.partnerships(other.name)} & {each.slug for each in file.partnerships}
        problems += [f"[zone]: a number belongs to the zone {other.name!r} already"] if taken else []
        problems += [f"[[officers]] ({each}), id: belongs to the zone {other.name!r}" for each in sorted(officers)]
        problems += [f"[[partnerships]] ({each}), slug: belongs to the zone {other.name!r}" for each in sorted(slugs)]
    if problems:
        raise BadInput("\n".join(problems))

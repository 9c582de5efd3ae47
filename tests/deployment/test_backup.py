"""Back up and restore, with the runbook's own lines: the same town stands on another machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from gateway.settings import read_settings
from gateway.wiring import Gateway, open_gateway
from plp.alert import Kind
from services.audit import audit
from services.show_cascade import show_cascade
from tests.deployment.runbook import follow
from tests.fakes.town import Town
from tests.postgres import Postgres, find_programs

ANA = "+32479000001"
PHRASE = ("Un deux trois, nous irons au bois.", "fr")


def machine(folder: Path, **settings: str) -> Mapping[str, str]:
    """A folder with an installation in it, and what its processes would see."""
    folder.mkdir()
    (folder / ".venv").symlink_to(sys.prefix)
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "TOCSIN_SPEECH": "espeak,provider", **settings}


def opened(folder: Path, environment: Mapping[str, str]) -> Gateway:
    return open_gateway(read_settings({**environment, "TOCSIN_HOME": str(folder / "var")}, None))


def with_a_cascade(gateway: Gateway) -> Town:
    """Somebody was told, somebody is being rung, and a clip lies on the shelf."""
    town = Town(gateway.store)
    town.has("Ana", ANA, wish="voice")
    town.has("Ben", "+32479000002", wish="voice")
    town.has("Eva", "+32479000003", wish="voice", consent_on=None)
    town.launches(Kind.URGENT)
    town.phone(ANA).answers(by="human").listens_to_the_end()
    gateway.ports.speech.prepare([PHRASE])
    return town


def what_stands_there(gateway: Gateway) -> list[object]:
    """Everything an operator would look at."""
    ports = gateway.ports
    with ports.store.read() as book:
        zones = book.people.zones()
        people = [each for zone in zones for part in book.people.partnerships(zone.name)
                  for each in book.people.members(part.slug)]  # fmt: skip
        shown = [show_cascade(ports, each.id) for each in book.cascades.all()]
    assert all(each.holds for each in audit(ports))
    return [zones, people, shown, ports.speech.clip(*PHRASE)]


@contextmanager
def somebody_writes(town: Town) -> Iterator[None]:
    """While this lasts, the carrier tells us things all the time."""
    enough, begun = Event(), Event()

    def tell() -> None:
        number = 0
        while not enough.is_set():
            number += 1
            town.posts("/sms/incoming", MessageSid=f"SMwhile{number}", From=ANA, Body="merci")
            begun.set()

    writer = Thread(target=tell)
    writer.start()
    begun.wait(10)
    yield
    enough.set()
    writer.join()


def test_sqlite_is_copied_while_it_is_written_and_stands_again_elsewhere(tmp_path: Path) -> None:
    # given
    here, there = tmp_path / "here", tmp_path / "there"
    old, new = machine(here), machine(there)
    gateway = opened(here, old)
    town = with_a_cascade(gateway)
    before = what_stands_there(gateway)

    # when
    with somebody_writes(town):
        follow("backup sqlite", here, old)
    (here / "backup").rename(there / "backup")
    said = follow("restore sqlite", there, new)

    # then
    assert before[-1] is not None
    assert what_stands_there(opened(there, new)) == before
    assert said


def test_postgresql_is_dumped_and_stands_again_in_another_database(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.fresh_database() as first, postgres.fresh_database() as second:
        # given
        programs = f"{find_programs()}:{os.environ['PATH']}"
        shared = {"PATH": programs, "TOCSIN_SECRET": "s" * 32, "TOCSIN_SHELF": str(tmp_path / "shelf")}
        here, there = tmp_path / "here", tmp_path / "there"
        old = {**machine(here), **shared, "DATABASE_URL": plain(first)}
        new = {**machine(there), **shared, "DATABASE_URL": plain(second)}
        gateway = opened(here, old)
        with_a_cascade(gateway)
        before = what_stands_there(gateway)
        gateway.store.close()

        # when
        follow("backup postgresql", here, old)
        (here / "backup").rename(there / "backup")
        follow("restore postgresql", there, new)

        # then
        restored = opened(there, new)
        assert what_stands_there(restored) == before
        restored.store.close()


def plain(url: str) -> str:
    """The address as pg_dump and operators write it."""
    return url.replace("postgresql+psycopg", "postgresql")

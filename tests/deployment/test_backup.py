"""Back up and restore, with the runbook's own lines: the same town stands on another machine."""

from __future__ import annotations

import os
import re
import subprocess
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

ANA, BEN = "+32479000001", "+32479000002"
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
    town.has("Ben", BEN, wish="voice")
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


def test_what_ran_when_the_copy_was_made_is_stopped_before_anybody_is_rung_again(tmp_path: Path) -> None:
    # given
    here, there = tmp_path / "here", tmp_path / "there"
    old, new = machine(here), machine(there)
    town = with_a_cascade(opened(here, old))
    town.phone(BEN).is_busy()
    follow("backup sqlite", here, old)
    town.passes(minutes=5)
    town.phone(BEN).answers(by="human").listens_to_the_end().hangs_up()
    assert town.rung().count(BEN) == 2, "which the copy does not know"

    # when
    (here / "backup").rename(there / "backup")
    follow("restore sqlite", there, new)
    [listed] = typed(there, new, "cascade", "list").splitlines()
    cancelled = typed(there, new, "alert", "cancel", message_of(listed), "--officer", "claes")

    # then
    assert "running" in listed
    assert "cancelled" in cancelled
    restored = Town(opened(there, new).store)
    late = restored.posts(town.phone(BEN).status_url, CallSid=town.phone(BEN).sid, CallStatus="completed")
    assert late.status_code < 300, "the carrier need not ask again about a call nobody here knows"
    for _ in range(10):
        restored.passes(minutes=10)
    assert restored.rung() == restored.texted() == []
    assert all(each.holds for each in audit(restored.ports))


def typed(folder: Path, environment: Mapping[str, str], *words: str) -> str:
    """What `tocsin` prints of this."""
    command = [str(folder / ".venv" / "bin" / "tocsin"), *words]
    done = subprocess.run(command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def message_of(listed: str) -> str:
    """The message's id in a line of `tocsin cascade list`."""
    [found] = re.findall(r"message (\S+)", listed)
    return str(found)


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

"""A PostgreSQL server of the tests' own: no fixed port, no root, no trace left."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from tests.waiting import eventually

# A test's database need not survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "listen_addresses=")


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine; one that is there and does not start is a RuntimeError instead."""


@dataclass
class Postgres:
    """A running server, reached through a unix socket in `folder`."""

    folder: Path
    pid: int
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def url(self, database: str = "postgres") -> str:
        """The address of a database for SQLAlchemy."""
        return f"postgresql+psycopg://tocsin@/{database}?host={self.folder}"

    @contextmanager
    def fresh_database(self, template: str = "template1") -> Iterator[str]:
        """Make a database from a template, give its address, drop it afterwards whoever is still connected."""
        name = f"tocsin_{os.getpid()}_{next(self._numbers)}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield self.url(name)
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(host=str(self.folder), user="tocsin", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_postgres(settings: Sequence[str] = FAST) -> Iterator[Postgres]:
    """Start a server in a new folder and stop it afterwards. Raises NoPostgres where none is installed."""
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    try:
        person = _someone_else(folder)
        _initdb(programs, folder, person)
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(_server(programs, folder, person, settings), stdout=log, stderr=log, cwd=folder)
        try:
            if not eventually(lambda: _accepts(folder) or server.poll() is not None, within=30) or server.poll():
                raise RuntimeError(f"PostgreSQL does not start: {(folder / 'log').read_text()[-500:]}")
            yield Postgres(folder, server.pid)
        finally:
            server.send_signal(signal.SIGINT)  # «fast»: whoever is still connected is sent away
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """Find the folder of `initdb` and `postgres`, the newest of Debian's first. Raises NoPostgres."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    on_path = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    for folder in (*debian, *on_path):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("PostgreSQL is not installed (Debian: apt-get install postgresql)")


def _someone_else(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: the words that run a command as somebody who is not."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    person = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, person.pw_uid, person.pw_gid)
    if (setpriv := shutil.which("setpriv")) is None:
        raise NoPostgres("PostgreSQL refuses to run as root, and there is no setpriv")
    # pdeathsig: the server goes too when the tests are killed.
    ids = [f"--reuid={person.pw_uid}", f"--regid={person.pw_gid}", "--clear-groups", "--pdeathsig=INT"]
    return [setpriv, *ids, "--"]


def _initdb(programs: Path, folder: Path, person: list[str]) -> None:
    flags = ["--auth=trust", "--username=tocsin", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(
        [*person, programs / "initdb", "--pgdata", folder / "data", *flags],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    if made.returncode != 0:
        raise RuntimeError(f"initdb fails: {made.stderr[-500:]}")


def _server(programs: Path, folder: Path, person: list[str], settings: Sequence[str]) -> list[str]:
    flags = [part for setting in (*settings, f"unix_socket_directories={folder}") for part in ("-c", setting)]
    return [*person, str(programs / "postgres"), "-D", str(folder / "data"), *flags]


def _accepts(folder: Path) -> bool:
    try:
        psycopg.connect(host=str(folder), user="tocsin", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True

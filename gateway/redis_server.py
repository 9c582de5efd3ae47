"""The embedded Redis: one server for a home, started by whoever finds none, outliving whoever started it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from gateway.redis_program import EmbeddedRedisDown, find_program
from gateway.redis_socket import answers, known_socket, socket_path

log = structlog.get_logger(__name__)

STOP_WITHIN = 10.0  # seconds
BROKEN = "appendonlydir.broken"


@dataclass(frozen=True, slots=True)
class RedisServer:
    """The server of one folder; holds no state of its own, so that any process may hold one."""

    folder: Path
    patience: float = 15.0  # seconds for a start, which takes 0.1 on an idle machine

    def ensure_started(self) -> Path:
        """Return the socket of the running server, starting it if it does not answer.

        Raises EmbeddedRedisDown when it cannot be started.
        """
        path = known_socket(self.folder)
        if path is not None and answers(path):
            return path
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._lock():
            path = socket_path(self.folder)
            if not answers(path) and not self._comes_to(path):
                self._start(path)
            return path

    def stop(self) -> bool:
        """Stop the server if it runs; returns whether it did. Its doorbell is kept on disk."""
        if not self.folder.is_dir():
            return False
        with self._lock():
            pid = self.pid()
            if pid is None:
                return False
            _end(pid, signal.SIGTERM)
            return True

    def pid(self) -> int | None:
        """The process in the pid file if it lives and is a server working in our folder, else None."""
        try:
            pid = int((self.folder / "redis.pid").read_text())
            name = Path(f"/proc/{pid}/comm").read_text()
            ours = Path(f"/proc/{pid}/cwd").readlink() == self.folder.resolve()
        except (OSError, ValueError):
            return None  # no file, no such process, or one that is gone in all but name
        return pid if ours and ("redis" in name or "valkey" in name) else None

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.folder / "start.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _comes_to(self, path: Path) -> bool:
        """Give a server that is still loading its time; end one that stays silent, or two would share the folder."""
        _comes(lambda: answers(path) or self.pid() is None, self.patience)
        if (pid := self.pid()) is None:
            return False
        if answers(path, self.patience):
            return True
        log.warning("embedded_redis_ended_because_silent", pid=pid)
        _end(pid, signal.SIGKILL)
        return False

    def _start(self, path: Path) -> None:
        program = find_program()
        if not self._try(program, path):
            # Redis is only the doorbell: the sweep finds again whatever was waiting in it.
            self._set_aside()
            if not self._try(program, path):
                raise EmbeddedRedisDown(f"the embedded Redis does not start; the reason is in {self._log}")
        log.info("embedded_redis_started", program=program.name, pid=self.pid())

    def _try(self, program: Path, path: Path) -> bool:
        """Start the server once; it forks away from us, so that our end is not its end."""
        (self.folder / "redis.pid").unlink(missing_ok=True)
        try:
            launched = subprocess.run(
                [program, *self._flags(path)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=self.patience,
            )
        except (OSError, subprocess.TimeoutExpired) as wrong:
            log.warning("embedded_redis_program_fails", program=str(program), reason=type(wrong).__name__)
            return False
        if launched.returncode != 0:
            return False
        _comes(lambda: answers(path) or self._died(), self.patience)
        return not self._died() and self._comes_to(path)

    def _died(self) -> bool:
        """Whether the server wrote its number and is gone; a file still being written proves nothing."""
        try:
            return not _lives(int((self.folder / "redis.pid").read_text()))
        except (OSError, ValueError):
            return False

    def _flags(self, path: Path) -> list[str]:
        flags = {
            "port": "0",
            "unixsocket": str(path),
            "unixsocketperm": "700",
            "protected-mode": "yes",
            "daemonize": "yes",
            "pidfile": str(self.folder / "redis.pid"),
            "logfile": str(self._log),
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "aof-load-truncated": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        return [part for name, value in flags.items() for part in (f"--{name}", value)]

    @property
    def _log(self) -> Path:
        return self.folder / "redis.log"

    def _set_aside(self) -> None:
        current, aside = self.folder / "appendonlydir", self.folder / BROKEN
        if not current.is_dir():
            return
        for old in sorted(aside.iterdir()) if aside.is_dir() else ():
            old.unlink()
        if aside.is_dir():
            aside.rmdir()
        current.rename(aside)
        log.warning("embedded_redis_starts_empty", broken_file_kept_in=str(aside))


def _end(pid: int, with_signal: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # it went by itself meanwhile
        os.kill(pid, with_signal)
        if not _comes(lambda: not _lives(pid), STOP_WITHIN):
            os.kill(pid, signal.SIGKILL)
            _comes(lambda: not _lives(pid), STOP_WITHIN)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _comes(true: Callable[[], bool], within: float) -> bool:
    """Wait until something is true, at most `within` seconds."""
    until = time.monotonic() + within
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True

"""Redis servers as processes on free ports: a master, a replica, a sentinel."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from gateway.redis_program import find_program
from tests.waiting import eventually
from tocsin.installation import free_port


@dataclass
class RedisProcess:
    """One server."""

    port: int
    running: subprocess.Popen[bytes]
    command: tuple[str, ...] = ()

    def ask(self, *command: str) -> object:
        """Give it a command; None while it does not answer."""
        try:
            with redis.Redis(port=self.port, socket_timeout=2) as client:
                answer: object = client.execute_command(*command)
                return answer
        except redis.RedisError:
            return None

    def is_master(self) -> bool:
        """Whether it takes writes."""
        role = self.ask("ROLE")
        return isinstance(role, list) and role[0] == b"master"

    def kill(self) -> None:
        """End it as a crash would."""
        self.running.kill()
        self.running.wait()

    def start_again(self) -> None:
        """As a supervisor would, on the same port; returns when it answers."""
        self.running = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert eventually(lambda: self.ask("PING"), within=30)


@contextmanager
def redis_server(folder: Path, *options: str) -> Iterator[RedisProcess]:
    """Start one and wait until it answers.  Raises EmbeddedRedisDown when there is no program."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    settings = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    command = [str(find_program()), *settings, *options]
    running = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = RedisProcess(port, running, tuple(command))
    try:
        assert eventually(lambda: server.ask("PING"), within=30)
        yield server
    finally:
        server.kill()


@contextmanager
def sentinel_server(folder: Path, master: RedisProcess, service: str) -> Iterator[RedisProcess]:
    """A sentinel that decides alone, and soon."""
    folder.mkdir()
    config, port = folder / "sentinel.conf", free_port()
    config.write_text(
        f"port {port}\nbind 127.0.0.1\ndir {folder}\n"
        f"sentinel monitor {service} 127.0.0.1 {master.port} 1\n"
        f"sentinel down-after-milliseconds {service} 400\n"
        f"sentinel failover-timeout {service} 3000\n"
    )
    command = [str(find_program()), str(config), "--sentinel"]
    running = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = RedisProcess(port, running)
    try:
        assert eventually(lambda: server.ask("PING"), within=30)
        yield server
    finally:
        server.kill()

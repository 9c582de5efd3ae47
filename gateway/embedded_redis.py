"""Redis for everybody: the one in REDIS_URL, else the embedded one, started when needed and again after a crash."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any
from urllib.parse import quote

import redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.connection import ConnectionPool, UnixDomainSocketConnection
from redis.retry import Retry

from gateway.redis_program import EmbeddedRedisDown
from gateway.redis_server import RedisServer
from gateway.sentinel import SCHEME, read_sentinel_address, sentinel_client
from gateway.settings import Settings

__all__ = ["EmbeddedRedisDown", "connection", "redis_url", "stop_embedded"]

CONNECT_WITHIN = 2.0  # seconds
ANSWER_WITHIN = 2.0  # a webhook may ring the bell, and has fifteen in all
LOOK_EVERY = 30  # an idle connection is tried before it is used again


def redis_url(settings: Settings) -> str:
    """The address of Redis; without REDIS_URL the embedded one is running when this returns.

    Raises EmbeddedRedisDown when it cannot be started. The address may hold a password: never log it.
    """
    if settings.redis_url is not None:
        return settings.redis_url
    return f"unix://{quote(str(_server(settings).ensure_started()))}?db=0"


def connection(settings: Settings) -> redis.Redis:
    """A client with timeouts and retries; make one per process. An embedded server found dead is started again.

    Nothing is connected or started before the first command.
    """
    if settings.redis_url is not None:
        if settings.redis_url.startswith(f"{SCHEME}:"):
            return sentinel_client(read_sentinel_address(settings.redis_url), _patience())
        over_network = {} if settings.redis_url.startswith("unix:") else {"socket_keepalive": True}
        return redis.Redis.from_url(settings.redis_url, **over_network, **_patience())
    folder = _server(settings).folder
    return redis.Redis(
        connection_pool=ConnectionPool(connection_class=EmbeddedConnection, folder=str(folder), **_patience())
    )


def stop_embedded(settings: Settings) -> bool:
    """Stop the embedded Redis; returns whether it was running. A Redis named in REDIS_URL is left alone."""
    return settings.redis_url is None and _server(settings).stop()


class EmbeddedConnection(UnixDomainSocketConnection):
    """A connection that starts the embedded server when nobody listens; costs nothing while somebody does."""

    # redis-py 8 reads these in the error path of every connection, and a unix socket has neither.
    host = "embedded"
    port = 0

    def __init__(self, folder: str = "", **options: Any) -> None:
        self._server = RedisServer(Path(folder))
        super().__init__(**options)  # type: ignore[no-untyped-call]  # redis-py types its clients only

    def _connect(self) -> socket.socket:
        """Connect, starting the server first when its socket is gone or refuses."""
        try:
            return self._dial()
        except TimeoutError:
            raise
        except OSError:
            self.path = str(self._server.ensure_started())
            return self._dial()

    def _dial(self) -> socket.socket:
        if not self.path:
            self.path = str(self._server.ensure_started())
        line: socket.socket = super()._connect()  # type: ignore[no-untyped-call]  # likewise
        return line


def _server(settings: Settings) -> RedisServer:
    return RedisServer(settings.home / "redis")


def _patience() -> dict[str, Any]:
    return {
        "socket_timeout": ANSWER_WITHIN,
        "socket_connect_timeout": CONNECT_WITHIN,
        "health_check_interval": LOOK_EVERY,
        "retry": Retry(ExponentialWithJitterBackoff(base=0.05, cap=0.5), retries=1),
    }

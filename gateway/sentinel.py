"""Redis behind Sentinel: its address, and a client that asks the sentinels who the master is at every connection."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import redis
from redis.sentinel import Sentinel

SCHEME = "redis+sentinel"
_PORT = 26379


@dataclass(frozen=True, slots=True)
class SentinelAddress:
    """redis+sentinel://[user:password@]host1[:26379],host2[:26379]/SERVICE[/DB]: the password is the Redis's own."""

    hosts: tuple[tuple[str, int], ...]
    service: str
    db: int = 0
    username: str | None = None
    password: str | None = field(default=None, repr=False)


def read_sentinel_address(text: str) -> SentinelAddress:
    """Take such an address apart.  Raises ValueError, which repeats nothing of it."""
    parts = urlsplit(text)
    if parts.scheme != SCHEME or parts.query or parts.fragment:
        raise ValueError("not a plain redis+sentinel address")
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    service, db = _service(parts.path)
    return SentinelAddress(
        tuple(_host(each) for each in hosts.split(",")),
        service,
        db,
        unquote(user) or None,
        unquote(password) or None,
    )


def sentinel_client(address: SentinelAddress, patience: dict[str, Any]) -> redis.Redis:
    """A client of the service's master; after a failover the next connection finds the new one.

    Connects to nobody before the first command.
    """
    sentinels = Sentinel(  # type: ignore[no-untyped-call]  # redis-py types its clients only
        list(address.hosts),
        sentinel_kwargs=patience,
        db=address.db,
        username=address.username,
        password=address.password,
        socket_keepalive=True,
        **patience,
    )
    master: redis.Redis = sentinels.master_for(address.service)  # type: ignore[no-untyped-call]  # likewise
    return master


def _service(path: str) -> tuple[str, int]:
    service, _, db = path.removeprefix("/").partition("/")
    if not service or not (db or "0").isdecimal():
        raise ValueError("no service, or a strange database number")
    return unquote(service), int(db or "0")


def _host(text: str) -> tuple[str, int]:
    one: SplitResult = urlsplit(f"//{text}")
    if not one.hostname or one.port == 0:
        raise ValueError("no host, or a strange port")
    return one.hostname, one.port or _PORT

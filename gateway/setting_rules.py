"""What each setting must be: one sentence for the operator and one check that raises ValueError."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from gateway.sentinel import SCHEME, read_sentinel_address

_A_RATE = "must be a whole number from 1 to 10000"

# Never the value itself: some of these are secrets, and the message goes to logs.
MUST: Mapping[str, str] = {
    "TOCSIN_HOME": "must name a folder",
    "TOCSIN_SHELF": "must name a folder",
    "TOCSIN_PUBLIC_URL": (
        "must be the http or https address the carrier reaches us at, without user, query or underscore in the host"
    ),
    "DATABASE_URL": "must be a sqlite:/// or postgresql:// address",
    "REDIS_URL": (
        "must be a redis://, rediss:// or unix:// address, or redis+sentinel://host1:26379,host2:26379/SERVICE"
    ),
    "TWILIO_ACCOUNT_SID": "must be letters and digits only, as in AC followed by 32 of them",
    "TWILIO_AUTH_TOKEN": "must be the carrier's token",
    "TWILIO_AUTH_TOKEN_PREVIOUS": "must be the carrier's former token",
    "TWILIO_API_URL": "must be an http or https address without user or query",
    "TOCSIN_SPEECH": "must be an order of gtts, espeak and provider, each at most once, with commas between",
    "TOCSIN_CALLS_PER_SECOND": _A_RATE,
    "TOCSIN_TEXTS_PER_SECOND": _A_RATE,
    "TOCSIN_LINES": "must be a whole number from 1 to 100000",
    "TOCSIN_TARIFF": "must name a TOML file with a table [tariff]",
    "TOCSIN_BIND": "must be host:port, as in 127.0.0.1:8000",
    "TOCSIN_SECRET": "must have at least 32 characters",
}

ENGINES = ("gtts", "espeak", "provider")


class Because(ValueError):
    """Why a value is wrong, in words for the operator that repeat nothing of it."""


def folder(path: Path) -> Path:
    """Make the path absolute, so that a process may change folders; refuse one that is a file."""
    path = path.expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise ValueError("a file")
    return path


def file(path: Path) -> Path:
    """Make the path absolute; refuse one that is no file."""
    path = path.expanduser().absolute()
    if not path.is_file():
        raise ValueError("no file")
    return path


def web_address(text: str) -> str:
    """Check an http or https address and drop its trailing slash."""
    parts = _split(text, {"http", "https"})
    if not parts.hostname or parts.username is not None or "?" in text or "#" in text:
        raise ValueError("not a plain address")
    return text.rstrip("/")


def public_address(text: str) -> str:
    """Check our public address; the provider takes no callback whose host holds an underscore (FACTS)."""
    text = web_address(text)
    if "_" in (urlsplit(text).hostname or ""):
        raise ValueError("underscore in the host")
    return text


def database(address: SecretStr) -> SecretStr:
    """Check the database's address as whoever opens it will read it, and name the driver we use for PostgreSQL."""
    from store.address import AddressWrong, read_url  # SQLAlchemy is heavy, and not every command needs it

    try:
        found = read_url(address.get_secret_value())
    except AddressWrong as wrong:
        raise Because(str(wrong)) from None
    if found.get_backend_name() == "postgresql":
        return SecretStr(f"{found.drivername}://{address.get_secret_value().partition('://')[2]}")
    return address


def redis_address(address: SecretStr) -> SecretStr:
    """Check the address of a Redis, or of the sentinels who know where it is."""
    if address.get_secret_value().startswith(f"{SCHEME}:"):
        read_sentinel_address(address.get_secret_value())
        return address
    parts = _split(address.get_secret_value(), {"redis", "rediss", "unix"})
    if not (parts.path.strip("/") if parts.scheme == "unix" else parts.hostname):
        raise ValueError("no host")
    return address


def account(text: str) -> str:
    """Check an account's id; compatible carriers choose their own length."""
    if not re.fullmatch(r"[A-Za-z0-9-]{2,64}", text):
        raise ValueError("strange characters")
    return text


def speech_order(order: object) -> tuple[str, ...]:
    """Read the order of speech engines: some of those we know, none twice."""
    names = order.split(",") if isinstance(order, str) else order
    if not isinstance(names, tuple | list):
        raise ValueError("neither text nor a list")  # noqa: TRY004 (pydantic reads only ValueError as a wrong value)
    chosen = tuple(str(name).strip().lower() for name in names)
    if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= set(ENGINES):
        raise ValueError("unknown, twice or none")
    return chosen


def host_and_port(text: str) -> str:
    """Check `host:port`; an IPv6 host stands in brackets, port 0 takes a free one."""
    if not re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}", text) or int(text.rpartition(":")[2]) > 65535:
        raise ValueError("not host:port")
    return text


def secret(value: SecretStr) -> SecretStr:
    """Refuse a secret that can be guessed."""
    if len(value.get_secret_value()) < 32:
        raise ValueError("too short")
    return value


def _split(text: str, schemes: set[str]) -> SplitResult:
    parts = urlsplit(text)
    if parts.scheme not in schemes or re.search(r"\s", text) or parts.port == 0:
        raise ValueError("not such an address")
    return parts

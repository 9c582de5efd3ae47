"""Requests to the gateway: signed, limited to fifteen seconds, and repeated as the URL's fragment asks."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.client_exceptions import ClientConnectorError, ClientError, ConnectionTimeoutError, ServerTimeoutError
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped, unused-ignore]
from yarl import URL

CEILING = 15.0
CONNECT = 5.0
AT_ONCE = 256


@dataclass(frozen=True)
class Reply:
    """What came back; status 0 when nothing did, `trouble` then says why (ct, rt)."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    attempts: int = 1

    @property
    def ok(self) -> bool:
        """Whether the gateway answered with a 2xx."""
        return 200 <= self.status < 300


@dataclass(frozen=True)
class RetryPolicy:
    """How often and after which troubles a request is repeated; `#rc=2&rp=ct,rt,5xx` on the URL says so."""

    count: int = 1
    after: frozenset[str] = frozenset({"ct"})
    connect: float = CONNECT
    total: float = CEILING

    @classmethod
    def of(cls, url: str) -> "RetryPolicy":
        """Reads the fragment; without one: a single retry, on connection errors only."""
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(url).fragment).items()}

        def number(name: str, default: float) -> float:
            return float(asked[name]) if asked.get(name, "").isdigit() else default

        return cls(
            count=int(number("rc", 1)),
            after=frozenset(asked.get("rp", "ct").split(",")),
            connect=number("ct", CONNECT * 1000) / 1000,
            total=min(CEILING, number("tt", CEILING * 1000) / 1000),
        )

    def repeats(self, reply: Reply) -> bool:
        """Whether this reply is one of those that ask for another try."""
        trouble = reply.trouble or f"{reply.status // 100}xx"
        return not reply.ok and ("all" in self.after or trouble in self.after)


class Web:
    """The exchange's only way to the gateway."""

    def __init__(self, token: str) -> None:
        self._signer = RequestValidator(token)
        self._session: ClientSession | None = None

    async def open(self) -> None:
        """Opens the pool of connections."""
        self._session = ClientSession(connector=TCPConnector(limit=AT_ONCE), cookie_jar=DummyCookieJar())

    async def close(self) -> None:
        """Closes the pool."""
        if self._session:
            await self._session.close()

    async def ask(self, url: str, method: str, params: Mapping[str, str]) -> Reply:
        """A signed request, repeated as its policy says; never raises for what the gateway does."""
        policy = RetryPolicy.of(url)
        address = url.partition("#")[0]
        deadline = asyncio.get_running_loop().time() + policy.total
        token = secrets.token_hex(16)
        reply = Reply(0, trouble="rt")
        for attempt in range(1, policy.count + 2):
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            headers = {"I-Twilio-Idempotency-Token": token} if attempt > 1 else {}
            limits = ClientTimeout(total=left, sock_connect=min(policy.connect, left))
            reply = await self._once(address, method, params, headers, limits, attempt)
            if not policy.repeats(reply):
                break
        return reply

    async def _once(
        self,
        url: str,
        method: str,
        params: Mapping[str, str],
        headers: dict[str, str],
        limits: ClientTimeout,
        nth: int,
    ) -> Reply:
        if method == "GET" and params:
            url += ("&" if urlsplit(url).query else "?") + urlencode(params)
            params = {}
        target = exactly(url)
        headers["X-Twilio-Signature"] = str(self._signer.compute_signature(str(target), dict(params)))
        body = urlencode(params).encode() if method == "POST" else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        return await self._send(target, method, body, headers, limits, nth)

    async def download(self, url: str, headers: dict[str, str]) -> Reply:
        """A plain GET of a sound file: media requests are not signed."""
        return await self._send(exactly(url), "GET", None, headers, ClientTimeout(total=CEILING), 1)

    async def _send(
        self, url: URL, method: str, body: bytes | None, headers: dict[str, str], limits: ClientTimeout, nth: int
    ) -> Reply:
        assert self._session is not None, "open() comes first"
        headers = {"User-Agent": "TwilioProxy/1.1", "Accept": "*/*", **headers}
        try:
            async with self._session.request(method, url, data=body, headers=headers, timeout=limits) as answer:
                content = await answer.read()
                return Reply(answer.status, content, answer.headers, attempts=nth)
        except (ConnectionTimeoutError, ClientConnectorError):
            return Reply(0, trouble="ct", attempts=nth)
        except (TimeoutError, ServerTimeoutError):
            return Reply(0, trouble="rt", attempts=nth)
        except (ClientError, ValueError):  # a connection cut in the middle, an address that is none
            return Reply(0, trouble="ct", attempts=nth)


def exactly(url: str) -> URL:
    """The address byte for byte as given, since the signature covers it; other letters are percent-encoded first."""
    return URL(url, encoded=url.isascii() and " " not in url)

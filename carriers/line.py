"""The one way to the carrier: pooled connections, explicit time-outs, no hidden retries, a breaker, our errors."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3.exceptions import HTTPError

from carriers.breaker import Breaker
from carriers.failures import failure_in, failure_of, unreadable
from carriers.readings import Answer, is_json_object, note
from plp.errors import CarrierFailed, CarrierRefused, CarrierThrottled
from plp.fault import Fault

MOST_BYTES = 20 * 1024 * 1024
MOST_SECONDS = 60.0
"""A whole answer may take this long; the read time-out alone would let it drip for ever."""
_CHUNK = 64 * 1024


class Line(HttpClient):  # type: ignore[misc]  # the library ships no types
    """Speaks HTTP for the library and for downloads; raises only CarrierFailed.  Safe to share between threads."""

    def __init__(
        self,
        *,
        timeout: tuple[float, float],
        many: int,
        through_proxies: bool,
        monotonic: Callable[[], float],
        breaker: Breaker,
        ca_file: Path | None = None,
    ) -> None:
        # The library would write numbers and texts to its log; this logger is never asked to.
        super().__init__(logging.getLogger("carriers"), is_async=False)
        self._seconds = timeout
        self._monotonic = monotonic
        self._breaker = breaker
        self._session = _session(many, through_proxies=through_proxies, ca_file=ca_file)

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Ask the carrier's API, as the library wants it; a good answer is a JSON object, or nothing at all.

        The library's own `timeout` and `allow_redirects` are not followed: ours hold for everything.
        """
        del timeout, allow_redirects
        asked = requests.Request(method, uri, headers=headers, params=params, data=data, auth=auth)
        answer = self._ask(asked, is_good=is_json_object)
        return Response(answer.status, answer.body.decode(errors="replace"), answer.headers)

    def download(self, url: str, auth: tuple[str, str]) -> bytes:
        """Fetch a file of at most 20 MB."""
        return self._ask(requests.Request("GET", url, auth=auth), is_good=lambda _: True).body

    def _ask(self, asked: requests.Request, *, is_good: Callable[[Answer], bool]) -> Answer:
        if wait := self._breaker.wait():
            raise CarrierThrottled(wait)
        answer, failure = self._try(asked)
        if answer is not None and failure is None and not is_good(answer):
            failure = unreadable()
        note(self._breaker, failure, answered=answer is not None)
        if failure is not None:
            raise failure  # outside any `except`: no library's error, with its URL, hangs on to ours
        assert answer is not None
        return answer

    def _try(self, asked: requests.Request) -> tuple[Answer | None, CarrierFailed | None]:
        try:
            answer = self._send(asked)
        except CarrierRefused as failure:
            return None, failure
        except (requests.RequestException, HTTPError, OSError) as error:
            return None, failure_of(error)
        return answer, failure_in(answer.status, answer.headers, answer.body)

    def _send(self, asked: requests.Request) -> Answer:
        session, until = self._session, self._monotonic() + MOST_SECONDS
        ready = session.prepare_request(asked)
        settings = session.merge_environment_settings(ready.url, {}, None, None, None)
        with session.send(ready, timeout=self._seconds, allow_redirects=False, **settings) as response:
            body = bytearray()
            for chunk in response.iter_content(_CHUNK):
                body += chunk
                if len(body) > MOST_BYTES:
                    raise CarrierRefused(None, Fault.OURS, "its answer is larger than 20 MB")
                if self._monotonic() > until:
                    raise requests.ReadTimeout
            return Answer(response.status_code, response.headers, bytes(body))

    def surroundings(self, url: str) -> tuple[bool | str, str]:
        """Whom to trust (True: the public authorities) and which proxy to take, as for every other request."""
        settings = self._session.merge_environment_settings(url, {}, None, None, None)
        return settings["verify"] or True, select_proxy(url, settings["proxies"]) or ""


def _session(many: int, *, through_proxies: bool, ca_file: Path | None) -> requests.Session:
    session = requests.Session()
    # Creating a call knows no idempotency: a repeated request would be a second call.
    pool = HTTPAdapter(pool_connections=4, pool_maxsize=many, max_retries=0)
    session.mount("https://", pool)
    session.mount("http://", pool)
    session.trust_env = through_proxies
    session.verify = str(ca_file) if ca_file else True
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session

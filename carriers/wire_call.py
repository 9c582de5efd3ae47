"""One request at a time on libcurl, used again and again: no redirect, no repeat, an end to every wait."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import pycurl
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from carriers.readings import Answer

MOST_BYTES = 1024 * 1024
"""An answer to an order is a page of JSON; whoever sends more is not read further."""
_NOTHING_WAS_SENT = frozenset(
    {
        pycurl.E_COULDNT_RESOLVE_PROXY,
        pycurl.E_COULDNT_RESOLVE_HOST,
        pycurl.E_COULDNT_CONNECT,
        pycurl.E_PEER_FAILED_VERIFICATION,
        pycurl.E_SSL_CACERT_BADFILE,
    }
)


@dataclass(frozen=True, slots=True)
class WireSettings:
    """Where and how to ask; `trust` is True for the public authorities or a file, `proxy` empty for none."""

    base: str
    account: str
    token: str = field(repr=False)
    timeout: tuple[float, float]
    trust: bool | str
    proxy: str


class WireCall:
    """A handle of libcurl with everything set that is the same for every order."""

    def __init__(self, settings: WireSettings) -> None:
        self._base = settings.base
        self._body = bytearray()
        self.curl = curl = pycurl.Curl()
        curl.setopt(pycurl.POST, 1)
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        curl.setopt(pycurl.HTTPHEADER, ["Accept: application/json", "User-Agent: tocsin", "Expect:"])
        curl.setopt(pycurl.HTTPAUTH, pycurl.HTTPAUTH_BASIC)
        curl.setopt(pycurl.USERNAME, settings.account)
        curl.setopt(pycurl.PASSWORD, settings.token)
        curl.setopt(pycurl.FOLLOWLOCATION, 0)
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.TCP_NODELAY, 1)
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, int(settings.timeout[0] * 1000))
        curl.setopt(pycurl.TIMEOUT_MS, int(sum(settings.timeout) * 1000))
        curl.setopt(pycurl.CAINFO, settings.trust if isinstance(settings.trust, str) else DEFAULT_CA_BUNDLE_PATH)
        curl.setopt(pycurl.PROXY, settings.proxy)
        curl.setopt(pycurl.WRITEFUNCTION, self._take)

    def begin(self, path: str, form: bytes) -> None:
        """Make ready for this order.

        The form is read through a function that cannot be wound back: without that, libcurl would send it a second
        time when a kept connection breaks before any answer, and somebody would be called twice.
        """
        self._body.clear()
        self.curl.setopt(pycurl.URL, self._base + path)
        self.curl.setopt(pycurl.POSTFIELDSIZE, len(form))
        self.curl.setopt(pycurl.READFUNCTION, io.BytesIO(form).read)

    def answer(self) -> Answer:
        """What came back."""
        status = int(self.curl.getinfo(pycurl.RESPONSE_CODE))
        return Answer(status, {} if 200 <= status < 300 else self._headers(), bytes(self._body))

    def was_sent(self, error: int | None) -> bool:
        """Whether anything of the order may have reached the carrier."""
        if error == pycurl.E_OPERATION_TIMEDOUT:
            return int(self.curl.getinfo(pycurl.REQUEST_SIZE)) > 0
        return error not in _NOTHING_WAS_SENT

    def _take(self, chunk: bytes) -> int | None:
        self._body += chunk
        return -1 if len(self._body) > MOST_BYTES else None

    def _headers(self) -> dict[str, str]:
        """Of the headers only the one we act on, as libcurl read it; a function called for each line of every
        answer would wait for Python's lock five times a request."""
        seconds = int(self.curl.getinfo(pycurl.RETRY_AFTER))
        return {"Retry-After": str(seconds)} if seconds else {}

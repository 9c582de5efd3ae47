"""Was this request signed by the carrier?  In doubt, no.

base64(HMAC-SHA1(token, URL + each sorted key and value)); the algorithm is ours to pin, not the request's to choose.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urldefrag, urlparse

from twilio.request_validator import RequestValidator, add_port, remove_port


class _Parameters(dict[str, Sequence[str]]):
    """Parameters with several values to a name, as the library asks for them."""

    def getall(self, name: str) -> Sequence[str]:
        return self[name]


def is_genuine(url: str, params: Mapping[str, Sequence[str]], signature: str | None, tokens: Sequence[str]) -> bool:
    """Tell whether one of these tokens signed this request; compares in constant time, never raises or logs."""
    try:
        return bool(signature) and _matches(url, params, str(signature), tokens)
    except Exception:  # noqa: BLE001  # whatever a forger sends to break the check, the answer is no
        return False


def _matches(url: str, params: Mapping[str, Sequence[str]], signature: str, tokens: Sequence[str]) -> bool:
    bare = urldefrag(url).url  # a fragment is an instruction to the carrier: neither sent nor signed
    parsed = urlparse(bare)
    if "bodySHA256" in parse_qs(parsed.query):
        return False  # signed over a JSON body, which nobody here would compare
    small = parsed._replace(netloc=_host_in_small_letters(parsed.netloc))
    # The carrier signs with or without the port, and the host as we gave it or in small letters.
    spellings = {bare, *(spell(each) for each in {parsed, small} for spell in (add_port, remove_port))}
    expected = [
        RequestValidator(token).compute_signature(spelling, _Parameters(params))
        for token in tokens
        for spelling in spellings
    ]
    return any([hmac.compare_digest(one.encode(), signature.encode()) for one in expected])  # noqa: C419  # all, always


def _host_in_small_letters(netloc: str) -> str:
    user, at, host = netloc.rpartition("@")
    return f"{user}{at}{host.lower()}"

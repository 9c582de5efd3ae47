"""The carrier's API address: which hosts are its own, and whether it is on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from plp.errors import BadInput

TWILIO = "https://api.twilio.com"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class ApiAddress:
    """Where the API answers; `base` has no slash at its end."""

    base: str

    @property
    def host(self) -> str:
        """The name or number of its machine."""
        return urlsplit(self.base).hostname or ""

    @property
    def on_loopback(self) -> bool:
        """Whether it is on this machine."""
        return _is_loopback(self.host)

    @property
    def in_clear(self) -> bool:
        """Whether our token would travel in clear over a network."""
        return urlsplit(self.base).scheme == "http" and not self.on_loopback

    @property
    def is_twilio(self) -> bool:
        """Whether it is Twilio's own."""
        return _is_twilio(self.host)

    def owns(self, url: str) -> bool:
        """Tell whether our credentials may be shown to this address: same scheme, machine and port, or Twilio's own."""
        try:
            there, here = urlsplit(url), urlsplit(self.base)
            same_door = (there.scheme, _port(there)) == (here.scheme, _port(here))
        except ValueError:
            return False
        if there.username is not None or there.password is not None or not same_door:
            return False
        host = there.hostname or ""
        same = host == self.host or (self.on_loopback and _is_loopback(host))
        return same or (_is_twilio(self.host) and _is_twilio(host))


def read_address(url: str) -> ApiAddress:
    """Read the setting TWILIO_API_URL.  Raises BadInput when it is no http(s) address."""
    sentence = "TWILIO_API_URL is not an address such as https://api.twilio.com"
    try:
        parts = urlsplit(url.strip())
        _port(parts)
    except ValueError:
        raise BadInput(sentence) from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise BadInput(sentence)
    return ApiAddress(url.strip().rstrip("/"))


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)


def _is_twilio(host: str) -> bool:
    return host.endswith(".twilio.com")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

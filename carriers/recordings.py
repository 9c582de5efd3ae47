"""Fetching a recording: only from the carrier's own hosts, with our credentials, as WAV."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit, urlunsplit

from carriers.account import Account
from carriers.failures import NOT_FOUND
from plp.errors import CarrierRefused, CarrierThrottled
from plp.fault import Fault

NOT_THERE_YET = 2.0


def fetch_recording(account: Account, url: str) -> bytes:
    """Download a recording of at most 20 MB.

    Raises CarrierThrottled when it is not there yet, CarrierRefused when the address is not the carrier's.
    """
    if not account.address.owns(url):
        raise CarrierRefused(None, Fault.OURS, "this recording does not lie with the carrier; it was not fetched")
    try:
        return account.line.download(as_wav(url), (account.sid, account.token))
    except CarrierRefused as refused:
        if refused.code != NOT_FOUND:
            raise
    raise CarrierThrottled(NOT_THERE_YET)


def as_wav(url: str) -> str:
    """Ask for WAV unless the address names a format."""
    parts = urlsplit(url)
    if PurePosixPath(parts.path).suffix:
        return url
    return urlunsplit(parts._replace(path=parts.path + ".wav"))

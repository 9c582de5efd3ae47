"""Asking a web address, also one on this machine."""

from __future__ import annotations

from typing import Any

import requests

from carriers.address import ApiAddress


def ask(method: str, url: str, **request: Any) -> requests.Response:
    """As `requests.request`; this machine is never asked through a proxy of the environment: it would not find it."""
    with requests.Session() as session:
        session.trust_env = not ApiAddress(url).on_loopback
        return session.request(method, url, **request)

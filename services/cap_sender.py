"""Under which name we send messages of the Common Alerting Protocol."""

from __future__ import annotations

from urllib.parse import urlsplit

from plp.ports import Ports


def cap_sender(ports: Ports) -> str:
    """The host of our public address: the world has it only once, as CAP asks of a sender."""
    return urlsplit(ports.public_url).hostname or "tocsin"

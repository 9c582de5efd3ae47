"""Every address we hand to the carrier: one place, so that routes and requests cannot drift apart.

A fragment is an instruction to the carrier and is neither sent nor signed: `rc` retries, `rp` on what
(connection, read time-out, 5xx).
"""

from __future__ import annotations

STUBBORN = "#rc=2&rp=ct,rt,5xx"


def attempt_start(base: str, attempt: str) -> str:
    """Where a member's call asks what to say first."""
    return f"{base}/voice/attempts/{attempt}{STUBBORN}"


def attempt_voicemail(base: str, attempt: str) -> str:
    """Where a call that met a machine is sent after the beep."""
    return f"{base}/voice/attempts/{attempt}/voicemail{STUBBORN}"


def attempt_status(base: str, attempt: str) -> str:
    """Where a call tells how it goes."""
    return f"{base}/status/calls/{attempt}{STUBBORN}"


def attempt_machine(base: str, attempt: str) -> str:
    """Where machine detection tells its guess."""
    return f"{base}/status/machines/{attempt}{STUBBORN}"


def text_status(base: str, attempt: str) -> str:
    """Where a text tells how it goes."""
    return f"{base}/status/texts/{attempt}{STUBBORN}"


def errand_start(base: str, errand: str) -> str:
    """Where a call owed to an officer, the desk or somebody else asks what to say."""
    return f"{base}/voice/errands/{errand}{STUBBORN}"


def errand_status(base: str, errand: str) -> str:
    """Where such a call tells how it goes."""
    return f"{base}/status/errands/{errand}{STUBBORN}"


def errand_text_status(base: str, errand: str) -> str:
    """Where such a text tells how it goes."""
    return f"{base}/status/errand-texts/{errand}{STUBBORN}"


def turn(base: str, step: str, number: int) -> str:
    """Where the keys pressed at this step of a call are sent; the turn makes each request one of a kind."""
    return f"{base}/voice/steps/{step}/{number}{STUBBORN}"


def media(base: str, name: str) -> str:
    """Where the carrier fetches a clip."""
    return f"{base}/media/{name}"


def incoming_call(base: str) -> str:
    """The voice address given to the carrier's number."""
    return f"{base}/voice/incoming"


def incoming_text(base: str) -> str:
    """The SMS address given to the carrier's number."""
    return f"{base}/sms/incoming"

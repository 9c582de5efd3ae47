"""Into how many parts a text falls."""

from __future__ import annotations

import smsutil


def sms_parts(body: str) -> int:
    """The SMS parts the carrier will bill."""
    return len(smsutil.split(body).parts)

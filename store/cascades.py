"""Runs, what they owe, and the attempts made, put together from their parts."""

from __future__ import annotations

from store.attempts import Attempts
from store.audit import Audit
from store.claims import Claims
from store.deliveries import Deliveries
from store.due import Due
from store.fan_out import FanOut


class SqlCascades(FanOut, Deliveries, Attempts, Claims, Due, Audit):
    """Runs, the deliveries they owe, and the attempts made at them."""

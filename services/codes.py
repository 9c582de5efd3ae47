"""Officers' personal codes: kept as argon2 hashes, compared, never shown."""

from __future__ import annotations

from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# About 40 ms and 19 MiB a try on one busy core: unnoticed on the phone, dear for whoever tries a stolen table.
_HASHER = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)


def hash_code(code: str) -> str:
    """Hash a code to be stored (about 40 ms)."""
    return _HASHER.hash(code)


def code_fits(stored: str, code: str) -> bool:
    """Tell whether this is the code behind the hash (about 40 ms); false whenever in doubt, never raises."""
    try:
        return _HASHER.verify(stored, code)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


def is_too_simple(code: str) -> bool:
    """Tell whether a stranger would try this code first: one or two digits only, a run, or a repeated pattern."""
    if len(set(code)) <= 2:
        return True
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(code)}
    if steps in ({1}, {9}):
        return True
    return any(code == (code[:size] * len(code))[: len(code)] for size in (2, 3, 4) if size * 2 <= len(code))

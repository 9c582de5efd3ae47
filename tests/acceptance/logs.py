"""What no process may ever write down."""

from __future__ import annotations

import re

from tests.acceptance.street import CODE, DESK_CODE, MESSAGE, PASSWORD
from tests.acceptance.town import Town
from tocsin.installation import TOKEN

KEPT_OUT = {
    "a telephone number": re.compile(r"(?:\+|%2B|\b00)32\d{8,9}|\b0(?:2|47)\d{7,8}\b"),
    "a code": re.compile(rf"\b(?:{CODE}|{DESK_CODE}|111111|222222|333333)\b"),
    "a password": re.compile(PASSWORD),
    "the words of a message": re.compile("|".join(re.escape(text[:25]) for text in MESSAGE.values())),
    "a token": re.compile(rf"\b{TOKEN}\b"),
    "a traceback": re.compile("Traceback"),
}


def kept_out_of_logs(town: Town) -> list[str]:
    """What stands in the gateway's logs and should not, each with the line it stands in."""
    found: list[str] = []
    for log in sorted(town.there.home.glob("*.log")):
        if log.stem == "exchange":
            continue
        lines = log.read_text(errors="replace").splitlines()
        bad = [f"{log.stem}: {what}: {line}" for line in lines for what, sign in KEPT_OUT.items() if sign.search(line)]
        found += bad
    return found

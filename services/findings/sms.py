"""What the SMS costs: its parts, the letters that double them, and the same words in letters that do not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import smsutil

from plp.finding import Code, Found, Severity
from services.findings.dossier import Dossier
from services.sms_parts import sms_parts
from services.words import text_for

MOST_PARTS = 2
_AROUND_QUOTES = re.compile(r"«\s+|\s+»")
_BEFORE_A_FRACTION = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
_PLAIN = str.maketrans(
    {
        "ç": "c", "Ç": "C", "œ": "oe", "Œ": "Oe", "ĳ": "ij", "’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"',
        "„": '"', "«": '"', "»": '"', "‹": "'", "›": "'", "…": "...", "–": "-", "—": "-", "‑": "-", "•": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "×": "x", "°": " ", "²": "2", "³": "3",
    }
)  # fmt: skip


def sms(dossier: Dossier) -> Iterable[Found]:
    """A warning for each text of more than two parts; a note when letters alone make it cost more than it need."""
    for language in sorted(dossier.alert.texts):
        body = text_for(dossier.zone, dossier.partnership, dossier.alert, language)
        costly = costly_letters(body)
        plainer = in_cheap_letters(body)
        blanks = {"parts": sms_parts(body), "fewer": sms_parts(plainer), "letters": " ".join(costly)}
        proposed = in_cheap_letters(dossier.alert.texts[language])
        if sms_parts(body) > MOST_PARTS:
            yield Found(Code.SMS_PARTS, language=language, words=costly, blanks=blanks)
        if sms_parts(plainer) < sms_parts(body):
            yield Found(Code.SMS_LETTERS, Severity.NOTE, language, costly, blanks, proposed)


def costly_letters(body: str) -> tuple[str, ...]:
    """The letters that GSM-7 lacks, in their order: one of them takes a part from 160 letters to 70 (DOMAIN §6)."""
    return tuple(dict.fromkeys(char for char in body if not smsutil.is_valid_gsm(char)))


def in_cheap_letters(body: str) -> str:
    """The same words in the letters of GSM-7, as far as there are any."""
    closed_up = _AROUND_QUOTES.sub(lambda found: found[0].strip(), _BEFORE_A_FRACTION.sub(" ", body))
    return "".join(char if smsutil.is_valid_gsm(char) else _cheap(char) for char in closed_up)


def _cheap(char: str) -> str:
    plain = char.translate(_PLAIN)
    if plain == char:
        bare = "".join(each for each in unicodedata.normalize("NFKD", char) if not unicodedata.combining(each))
        plain = bare.replace("\u2044", "/")
    return plain if plain and all(map(smsutil.is_valid_gsm, plain)) else char

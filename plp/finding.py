"""What a check of a message may find, and how grave it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from plp.language import Language


class Severity(StrEnum):
    """A refusal cannot be overridden; a warning can, by somebody who gives his name; a note is for information."""

    REFUSAL = "refusal"
    WARNING = "warning"
    NOTE = "note"


class Code(StrEnum):
    """Everything that can be found, the gravest first: an officer on the telephone hears the first ones only.

    Each has its words in texts/*.toml under `finding.` and the code: `says`, and unless it only tells, `do` and
    `short`, the one sentence for the telephone.
    """

    EXPIRED = "expired"
    CHARTER = "charter"
    LANGUAGE_MISSING = "language-missing"
    BUDGET = "budget"
    NIGHT = "night"
    WRONG_LANGUAGE = "wrong-language"
    PLATE = "plate"
    NAME = "name"
    ADDRESS = "address"
    TELEPHONE = "telephone"
    EMAIL = "email"
    LINK = "link"
    MARKUP = "markup"
    TOO_LONG = "too-long"
    PACE = "pace"
    UNREADABLE = "unreadable"
    JARGON = "jargon"
    ABBREVIATION = "abbreviation"
    CAPITALS = "capitals"
    SMS_PARTS = "sms-parts"
    SMS_LETTERS = "sms-letters"
    MORNING = "morning"
    SPEECH = "speech"
    MEMBERS = "members"
    CALLS = "calls"
    COST = "cost"


PERSONAL = (Code.PLATE, Code.NAME, Code.ADDRESS, Code.TELEPHONE, Code.EMAIL, Code.LINK)
"""What points at a person or leads elsewhere: a zone chooses whether it is warned of or refused."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing a rule found: in the text of which language, at which words, and what fills the blanks."""

    code: Code
    severity: Severity = Severity.WARNING
    language: Language | None = None
    words: tuple[str, ...] = ()
    blanks: Mapping[str, object] = field(default_factory=dict)
    proposed: str = ""
    says: str = "says"
    """Which of its sentences tells it, where it has several."""

    @property
    def weight(self) -> tuple[int, int]:
        """What sorts the gravest first."""
        return list(Severity).index(self.severity), list(Code).index(self.code)

    @property
    def name(self) -> str:
        """Its code and language, without a word of the message: `plate fr`."""
        return f"{self.code} {self.language}" if self.language else self.code.value

"""The words a member may write by SMS: whole messages in fr, nl, de and en, in any case, accent or closing dot."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from plp.language import Language
from plp.member import Wish


class SmsWord(StrEnum):
    """What a whole message means."""

    UNDERSTOOD = "understood"
    NO = "no"
    STOP = "stop"
    START = "start"
    AGAIN = "again"
    HELP = "help"
    COURTESY = "courtesy"


# Lower case, without accents and without what closes a sentence: as `plainly` writes them.
_SPELLINGS: Mapping[SmsWord, str] = {
    SmsWord.UNDERSTOOD: """
        1 | ok | okay | oke | oki
        oui | compris | bien compris | d'accord | daccord | entendu
        ja | begrepen | in orde | akkoord
        verstanden | einverstanden | in ordnung
        yes | understood
    """,
    SmsWord.NO: "non | nee | neen | nein | no",
    # The last line are the provider's own: it ends texts itself, in English, before we hear of it.
    SmsWord.STOP: """
        arret | arreter | stopper | desinscrire | se desinscrire
        stoppen | uitschrijven | afmelden
        stopp | abmelden
        stop | stopall | stop all | unsubscribe | cancel | end | quit | optout | opt out | revoke
    """,
    SmsWord.START: "start | unstop",
    SmsWord.AGAIN: "info | infos",
    SmsWord.HELP: "aide | hulp | help | hilfe",
    SmsWord.COURTESY: """
        merci | merci beaucoup | grand merci
        bedankt | dank u | dank u wel | dank je | dank je wel | dankuwel | dankjewel
        danke | danke schon | danke schoen | vielen dank
        thanks | thank you | many thanks
    """,
}
SPELLINGS: Mapping[str, SmsWord] = {
    spelling.strip(): word
    for word, lines in _SPELLINGS.items()
    for line in lines.strip().splitlines()
    for spelling in line.split("|")
}
"""Each whole message that is a word, by its plain spelling."""

_TAKES_A_NUMBER = frozenset({SmsWord.UNDERSTOOD, SmsWord.AGAIN})
_NUMBERED = re.compile(r"(\D+?) ?(?:message|bericht|nachricht|numero|nummer|number|no|nr|n)?[ .:°#]*([0-9]{1,4})")
_PARTNERSHIP = re.compile(r"(plp|bin|nin)[ .:-]{0,3}([0-9]{1,9})")
_IN: Mapping[str, Language] = {"plp": Language.FR, "bin": Language.NL, "nin": Language.DE}
_JOINING: Mapping[Language, str] = {language: word.upper() for word, language in _IN.items()}
_LANGUAGES: Mapping[str, Language] = {
    **dict.fromkeys(("fr", "francais", "frans", "franzosisch", "french"), Language.FR),
    **dict.fromkeys(("nl", "nederlands", "neerlandais", "niederlandisch", "dutch"), Language.NL),
    **dict.fromkeys(("de", "deutsch", "duits", "allemand", "german"), Language.DE),
    **dict.fromkeys(("en", "english", "anglais", "engels", "englisch"), Language.EN),
}
_CHANNELS: Mapping[str, Wish] = {
    **dict.fromkeys(("sms", "texto", "text"), Wish.SMS),
    **dict.fromkeys(("voix", "appel", "appels", "stem", "stimme", "anruf", "voice", "call", "calls"), Wish.VOICE),
    **dict.fromkeys(("deux", "beide", "beiden", "beides", "both"), Wish.BOTH),
}
_CONSENTS = re.compile(r"\s*(oui|ja|yes)\b[\s,.:;!-]*(.*)", re.IGNORECASE | re.DOTALL)
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Said:
    """A message understood as a word, and the number of the alert it names, if any."""

    word: SmsWord
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody asks to join the partnership with this number; the word he uses tells his language."""

    partnership: int
    language: Language


@dataclass(frozen=True, slots=True)
class Wishes:
    """A language and a channel, as far as they were written."""

    language: Language | None = None
    channel: Wish | None = None


def plainly(body: str) -> str:
    """A whole message without case, accents, quotation marks, invisible signs, doubled spaces or closing dots."""
    taken_apart = unicodedata.normalize("NFKD", body.translate(_APOSTROPHES)).casefold()
    letters = "".join(map(_plain, unicodedata.normalize("NFKD", taken_apart)))
    return " ".join(letters.split()).strip(" .!,;:'\"«»“”„-")


_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'"))


def _plain(char: str) -> str:
    kind = unicodedata.category(char)
    if kind.startswith("M") or kind == "Cf":
        return ""
    return " " if kind.startswith(("C", "Z")) else char


def read_word(body: str) -> Said | None:
    """The word a whole message is, or None when it is anything else: "stop, I saw the car" is a report."""
    text = plainly(body)
    if word := SPELLINGS.get(text):
        return Said(word)
    if found := _NUMBERED.fullmatch(text):
        named = SPELLINGS.get(found[1].strip(" .,:#°-"))
        if named in _TAKES_A_NUMBER:
            return Said(named, int(found[2]))
    return None


def read_joining(body: str) -> Joining | None:
    """The partnership somebody asks to join: `PLP 12`, `bin.12`; None when the message is anything else."""
    found = _PARTNERSHIP.fullmatch(plainly(body))
    return Joining(int(found[2]), _IN[found[1]]) if found else None


def joining_words(partnership: int, language: Language) -> str:
    """What somebody writes to ask to join: `BIN 12` where Dutch is spoken."""
    return f"{_JOINING.get(language, _JOINING[Language.FR])} {partnership}"


def read_consent(body: str) -> str | None:
    """The name after a yes (`OUI Ana Peeters`), empty when there is none; None when the message is no yes."""
    said = _CONSENTS.fullmatch("".join(" " if unicodedata.category(char)[0] == "C" else char for char in body))
    return _name(said[2]) if said else None


def _name(words: str) -> str:
    name = " ".join(words.split()).strip(" .!,;")
    sounds_like_one = len(name) <= LONGEST_NAME and all(char.isalpha() or char in " .-'’" for char in name)
    return name if sounds_like_one and len(name.split()) <= 6 else ""


def read_wishes(body: str) -> Wishes | None:
    """Language and channel (`NL SMS`, `français, voix`); None when the message holds any other word."""
    words = [word for word in re.split(r"[ ,./+&;-]+", plainly(body)) if word not in {"", "les", "et", "und"}]
    if not words or any(word not in _LANGUAGES and word not in _CHANNELS for word in words):
        return None
    languages = {_LANGUAGES[word] for word in words if word in _LANGUAGES}
    if "en" in words[1:-1]:  # "stem en sms": the Dutch for "and"
        languages.discard(Language.EN)
    channels = {_CHANNELS[word] for word in words if word in _CHANNELS}
    if channels == {Wish.SMS, Wish.VOICE}:
        channels = {Wish.BOTH}
    if len(languages) > 1 or len(channels) > 1:
        return None
    return Wishes(next(iter(languages), None), next(iter(channels), None))

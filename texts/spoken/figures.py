"""Figures: plates, money, units, places in a row, house numbers; no digit is left, none is lost."""

from __future__ import annotations

import re
from functools import cache

from texts.spoken.days import GERMAN_JOINT, german_ordinal
from texts.spoken.numerals import cardinal, digits, one_before_a_noun, ordinal, whole, year
from texts.spoken.vocabulary import Vocabulary, any_of

_PLATE = re.compile(
    r"(?<![\w-])(?:([1-9QT])[- ]?([A-Z]{3})[- ]?(\d{3})|([A-Z]{3})-?(\d{3})|(\d{3})-?([A-Z]{3}))(?![\w-])"
)
_OTHER_PLATE = re.compile(r"(?<![\w-])(?=[A-Z0-9-]*\d)(?=[\d-]*[A-Z])[A-Z0-9]{1,4}(?:-[A-Z0-9]{1,4}){2}(?![\w-])")
_GERMAN_PLATE = re.compile(r"(?<![\w-])([A-Z]{1,3})-([A-Z]{1,2})[ -]?(\d{1,4})(?![\w-])")
_SEPARATORS = {"fr": (" .", ",."), "nl": (" .", ",."), "de": (" .", ",."), "en": (" ,", ".,")}
_HOUSE = re.compile(r"(?<![\w.,/+-])(\d{1,5}\s?[A-Za-z]?)\s*[-–]\s*(\d{1,5}(?:\s?[A-Z])?)(?![\w]|\s?[-–/]\s?\d|[.,]\d)")
_ORDINALS = {
    "fr": r"(ers?|[eè]res?|res?|[eè]mes?|[eè]|mes?|i[eè]mes?|nde?s?|des?)",
    "nl": r"(ste|de|e)",
    "en": r"(st|nd|rd|th)",
    "de": r"(te[rnsm]?)",
}
_LATE = range(1900, 2100)


# ------------------------------------------------------------------------- plates


def plates(text: str, voice: Vocabulary) -> str:
    """Number plates, each letter by its name and each digit by itself: "un, A, B, C, deux trois quatre"."""
    text = _OTHER_PLATE.sub(lambda found: _spelled(found[0].split("-"), voice), text)
    text = _GERMAN_PLATE.sub(lambda found: _spelled([*found.groups()], voice), text)
    return _PLATE.sub(lambda found: _spelled([group for group in found.groups() if group], voice), text)


def _spelled(groups: list[str], voice: Vocabulary) -> str:
    pieces = [piece for group in groups for piece in re.findall(r"\d+|[A-Z]", group)]
    said = [digits(piece, voice.language) if piece.isdigit() else voice.letter(piece) for piece in pieces]
    return ", ".join(said)


# ------------------------------------------------------------------------------------ amounts and units


@cache
def _amount(language: str) -> str:
    """A number with or without thousands set apart and decimals; no groups."""
    thousands, decimals = _SEPARATORS[language]
    return rf"(?:\d{{1,3}}(?:[{thousands}]\d{{3}})+(?:[{decimals[0]}]\d{{1,2}})?(?!\d)|\d+[{decimals}]\d+|\d+)"


def _split(written: str, language: str) -> tuple[str, str, bool]:
    """The figures before and behind the decimal sign, and whether thousands were set apart."""
    thousands, decimals = _SEPARATORS[language]
    grouped = re.fullmatch(rf"(\d{{1,3}}(?:[{thousands}]\d{{3}})+)(?:[{decimals[0]}](\d{{1,2}}))?", written)
    if grouped:
        return re.sub(r"\D", "", grouped[1]), grouped[2] or "", True
    front, _, behind = re.sub(r"[.,]", ".", written).partition(".")
    return front, behind, False


def _number(written: str, voice: Vocabulary) -> str:
    front, behind, grouped = _split(written, voice.language)
    said = whole(front, voice.language, grouped=grouped)
    if not behind:
        return said
    by_digit = voice.language in {"de", "en"} or behind.startswith("0") or len(behind) > 2
    tail = digits(behind, voice.language) if by_digit else cardinal(int(behind), voice.language)
    return f"{said} {voice.decimal} {tail}"


def money(text: str, voice: Vocabulary) -> str:
    """Sums: "douze euros cinquante"."""
    signs = {"€": "EUR", "EUR": "EUR", "$": "USD", "£": "GBP"}
    sign = rf"€|EUR\b|\$|£|{any_of(voice.money['EUR'][:2])}\b"
    more = r"(\s?(?:mil[a-zéè]+|Mil[a-z]+|Mio\.?|Mrd\.?)(?:\s+d')?)?"
    amount = _amount(voice.language)
    front = re.compile(rf"(?<![\w.,])(€|EUR|\$|£)\s?({amount})(?:,-)?{more}(?![\w])", re.IGNORECASE)
    back = re.compile(rf"(?<![\w.,])({amount})(?:,-)?{more}\s?({sign})(?!\w)", re.IGNORECASE)
    text = back.sub(lambda found: _sum(found[1], found[2], signs.get(found[3].upper(), "EUR"), voice), text)
    return front.sub(lambda found: _sum(found[2], found[3], signs[found[1].upper()], voice), text)


def _sum(written: str, more: str | None, currency: str, voice: Vocabulary) -> str:
    one, many, cent, cents = voice.money[currency]
    front, behind, grouped = _split(written, voice.language)
    if more or len(behind) > 2:
        of = " d'" if voice.language == "fr" and more else " "
        big = (more or "").strip().removesuffix("d'").strip()
        return f"{_number(written, voice)} {big}{of}{many}".replace("  ", " ")
    whole_one = not grouped and front.isdigit() and int(front) == 1
    said = f"{_before(whole(front, voice.language, grouped=grouped), voice)} {one if whole_one else many}"
    parts = int(behind.ljust(2, "0")) if behind else 0
    small = f"{_before(cardinal(parts, voice.language), voice)} {cent if parts == 1 else cents}"
    if not parts:
        return said
    if not front.strip("0"):
        return small
    return f"{said} {small if parts < 10 else cardinal(parts, voice.language)}"


def _before(words: str, voice: Vocabulary, noun: str = "") -> str:
    return one_before_a_noun(words, voice.language, feminine=voice.is_feminine(noun))


def heights(text: str, voice: Vocabulary) -> str:
    """How tall somebody is: "un mètre quatre-vingts", and how often: "deux fois"."""
    text = re.sub(r"(?<=\d)\s?[xX](?=\s+[a-z])", f" {voice.signs['×']}", text)
    tall = r"(?<![\w.,])([12])(?:\s?m\s?|[.,](?=\d\d\s?m(?!\w|²|/)))(\d\d)(?:\s?m(?!\w|²|/))?(?![\w]|[.,]\d)"
    return re.sub(tall, lambda found: _tall(int(found[1]), int(found[2]), voice), text)


def _tall(metres: int, rest: int, voice: Vocabulary) -> str:
    one, many = voice.units["m"]
    said = f"{_before(cardinal(metres, voice.language), voice)} {one if metres == 1 else many}"
    return f"{said} {cardinal(rest, voice.language)}" if rest else said


def units(text: str, voice: Vocabulary) -> str:
    """Amounts of something: "cinquante kilomètres à l'heure", "moins cinq degrés"."""
    amount = _amount(voice.language)
    pattern = re.compile(
        rf"(?<![\w.,])([-+]?)({amount})(\s?[-–]\s?(?={amount})|\s?°\s?C\b|\s?(?:{any_of(list(voice.units))})(\.)?)(?![\w/²³]|\.\w)"
    )
    text = re.sub(r"(?<=[mM])\s?²", "2", text)
    text = re.sub(
        rf"(?<![\w.,])({amount})\s?[-–]\s?({amount}\s?(?:{any_of(list(voice.units))})(?!\w))",
        rf"\1 {voice.to} \2",
        text,
    )
    return pattern.sub(lambda found: _measured(found, voice), text)


def _measured(found: re.Match[str], voice: Vocabulary) -> str:
    unit = found[3].removesuffix(".").replace(" ", "")
    if unit not in voice.units:
        return found[0]
    one, many = voice.units[unit]
    front, behind, grouped = _split(found[2], voice.language)
    single = not grouped and int(front or 0) == 1 and (not behind or voice.language == "fr")
    sign = f"{voice.minus} " if found[1] == "-" else "plus " if found[1] else ""
    said = _number(found[2], voice)
    if not behind:
        said = _before(said, voice, one)
    ends = found[4] and re.match(r"\s*$|\s+[A-ZÀ-Þ]", found.string[found.end() :])
    return f"{sign}{said} {one if single else many}{'.' if ends else ''}"


# --------------------------------------------------------------------------- places in a row and plain numbers


def ordinals(text: str, voice: Vocabulary) -> str:
    """Places in a row: "troisième étage", "der dritte Stock"."""
    text = re.sub(
        rf"(?<![\w.,-])(\d{{1,4}})\s?{_ORDINALS[voice.language]}(?!\w)"
        if voice.language != "fr"
        else rf"(?<![\w.,-])(\d{{1,4}}){_ORDINALS['fr']}(?!\w)",
        lambda found: _ordinal(int(found[1]), found[2].casefold(), voice.language),
        text,
    )
    if voice.language == "de":
        nouns = any_of(list(voice.ordinal_nouns))
        text = re.sub(
            rf"(?<![\w.,-])(\d{{1,3}})\.(?=(?:{GERMAN_JOINT}\d{{1,3}}\.)*\s+({nouns})\b)",
            lambda found: german_ordinal(int(found[1]), found.string[: found.start()]),
            text,
        )
    return text


def _ordinal(number: int, ending: str, language: str) -> str:
    if language == "fr" and number == 1:
        return {"er": "premier", "ers": "premiers"}.get(ending, "premières" if ending.endswith("s") else "première")
    if language == "fr" and number == 2 and ending.startswith("n"):
        return "second" + ending[2:]
    return ordinal(number, language) + (ending[2:] if language == "de" else "")


def fractions(text: str, voice: Vocabulary) -> str:
    """Halves and quarters, ranges of houses, and what else stands between numbers."""
    for written, said in voice.fractions.items():
        text = re.sub(rf"(?<![\w.,/-]){written}(?![\w/]|[.,-]\d)", said, text)
    text = _HOUSE.sub(rf"\1 {voice.to} \2", text)
    text = re.sub(r"(?<=\d)\s*[/]\s*(?=\d)", ", ", text)
    return re.sub(r"(?<=\d)[-–:](?=\d)", ", ", text)


def postcodes(text: str, voice: Vocabulary) -> str:
    """The four figures before a municipality, as one says them in that language."""
    place = r"(?=\s+[A-ZÀ-Þ][a-zà-ÿ'-])"
    front = r"\bB-|(?<=, )|(?<=\bte )|(?<=\bin )|(?<=\bà )|^|(?<=postal )|(?<=[Pp]ostcode )"
    return re.sub(rf"(?:{front})([1-9]\d{{3}}){place}", lambda found: _postcode(found[1], voice), text)


def _postcode(figures: str, voice: Vocabulary) -> str:
    if voice.postcode == "digits":
        return digits(figures, voice.language)
    if voice.postcode == "number" or figures.endswith("00"):
        return cardinal(int(figures), voice.language)
    return f"{cardinal(int(figures[:2]), voice.language)} {whole(figures[2:], voice.language)}"


def numbers(text: str, voice: Vocabulary) -> str:
    """Every number that is left, in words; a letter glued to it is said by itself: "douze A"."""
    text = re.sub(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", " ", text)
    text = re.sub(r"(?<![\w.,)-])([-+])(?=\d)", lambda found: f"{voice.minus if found[1] == '-' else 'plus'} ", text)
    text = re.sub(r"(?<=\w)-(?=\d)|(?<=\d)-(?=\w)", " ", text)
    amount = _amount(voice.language)
    return re.sub(rf"({amount})(?:(?=\s+(\w+)))?", lambda found: _plain(found, voice), text)


def _plain(found: re.Match[str], voice: Vocabulary) -> str:
    written, noun = found[1], found[2] or ""
    if re.fullmatch(r"\d{4}", written) and int(written) in _LATE:
        said = year(int(written), voice.language)
    else:
        said = _number(written, voice)
    if noun and voice.counts(noun):
        said = _before(said, voice, noun)
    front = " " if re.search(r"\w$", found.string[: found.start()]) else ""
    behind = " " if re.match(r"[^\W]", found.string[found.end() :]) else ""
    return f"{front}{said}{behind}"

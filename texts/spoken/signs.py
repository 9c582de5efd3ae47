"""Signs and spaces: what a voice would stumble over is dropped or said, what remains is plain text."""

from __future__ import annotations

import re
import unicodedata

from texts.spoken.vocabulary import Vocabulary

_NEVER_SPOKEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Me"})
_KEPT = {"°", "\n", "\t"}
_SAME = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "‐": "-", "‑": "-", "−": "-", "—": "–", "―": "–", "⁄": "/", "º": "°"}
)
_FRACTION_SIGN = re.compile(r"(\d)([¼½¾⅓⅔])")
_QUOTES = re.compile(r"[\"«»“”„‟‹›]|(?<!\w)'(?![stnkrm]\b(?!'))|'(?!\w)")  # "'s avonds" keeps its own
_BRACKETED = re.compile(r"\s*[(\[{]+\s*([^()\[\]{}]*?)\s*[)\]}]+")
_EMAIL = re.compile(r"(?<![\w.+-])([\w+-]+(?:\.[\w+-]+)*)@([\w-]+(?:\.[\w-]+)+)")
_LINK = re.compile(
    r"(?<![\w.@-])(?:https?://(?:www\.)?|www\.)([\w-]+(?:\.[\w-]+)*)(?::\d+)?(?:[/?#][^\s,;!]*[^\s,;!.?:)])?[/?#]?"
    r"|(?<![\w.@-])([\w-]+(?:\.[\w-]+)*\.(?:be|com|eu|org|net|brussels))(?![\w-]|\.\w)(?:/[^\s,;!]*[^\s,;!.?:)])?/?",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """The text in one spelling of digits, hyphens and apostrophes, without emoji, marks and control characters."""
    text = _FRACTION_SIGN.sub(r"\1 \2", text)
    text = unicodedata.normalize("NFKC", text.replace("´", "'").replace("º", "°").replace("ª", " "))
    text = "".join(_plain_character(character) for character in text.translate(_SAME))
    return re.sub(r"\.{2,}", "…", text)


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in _KEPT:
        return character
    kind = unicodedata.category(character)
    if kind == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    if kind in {"No", "Nl"}:
        value = unicodedata.numeric(character)
        return f" {int(value)} " if value == int(value) and value >= 0 else " "
    return " " if kind in _NEVER_SPOKEN else character


def links(text: str, voice: Vocabulary) -> str:
    """Addresses of the web by their name alone, and of e-mail in words: "police point B E"."""
    text = _EMAIL.sub(lambda found: f"{_dots(found[1], voice)} {voice.signs['@']} {_host(found[2], voice)}", text)
    return _LINK.sub(lambda found: _host(found[1] or found[2], voice), text)


def _dots(name: str, voice: Vocabulary) -> str:
    return f" {voice.signs['.']} ".join(re.sub(r"[_+]", " ", name).split("."))


def _host(host: str, voice: Vocabulary) -> str:
    *names, last = host.split(".")
    ending = " ".join(map(voice.letter, last)) if len(last) == 2 and last.isalpha() else last
    return _dots(".".join([*names, ending]), voice)


def phrases(text: str, voice: Vocabulary) -> str:
    """Turns that are one thing: "24/7", "et/ou", "4x4"."""
    for written, said in voice.phrases.items():
        text = re.sub(rf"(?<![\w/.,-]){re.escape(written)}(?![\w/]|[.,-]\d)", said, text, flags=re.IGNORECASE)
    return text


def quotes(text: str) -> str:
    """Without quotation marks; what stood in brackets stands between commas."""
    text = _BRACKETED.sub(lambda found: f", {found[1]}," if found[1].strip() else " ", _QUOTES.sub(" ", text))
    return re.sub(r"[()\[\]{}]", " ", text)


def symbols(text: str, voice: Vocabulary) -> str:
    """Symbols that are left: said if they have a name, a breath for a slash, dropped otherwise."""
    text = re.sub(r"\s*[/|\\•·→⇒➔]\s*", ", ", text)
    said = {sign: f" {word} " for sign, word in voice.signs.items() if sign != "."}
    return "".join(said.get(character) or _left(character) for character in text)


def _left(character: str) -> str:
    dropped = character in "*#_~^<>§¶†‡¦¬" or unicodedata.category(character) in {"Sm", "Sc", "Ps", "Pe", "Pi", "Pf"}
    return " " if dropped else character


def tidy(text: str) -> str:
    """One space between words, none before a comma or full stop, no two commas in a row."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s+([,.;…])", r"\1", text)
    text = re.sub(r",(?:\s*,)+", ",", text)
    text = re.sub(r",\s*([.;:!?…])", r"\1", text)
    text = re.sub(r"([.;:!?…])\s*,", r"\1", text)
    text = re.sub(r"([!?])\1+", r"\1", text)
    text = re.sub(r",(?=[^\s\d'])", ", ", text)
    return re.sub(r"^[\s,;]+|[\s,;]+$", "", text)

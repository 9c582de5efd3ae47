"""Telling the exchange who is at the other end: numbers, handsets, clips, faults, or all of them from one file."""

import json
from collections.abc import Mapping
from pathlib import Path

from exchange.exchange import Exchange
from exchange.handsets.directory import NotACharacter, Written

PARTS = frozenset({"numbers", "characters", "default", "handsets", "clips", "faults"})
ADDRESSES = frozenset({"voice_url", "voice_method", "sms_url", "sms_method", "status_callback"})


def furnish_from(exchange: Exchange, file: Path) -> None:
    """Reads a file of handsets. Raises ValueError or TypeError with a plain sentence."""
    told = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(told, dict) or not told.keys() <= PARTS:
        raise ValueError(f"{file}: an object with {', '.join(sorted(PARTS))} is wanted")
    for name, written in _object(told.get("characters")).items():
        exchange.desk.directory.named[name] = _object(written)
    put_numbers(exchange, _object(told.get("numbers")))
    if "default" in told:
        exchange.desk.directory.start_with(written_character(told["default"]))
    put_handsets(exchange, _object(told.get("handsets")))
    put_clips(exchange, _object(told.get("clips")))
    add_faults(exchange, told.get("faults", []))


def put_numbers(exchange: Exchange, told: Mapping[str, object]) -> None:
    """Adds the account's numbers or changes their addresses."""
    for number, said in told.items():
        addresses = {name: str(address) for name, address in _object(said).items()}
        if unknown := addresses.keys() - ADDRESSES:
            raise ValueError(f"{number}: {', '.join(sorted(unknown))} is not known")
        exchange.desk.numbers.configure(number, **addresses)


def put_handsets(exchange: Exchange, told: Mapping[str, object]) -> None:
    """Adds or replaces handsets; none is changed when one cannot be understood."""
    characters = {number: written_character(said) for number, said in told.items()}
    for number, written in characters.items():
        try:
            exchange.desk.directory.read(written)
        except NotACharacter as error:
            raise NotACharacter(f"{number}: {error}") from error
    for number, written in characters.items():
        exchange.desk.directory.put(number, written)


def put_clips(exchange: Exchange, told: Mapping[str, object]) -> None:
    """Tells what is said in sound files."""
    for url, said in told.items():
        exchange.desk.sounds.learn(url, str(said))


def add_faults(exchange: Exchange, told: object) -> list[int]:
    """Puts one fault or a list of them in force."""
    rules = told if isinstance(told, list) else [told]
    return exchange.desk.faults.add([_object(rule) for rule in rules])


def written_character(said: object) -> Written:
    """A name or an object."""
    return said if isinstance(said, str) else _object(said)


def _object(said: object) -> Mapping[str, object]:
    if said is None:
        return {}
    if not isinstance(said, dict):
        raise TypeError(f"an object is wanted, not {said!r}")
    return said

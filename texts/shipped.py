"""The ready-made messages that come with Tocsin: one file a theme in texts/templates, in every language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from plp.alert import Kind
from plp.language import Language
from plp.template import Template


@cache
def shipped_templates() -> tuple[Template, ...]:
    """All of them, by number; the name of a file is the message's id."""
    files = (each for each in resources.files("texts").joinpath("templates").iterdir() if each.name.endswith(".toml"))
    found = [_template(each.name.removesuffix(".toml"), tomllib.loads(each.read_text("utf-8"))) for each in files]
    return tuple(sorted(found, key=lambda each: each.number))


def _template(name: str, content: dict[str, Any]) -> Template:
    return Template(
        id=name,
        number=content["number"],
        kind=Kind(content["kind"]),
        texts={Language(language): " ".join(text.split()) for language, text in content["text"].items()},
        name=content["name"],
    )

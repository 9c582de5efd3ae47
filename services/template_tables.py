"""The ready-made messages of a zone file and the streets of its partnerships, each problem noted with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from plp.alert import Kind
from plp.errors import BadInput
from plp.language import Language
from plp.plain_text import LONGEST_TEXT, plain_text
from plp.template import STREET, Street, Template, longest_filled
from plp.zone import Zone
from services.toml_table import Table, names_of, one_of, repeated, without_digits, yes_or_no
from services.zone_settings import slug
from texts.catalogue import say
from texts.shipped import shipped_templates

TEMPLATE = ("id", "number", "kind", "text")
TEMPLATE_TOO = ("name", "needs_street")
MOST_STREETS = 99


def read_template(table: Table, zone: Zone, streets: Iterable[Street] = ()) -> Template:
    """Read one of `[[templates]]`; a language of the zone that is missing is a problem too.

    Filled with the longest of the zone's `streets`, none of its texts may be too long to be listened to.
    """
    table.know(TEMPLATE, TEMPLATE_TOO)
    template = Template(
        id=table.read("id", slug, ""),
        number=table.number("number"),
        kind=table.word("kind", Kind, Kind.URGENT),
        texts=_texts(table, zone, list(streets)),
        name=table.read("name", partial(names_of, fallback=zone.languages[0]), {}),
        needs_street=table.read("needs_street", yes_or_no, False),
    )
    if template.needs_street and template.texts and not template.asks_street:
        table.note("needs_street", f"no text holds the blank {{{STREET}}}")
    return template


def _texts(table: Table, zone: Zone, streets: Sequence[Street]) -> Mapping[Language, str]:
    content = table.content.get("text", {})
    if not isinstance(content, Mapping):
        table.note("text", 'is not a table; write text.fr = "…", text.nl = "…"')
        return {}
    if "text" in table.content:
        for language in zone.languages:
            if language not in content:
                table.note("text", f"{language} is missing; the law asks for it in region {zone.region}")
    inner = Table(f"{table.where}, text", content, table.problems)
    try:
        languages = [one_of(Language, key) for key in content]
    except BadInput as wrong:
        table.note("text", str(wrong))
        return {}
    return {
        language: inner.read(language, partial(_words, street=_longest_place(streets, language)), "")
        for language in languages
    }


def _longest_place(streets: Sequence[Street], language: Language) -> int:
    """Characters of the longest name that an officer on the phone can put in for the street, the whole place or one."""
    names = [each.name_in(language) for each in streets if each.name]
    return max(map(len, [say("ready.everywhere", language), *names]))


def _words(value: object, *, street: int) -> str:
    if not isinstance(value, str):
        raise BadInput('is not a text; write it between quotes: "…"')
    words = plain_text(value)
    if (longest := longest_filled(words, street)) > LONGEST_TEXT:
        raise BadInput(
            f"may have {longest} characters once its blanks are filled; {LONGEST_TEXT} at most can be listened to: "
            "shorten it"
        )
    return words


def template_clashes(own: Sequence[Template]) -> list[str]:
    """An id or a number that stands twice, also a number that a message shipped with Tocsin has already."""
    found = [
        f"[[templates]], {what}: two of them carry the same"
        for what, values in (("id", [each.id for each in own]), ("number", [each.number for each in own]))
        if repeated([value for value in values if value])
    ]
    ids = {each.id for each in own}
    taken = {each.number: each.id for each in shipped_templates() if each.id not in ids}
    return found + [
        f"[[templates]] ({without_digits(each.id)}), number: {each.number} is that of {taken[each.number]!r}, which "
        "comes with Tocsin; choose another number, or that id to replace it"
        for each in own
        if each.number in taken
    ]


def read_streets(partnership: Table, zone: Zone) -> tuple[Street, ...]:
    """Read a partnership's `streets`; the place of each in the list is the number typed for it."""
    content = partnership.content.get("streets", [])
    if not isinstance(content, list) or len(content) > MOST_STREETS:
        partnership.note(
            "streets", f'is not a list of at most {MOST_STREETS} names; write [{{ fr = "…", nl = "…" }}, …]'
        )
        return ()
    inner = Table(
        f"{partnership.where}, streets", {str(n): each for n, each in enumerate(content, 1)}, partnership.problems
    )
    nameless: Mapping[str, str] = {}
    names = [inner.read(place, partial(_street, zone=zone), nameless) for place in inner.content]
    for language in zone.languages:
        if double := repeated([name[language] for name in names if language in name]):
            partnership.note("streets", f"{without_digits(sorted(double)[0])!r} stands there twice")
    return tuple(Street(number, name) for number, name in enumerate(names, 1))


def _street(value: object, *, zone: Zone) -> Mapping[str, str]:
    names = names_of(value, zone.languages[0])
    if isinstance(value, str):
        return {language.value: names[zone.languages[0]] for language in zone.languages}
    if missing := [language for language in zone.languages if language not in names]:
        raise BadInput(f"lacks its name in {', '.join(missing)}")
    return names

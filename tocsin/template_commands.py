"""`tocsin template`: the ready-made messages of a zone, listed and shown."""

from __future__ import annotations

import json

import click

from plp.book import Book
from plp.errors import BadInput
from plp.language import Language
from plp.template import Template
from services.templates_of import template_named, templates_of
from tocsin.columns import show as show_rows
from tocsin.ports import ports

ZONE = click.option("--zone", metavar="NAME", help="The zone's name; not needed where there is only one.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="For a program.")


@click.group()
def template() -> None:
    """Ready-made messages: those that come with Tocsin, and a zone's own."""


@template.command("list")
@ZONE
@AS_JSON
def list_(zone: str | None, as_json: bool) -> None:
    """List them with the number that is typed for each on the phone."""
    with ports().store.read() as book:
        name = _zone(book, zone)
        own = {each.id for each in book.templates.of_zone(name)}
        rows = [
            {
                "number": each.number,
                "id": each.id,
                "kind": each.kind.value,
                "languages": sorted(each.texts),
                "street": "needed" if each.needs_street else "asked" if each.asks_street else "no",
                "from": "zone" if each.id in own else "tocsin",
            }
            for each in templates_of(book, name)
        ]
    show_rows(rows, as_json=as_json, nothing="no ready-made message")


@template.command()
@click.argument("template_id", metavar="ID")
@ZONE
@AS_JSON
def show(template_id: str, zone: str | None, as_json: bool) -> None:
    """Show the words of the one with this ID or number, its blanks in {braces}."""
    with ports().store.read() as book:
        found = template_named(book, _zone(book, zone), template_id)
    if as_json:
        click.echo(json.dumps(_shown(found), ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.number}  {found.id}  {found.kind}")
    for language in found.texts:
        click.echo(f"  {language} ({found.name_in(language)}): {found.texts[language]}")


def _shown(found: Template) -> dict[str, object]:
    return {
        "id": found.id,
        "number": found.number,
        "kind": found.kind.value,
        "needs_street": found.needs_street,
        "name": {language: found.name_in(Language(language)) for language in found.texts},
        "text": dict(found.texts),
    }


def _zone(book: Book, named: str | None) -> str:
    """The zone that is meant.  Raises NotFound, BadInput when there are several and none is named."""
    if named is not None:
        return book.people.zone(named).name
    zones = [each.name for each in book.people.zones()]
    if not zones:
        raise BadInput("no zone yet; run: tocsin zone load zone.toml")
    if len(zones) > 1:
        raise BadInput(f"there are several zones; name one with --zone: {', '.join(zones)}")
    return zones[0]

"""`tocsin members card`: the card beside the telephone, on paper."""

from __future__ import annotations

from pathlib import Path

import click

from services.find_member import find_member
from services.member_card import member_cards
from tocsin.ports import ports


@click.command()
@click.option("--partnership", metavar="SLUG", required=True, help="The partnership's slug.")
@click.option("--member", metavar="ID", help="One member's alone.")
@click.option("--sheet", is_flag=True, help="Two cards on an A4 sheet, to be cut.")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def card(partnership: str, member: str | None, sheet: bool, file: Path) -> None:
    """Write each member's card to FILE (PDF, A5, large print): hand it over, it holds his password."""
    from tocsin.card_page import draw_cards

    one = find_member(ports(), member).id if member else None
    cards = member_cards(ports(), partnership, member=one)
    file.write_bytes(draw_cards(cards, sheet=sheet))
    click.echo(f"{partnership}: cards {len(cards)}")

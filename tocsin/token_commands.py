"""`tocsin token`: keys to the API, made, listed and revoked."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import click

from plp.access import ApiToken, Scope
from plp.errors import BadInput
from plp.plan import read_duration
from services.create_token import PER_MINUTE, create_token
from services.revoke_token import revoke_token
from services.show_cascade import iso
from tocsin.columns import Row, show
from tocsin.ports import ports


@click.group()
def token() -> None:
    """Keys to the API, for the police's own programs."""


@token.command()
@click.option("--name", required=True, help="Whose it is, as it will stand in the history.")
@click.option("--zone", metavar="NAME", help="Opens all partnerships of this zone.")
@click.option("--partnership", "partnerships", multiple=True, metavar="SLUG", help="Opens this one; may be repeated.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([each.value for each in Scope]),
    help="What it may do; may be repeated.",
)
@click.option("--officer", metavar="OFFICER", help="In whose name it validates, launches and cancels.")
@click.option("--expires", default="90d", show_default=True, metavar="90d", help="How long it opens anything.")
@click.option("--per-minute", type=click.IntRange(1, 100_000), default=PER_MINUTE, show_default=True,
              help="Requests a minute.")  # fmt: skip
def create(
    name: str,
    zone: str | None,
    partnerships: tuple[str, ...],
    scopes: tuple[str, ...],
    officer: str | None,
    expires: str,
    per_minute: int,
) -> None:
    """Make a token and print it, this once: only a digest of it is kept."""
    made, words = create_token(
        ports(),
        name=name,
        zone=zone,
        partnerships=partnerships,
        scopes=[Scope(each) for each in scopes],
        officer=officer,
        expires=_read_life(expires),
        per_minute=per_minute,
    )
    click.echo(words)
    click.echo(f"token {made.id}, until {iso(made.expires_at)}; it is not shown again", err=True)


def _read_life(text: str) -> timedelta:
    try:
        if found := re.fullmatch(r"(\d{1,4})d", text.strip()):
            return timedelta(days=int(found[1]))
        return read_duration(text)
    except BadInput:
        raise click.BadParameter("write 90d, or 12h", param_hint="--expires") from None


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def list_(as_json: bool) -> None:
    """List the tokens, those that are closed too; never their words."""
    there = ports()
    with there.store.read() as book:
        rows = [_row(each, there.clock.now()) for each in book.access.tokens()]
    show(rows, as_json=as_json, nothing="no token yet; run: tocsin token create --help")


@token.command()
@click.argument("token_id", metavar="ID")
def revoke(token_id: str) -> None:
    """Close a token for good, at once."""
    closed = revoke_token(ports(), token_id)
    click.echo(f"{closed.id} revoked")


def _row(each: ApiToken, now: datetime) -> Row:
    return {
        "id": each.id,
        "name": each.name,
        "zone": each.zone,
        "partnerships": list(each.partnerships),
        "scopes": list(each.scopes),
        "officer": each.officer,
        "per_minute": each.per_minute,
        "state": "revoked" if each.revoked_at else "open" if each.holds_at(now) else "expired",
        "created_at": iso(each.created_at),
        "expires_at": iso(each.expires_at),
        "revoked_at": iso(each.revoked_at),
    }

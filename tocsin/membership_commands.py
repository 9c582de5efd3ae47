"""`tocsin members pause … refuse`: what a member asked for, done at the keyboard."""

from __future__ import annotations

from datetime import datetime, time

import click

from plp.errors import NotAllowed
from plp.language import Language
from plp.member import Hours, Member, Source, Wish
from services.accept_candidate import accept_candidate
from services.change_settings import change_settings
from services.correct_member import correct_member
from services.find_member import find_member
from services.leave_partnership import leave_partnership
from services.pause_member import pause_member
from services.refuse_candidate import refuse_candidate
from services.resume_member import resume_member
from tocsin.ports import ports

MEMBER = click.argument("member_id", metavar="ID")
_DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])
_OFFICER = click.option(
    "--officer", metavar="OFFICER", help="In whose name; the mandated officer of the partnership unless told."
)


@click.command()
@MEMBER
@click.option("--until", type=_DAY, required=True, metavar="DATE", help="The day on which messages begin again.")
def pause(member_id: str, until: datetime) -> None:
    """Pause a member: nothing reaches him until DATE (2026-12-31 or 31/12/2026)."""
    member = find_member(ports(), member_id)
    with ports().store.read() as book:
        tz = book.people.zone(book.people.partnership(member.partnership).zone).tz
    pause_member(ports(), member.id, datetime.combine(until.date(), time(), tz), source=Source.KEYBOARD)
    click.echo(f"{member.id} paused until {until:%Y-%m-%d}")


@click.command()
@MEMBER
def resume(member_id: str) -> None:
    """End a member's pause."""
    member = find_member(ports(), member_id)
    resume_member(ports(), member.id, source=Source.KEYBOARD)
    click.echo(f"{member.id} is reached again")


@click.command("set")
@MEMBER
@click.option("--language", type=click.Choice(list(Language)), help="In which he is spoken to.")
@click.option("--channel", type=click.Choice(list(Wish)), help="How he is reached.")
@click.option("--hours", type=click.Choice(list(Hours)), help="When messages that are not urgent may ring.")
@click.option("--name", metavar="NAME", help="His name.")
@click.option("--password", metavar="WORD", help="The word by which he knows our calls.")
@click.option("--buddy", metavar="ID", help="The member rung if he is not reached in an urgent message.")
@click.option("--no-buddy", is_flag=True, help="Nobody is rung instead of him.")
@click.option("--buddy-agreed-on", type=_DAY, metavar="DATE", help="When both agreed; without it nobody is rung.")
def set_(
    member_id: str,
    *,
    language: str | None,
    channel: str | None,
    hours: str | None,
    name: str | None,
    password: str | None,
    buddy: str | None,
    no_buddy: bool,
    buddy_agreed_on: datetime | None,
) -> None:
    """Change what is given of a member; consents are written with their time."""
    if not (
        no_buddy or any(each is not None for each in (language, channel, hours, name, password, buddy, buddy_agreed_on))
    ):
        raise click.UsageError("say what to change, for example --language nl")
    if no_buddy and (buddy or buddy_agreed_on):
        raise click.UsageError("--no-buddy goes with no other word about a buddy")
    there = ports()
    member = find_member(there, member_id)
    with there.store.write():  # all of it, or nothing
        change_settings(
            there,
            member.id,
            source=Source.KEYBOARD,
            language=Language(language) if language else None,
            wish=Wish(channel) if channel else None,
            hours=Hours(hours) if hours else None,
        )
        correct_member(
            there,
            member.id,
            name=name,
            password=password,
            buddy="" if no_buddy else find_member(there, buddy).id if buddy else None,
            buddy_agreed_on=buddy_agreed_on.date() if buddy_agreed_on else None,
        )
    click.echo(f"{member.id} changed")
    if buddy and not buddy_agreed_on:
        click.echo("the buddy is not rung yet: add --buddy-agreed-on DATE once both agreed", err=True)


@click.command()
@MEMBER
def leave(member_id: str) -> None:
    """End a membership; what is written of him stays until `erase`."""
    member = find_member(ports(), member_id)
    leave_partnership(ports(), member.id, source=Source.KEYBOARD)
    click.echo(f"{member.id} has left")


@click.command()
@MEMBER
@click.option("--name", metavar="NAME", help="His name, if he did not give it.")
@_OFFICER
def accept(member_id: str, name: str | None, officer: str | None) -> None:
    """Make a candidate a member."""
    member = find_member(ports(), member_id)
    accepted = accept_candidate(ports(), member.id, by=officer or _mandated(member), name=name, source=Source.KEYBOARD)
    click.echo(f"{accepted.id} accepted")
    if accepted.consent_on is None:
        click.echo("he has not consented yet, so he is in no cascade", err=True)


@click.command()
@MEMBER
@_OFFICER
def refuse(member_id: str, officer: str | None) -> None:
    """Take a candidate off the list."""
    member = find_member(ports(), member_id)
    refuse_candidate(ports(), member.id, by=officer or _mandated(member), source=Source.KEYBOARD)
    click.echo(f"{member.id} refused")


def _mandated(member: Member) -> str:
    with ports().store.read() as book:
        officers = book.people.partnership(member.partnership).officers
    if not officers:
        raise NotAllowed(f"no officer is mandated for partnership {member.partnership}; name one with --officer")
    return officers[0]


MEMBERSHIP = (pause, resume, set_, leave, accept, refuse)
"""The commands, in the order in which one needs them."""

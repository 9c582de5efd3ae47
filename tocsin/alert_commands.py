"""`tocsin alert`: draft, check, validate, reject, launch, cancel, show."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import cast

import click

from plp.alert import Alert, Kind
from plp.errors import BadInput
from plp.language import Language
from plp.plan import read_duration
from plp.ports import Ports
from services.cancel_alert import cancel_alert
from services.check_alert import Severity, check_alert
from services.draft_alert import draft_alert
from services.draft_from_template import draft_from_template
from services.launch_alert import launch_alert
from services.reject_alert import reject_alert
from services.show_alert import show_alert
from services.templates_of import template_named
from services.validate_alert import validate_alert
from tocsin.filled_blanks import read_street, read_time
from tocsin.ports import ports

OFFICER = click.option("--officer", metavar="OFFICER", required=True, help="The officer's id, as in the zone file.")
ALERT = click.argument("alert_id", metavar="ID")


@click.group()
def alert() -> None:
    """Police messages, from draft to launch."""


@alert.command()
@click.option("--partnership", metavar="SLUG", required=True, help="The partnership's slug.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="What it is.")
@click.option("--text", "texts", multiple=True, metavar="LANG=TEXT", help="The words in one language; may be repeated.")
@click.option("--template", metavar="ID", help="A ready-made message instead: see `tocsin template list`.")
@click.option("--street", "streets", multiple=True, metavar="STREET", help="Of the list in zone.toml, or LANG=NAME.")
@click.option("--time", "at", metavar="20:30", help="The time a ready-made message tells; default now.")
@click.option("--expires", metavar="2h", help="How long it may be sent; default as in the plan.")
@click.option("--answers", metavar="ID", help="The alert this one corrects, lifts or follows up.")
def draft(
    partnership: str,
    kind: str | None,
    texts: tuple[str, ...],
    template: str | None,
    streets: tuple[str, ...],
    at: str | None,
    expires: str | None,
    answers: str | None,
) -> None:
    """Write a message, in --text or from a --template; prints its id and nothing else."""
    if template is not None:
        if kind or texts:
            raise click.UsageError("a --template brings its own --kind and --text; leave these out")
        click.echo(_from_template(partnership, template, streets, at, _read_expiry(expires), answers).id)
        return
    if kind is None:
        raise click.UsageError("Missing option '--kind': or name a --template")
    if streets or at:
        raise click.UsageError("--street and --time fill the blanks of a --template; name one")
    drafted = draft_alert(
        ports(),
        partnership=partnership,
        kind=Kind(kind),
        texts=_read_texts(texts),
        by="keyboard",
        expires=_read_expiry(expires),
        answers=answers,
    )
    click.echo(drafted.id)


def _from_template(
    partnership: str,
    name: str,
    streets: tuple[str, ...],
    at: str | None,
    expires: timedelta | None,
    answers: str | None,
) -> Alert:
    there: Ports = ports()
    with there.store.read() as book:
        zone = book.people.zone(book.people.partnership(partnership).zone)
        template = template_named(book, zone.name, name)
        street = read_street(book, partnership, streets)
    return draft_from_template(
        there,
        template,
        partnership=partnership,
        by="keyboard",
        street=street,
        at=read_time(at, there.clock.now(), zone),
        answers=answers,
        expires=expires,
    )


def _read_texts(texts: Iterable[str]) -> dict[Language, str]:
    read: dict[Language, str] = {}
    for each in texts:
        name, parted, words = each.partition("=")
        if not parted or name.strip().lower() not in set(Language):
            known = ", ".join(Language)
            raise click.BadParameter(f"write LANG=TEXT with LANG one of {known}", param_hint="--text")
        language = Language(name.strip().lower())
        if language in read:
            raise click.BadParameter(f"{language} is given twice", param_hint="--text")
        read[language] = words
    if not read:
        raise click.UsageError("Missing option '--text': write --text fr=… or --text nl=…")
    return read


def _read_expiry(text: str | None) -> timedelta | None:
    try:
        return read_duration(text) if text else None
    except BadInput as wrong:
        raise click.BadParameter(str(wrong), param_hint="--expires") from None


@alert.command()
@ALERT
@click.option("--language", type=click.Choice(list(Language)), help="Default: the mandated officer's.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def check(alert_id: str, language: str | None, as_json: bool) -> None:
    """Say what refuses this message, and what to think about; exit 1 if something refuses it."""
    findings = check_alert(ports(), alert_id, language=Language(language) if language else None)
    refused = any(finding.severity is Severity.REFUSAL for finding in findings)
    if as_json:
        shown = {"alert": alert_id, "refused": refused, "findings": [finding.shown() for finding in findings]}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.severity}: {finding.sentence} {finding.advice}".rstrip())
            if finding.proposed:
                click.echo(f"  {finding.language}: {finding.proposed}")
        if all(finding.severity is Severity.NOTE for finding in findings):
            click.echo("nothing to say against it")
    if refused:
        sys.exit(1)


@alert.command()
@ALERT
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def show(alert_id: str, as_json: bool) -> None:
    """Show a message and its history."""
    shown = show_alert(ports(), alert_id)
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    click.echo("  ".join(str(shown[name]) for name in ("alert", "kind", "state", "partnership")), nl=False)
    click.echo(f"  until {shown['expires_at']}")
    for language, text in sorted(cast("dict[str, str]", shown["texts"]).items()):
        click.echo(f"  {language}: {text}")
    for each in cast("list[dict[str, str]]", shown["history"]):
        click.echo(f"  {each['at']}  {each['who']}: {each['what']} {each['detail']}".rstrip())


@alert.command()
@ALERT
@OFFICER
def validate(alert_id: str, officer: str) -> None:
    """Validate a draft, in the name of a mandated officer."""
    validate_alert(ports(), alert_id, by=officer)
    click.echo(f"{alert_id} validated")


@alert.command()
@ALERT
@OFFICER
def reject(alert_id: str, officer: str) -> None:
    """Reject a draft or a validated message."""
    reject_alert(ports(), alert_id, by=officer)
    click.echo(f"{alert_id} rejected")


@alert.command()
@ALERT
@OFFICER
def launch(alert_id: str, officer: str) -> None:
    """Launch a validated message at once; prints the cascade's id."""
    click.echo(launch_alert(ports(), alert_id, by=officer).id)


@alert.command()
@ALERT
@OFFICER
def cancel(alert_id: str, officer: str) -> None:
    """Cancel a message; one that was launched is stopped, and phones that ring fall silent."""
    cancel_alert(ports(), alert_id, by=officer)
    click.echo(f"{alert_id} cancelled")

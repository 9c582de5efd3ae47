"""`tocsin reports` and `tocsin call-backs`: what members told the police, and who asks to be called."""

from __future__ import annotations

import json

import click

from plp.book import Book
from plp.phone import masked
from plp.report import DESK, CallBackRequest, Decision
from services.close_call_back import close_call_back
from services.decide_report import decide_report
from services.show_cascade import iso
from services.show_report import briefs, show_report
from tocsin.columns import Row, show
from tocsin.ports import ports

AS_JSON = click.option("--json", "as_json", is_flag=True, help="For a program.")
NUMBERS = click.option("--numbers", is_flag=True, help="Whole telephone numbers; masked unless asked for.")
EVERYTHING = click.option("--all", "everything", is_flag=True, help="Also what is settled.")
BY = click.option("--officer", metavar="OFFICER", required=True, help=f"The officer's id, or {DESK!r}.")


@click.group()
def reports() -> None:
    """What members told the police."""


@reports.command("list")
@EVERYTHING
@NUMBERS
@AS_JSON
def list_reports(everything: bool, numbers: bool, as_json: bool) -> None:
    """List the reports that wait for a decision, oldest first; never their words."""
    with ports().store.read() as book:
        rows = briefs(book, book.reports.reports(waiting=not everything), numbers=numbers)
    show(rows, as_json=as_json, nothing="no report yet" if everything else "no report is waiting")


@reports.command("show")
@click.argument("report_id", metavar="ID")
@NUMBERS
@AS_JSON
def show_one_report(report_id: str, numbers: bool, as_json: bool) -> None:
    """Show one report with its words, or that it was spoken."""
    with ports().store.read() as book:
        row = {**show_report(ports(), report_id, numbers=numbers), "recording": _voice(book, report_id)}
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False, indent=2))
        return
    for name, value in row.items():
        if value not in {None, "", False}:
            click.echo(f"{name.replace('_', ' ')}: {'yes' if value is True else value}")


@reports.command()
@click.argument("report_id", metavar="ID")
@click.option(
    "--as", "decision", type=click.Choice([each.value for each in Decision]), required=True, help="What it is."
)
@click.option("--alert", metavar="ID", help="The message that comes of it, in the police's own words.")
@BY
def decide(report_id: str, decision: str, officer: str, alert: str | None) -> None:
    """Decide a report; telephones that ring for it fall silent, and the reporter is answered."""
    done = decide_report(ports(), report_id, Decision(decision), by=officer, alert=alert)
    click.echo(f"report {done.number} of {done.year}: {decision}")


@click.group("call-backs")
def call_backs() -> None:
    """Members who asked to be called back."""


@call_backs.command("list")
@EVERYTHING
@NUMBERS
@AS_JSON
def list_call_backs(everything: bool, numbers: bool, as_json: bool) -> None:
    """List the requests that nobody has closed, oldest first."""
    with ports().store.read() as book:
        found = book.reports.call_backs(open_only=not everything)
        names = book.people.names({each.member for each in found})
        rows = [_request(each, names[each.member], numbers=numbers) for each in found]
    show(rows, as_json=as_json, nothing="no request yet" if everything else "nobody waits to be called back")


@call_backs.command()
@click.argument("request_id", metavar="ID")
@BY
def close(request_id: str, officer: str) -> None:
    """Note that this member was called back."""
    close_call_back(ports(), request_id, by=officer)
    click.echo(f"{request_id} closed")


def _voice(book: Book, report_id: str) -> str | None:
    """The name of the clip on the shelf, once the voice has been fetched."""
    report = book.reports.report(report_id)
    spoken = report.recording if report else None
    kept = book.conversations.recording(spoken) if spoken else None
    return (kept.media or kept.state.value) if kept else spoken


def _request(request: CallBackRequest, member: str, *, numbers: bool) -> Row:
    return {
        "id": request.id,
        "at": iso(request.at),
        "partnership": request.partnership,
        "member": member,
        "number": request.number if numbers else masked(request.number),
        "reason": "spoken" if request.recording else None,
        "closed_at": iso(request.closed_at),
        "closed_by": request.closed_by,
    }

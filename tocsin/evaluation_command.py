"""`tocsin evaluation`: the report that a partnership owes over a year."""

from __future__ import annotations

from pathlib import Path

import click

from plp.evaluation import Evaluation
from plp.language import Language
from services.evaluate import evaluate
from tocsin.ports import ports


@click.command()
@click.option("--partnership", metavar="SLUG", required=True, help="The partnership's slug.")
@click.option("--year", type=int, metavar="YEAR", required=True, help="The year, midnight to midnight there.")
@click.option(
    "--language",
    type=click.Choice([each.value for each in Language]),
    help="One language; otherwise those of the zone's region (in a CSV the first of them).",
)
@click.option("--format", "form", type=click.Choice(["pdf", "csv", "json"]), default="pdf", show_default=True)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write.  [default: SLUG-YEAR.pdf; CSV and JSON are printed]",
)
def evaluation(partnership: str, year: int, language: str | None, form: str, out: Path | None) -> None:
    """Count a year of messages, reports and members, without personal data: the evaluation every partnership owes."""
    found = evaluate(ports(), partnership, year)
    languages = (Language(language),) if language else found.languages
    made = _made(found, form, languages)
    if out is None and form != "pdf":
        click.echo(made, nl=False)
        return
    file = out or Path(f"{partnership}-{year}.pdf")
    file.write_bytes(made)
    click.echo(f"{partnership} {year}: messages {len(found.messages)}, tests {len(found.tests)}, written to {file}")


def _made(found: Evaluation, form: str, languages: tuple[Language, ...]) -> bytes:
    from tocsin.evaluation_files import as_csv, as_json

    if form == "json":
        return as_json(found).encode()
    if form == "csv":
        return as_csv(found, languages[0]).encode()
    from tocsin.evaluation_page import draw_evaluation

    return draw_evaluation(found, languages)

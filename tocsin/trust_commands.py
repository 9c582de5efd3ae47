"""`tocsin monthly-test`: the test message of each month, planned and past."""

from __future__ import annotations

import click

from plp.monthly_test import PlannedTest
from services.show_cascade import iso
from services.skip_monthly_test import skip_monthly_test
from tocsin.columns import Row, show
from tocsin.ports import ports


@click.group("monthly-test")
def monthly_test() -> None:
    """The test message of each month, where the zone's file asks for one."""


@monthly_test.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def list_(as_json: bool) -> None:
    """List the next test of each partnership, then the past ones with what became of them."""
    with ports().store.read() as book:
        rows = [_row(each) for each in (*book.trust.planned_tests(), *book.trust.past_tests())]
    show(rows, as_json=as_json, nothing="no test is planned; write monthly_test in zone.toml, and run the clock")


@monthly_test.command()
@click.argument("partnership", metavar="SLUG")
@click.option("--why", default="", help="Kept with it.")
def skip(partnership: str, why: str) -> None:
    """Call off the next test of a partnership; the month after has its own again."""
    skipped = skip_monthly_test(ports(), partnership, why=why)
    click.echo(f"{partnership}: the test of {skipped.month} is called off")


def _row(test: PlannedTest) -> Row:
    return {
        "partnership": test.partnership,
        "month": test.month,
        "due_at": iso(test.due_at),
        "stage": test.stage.value,
        "why": test.why,
        "alert": test.alert,
    }

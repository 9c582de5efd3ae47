"""`tocsin self-test`: each zone calls itself and reads which number was shown."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import click

from plp.phone import in_groups
from plp.ports import Ports
from plp.self_test import SelfTest, Verdict
from services.begin_self_test import begin_self_test
from services.watch_self_tests import end_lost_self_tests
from tocsin.ports import ports

_LOOK_EVERY = timedelta(seconds=0.5)


@click.command("self-test")
@click.option("--zone", "zones", metavar="NAME", multiple=True, help="Only this zone; all of them without it.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def self_test(zones: tuple[str, ...], as_json: bool) -> None:
    """Let a zone call its own number, and say which number was shown; exit 1 unless it is the zone's own.

    The workers and the web must be running: it is their way that is tested.
    """
    there = ports()
    with there.store.read() as book:
        named = zones or tuple(zone.name for zone in book.people.zones())
    if not named:
        raise click.ClickException("no zone yet; run: tocsin zone load zone.toml")
    begun = [test for name in named if (test := begin_self_test(there, name)) is not None]
    ended = [_waited_for(there, test) for test in begun]
    if as_json:
        click.echo(json.dumps([_row(test) for test in ended], ensure_ascii=False, indent=2))
    for test in ended:
        if not as_json:
            click.echo(f"{test.zone}: {told(test)}")
    sys.exit(0 if all(test.verdict is Verdict.RIGHT for test in ended) else 1)


def told(test: SelfTest) -> str:
    """What a self-test showed, in words for whoever runs the zone's line."""
    return _TOLD[test.verdict].format(
        expected=in_groups(test.expected), received=in_groups(test.received) if test.received else ""
    )


_TOLD = {
    Verdict.PENDING: "still under way",
    Verdict.RIGHT: "telephones are shown {expected}, as they should be",
    Verdict.DIFFERENT: "telephones are shown {received} instead of {expected}; see docs/runbook.md, self-test",
    Verdict.WITHHELD: "no number is shown, and it should be {expected}; see docs/runbook.md, self-test",
    Verdict.NOTHING_ARRIVED: "the call did not arrive; do the workers and the web run, and does doctor find anything?",
    Verdict.NOT_PLACED: "the carrier did not take the call; run: tocsin doctor",
}


def _waited_for(there: Ports, begun: SelfTest) -> SelfTest:
    while (test := _as_it_stands(there, begun)).verdict is Verdict.PENDING:
        there.clock.sleep(_LOOK_EVERY)
        end_lost_self_tests(there)
    return test


def _as_it_stands(there: Ports, begun: SelfTest) -> SelfTest:
    with there.store.read() as book:
        return book.trust.self_test(begun.id) or begun


def _row(test: SelfTest) -> dict[str, str | None]:
    return {
        "zone": test.zone,
        "verdict": test.verdict.value,
        "expected": test.expected,
        "received": test.received,
        "what": told(test),
    }

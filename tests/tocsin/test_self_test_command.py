"""`tocsin self-test`, as an operator types it: what was shown, in words, and an exit code for whoever watches."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from plp.ports import CallOrder, TextOrder
from tests.fakes.town import ZONE_LINE, Handset, Town, zone_of_town
from tests.fakes.town_fixtures import town
from tocsin.cli import main

__all__ = ["town"]
ZONE = zone_of_town().name


def typed(town: Town, *words: str) -> Result:
    return CliRunner(mix_stderr=False).invoke(main, list(words), obj={"ports": town.ports})


class Workers:
    """A bell whose workers come at once, and a network that shows this number."""

    def __init__(self, town: Town, shows: str) -> None:
        self.town, self.shows = town, shows
        town.carrier.before_answering = self.rings

    def rings(self, order: CallOrder | TextOrder, sid: str) -> None:
        """The call arrives while it is being placed: its code is keyed in."""
        assert isinstance(order, CallOrder)
        arriving = Handset(self.town, ZONE_LINE).dials(showing=self.shows)
        told = self.town.posts(order.url, CallSid=sid, CallStatus="in-progress").text
        arriving.presses(told.partition('digits="w')[2].partition('"')[0])

    def ring(self, door: object, *, at: object = None) -> None:
        """Heard, and done."""
        del door, at
        self.town.works()


def with_workers(town: Town, shows: str = ZONE_LINE) -> Town:
    town.ports = replace(town.ports, bell=Workers(town, shows))
    return town


def test_the_right_number_is_good_news(town: Town) -> None:
    done = typed(with_workers(town), "self-test")

    assert (done.exit_code, done.stdout) == (
        0,
        f"{ZONE}: telephones are shown 0 2, 6 1 0, 0 1, 0 0, as they should be\n",
    )


@pytest.mark.parametrize(
    ("shows", "words"),
    [("+3224445566", "0 2, 4 4 4, 5 5, 6 6 instead of 0 2, 6 1 0"), ("anonymous", "no number is shown")],
)
def test_another_number_or_none_is_told_and_exits_one(town: Town, shows: str, words: str) -> None:
    done = typed(with_workers(town, shows), "self-test", "--zone", ZONE)

    assert done.exit_code == 1
    assert words in done.stdout
    assert "docs/runbook.md" in done.stdout


def test_a_program_reads_it_as_json(town: Town) -> None:
    [row] = json.loads(typed(with_workers(town), "self-test", "--json").stdout)

    assert (row["zone"], row["verdict"], row["received"]) == (ZONE, "right", ZONE_LINE)


def test_without_workers_nothing_arrives_and_it_says_where_to_look(town: Town) -> None:
    done = typed(town, "self-test")

    assert done.exit_code == 1
    assert "did not arrive; do the workers and the web run" in done.stdout


def test_a_zone_that_does_not_exist_is_one_plain_line(town: Town) -> None:
    done = typed(town, "self-test", "--zone", "Nowhere")

    assert (done.exit_code, done.stderr) == (1, "there is no zone 'Nowhere'\n")


def test_a_sample_zone_on_a_real_carrier_is_refused(town: Town) -> None:
    town.carrier.on_loopback = False

    done = typed(town, "self-test")

    assert done.exit_code == 1
    assert "rings nobody real" in done.stderr

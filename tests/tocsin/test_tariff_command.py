"""`tocsin tariff`, as an operator types it."""

from __future__ import annotations

import tomllib
from decimal import Decimal

from click.testing import CliRunner, Result

from plp.errors import CarrierUnclear
from plp.ports import PriceList
from services.tariffs import read_tariff_file, shipped_tariffs
from tests.fakes.town import Town
from tests.fakes.town_fixtures import town
from tocsin.cli import main

__all__ = ["town"]
IN_USE = shipped_tariffs()["twilio"]


def typed(town: Town, *words: str) -> Result:
    return CliRunner(mix_stderr=False).invoke(main, ["tariff", *words], obj={"ports": town.ports})


def test_what_is_printed_can_stand_in_a_file_as_it_is(town: Town) -> None:
    assert read_tariff_file(typed(town).stdout) == IN_USE


def test_the_carriers_own_list_is_printed_when_asked_and_what_it_leaves_out_stays(town: Town) -> None:
    town.carrier.prices = PriceList("EUR", text=Decimal("0.08"), mobile=Decimal("0.05"))

    told = read_tariff_file(typed(town, "--ask").stdout)

    assert (told.text, told.mobile, told.fixed, told.as_of) == (
        Decimal("0.08"), Decimal("0.05"), IN_USE.fixed, "2026-03-02",
    )  # fmt: skip


def test_a_list_in_another_currency_is_taken_whole_or_not_at_all(town: Town) -> None:
    town.carrier.prices = PriceList("USD", text=Decimal("0.08"))

    printed = typed(town, "--ask")

    assert "in USD, lacks some of the prices" in printed.stderr
    assert tomllib.loads(printed.stdout)["tariff"]["currency"] == "EUR"


def test_a_carrier_without_a_list_or_away_leaves_the_prices_in_use_and_says_so(town: Town) -> None:
    refused = typed(town, "--ask")
    town.carrier.down = CarrierUnclear("it is away")
    away = typed(town, "--ask")

    for printed in (refused, away):
        assert printed.exit_code == 0
        assert "the carrier's list cannot be had" in printed.stderr
        assert printed.stderr.count("\n") == 1
        assert read_tariff_file(printed.stdout) == IN_USE


def test_a_zone_nobody_knows_is_told_in_one_line(town: Town) -> None:
    assert typed(town, "--zone", "Nowhere").exit_code == 1

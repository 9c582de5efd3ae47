"""Prices and budgets as the zone's file or a tariff file tells them, and what is wrong with them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.errors import BadInput
from plp.tariff import FINEST, Budget, Span, read_amount
from services.load_zone import load_zone
from services.tariffs import read_tariff_file, shipped_tariffs, tariff_of
from services.zone_file import ZoneFile, read_zone_file
from tests.fakes.neighbourhood import ports_in
from tests.services.test_load_zone import FILE

USUAL = shipped_tariffs()["twilio"]


def with_money(*, tariff: str = "", budget: str = "") -> ZoneFile:
    """The file of a zone, with these tables besides."""
    head, mark, plan = FILE.partition("[partnerships.plan.urgent]")
    return read_zone_file(f"{head}{budget}\n{mark}{plan}\n{tariff}\n")


def refusal(**tables: str) -> str:
    with pytest.raises(BadInput) as refused:
        with_money(**tables)
    return str(refused.value)


def test_without_a_word_about_money_the_shipped_prices_hold_and_nothing_is_capped(tmp_path: Path) -> None:
    file, ports = with_money(), ports_in(tmp_path)

    assert file.zone.tariff is None
    assert {each.budget for each in file.partnerships} == {None}
    assert tariff_of(ports, file.zone) == USUAL


def test_a_zone_may_change_single_prices_and_they_are_exact() -> None:
    own = with_money(tariff="[tariff]\ntext = 0.07\nfixed = 1").zone.tariff

    assert own is not None
    assert (own.text, own.fixed, own.mobile) == (Decimal("0.07"), 1, USUAL.mobile)


def test_a_zone_may_choose_another_table_or_bring_its_own() -> None:
    flat = with_money(tariff='[tariff]\nprovider = "flat"').zone.tariff
    own = with_money(
        tariff='[tariff]\nprovider = "ours"\ncurrency = "usd"\ntext = 0.1\nfixed = 0.02\nmobile = "0.035"\n'
        "incoming = 0\nincoming_text = 0"
    ).zone.tariff

    assert flat == shipped_tariffs()["flat"]
    assert own is not None
    assert (own.provider, own.currency, own.mobile) == ("ours", "USD", Decimal("0.035"))


@pytest.mark.parametrize(
    ("written", "budget"),
    [
        ("cap = 20.00", Budget(Decimal("20.00"))),
        ("cap = 20", Budget(Decimal(20))),
        ('cap = "0"', Budget(Decimal(0))),
        ('cap = 240.5\nper = "year"', Budget(Decimal("240.5"), Span.YEAR)),
    ],
)
def test_a_budget_is_kept_by_the_store_as_it_was_written(tmp_path: Path, written: str, budget: Budget) -> None:
    ports = ports_in(tmp_path)

    loaded = [load_zone(ports, with_money(budget=f"[partnerships.budget]\n{written}")) for _ in range(2)]

    assert [each.changed for each in loaded] == [True, False]
    with ports.store.read() as book:
        assert book.people.partnership("tilleuls").budget == budget


def test_a_zones_own_prices_are_kept_too_and_can_be_taken_back(tmp_path: Path) -> None:
    ports = ports_in(tmp_path)
    file = with_money(tariff="[tariff]\ntext = 0.07125")

    load_zone(ports, file)
    again = load_zone(ports, file)

    with ports.store.read() as book:
        assert book.people.zone(file.zone.name).tariff == file.zone.tariff
    assert not again.changed
    assert load_zone(ports, with_money()).changed


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"tariff": "[tariff]\ntext = -1"}, "[tariff], text: is not an amount from 0 to 1000"),
        ({"tariff": "[tariff]\ntext = nan"}, "[tariff], text: is not an amount"),
        ({"tariff": "[tariff]\ntext = true"}, "[tariff], text: is not an amount"),
        ({"tariff": "[tariff]\ntext = 0.000001"}, "[tariff], text: has more than five decimals"),
        ({"tariff": "[tariff]\nsms = 1"}, "[tariff], sms: no such price; known are"),
        ({"tariff": '[tariff]\ncurrency = "euro"'}, "[tariff], currency: is not a currency"),
        ({"tariff": '[tariff]\nprovider = "ours"\ntext = 1'}, "these are missing: fixed, mobile, incoming"),
        ({"budget": "[partnerships.budget]"}, "budget, cap: is missing"),
        ({"budget": "[partnerships.budget]\ncap = -0.01"}, "budget, cap: is not an amount"),
        ({"budget": '[partnerships.budget]\ncap = 1\nper = "week"'}, "budget, per: is not one of month, year"),
        ({"budget": "[partnerships.budget]\ncap = 1\nmost = 2"}, "budget, most: no such key"),
        ({"budget": "budget = 20"}, "budget: is not a table; begin it with [partnerships.budget]"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(table: dict[str, str], problem: str) -> None:
    assert problem in refusal(**table)


def test_a_tariff_file_holds_one_table() -> None:
    assert read_tariff_file("\ufeff[tariff]\nmobile = 0.08").mobile == Decimal("0.08")
    for text, problem in (("", "begin it with [tariff]"), ("[tariff", "not valid TOML"), ("tariff = 3", "begin it")):
        with pytest.raises(BadInput, match=problem.replace("[", r"\[")):
            read_tariff_file(text)


@given(st.decimals(min_value=0, max_value=999, places=5))
def test_an_amount_written_as_text_or_number_is_the_same_and_exact(amount: Decimal) -> None:
    assert read_amount(str(amount)) == read_amount(amount) == amount
    assert amount % FINEST == 0

"""`tocsin costs`: what each partnership and each of its alerts was expected to cost, and what the carrier asked."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import click

from plp.charge import Bill
from plp.ports import Ports
from plp.tariff import in_cents
from plp.zone import Partnership, Zone
from services.costs import AlertCosts, Costs, costs
from services.costs_of_zone import costs_of_zone
from services.fetch_prices import fetch_prices
from services.fetch_prices_of_zone import fetch_prices_of_zone
from services.show_cascade import iso
from services.tariffs import tariff_of
from tocsin.columns import Row, show
from tocsin.ports import ports


@click.command("costs")
@click.option("--partnership", metavar="SLUG", help="One partnership; all of them unless named.")
@click.option("--year", type=click.IntRange(2000, 2999), help="The year of the launches; this one unless named.")
@click.option("--fetch", is_flag=True, help="First ask the carrier again for every price shown.")
@click.option("--json", "as_json", is_flag=True, help="For a program; amounts are exact, as texts.")
def costs_command(partnership: str | None, year: int | None, fetch: bool, as_json: bool) -> None:
    """Show forecast and actual cost per partnership and per message."""
    there = ports()
    chosen = _chosen(there, partnership)
    found: list[Costs] = []
    for zone, each in chosen:
        since, until = _within(there, zone, year)
        if fetch:
            fetch_prices(there, partnership=each.slug, since=since, until=until)
        found.append(costs(there, partnership=each.slug, since=since, until=until))
    zones = {} if partnership else {zone.name: zone for zone, _ in chosen}
    own = {name: (zone, _own_bill(there, zone, year, fetch=fetch)) for name, zone in zones.items()}
    totals = _totals(
        [(each.currency, each.total) for each in found] + [_in_currency(there, *one) for one in own.values()]
    )
    if as_json:
        written = {
            "partnerships": [_as_json(there, each) for each in found],
            "zones": [{"zone": name, **_exact(bill)} for name, (_, bill) in own.items()],
            "totals": totals,
        }
        click.echo(json.dumps(written, ensure_ascii=False, indent=2))
        return
    _show(there, found)
    for name, (_, bill) in own.items():
        click.echo(f"{name}, beside its partnerships (officers, the desk, callers nobody knows):")
        rows = [_row("calls and texts", "-", bill)] if bill.calls or bill.texts else []
        show(rows, as_json=False, nothing="nothing")
        click.echo()
    if not partnership:
        click.echo("in all:")
        show([{"currency": currency, **sums} for currency, sums in totals.items()], as_json=False, nothing="nothing")


def _within(there: Ports, zone: Zone, year: int | None) -> tuple[datetime, datetime]:
    """The year that was named, or the present one."""
    return zone.bounds_of(year or there.clock.now().astimezone(zone.tz).year)


def _own_bill(there: Ports, zone: Zone, year: int | None, *, fetch: bool) -> Bill:
    since, until = _within(there, zone, year)
    if fetch:
        fetch_prices_of_zone(there, zone=zone.name, since=since, until=until)
    return costs_of_zone(there, zone=zone.name, since=since, until=until)


def _in_currency(there: Ports, zone: Zone, bill: Bill) -> tuple[str, Bill]:
    return tariff_of(there, zone).currency, bill


def _chosen(there: Ports, slug: str | None) -> list[tuple[Zone, Partnership]]:
    with there.store.read() as book:
        if slug is not None:
            one = book.people.partnership(slug)
            return [(book.people.zone(one.zone), one)]
        return [(zone, each) for zone in book.people.zones() for each in book.people.partnerships(zone.name)]


def _show(there: Ports, found: Sequence[Costs]) -> None:
    for each in found:
        on_the_wall = each.since.tzinfo
        rows = [
            _row(_name(there, one), one.at.astimezone(on_the_wall).date().isoformat(), one.bill) for one in each.alerts
        ]
        if each.beside.calls or each.beside.texts:
            rows.append(_row("beside the messages", "-", each.beside))
        if rows:
            rows.append(_row("total", "-", each.total))
        click.echo(f"{each.partnership}, {each.since.year}, in {each.currency}:")
        show(rows, as_json=False, nothing="nothing was launched")
        for note in _notes(each):
            click.echo(note)
        click.echo()


def _name(there: Ports, one: AlertCosts) -> str:
    with there.store.read() as book:
        alert = book.alerts.get(one.alert)
    return f"{alert.number}/{alert.year} {alert.kind}"


def _row(name: str, date: str, bill: Bill) -> Row:
    return {
        "message": name,
        "launched": date,
        "forecast": str(in_cents(bill.forecast)),
        "actual": str(in_cents(bill.actual)),
        "unpriced": bill.unpriced,
        "calls": bill.calls,
        "minutes": bill.minutes,
        "texts": bill.texts,
    }


def _notes(found: Costs) -> list[str]:
    total, notes = found.total, []
    if found.unpriced:
        notes.append(
            f"{found.unpriced} calls and texts have no price of the carrier yet ({total.awaited} are still asked for); "
            f"by the tariff they cost about {in_cents(total.supposed)} {found.currency}, which `actual` does not hold."
        )
    for currency, amount in sorted(total.others.items()):
        notes.append(
            f"The carrier also asked {in_cents(amount)} {currency}, which is not the tariff's currency "
            "and is in no sum: give the tariff the account's currency."
        )
    if found.alerts:
        notes.append("Forecasts are the tariff's prices at launch: everybody answers the first time, half press a key.")
    return notes


def _as_json(there: Ports, found: Costs) -> Row:
    return {
        "partnership": found.partnership,
        "year": found.since.year,
        "currency": found.currency,
        **_exact(found.total),
        "beside": _exact(found.beside),
        "alerts": [
            {
                "alert": each.alert,
                "cascade": each.cascade,
                "message": _name(there, each),
                "launched_at": iso(each.at),
                "urgent": each.urgent,
                **_exact(each.bill),
            }
            for each in found.alerts
        ],
    }


def _exact(bill: Bill) -> Row:
    return {
        "forecast": str(bill.forecast),
        "actual": str(bill.actual),
        "unpriced": bill.unpriced,
        "awaited": bill.awaited,
        "supposed": str(bill.supposed),
        "calls": bill.calls,
        "minutes": bill.minutes,
        "texts": bill.texts,
        "other_currencies": {currency: str(amount) for currency, amount in sorted(bill.others.items())},
    }


def _totals(bills: Sequence[tuple[str, Bill]]) -> dict[str, dict[str, str]]:
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for currency, bill in bills:
        sums[currency]["forecast"] += bill.forecast
        sums[currency]["actual"] += bill.actual
        for other, amount in bill.others.items():
            sums[other]["actual"] += amount
    return {
        currency: {name: str(in_cents(amounts[name])) for name in ("forecast", "actual")}
        for currency, amounts in sorted(sums.items())
    }

"""Several messages withdrawn at once, while others decide about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest

from plp.alert import AlertState
from plp.errors import NotAllowed
from services.reject_alert import reject_alert
from services.validate_alert import validate_alert
from services.withdraw_alerts import EndedBefore, withdraw_alerts
from store import migrate, open_store
from tests.fakes.town import Town
from tests.postgres import Postgres
from tests.waiting import eventually


def test_one_that_had_ended_is_named_and_the_others_are_cancelled(any_town: Town) -> None:
    town = any_town
    town.has("Ana", "+32479000001")
    ended, drafted, launched = town.drafts().id, town.drafts().id, town.launches(placing=False).alert
    reject_alert(town.ports, ended, by="claes")

    done = withdraw_alerts(town.ports, [drafted, ended, launched, drafted], by="claes")

    assert done.before == [EndedBefore(ended, AlertState.REJECTED, None)]
    assert set(done.cancelled) == {drafted, launched}
    assert {town.alert(each).state for each in done.cancelled} == {AlertState.CANCELLED}


def test_without_a_mandate_none_is_cancelled(any_town: Town) -> None:
    alerts = [any_town.drafts().id for _ in range(2)]

    with pytest.raises(NotAllowed):
        withdraw_alerts(any_town.ports, alerts, by="wouters")

    assert {any_town.alert(each).state for each in alerts} == {AlertState.DRAFTED}


@pytest.fixture
def server(postgres: Postgres) -> Iterator[tuple[Town, str]]:
    """A town on PostgreSQL, where two may write at the same time, and its address."""
    with postgres.fresh_database() as url:
        migrate(url)
        store = open_store(url)
        yield Town(store), url.replace("+psycopg", "")
        store.close()


@pytest.mark.parametrize(
    ("decide", "becomes"), [(reject_alert, AlertState.REJECTED), (validate_alert, AlertState.CANCELLED)]
)
def test_one_decided_at_this_very_moment_is_looked_at_again(
    server: tuple[Town, str], decide: Callable[..., object], becomes: AlertState
) -> None:
    town, address = server
    alerts = [town.drafts().id for _ in range(3)]
    decided, may_commit = Event(), Event()

    def decides() -> None:
        with town.ports.store.write():
            decide(town.ports, alerts[1], by="claes")
            decided.set()
            may_commit.wait(20)

    with ThreadPoolExecutor(2) as pool, psycopg.connect(address, autocommit=True) as onlooker:
        other = pool.submit(decides)
        decided.wait(20)
        mine = pool.submit(withdraw_alerts, town.ports, alerts, by="claes")
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        assert eventually(lambda: onlooker.execute(waits).fetchone() == (1,))
        may_commit.set()
        other.result(20)
        done = mine.result(20)

    assert town.alert(alerts[1]).state is becomes
    assert {town.alert(each).state for each in (alerts[0], alerts[2])} == {AlertState.CANCELLED}
    assert [each.alert for each in done.before] == ([alerts[1]] if becomes is AlertState.REJECTED else [])

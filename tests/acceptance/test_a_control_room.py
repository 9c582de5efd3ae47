"""A control room's program drafts, checks and launches over HTTP, and a neighbour's telephone rings."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.acceptance.street import PRESSES_SOON, Person, Street, a_street
from tests.acceptance.town import Json, Town

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

WORDS = {
    "fr": "Une camionnette blanche rôde dans le quartier. Fermez vos portes.",
    "nl": "Een witte bestelwagen rijdt rond in de buurt. Sluit uw deuren.",
}


@pytest.fixture
def street(town: Town) -> Street:
    return a_street(town, [Person("Ana", PRESSES_SOON)])


def asks(street: Street, token: str, method: str, path: str, **more: Any) -> requests.Response:
    address = f"{street.town.there.public_url}/api/v1{path}"
    return requests.request(method, address, headers={"Authorization": f"Bearer {token}"}, timeout=30, **more)


def test_a_message_goes_from_the_control_room_to_the_telephone(street: Street) -> None:
    scopes = ("--scope", "alerts:write", "--scope", "alerts:launch", "--officer", street.officer)
    token = street.town.tocsin("token", "create", "--name", "room", "--partnership", street.slug, *scopes)
    drafted = asks(
        street, token, "POST", "/alerts", json={"partnership": street.slug, "kind": "urgent", "texts": WORDS}
    )
    assert drafted.status_code == 201, drafted.text
    alert = drafted.json()["alert"]

    assert asks(street, token, "GET", f"/alerts/{alert}/check").json()["refused"] is False
    assert asks(street, token, "POST", f"/alerts/{alert}/validate").status_code == 200
    launched = asks(street, token, "POST", f"/alerts/{alert}/launch?at_night=true")
    assert launched.status_code == 201, launched.text
    cascade = launched.json()["cascade"]
    finished = street.town.finished(cascade)

    assert finished["by_final"]["acknowledged"] == 1
    over_http: Json = asks(street, token, "GET", f"/cascades/{cascade}").json()
    assert over_http == street.town.cascade(cascade)

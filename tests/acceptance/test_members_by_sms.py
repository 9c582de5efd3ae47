"""Members write: their words, reports and requests to join, through the exchange and the running processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance.street import PRESSES_AT_THE_END, Person, Street, a_street
from tests.acceptance.town import Json, Town, outcomes
from tests.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

PEOPLE = [
    Person("Ana", {"sms": {}}, mobile=True, columns={"channel": "sms"}),
    Person("Ends it", {**PRESSES_AT_THE_END, "sms": {}}, mobile=True, columns={"channel": "sms"}),
    Person("Cor", {"sms": {}}, mobile=True, columns={"channel": "sms", "role": "coordinator"}),
    Person("Leaver", {**PRESSES_AT_THE_END, "sms": {}}, mobile=True, columns={"channel": "sms"}),
]


@pytest.fixture(scope="module")
def street(town: Town) -> Street:
    return a_street(town, PEOPLE)


def writes(street: Street, number: str, body: str) -> str:
    """Somebody writes to the zone, and what he is answered; '' is nothing within some seconds."""
    before = len(answers(street, number))
    street.town.there.exchange("POST", "text", json={"from": number, "to": street.sms, "body": body})
    came = eventually(lambda: len(answers(street, number)) > before, within=30)
    return answers(street, number)[-1] if came else ""


def answers(street: Street, number: str) -> list[str]:
    return [text["body"] for text in street.town.texts(to=number) if text["direction"] == "outbound-reply"]


def listed(street: Street) -> list[Json]:
    found: list[Json] = json.loads(
        street.town.tocsin("members", "list", "--partnership", street.slug, "--numbers", "--json")
    )
    return found


def member(street: Street, number: str) -> Json:
    return next(each for each in listed(street) if each["phone"] == number)


def test_a_report_gets_a_receipt_and_rings_the_officer(street: Street) -> None:
    ana = street.phone("Ana")

    receipt = writes(street, ana, "Quelqu'un essaie toutes les portières des voitures.")

    assert "signalement 1 " in receipt
    assert "101" in receipt
    assert eventually(lambda: street.town.calls(to=street.officers_phone), within=30)
    assert all("portières" not in json.dumps(call["heard"]) for call in street.town.calls(to=street.officers_phone))


def test_words_do_what_they_say_and_the_carriers_own_stop_becomes_a_call(street: Street) -> None:
    ends, ana = street.phone("Ends it"), street.phone("Ana")
    street.town.there.exchange("POST", "text", json={"from": ends, "to": street.sms, "body": "END"})
    # The carrier answers for itself and refuses our texts from here on; we learned of it by his own word.
    assert eventually(lambda: street.texts_to("Cor"), within=30)

    cascade = street.launch()
    street.town.until(cascade, lambda shown: told(street, shown, "Ana") and told(street, shown, "Ends it"))
    assert "veste rouge" in writes(street, ana, "Info")
    assert "noté" in writes(street, ana, "D'accord.")
    shown = street.town.until(cascade, lambda seen: street.deliveries(seen)["Ends it"]["final"])

    assert street.deliveries(shown)["Ana"]["final"] == "acknowledged"
    assert outcomes(street.deliveries(shown)["Ends it"]) == ["voice acknowledged"]
    assert "lirons" in writes(street, ana, "Je l'ai vu près de l'école")


def told(street: Street, shown: Json, name: str) -> bool:
    return bool(street.deliveries(shown)[name]["attempts"])


def test_from_plp_12_to_a_member_by_two_texts_and_one_command(street: Street) -> None:
    eva = street.another_phone

    assert "OUI et votre nom" in writes(street, eva, "PLP 12")
    assert member(street, eva)["state"] == "candidate"
    assert "FR SMS" in writes(street, eva, "Oui Eva Peeters")
    assert writes(street, eva, "NL SMS").startswith("Politie: genoteerd, NL SMS.")
    street.town.tocsin("members", "accept", member(street, eva)["id"][:12])

    now = member(street, eva)
    assert (now["name"], now["state"], now["language"], now["channel"]) == ("Eva Peeters", "active", "nl", "sms")
    assert writes(street, street.phone("Ana"), "BIN 12").endswith("PLP Les Tilleuls.")


def test_a_member_is_handed_his_data_his_card_and_erased(street: Street, tmp_path: Path) -> None:
    town, number = street.town, street.phone("Leaver")
    leaver = member(street, number)
    assert "lirons" in writes(street, number, "Un chien aboie depuis une heure")

    town.tocsin("members", "card", "--partnership", street.slug, "--member", leaver["id"], tmp_path / "card.pdf")
    exported = town.run("members", "export", leaver["id"][:16], str(tmp_path / "leaver.json"))
    assert exported.returncode == 0
    written = (tmp_path / "leaver.json").read_text(encoding="utf-8")
    assert "Un chien aboie" in written
    assert number in written
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")
    assert eventually(lambda: town.type("members", "erase", leaver["id"], "--yes").exit_code == 0, within=20)

    town.tocsin("members", "export", leaver["id"], tmp_path / "after.json")
    after = json.loads((tmp_path / "after.json").read_text(encoding="utf-8"))
    assert number not in json.dumps(after)
    assert "chien" not in json.dumps(after)
    assert [each["state"] for each in listed(street)].count("left") == 1
    assert town.type("audit").exit_code == 0

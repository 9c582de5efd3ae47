"""An officer who knows his numbers launches the burglary message for a street, and each hears it in his language."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest

from tests.acceptance.street import (
    CHOOSES_PARTNERSHIP,
    DUTCH_NEIGHBOURS,
    ENDS_AFTER_LAUNCH,
    PRESSES_AT_THE_END,
    TYPES_TWO_DIGITS,
    Person,
    Street,
    a_street,
    at_the_menu,
    types_code,
)
from tests.acceptance.town import Json, Town, outcomes, words_heard
from tests.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

BILINGUAL = [Person("Ana", PRESSES_AT_THE_END), *DUTCH_NEIGHBOURS]
PRACTISED: list[Json] = [
    types_code(),
    {"hears": "Pour lancer un message", "keys": "1"},
    {"hears": "Le numéro du partenariat", "keys": "12#"},
    {"hears": "PLP Les Tilleuls", "keys": "4"},
    {"hears": "Le numéro du message type", "keys": "1#"},
    {"hears": "Le numéro de la rue", "keys": "1#"},
]
FIRST_TIME: list[Json] = [
    types_code(),
    at_the_menu("1"),
    CHOOSES_PARTNERSHIP,
    {"hears": "Pour un message type, appuyez sur le 4", "keys": "4"},
    {"hears": "essai : 9", "keys": "1#"},
    {"hears": "Tout le quartier : zéro", "keys": "1#"},
]


@dataclass(frozen=True)
class Told:
    """A street, its officer's call, and what came of it."""

    street: Street
    call: Json

    @property
    def listened(self) -> float:
        """Seconds he listened between his code and the launch."""
        heard = self.call["heard"]
        [launched] = [place for place, each in enumerate(heard) if str(each["text"]).startswith("C'est lancé")]
        return float(sum(each["seconds"] for each in heard[:launched]))

    def cascade(self) -> Json:
        """Its cascade, once it ended."""
        assert eventually(lambda: self.street.town.next_event() and self.street.cascades(), within=20)
        return self.street.town.finished(self.street.cascades()[0]["cascade"])


@pytest.fixture(scope="module")
def told(town: Town) -> dict[str, Told]:
    scripts = {"practised": (PRACTISED, BILINGUAL), "first time": (FIRST_TIME, [Person("Ana", PRESSES_AT_THE_END)])}
    streets = {name: a_street(town, people) for name, (_, people) in scripts.items()}
    calls = {
        name: town.dial(
            street.officers_phone, street.voice, script=[*scripts[name][0], TYPES_TWO_DIGITS, ENDS_AFTER_LAUNCH]
        )
        for name, street in streets.items()
    }
    return {name: Told(street, town.ended(calls[name], within=40)) for name, street in streets.items()}


def test_from_code_to_digits_it_takes_less_than_a_minute_of_listening(
    told: dict[str, Told], capsys: pytest.CaptureFixture[str]
) -> None:
    listened = {name: each.listened for name, each in told.items()}

    with capsys.disabled():
        shown = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in listened.items())
        sys.stdout.write(f"\n  listened to before a ready-made message was launched: {shown}\n")
    assert listened["practised"] < 60
    assert listened["first time"] < 120


def test_he_hears_it_back_with_its_street_before_the_two_digits(told: dict[str, Told]) -> None:
    said = words_heard(told["practised"].call)

    read_back = said[said.index("Pour lancer, formez ces deux chiffres :") - 1]
    assert read_back.startswith("Un cambriolage est en cours, rue du Marché. Il a été signalé à ")
    assert read_back.endswith("appelez le un zéro un.")


def test_each_member_hears_or_reads_it_in_his_language_with_the_streets_name_in_it(told: dict[str, Told]) -> None:
    street = told["practised"].street
    shown = told["practised"].cascade()

    [in_french], [in_dutch], [text] = street.calls_to("Ana"), street.calls_to("Bram"), street.texts_to("Eva")
    assert sum("en cours, rue du Marché." in words for words in words_heard(in_french)) == 2
    assert sum("Plaats: Marktstraat." in words for words in words_heard(in_dutch)) == 2
    assert "Plaats: Marktstraat." in text["body"]
    deliveries = street.deliveries(shown)
    assert outcomes(deliveries["Ana"]) == ["voice acknowledged"]
    assert outcomes(deliveries["Bram"]) == ["voice heard"]
    assert deliveries["Eva"]["final"] == "informed"

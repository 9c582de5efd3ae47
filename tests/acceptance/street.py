"""A street of a story: a zone with one partnership, its officer and members, written as files like an operator's."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.acceptance.town import Json, Town, by_name

_STREETS = count(10)  # each street has telephone numbers of its own

CODE, DESK_CODE, PASSWORD = "482915", "771204", "tournesol"
PLAN: Mapping[str, object] = {
    "ring": "20s",  # on the exchange's clock, the rest on the clock on the wall
    "voice_again_after": ["1s", "1s", "1s"],
    "machine_again_after": ["1s", "1s"],
    "cut_short_again_after": ["1s"],
    "voice_after_text": "2s",
    "expires": "10m",
}
MESSAGE = {
    "fr": "Un homme en veste rouge sonne aux portes. N'ouvrez pas.",
    "nl": "Een man met een rode jas belt aan. Doe niet open.",
}
PRESSES_AT_THE_END = {"answers_after": 3, "presses": [{"hears": "Sinon, ne faites rien", "keys": "5"}]}
PRESSES_SOON = {"answers_after": 3, "presses": [{"hears": "Voici le message num", "keys": "1"}]}


@dataclass
class Person:
    """A member and what his telephone, or he himself, does."""

    name: str
    handset: Mapping[str, Any] | str = "listener"
    mobile: bool = False
    shares_with: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


DUTCH_NEIGHBOURS = [
    Person("Bram", {"answers_after": 3}, columns={"language": "nl"}),
    Person("Eva", {"answers_after": None}, mobile=True, columns={"channel": "sms", "language": "nl"}),
]
"""One is rung, one reads; with anybody else they make a street of two languages."""


@dataclass
class Street:
    """One zone with one partnership, loaded, its handsets at the exchange."""

    town: Town
    number: int
    people: list[Person]
    plan: Mapping[str, object]
    sample: bool = False

    # ---------------------------------------------------------------------------------- numbers

    @property
    def slug(self) -> str:
        """The partnership's."""
        return f"street-{self.number}"

    @property
    def officer(self) -> str:
        """The officer's id."""
        return f"claes-{self.number}"

    @property
    def voice(self) -> str:
        """The number that rings the members."""
        return self._landline(0)

    @property
    def sms(self) -> str:
        """The number that texts them."""
        return self._mobile(0)

    @property
    def officers_phone(self) -> str:
        """His registered number."""
        return self._mobile(1)

    @property
    def another_phone(self) -> str:
        """A number nobody knows."""
        return self._mobile(2)

    def phone(self, name: str) -> str:
        """A member's number."""
        place = [person.name for person in self.people].index(name)
        person = self.people[place]
        if person.shares_with:
            return self.phone(person.shares_with)
        return self._mobile(100 + place) if person.mobile else self._landline(100 + place)

    def _landline(self, number: int) -> str:
        return f"+3222{self.number:02d}{number:04d}"

    def _mobile(self, number: int) -> str:
        return f"+3247{self.number:02d}{number:05d}"

    # ------------------------------------------------------------------------------ furnishing

    def furnish(self) -> None:
        """Write the two files, load them, point the numbers at the gateway, and put a telephone in every house."""
        folder = self.town.there.home / self.slug
        folder.mkdir()
        (folder / "zone.toml").write_text(self.zone_file(), encoding="utf-8")
        with (folder / "members.csv").open("w", encoding="utf-8", newline="") as file:
            rows = [self._row(person) for person in self.people]
            columns = sorted({column for row in rows for column in row})
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        self.town.tocsin("zone", "load", folder / "zone.toml")
        self.town.tocsin("members", "import", folder / "members.csv", "--partnership", self.slug)
        self.town.there.point_numbers(self.voice, self.sms)
        handsets = {self.phone(person.name): person.handset for person in self.people if not person.shares_with}
        self.town.there.exchange("PUT", "handsets", json=handsets)

    def zone_file(self) -> str:
        """The zone as an operator writes it."""
        plan = "\n".join(f"{key} = {json.dumps(value)}" for key, value in self.plan.items())
        return f"""
[zone]
name = "Zone {self.number}"
voice_number = "{self.voice}"
sms_number = "{self.sms}"
emergency = "101"
desk_number = "{self._landline(1)}"
desk_code = "{DESK_CODE}"
region = "brussels"
sample = {str(self.sample).lower()}
quiet_hours = "00:00-00:00"  # none: a story is told at any hour, and an officer is told when it is night

[[officers]]
id = "{self.officer}"
number = 7
name = "Inspecteur Claes"
phone = "{self.officers_phone}"
code = "{CODE}"
language = "fr"

[[partnerships]]
slug = "{self.slug}"
number = 12
name = {{ fr = "PLP Les Tilleuls", nl = "BIN De Linden" }}
municipality = {{ fr = "Sainte-Agathe", nl = "Sint-Agatha" }}
kind = "residents"
charter_approved_on = 2024-03-01
officers = ["{self.officer}"]
streets = [{{ fr = "rue du Marché", nl = "Marktstraat" }}, {{ fr = "place Saint-Jean", nl = "Sint-Jansplein" }}]
[partnerships.plan.urgent]
{plan}
"""

    def _row(self, person: Person) -> dict[str, str]:
        usual = {"language": "fr", "channel": "auto", "password": PASSWORD, "consent_on": "2024-02-11"}
        return {"name": person.name, "phone": self.phone(person.name), **usual, **person.columns}

    # ------------------------------------------------------------------------------- messages

    def draft(self, kind: str = "urgent", **texts: str) -> str:
        """Draft a message; its id."""
        said = [f"--text={language}={text}" for language, text in (texts or MESSAGE).items()]
        return self.town.tocsin("alert", "draft", "--partnership", self.slug, "--kind", kind, *said)

    def launch(self) -> str:
        """Draft, validate and launch by keyboard; the cascade's id."""
        return self.town.launch(self.draft(), self.officer)

    def deliveries(self, shown: Json) -> dict[str, Json]:
        """The deliveries of a cascade by name."""
        listed = json.loads(self.town.tocsin("members", "list", "--partnership", self.slug, "--json"))
        return by_name({each["id"]: each["name"] for each in listed}, shown)

    def cascades(self) -> list[Json]:
        """This street's cascades, newest first."""
        listed = json.loads(self.town.tocsin("cascade", "list", "--json"))
        return [each for each in listed if each["partnership"] == self.slug]

    def calls_to(self, name: str) -> list[Json]:
        """The calls that rang this member's line."""
        return self.town.calls(to=self.phone(name))

    def texts_to(self, name: str) -> list[Json]:
        """The texts sent to this member."""
        return [text for text in self.town.texts(to=self.phone(name)) if text["direction"] == "outbound-api"]


def a_street(town: Town, people: Iterable[Person], *, sample: bool = False, **plan: object) -> Street:
    """A new street in this town, with telephone numbers of its own."""
    street = Street(town, next(_STREETS), list(people), {**PLAN, **plan}, sample)
    street.furnish()
    return street


# ------------------------------------------------------------------------------ what officers do


def types_code(code: str = CODE) -> Json:
    """Waits for the question and types a code."""
    return {"hears": "Votre code, puis dièse", "keys": f"{code}#"}


def at_the_menu(key: str) -> Json:
    """Waits for the end of the officer's menu and presses a key."""
    return {"hears": "Pour les signalements", "keys": key}


CHOOSES_PARTNERSHIP: Json = {"hears": "Le numéro du partenariat", "keys": "12#"}
USES_PREPARED: Json = {"hears": "Pour l'utiliser, appuyez sur le 1", "keys": "1"}
TYPES_TWO_DIGITS: Json = {"matches": r"^\d, \d$", "keys": "heard"}
SPEAKS_HIMSELF: Json = {"hears": "Pour dire le vôtre, appuyez sur le 3", "keys": "3"}
KEEPS_IT: Json = {"hears": "Pour garder, appuyez sur le 1", "keys": "1"}
LAUNCHES: list[Json] = [types_code(), at_the_menu("1"), CHOOSES_PARTNERSHIP, USES_PREPARED, TYPES_TWO_DIGITS]
ENDS_AFTER_LAUNCH: Json = {"hears": "Pour annuler, appuyez sur étoile", "keys": "9"}

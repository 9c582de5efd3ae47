"""Ready-made messages: read from the zone file, and drafted with their blanks filled, each in all its languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.alert import AlertState, Kind
from plp.errors import BadInput, NotFound, Refused
from plp.language import Language
from plp.ports import Ports
from plp.template import ANSWERING, EMERGENCY, LONGEST_FILL, STREET, TIME, Street, Template
from services.cancel_alert import cancel_alert
from services.check_alert import Severity, check_alert
from services.draft_from_template import draft_from_template
from services.load_zone import load_zone
from services.message_to_answer import message_to_answer
from services.say_moment import say_moment
from services.templates_of import template_named, templates_of
from services.usable_templates import usable_templates
from services.zone_file import read_zone_file
from tests.fakes.neighbourhood import ports_in
from tests.fakes.town import NL, Town, officers_of_town, partnerships_of_town, zone_of_town
from tests.services.test_load_zone import FILE as PLAIN
from tests.services.test_load_zone import ZONE, assert_named, problems_of
from texts.catalogue import say
from texts.shipped import shipped_templates

FR = Language.FR
_MOMENTS = st.integers(1_600_000_000, 2_800_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
MARKET = {"fr": "rue du Marché", "nl": "Marktstraat"}
STREETS = """streets = [
  { fr = "rue du Marché", nl = "Marktstraat" },
  { fr = "Grand-Place", nl = "Grote Markt" },
  "Kerkplein",
]
"""
OWN = """
[[templates]]
id = "flood"
number = 21
kind = "urgent"
name = { fr = "inondation", nl = "overstroming" }
needs_street = true
text.fr = "L'eau monte, {street}, {time}."
text.nl = "Het water stijgt. Plaats: {street}. Gemeld {time}."

[[templates]]
id = "test"
number = 9
kind = "test"
text = { fr = "Essai de notre zone.", nl = "Test van onze zone.", en = "Our test." }
"""
FILE = PLAIN.replace("[partnerships.plan.urgent]", f"{STREETS}[partnerships.plan.urgent]", 1) + OWN


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    return ports_in(tmp_path)


def a_template(name: str) -> Template:
    return next(each for each in shipped_templates() if each.id == name)


# ------------------------------------------------------------------------------------ the zone file


def test_a_zones_own_messages_and_streets_are_loaded(ports: Ports) -> None:
    assert load_zone(ports, read_zone_file(FILE)).changed

    with ports.store.read() as book:
        test, flood = book.templates.of_zone(ZONE)
        assert (flood.id, flood.number, flood.kind, flood.needs_street) == ("flood", 21, Kind.URGENT, True)
        assert flood.name_in(Language.NL) == "overstroming"
        assert test.texts[Language.EN] == "Our test."
        assert book.templates.streets("tilleuls") == [
            Street(1, MARKET),
            Street(2, {"fr": "Grand-Place", "nl": "Grote Markt"}),
            Street(3, {"fr": "Kerkplein", "nl": "Kerkplein"}),
        ]
        assert book.templates.streets("marche") == []


def test_the_same_file_twice_changes_nothing_and_a_new_street_does(ports: Ports) -> None:
    load_zone(ports, read_zone_file(FILE))

    assert not load_zone(ports, read_zone_file(FILE)).changed
    assert load_zone(ports, read_zone_file(FILE.replace("Kerkplein", "Kerkstraat"))).changed
    assert load_zone(ports, read_zone_file(PLAIN)).changed


def test_a_zones_own_message_stands_beside_the_shipped_ones_or_in_their_place(ports: Ports) -> None:
    load_zone(ports, read_zone_file(FILE))

    with ports.store.read() as book:
        known = templates_of(book, ZONE)
        assert [each.number for each in known] == [*range(1, 11), 21]
        assert template_named(book, ZONE, "test").texts[FR] == "Essai de notre zone."
        assert template_named(book, ZONE, "21").id == "flood"
        assert template_named(book, ZONE, "fire") == a_template("fire")
        with pytest.raises(NotFound, match="no ready-made message 'storm'"):
            template_named(book, ZONE, "storm")


def test_a_number_of_ours_that_comes_later_yields_to_the_zones_own(ports: Ports) -> None:
    file = read_zone_file(FILE)
    flood, test = file.templates
    load_zone(ports, replace(file, templates=(replace(flood, number=5), test)))

    with ports.store.read() as book:
        assert template_named(book, ZONE, "5").id == "flood"
        assert "fire" not in {each.id for each in templates_of(book, ZONE)}


def test_a_message_may_be_as_long_as_the_streets_of_the_zone_leave_room_for(ports: Ports) -> None:
    file = FILE.replace("L'eau monte", "Eau " * 225)
    longest = "Grand-Place " * 8 + "."

    assert load_zone(ports, read_zone_file(file)).changed
    assert_named(file, "Grand-Place", longest, "[[templates]] 1 (flood), text, fr: may have 1062 characters once its")


WRONG = [
    ("L'eau monte, {street}", "L'eau monte, {rue}", "[[templates]] 1 (flood), text, fr: holds the blank {rue}, which"),
    ("L'eau monte, {street}", "L'eau, {street", "[[templates]] 1 (flood), text, fr: a brace stands alone"),
    ("L'eau monte", "L'eau " * 300, "[[templates]] 1 (flood), text, fr: has 1819 characters; 1000 at most"),
    (
        "L'eau monte",
        "L'eau\u202emonte",
        "[[templates]] 1 (flood), text, fr: holds a mark that turns the direction of writing (U+202E)",
    ),
    ("text.fr = \"L'eau", "text.de = \"L'eau", "[[templates]] 1 (flood), text: fr is missing; the law asks for it in"),
    ("text.fr = \"L'eau", "text.it = \"L'eau", "[[templates]] 1 (flood), text: is not one of fr, nl, de, en"),
    ('nl = "Test van onze zone."', "nl = 5", "[[templates]] 2 (test), text, nl: is not a text; write it between"),
    (
        'nl = "Test van onze zone."',
        'nl = " "',
        "[[templates]] 2 (test), text, nl: is empty; write what members shall hear",
    ),
    ('nl = "Test van onze zone."', 'nl = "1 2 3"', "[[templates]] 2 (test), text, nl: has no word in it; write"),
    (
        "L'eau monte",
        "Eau " * 230,
        "[[templates]] 1 (flood), text, fr: may have 1004 characters once its blanks are filled; 1000 at most",
    ),
    ("number = 21", "number = 9", "[[templates]], number: two of them carry the same"),
    (
        "number = 21",
        "number = 5",
        "[[templates]] (flood), number: 5 is that of 'fire', which comes with Tocsin; choose",
    ),
    ("number = 21", "number = 0", "[[templates]] 1 (flood), number: is not a whole number from 1 to 9999"),
    ('id = "test"', 'id = "flood"', "[[templates]], id: two of them carry the same"),
    ('id = "flood"', 'id = "Flood!"', "[[templates]] 1 (Flood!), id: may hold only the letters a to z"),
    ('kind = "test"', 'kind = "drill"', "[[templates]] 2 (test), kind: is not one of urgent, correction, all-clear"),
    (
        "needs_street = true",
        "needs_stret = true",
        "[[templates]] 1 (flood), needs_stret: no such key; did you mean nee",
    ),
    (
        "number = 9\nkind",
        "number = 9\nneeds_street = true\nkind",
        "[[templates]] 2 (test), needs_street: no text holds",
    ),
    ("Grand-Place", "rue du Marché", "[[partnerships]] 1 (tilleuls), streets: 'rue du Marché' stands there twice"),
    (', nl = "Grote Markt"', "", "[[partnerships]] 1 (tilleuls), streets, 2: lacks its name in nl"),
    ('"Kerkplein"', '""', "[[partnerships]] 1 (tilleuls), streets, 3: is empty"),
    ('"Kerkplein"', "7", "[[partnerships]] 1 (tilleuls), streets, 3: is not a name"),
    (STREETS, "streets = 5\n", "[[partnerships]] 1 (tilleuls), streets: is not a list of at most 99 names"),
    (
        STREETS,
        f"streets = {['x'] * 100}\n",
        "[[partnerships]] 1 (tilleuls), streets: is not a list of at most 99 names",
    ),
    (
        OWN,
        "[[templates]]\nid = 'x'\nnumber = 30\nkind = 'test'\ntext = 'x'",
        "[[templates]] 1 (x), text: is not a table",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "problem"), WRONG, ids=[each[2][:70] for each in WRONG])
def test_what_is_wrong_is_named_with_its_place(right: str, wrong: str, problem: str) -> None:
    assert_named(FILE, right, wrong, problem)


def test_what_a_word_processor_left_in_a_text_is_taken_out(ports: Ports) -> None:
    load_zone(ports, read_zone_file(FILE.replace("L'eau monte", "L'e\u0301\u00adau\u200b monte")))

    with ports.store.read() as book:
        assert template_named(book, ZONE, "flood").texts[FR] == "L'éau monte, {street}, {time}."


@given(moment=_MOMENTS, now=_MOMENTS, language=st.sampled_from(Language))
def test_no_moment_and_no_neighbourhood_is_longer_than_its_blank(
    moment: datetime, now: datetime, language: Language
) -> None:
    brussels = ZoneInfo("Europe/Brussels")

    said = say_moment(moment, now, brussels, language)

    assert len(said) <= LONGEST_FILL[TIME]
    assert len(say("ready.everywhere", language)) <= LONGEST_FILL[STREET]


def test_a_street_and_a_number_in_danger_are_no_longer_than_their_blanks(ports: Ports) -> None:
    longest = FILE.replace("Kerkplein", "k" * LONGEST_FILL[STREET])
    load_zone(ports, read_zone_file(longest))

    assert problems_of(FILE.replace("Kerkplein", "k" * (LONGEST_FILL[STREET] + 1)))
    assert len(zone_of_town().emergency) <= LONGEST_FILL[EMERGENCY]


def test_a_zone_may_write_in_its_own_languages_only() -> None:
    french = FILE.replace('region = "brussels"', 'region = "french"').replace('nl = "Test van onze zone.", ', "")

    assert set(read_zone_file(french).templates[1].texts) == {Language.FR, Language.EN}


# ---------------------------------------------------------------------------------------- drafting


def test_a_street_and_a_time_are_filled_in_every_language(any_town: Town) -> None:
    half_past_eight = any_town.clock.now().replace(hour=7, minute=30)

    alert = draft_from_template(
        any_town.ports, a_template("burglary"), partnership="tilleuls", by="claes", street=MARKET, at=half_past_eight
    )

    assert (alert.kind, alert.state) == (Kind.URGENT, AlertState.DRAFTED)
    assert set(alert.texts) == set(Language)
    assert alert.texts[FR].startswith(
        "Un cambriolage est en cours, rue du Marché. Il a été signalé à 8 heures 30. Restez chez vous."
    )
    assert "Plaats: Marktstraat. Gemeld om 8 uur 30." in alert.texts[NL]
    assert alert.texts[FR].endswith("appelez le 101.")
    assert any_town.alert(alert.id) == alert


def test_without_a_street_it_is_the_whole_neighbourhood_and_without_a_time_it_is_now(town: Town) -> None:
    alert = draft_from_template(town.ports, a_template("fire"), partnership="tilleuls", by="claes")

    assert "en cours, dans votre quartier. Il a été signalé à 10 heures." in alert.texts[FR]
    assert "Plaats: uw buurt. Gemeld om 10 uur." in alert.texts[NL]


@pytest.mark.parametrize("name", [each.id for each in shipped_templates() if each.kind not in ANSWERING])
def test_the_check_finds_nothing_to_warn_of_in_what_comes_with_tocsin(town: Town, name: str) -> None:
    template, avenue = a_template(name), {"fr": "avenue des Tilleuls", "nl": "Lindenlaan"}
    half_past_eight = town.clock.now().replace(hour=7, minute=30)
    street = avenue if template.asks_street else None

    alert = draft_from_template(
        town.ports, template, partnership="tilleuls", by="claes", street=street, at=half_past_eight
    )

    found = check_alert(town.ports, alert.id)
    assert [each.sentence for each in found if each.severity is not Severity.NOTE] == []


def test_a_street_is_refused_where_none_is_asked_and_missed_where_one_is_needed(town: Town) -> None:
    needing = replace(a_template("fire"), needs_street=True)

    with pytest.raises(BadInput, match="names no street"):
        draft_from_template(town.ports, a_template("test"), partnership="tilleuls", by="claes", street=MARKET)
    with pytest.raises(BadInput, match="needs a street"):
        draft_from_template(town.ports, needing, partnership="tilleuls", by="claes")
    with pytest.raises(NotFound):
        draft_from_template(town.ports, a_template("test"), partnership="nowhere", by="claes")


def test_feedback_and_an_all_clear_answer_the_newest_urgent_message_that_waits(any_town: Town) -> None:
    any_town.has("Ana", "+32479000001")
    older = any_town.launches()
    any_town.clock.sleep(timedelta(minutes=1))
    newer = any_town.launches()
    any_town.launches(Kind.TEST)

    all_clear = draft_from_template(any_town.ports, a_template("all-clear"), partnership="tilleuls", by="claes")
    assert all_clear.answers == newer.alert

    chosen = draft_from_template(
        any_town.ports, a_template("feedback"), partnership="tilleuls", by="claes", answers=older.alert
    )
    assert chosen.answers == older.alert


def test_a_correction_answers_what_was_launched_or_stopped_under_way(town: Town) -> None:
    town.has("Ana", "+32479000001", wish="voice")
    untold = town.launches(placing=False)
    cancel_alert(town.ports, untold.alert, by="claes")
    with town.ports.store.read() as book:
        assert message_to_answer(book, "tilleuls", Kind.CORRECTION) is None

    stopped = town.launches()
    cancel_alert(town.ports, stopped.alert, by="claes")
    correction = draft_from_template(town.ports, a_template("correction"), partnership="tilleuls", by="claes")

    assert correction.answers == stopped.alert


@pytest.mark.parametrize("name", ["feedback", "all-clear", "correction"])
def test_with_nothing_to_answer_nothing_is_drafted(town: Town, name: str) -> None:
    with pytest.raises(Refused, match="no open message"):
        draft_from_template(town.ports, a_template(name), partnership="tilleuls", by="claes")

    with town.ports.store.read() as book:
        assert book.alerts.of_partnership("tilleuls", set(AlertState)) == []


def test_only_what_could_be_launched_is_offered(town: Town) -> None:
    flood = Template("flood", 21, Kind.URGENT, {FR: "Eau, {street}.", NL: "Water."}, needs_street=True)
    zone = zone_of_town().name

    def offered(partnership: str) -> set[str]:
        with town.ports.store.read() as book:
            return {each.id for each in usable_templates(town.ports, book, book.people.partnership(partnership))}

    with town.ports.store.write() as book:
        book.templates.save(zone, [flood], {})
    themes = {"burglary", "missing-person", "suspicious-vehicle", "phone-scam", "fire", "carbon-monoxide", "test"}
    assert offered("tilleuls") == themes
    assert offered("verger") == {"test"}, "it has no charter yet"

    lindens, orchard = partnerships_of_town()
    with town.ports.store.write() as book:
        book.people.save_zone(
            zone_of_town(), officers_of_town(), [lindens, replace(orchard, charter_approved_on=date(2026, 3, 3))]
        )
    assert offered("verger") == {"test"}, "its charter is approved tomorrow"

    town.has("Ana", "+32479000001")
    town.launches()
    with town.ports.store.write() as book:
        book.templates.save(zone, [flood], {"tilleuls": [Street(1, MARKET)]})
    assert offered("tilleuls") == {*themes, "flood", "all-clear", "feedback", "correction"}


def test_what_answers_and_needs_a_street_is_not_offered_where_there_is_none(town: Town) -> None:
    town.has("Ana", "+32479000001")
    urgent = town.alert(town.launches().alert)
    dry = Template("dry", 22, Kind.ALL_CLEAR, {FR: "Sec, {street}.", NL: "Droog: {street}."}, needs_street=True)

    def answering() -> set[str]:
        with town.ports.store.read() as book:
            lindens = book.people.partnership("tilleuls")
            return {each.id for each in usable_templates(town.ports, book, lindens, answering=urgent)}

    with town.ports.store.write() as book:
        book.templates.save(zone_of_town().name, [dry], {})
    assert answering() == {"all-clear", "feedback"}

    with town.ports.store.write() as book:
        book.templates.save(zone_of_town().name, [dry], {"tilleuls": [Street(1, MARKET)]})
    assert answering() == {"all-clear", "feedback", "dry"}

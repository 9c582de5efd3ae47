"""A zone file is read whole, refused with every reason at once, and loaded so that the same file changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from plp.errors import BadInput
from plp.language import Language, Region
from plp.lexicon import Saying
from plp.monthly_test import MonthlyTest, Week, Workday
from plp.ports import Ports
from plp.self_test import Pace
from plp.zone import PartnershipKind
from services.codes import code_fits, hash_code, is_too_simple
from services.load_zone import load_zone
from services.unlock_officer import unlock_officer
from services.zone_file import read_zone_bytes, read_zone_file
from tests.fakes.neighbourhood import ports_in

FILE = """
[zone]
name = "Zone de police des Tilleuls"
voice_number = "02/610.01.00"
sms_number = "+32460100100"
emergency = "101"
desk_number = "+3226100101"
desk_code = "771204"
region = "brussels"
time_zone = "Europe/Brussels"
sample = true
allowed_prefixes = ["+33"]
quiet_hours = "23:00-06:30"
refused_in_messages = ["plate", "email"]

[[officers]]
id = "claes"
number = 7
name = "Inspecteur Claes"
phone = "0470 10 00 01"
code = "482915"
language = "fr"

[[officers]]
id = "maes"
number = 8
name = "Inspecteur Maes"
phone = "0470 10 00 02"
code = "739164"
language = "nl"

[[partnerships]]
slug = "tilleuls"
number = 12
name = { fr = "PLP Les Tilleuls", nl = "BIN De Linden" }
municipality = "Sainte-Agathe"
kind = "residents"
charter_approved_on = 2024-03-01
officers = ["claes", "maes"]
[partnerships.plan.urgent]
ring = "25s"
voice_again_after = ["1m"]

[[partnerships]]
slug = "marche"
number = 14
name = "PLP-I Marché"
municipality = { nl = "Sint-Agatha" }
kind = "traders"
officers = ["claes"]
"""
ZONE = "Zone de police des Tilleuls"


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    return ports_in(tmp_path)


TEST = 'monthly_test = { day = "first tuesday", at = "10:30" }'
ASKED = MonthlyTest(Week.FIRST, Workday.TUESDAY, time(10, 30))


def test_a_monthly_test_of_the_zone_holds_for_every_partnership_that_says_nothing_else() -> None:
    of_zone = FILE.replace('region = "brussels"', f'region = "brussels"\n{TEST}')
    own = of_zone.replace("number = 14", 'number = 14\nmonthly_test = { day = "Last Friday", at = "9:05" }')
    none = of_zone.replace("number = 14", "number = 14\nmonthly_test = false")

    assert [each.monthly_test for each in read_zone_file(FILE).partnerships] == [None, None]
    assert [each.monthly_test for each in read_zone_file(of_zone).partnerships] == [ASKED, ASKED]
    assert read_zone_file(own).partnerships[1].monthly_test == MonthlyTest(Week.LAST, Workday.FRIDAY, time(9, 5))
    assert [each.monthly_test for each in read_zone_file(none).partnerships] == [ASKED, None]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("true", "neither false nor a day and a time"),
        ('{ day = "first tuesday" }', "neither false nor a day and a time"),
        ('{ day = "tuesday", at = "10:30" }', "is no day of the month"),
        ('{ day = "fifth tuesday", at = "10:30" }', "is not one of first, second"),
        ('{ day = "first sunday", at = "10:30" }', "is not one of monday"),
        ('{ day = "first tuesday", at = "25:00" }', "is no time of the day"),
        ('{ day = "first tuesday", at = "23:30" }', "lies in the zone's quiet hours"),
        ('{ day = 1, at = "10:30" }', "is not a text"),
    ],
)
def test_a_monthly_test_that_cannot_be_is_refused_with_its_reason(written: str, problem: str) -> None:
    [told] = problems_of(FILE.replace("number = 14", f"number = 14\nmonthly_test = {written}"))

    assert told.startswith("[[partnerships]] 2 (marche), monthly_test:")
    assert problem in told


def test_a_monthly_test_is_kept_and_the_same_file_changes_nothing(ports: Ports) -> None:
    file = read_zone_file(FILE.replace("number = 14", f"number = 14\n{TEST}"))

    assert [load_zone(ports, file).changed for _ in range(2)] == [True, False]
    with ports.store.read() as book:
        assert book.people.partnership("marche").monthly_test == ASKED


def test_a_zone_may_ask_for_self_tests_on_a_line_of_its_own(ports: Ports) -> None:
    asking = FILE.replace('region = "', 'self_test = "weekly"\nself_test_line = "02/222.33.44"\nregion = "', 1)

    assert [load_zone(ports, read_zone_file(asking)).changed for _ in range(2)] == [True, False]

    with ports.store.read() as book:
        zone = book.people.zone(ZONE)
    assert (zone.self_test, zone.self_test_line) == (Pace.WEEKLY, "+3222223344")
    assert read_zone_file(FILE).zone.self_test is None
    assert "self_test: is not one of daily, weekly" in problems_of(asking.replace("weekly", "hourly"))[0]


def problems_of(text: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_zone_file(text)
    return str(refused.value).splitlines()


def assert_named(file: str, right: str, wrong: str, problem: str) -> None:
    """With the wrong in the place of the right, the file's problems hold this one."""
    assert right in file

    found = problems_of(file.replace(right, wrong, 1))

    assert any(line.startswith(problem) for line in found), found


def test_the_file_of_the_contract_is_read() -> None:
    file = read_zone_file(FILE)

    assert file.zone.voice_number == "+3226100100"
    assert file.zone.region is Region.BRUSSELS
    assert file.zone.sample
    assert file.zone.allowed_prefixes == ("+33",)
    assert file.zone.refused_in_messages == ("plate", "email")
    assert (file.zone.quiet_hours.start, file.zone.quiet_hours.end) == (time(23), time(6, 30))
    assert [each.phone for each in file.officers] == ["+32470100001", "+32470100002"]
    assert file.officers[1].language is Language.NL
    tilleuls, market = file.partnerships
    assert tilleuls.officers == ("claes", "maes")
    assert tilleuls.charter_approved_on == date(2024, 3, 1)
    assert tilleuls.plans.urgent.ring == timedelta(seconds=25)
    assert tilleuls.plans.urgent.voice_again_after == (timedelta(minutes=1),)
    assert tilleuls.name_in(Language.NL) == "BIN De Linden"
    assert market.name_in(Language.NL) == "PLP-I Marché"
    assert market.charter_approved_on is None
    assert market.kind is PartnershipKind.TRADERS


@pytest.mark.parametrize("raw", [FILE.encode("utf-8-sig"), FILE.replace("\n", "\r\n").encode()])
def test_a_file_saved_on_windows_says_the_same(raw: bytes) -> None:
    assert read_zone_bytes(raw) == read_zone_file(FILE)


def test_a_file_that_is_not_utf_8_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadInput, match="not UTF-8; save it again"):
        read_zone_bytes(FILE.encode("latin-1"))


def test_a_file_that_is_not_toml_is_refused_with_its_line() -> None:
    with pytest.raises(BadInput, match=r"not valid TOML.*line 2"):
        read_zone_file("[zone]\nname = Tilleuls")


def test_codes_show_in_no_representation() -> None:
    shown = repr(read_zone_file(FILE))

    assert not any(code in shown for code in ("482915", "739164", "771204"))


WRONG: list[tuple[str, str, str]] = [
    ('name = "Zone de police des Tilleuls"\n', "", "[zone], name: is missing"),
    ('region = "brussels"', 'region = "wallonia"', "[zone], region: is not one of brussels, dutch, french, german"),
    ('emergency = "101"', 'emergency = "911"', "[zone], emergency: is not one of 101, 112, 100, between quotes"),
    ('emergency = "101"', "emergency = 101", '[zone], emergency: is not a text; write it between quotes: "…"'),
    ('"02/610.01.00"', '"0900 12 345"', "[zone], voice_number: is a premium, shared-cost"),
    ('"771204"', '"123"', "[zone], desk_code: a code has 4 to 12 digits"),
    ("sample = true", 'sample = "yes"', "[zone], sample: is not true or false, written without quotes"),
    ('"Europe/Brussels"', '"Belgium"', '[zone], time_zone: is not a time zone; write "Europe/Brussels"'),
    ('"Europe/Brussels"', '"Europe"', '[zone], time_zone: is not a time zone; write "Europe/Brussels"'),
    ('"Europe/Brussels"', '"../x"', '[zone], time_zone: is not a time zone; write "Europe/Brussels"'),
    ('["+33"]', '["33"]', "[zone], allowed_prefixes: each is a country's prefix"),
    (
        '["plate", "email"]',
        '["plate", "mood"]',
        "[zone], refused_in_messages: does not know 'mood'; write some of plate",
    ),
    ('"23:00-06:30"', '"25:00-06:30"', "[zone], quiet_hours: is not a stretch of the day"),
    ("sample = true", "simple = true", "[zone], simple: no such key; did you mean sample?"),
    ("number = 7", 'number = "7"', "[[officers]] 1 (claes), number: is not a whole number from 1 to 9999"),
    ("number = 7", "number = 0", "[[officers]] 1 (claes), number: is not a whole number from 1 to 9999"),
    ("number = 7", "number = true", "[[officers]] 1 (claes), number: is not a whole number from 1 to 9999"),
    ("number = 8", "number = 7", "[[officers]], number: two of them carry the same"),
    ('"482915"', "482915", "[[officers]] 1 (claes), code: is not a text"),
    ('"482915"', '"482-915"', "[[officers]] 1 (claes), code: a code has 4 to 12 digits"),
    ('"482915"', '"٤٨٢٩١٥"', "[[officers]] 1 (claes), code: a code has 4 to 12 digits"),
    ('"0470 10 00 02"', '"0032470100001"', "[[officers]], phone: two of them carry the same"),
    ('"0470 10 00 02"', '"02 610 01 00"', "[[officers]] (maes), phone: is the gateway's own number"),
    ('desk_number = "+3226100101"', 'desk_number = "026100100"', "[zone], desk_number: is the gateway's own number"),
    ('id = "maes"', 'id = "claes"', "[[officers]], id: two of them carry the same"),
    ('language = "nl"', 'language = "it"', "[[officers]] 2 (maes), language: is not one of fr, nl, de, en"),
    ('slug = "marche"', 'slug = "Marché"', "[[partnerships]] 2 (Marché), slug: may hold only the letters a to z"),
    ('slug = "marche"', 'slug = "tilleuls"', "[[partnerships]], slug: two of them carry the same"),
    ("number = 14", "number = 12", "[[partnerships]], number: two of them carry the same"),
    ('officers = ["claes"]', 'officers = ["clas"]', "[[partnerships]] (marche), officers: 'clas' is no officer's id"),
    ('officers = ["claes"]', "officers = []", "[[partnerships]] 2 (marche), officers: is empty"),
    ('officers = ["claes"]', 'officers = "claes"', "[[partnerships]] 2 (marche), officers: is not a list of texts"),
    ("2024-03-01", '"2024-03-01"', "[[partnerships]] 1 (tilleuls), charter_approved_on: is not a date"),
    ('kind = "traders"', 'kind = "shops"', "[[partnerships]] 2 (marche), kind: is not one of residents, traders"),
    ('{ nl = "Sint-Agatha" }', '{ it = "Agata" }', "[[partnerships]] 2 (marche), municipality: is not one of fr"),
    ('{ nl = "Sint-Agatha" }', '"  "', "[[partnerships]] 2 (marche), municipality: is empty"),
    (
        'ring = "25s"',
        'ring = "0s"',
        "[[partnerships]] 1 (tilleuls), plan.urgent, ring: a telephone rings for 1s to 600s",
    ),
    ('ring = "25s"', 'rings = "25s"', "[[partnerships]] 1 (tilleuls), plan.urgent, rings: no such setting"),
    ("plan.urgent", "plan.urgnt", "[[partnerships]] 1 (tilleuls), plan, urgnt: no such key; did you mean urgent?"),
    (
        '["1m"]',
        str(["1m"] * 30).replace("'", '"'),
        "[[partnerships]] 1 (tilleuls), plan.urgent, voice_again_after: all retries together are 35 tries",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "problem"), WRONG, ids=[each[2][:70] for each in WRONG])
def test_what_is_wrong_is_named_with_its_place(right: str, wrong: str, problem: str) -> None:
    assert_named(FILE, right, wrong, problem)


def test_all_problems_come_at_once_and_none_shows_a_code_or_a_number() -> None:
    text = FILE
    for right, wrong in [
        ('"482915"', '"48291x"'),
        ('"771204"', '"11112222a"'),
        ('"0470 10 00 01"', '"0470 10 00 01 99"'),
        ('officers = ["claes"]', 'officers = ["0470100001"]'),
    ]:
        text = text.replace(right, wrong)

    found = problems_of(text)

    assert len(found) == 4
    assert not any(digits in line for line in found for digits in ("48291", "1111", "0470", "470100001"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file, zone: is missing"),
        ("zone = 5", "the file, zone: is not a table; begin it with [zone]"),
        ("[zone]", "[zone], name: is missing"),
        ("[zone]\n[officers]\nid = 'x'", "the file, officers: is not a list of tables; begin each with [[officers]]"),
        ("[zones]\n[zone]", "the file, zones: no such key; did you mean zone?"),
    ],
)
def test_a_file_of_another_shape_is_refused(text: str, problem: str) -> None:
    assert problem in problems_of(text)


@pytest.mark.parametrize("code", ["000000", "112112", "123456", "654321", "890123", "121212", "12341234", "111111"])
def test_the_first_codes_a_stranger_would_try_are_too_simple(code: str) -> None:
    assert is_too_simple(code)


@pytest.mark.parametrize("code", ["482915", "771204", "739164", "90210547"])
def test_others_are_not(code: str) -> None:
    assert not is_too_simple(code)


def test_a_code_fits_its_hash_and_nothing_else_ever_raises() -> None:
    stored = hash_code("482915")

    assert code_fits(stored, "482915")
    assert "482915" not in stored
    for hashed, code in [(stored, "482916"), (stored, ""), (stored, "\ud800"), ("", "482915"), ("no hash", "482915")]:
        assert not code_fits(hashed, code)


def test_a_zone_is_loaded_with_its_officers_and_partnerships(ports: Ports) -> None:
    loaded = load_zone(ports, read_zone_file(FILE))

    assert (loaded.changed, loaded.officers, loaded.partnerships) == (True, 2, 2)
    with ports.store.read() as book:
        assert book.people.zone(ZONE).voice_number == "+3226100100"
        assert [each.id for each in book.people.officers(ZONE)] == ["claes", "maes"]
        assert book.people.partnership("tilleuls").officers == ("claes", "maes")
        assert code_fits(book.people.zone(ZONE).desk_code_hash, "771204")
        assert code_fits(book.people.officer("maes").code_hash, "739164")


def test_the_same_file_again_changes_nothing(ports: Ports) -> None:
    load_zone(ports, read_zone_file(FILE))
    before = everything(ports)

    again = load_zone(ports, read_zone_file(FILE))

    assert not again.changed
    assert everything(ports) == before


def test_a_new_code_replaces_the_old_one_and_no_other(ports: Ports) -> None:
    load_zone(ports, read_zone_file(FILE))
    with ports.store.read() as book:
        kept = book.people.officer("maes").code_hash

    assert load_zone(ports, read_zone_file(FILE.replace("482915", "905317"))).changed

    with ports.store.read() as book:
        assert code_fits(book.people.officer("claes").code_hash, "905317")
        assert not code_fits(book.people.officer("claes").code_hash, "482915")
        assert book.people.officer("maes").code_hash == kept


def test_a_new_code_does_not_unlock_only_unlocking_does(ports: Ports) -> None:
    load_zone(ports, read_zone_file(FILE))
    with ports.store.write() as book:
        book.people.set_lock("claes", locked=True)

    load_zone(ports, read_zone_file(FILE.replace("482915", "905317")))
    with ports.store.read() as book:
        assert book.people.officer("claes").locked

    assert not unlock_officer(ports, "claes").locked
    with ports.store.read() as book:
        assert not book.people.officer("claes").locked


def test_a_zone_takes_nothing_from_its_neighbour(ports: Ports) -> None:
    load_zone(ports, read_zone_file(FILE))
    other = read_zone_file(FILE.replace(ZONE, "Zone du Canal"))

    with pytest.raises(BadInput) as refused:
        load_zone(ports, other)

    assert "[[officers]] (claes), id: belongs to the zone" in str(refused.value)
    assert "[[partnerships]] (tilleuls), slug: belongs to the zone" in str(refused.value)
    assert "[zone]: a number belongs to the zone" in str(refused.value)
    with ports.store.read() as book:
        assert [zone.name for zone in book.people.zones()] == [ZONE]


LEXICON = """
[[lexicon]]
written = "Stassart"
fr = "Stassar"
nl = "Stassaar"

[[lexicon]]
written = "Rue d'Ans"
fr = "Rue d'Anse"
"""


def test_a_zone_says_its_streets_in_its_own_way(ports: Ports) -> None:
    load_zone(ports, read_zone_file(FILE))

    assert load_zone(ports, read_zone_file(FILE + LEXICON)).changed
    assert not load_zone(ports, read_zone_file(FILE + LEXICON)).changed

    with ports.store.read() as book:
        assert book.people.zone(ZONE).lexicon == (
            Saying("Stassart", Language.FR, "Stassar"),
            Saying("Stassart", Language.NL, "Stassaar"),
            Saying("Rue d'Ans", Language.FR, "Rue d'Anse"),
        )
    assert load_zone(ports, read_zone_file(FILE)).changed
    with ports.store.read() as book:
        assert book.people.zone(ZONE).lexicon == ()


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ('written = "Stassart"\n', "", "[[lexicon]] 1, written: is missing"),
        ('"Stassart"', '" "', "[[lexicon]] 1 ( ), written: is empty"),
        ('fr = "Stassar"\nnl = "Stassaar"', "", "[[lexicon]] 1 (Stassart), written: is said nowhere; add how"),
        ('fr = "Stassar"', "fr = 3", "[[lexicon]] 1 (Stassart), fr: is not a text"),
        ('fr = "Stassar"', 'fr = "<break/>"', "[[lexicon]] 1 (Stassart), fr: may hold only words"),
        ('fr = "Stassar"', 'fr = "Stassart deux"', "[[lexicon]] 1 (Stassart), fr: holds the written form itself"),
        ('fr = "Stassar"', 'it = "Stassar"', "[[lexicon]] 1 (Stassart), it: no such key"),
        ('"Rue d\'Ans"', '"STASSART"', "[[lexicon]] (Stassart), fr: is said in two ways; keep one"),
    ],
)
def test_a_wrong_way_to_say_a_street_is_named_with_its_place(right: str, wrong: str, problem: str) -> None:
    assert_named(FILE + LEXICON, right, wrong, problem)


def test_an_officer_who_is_no_longer_named_is_gone_from_the_partnership(ports: Ports) -> None:
    load_zone(ports, read_zone_file(FILE))
    file = read_zone_file(FILE.replace('["claes", "maes"]', '["maes"]'))

    assert load_zone(ports, replace(file, partnerships=file.partnerships)).changed

    with ports.store.read() as book:
        assert book.people.partnership("tilleuls").officers == ("maes",)


def everything(ports: Ports) -> tuple[object, ...]:
    with ports.store.read() as book:
        return book.people.zones(), book.people.officers(ZONE), book.people.partnerships(ZONE)

"""A members file: read as spreadsheets write it, refused with every bad cell named, imported all or nothing."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plp.errors import BadInput, BadRows, NotFound
from plp.language import Language, Region
from plp.member import Member, MemberState, Role, Source, Wish
from plp.phone import Line
from plp.ports import Ports
from plp.zone import Zone
from services.erase_member import erase_member
from services.import_members import import_members
from services.leave_partnership import leave_partnership
from services.load_zone import load_zone
from services.passwords import WORDS, a_password
from services.read_members import ListedMember, read_members
from services.zone_file import read_zone_bytes
from tests.fakes.neighbourhood import ports_in

SAMPLE = Path(__file__).parents[2] / "tocsin" / "sample"
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ZONE = Zone("Z", "+3226100100", "+32460100100", "101", "+3226100101", "", Region.BRUSSELS)
HEADER = "name,phone,language,channel"
ANA = "Ana Peeters,0470 10 01 11,nl,both"
LUC = "Luc Van Damme,02 610 01 34,fr,auto"


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    ports = ports_in(tmp_path)
    load_zone(ports, read_zone_bytes((SAMPLE / "zone.toml").read_bytes()))
    return ports


def read(*lines: str) -> list[ListedMember]:
    return read_members("\n".join(lines).encode(), zone=ZONE, today=TODAY)


def refusal(*lines: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read(*lines)
    return str(refused.value).splitlines()


def one(columns: str, cells: str) -> ListedMember:
    return read(f"{HEADER},{columns}", f"{ANA},{cells}")[0]


def stored(ports: Ports) -> list[Member]:
    with ports.store.read() as book:
        return book.people.members("tilleuls")


def test_a_plain_file_is_read() -> None:
    ana, luc = read(HEADER, ANA, LUC)

    assert (ana.name, ana.phone.e164, ana.phone.line) == ("Ana Peeters", "+32470100111", Line.MOBILE)
    assert (ana.language, ana.wish) == (Language.NL, Wish.BOTH)
    assert (luc.line, luc.phone.line) == (3, Line.LANDLINE)


@pytest.mark.parametrize(
    "raw",
    [
        f"\ufeff{HEADER}\r\n{ANA}\r\n".encode(),
        f"{HEADER}\n\n{ANA}\n,,,\n".encode(),
        f"{HEADER}\n{ANA}".replace(",", ";").encode(),
        f" Name , PHONE,Language,channel,,\n{ANA},,\n".encode(),
        f"sep=;\r\n{HEADER}\r\n{ANA}\r\n".replace(",", ";").encode(),
        f'\ufeff"SEP=,",,,\n{HEADER}\n{ANA}'.encode(),
        f"channel,language,phone,name\nBOTH, NL ,0470100111,{'Ana Peeters'}".encode(),
    ],
    ids=["windows", "empty lines", "semicolons", "untidy header", "excel says so", "excel quotes it", "another order"],
)
def test_a_spreadsheet_may_write_it_in_its_own_way(raw: bytes) -> None:
    [ana] = read_members(raw, zone=ZONE, today=TODAY)

    assert (ana.name, ana.phone.e164, ana.language, ana.wish) == (
        "Ana Peeters",
        "+32470100111",
        Language.NL,
        Wish.BOTH,
    )


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_that_is_not_utf_8_is_refused_and_says_what_to_do(encoding: str) -> None:
    with pytest.raises(BadInput, match=r"not UTF-8\. In Excel: .* In LibreOffice: "):
        read_members(f"{HEADER}\nAndré,0470100111,fr,both".encode(encoding), zone=ZONE, today=TODAY)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_a_file_of_plain_letters_in_another_encoding_is_refused_just_so(encoding: str) -> None:
    with pytest.raises(BadInput, match=r"not UTF-8\. In Excel: "):
        read_members(f"{HEADER}\n{ANA}".encode(encoding), zone=ZONE, today=TODAY)


def test_a_line_keeps_its_number_below_the_one_excel_writes_first() -> None:
    with pytest.raises(BadRows, match="line 3, phone"):
        read_members(f"sep=,\n{HEADER}\nAna,12,fr,both\n".encode(), zone=ZONE, today=TODAY)


@pytest.mark.parametrize("separator", ["\t", "|"])
def test_another_separator_is_refused_by_name(separator: str) -> None:
    raw = f"sep={separator}\n{HEADER}\n{ANA}\n".replace(",", separator).encode()

    with pytest.raises(BadInput, match=r"save the file with , or ; instead"):
        read_members(raw, zone=ZONE, today=TODAY)


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("", "the file is empty"),
        ("name,phone,language", "line 1: the header lacks channel"),
        ("name,phone,language,channel,pasword", "line 1: there is no column 'pasword'; did you mean password?"),
        ("name,phone,language,channel,wheelchair", "line 1: there is no column 'wheelchair'; known are name"),
        ("name,phone,language,channel,phone", "line 1: the column phone is there twice"),
    ],
)
def test_a_wrong_header_is_refused(header: str, problem: str) -> None:
    assert refusal(header)[0].startswith(problem)


def test_a_file_without_header_shows_no_number() -> None:
    assert "0470" not in "\n".join(refusal(ANA))


BAD_CELLS = [
    (",0470100111,nl,both", "name: is empty"),
    ("Ana\u200b,0470100111,nl,both", "name: holds a line break, a control or an invisible character"),
    ("A" * 101 + ",0470100111,nl,both", "name: is longer than 100 characters"),
    ("Ana,,nl,both", "phone: is not a telephone number"),
    ("Ana,101,nl,both", "phone: is an emergency or short number"),
    ("Ana,0900 12 345,nl,both", "phone: is a premium"),
    ("Ana,+31 20 624 11 11,nl,both", "phone: is a foreign number"),
    ('Ana,"3,22611E+10",nl,both', "phone: was rounded by the spreadsheet"),
    ("Ana,0470100111,it,both", "language: is unknown; write one of fr, nl, de, en"),
    ("Ana,0470100111,,both", "language: is empty; write one of fr, nl, de, en"),
    ("Ana,0470100111,nl,letter", "channel: is unknown; write one of voice, sms, both, auto"),
    ("Ana,0470100111,nl", "channel: is empty"),
    ("Ana,0470100111,nl,both,x", "the whole line: there are more cells than columns"),
]


@pytest.mark.parametrize(("row", "reason"), BAD_CELLS, ids=[reason for _, reason in BAD_CELLS])
def test_a_bad_cell_is_named_by_line_column_and_reason(row: str, reason: str) -> None:
    [line] = refusal(HEADER, LUC, row)

    assert line.startswith(f"line 3, {reason}")
    assert not re.search(r"\d{4}", line)


BAD_OPTIONS = [
    ("second_phone", "0470 10 01 11", "second_phone: is the same as phone"),
    ("second_phone", "112", "second_phone: is an emergency"),
    ("buddy_phone", "0470100111", "buddy_phone: is the member's own phone"),
    ("role", "boss", "role: is unknown; write one of member, coordinator"),
    ("password", "abc1", "password: can be spoken only if it is made of letters"),
    ("password", "a" * 31, "password: is longer than 30 characters"),
    ("vulnerable", "perhaps", "vulnerable: is neither yes nor no"),
    ("consent_on", "2024-02-30", "consent_on: is a day that does not exist"),
    ("consent_on", "31/02/2024", "consent_on: is a day that does not exist"),
    ("consent_on", "spring", "consent_on: is not a date; write 2024-12-31 or 31/12/2024"),
    ("consent_on", "2062-01-01", "consent_on: lies in the future"),
    ("house_number", "1" * 21, "house_number: is longer than 20 characters"),
]


@pytest.mark.parametrize(("column", "cell", "reason"), BAD_OPTIONS, ids=[each[2] for each in BAD_OPTIONS])
def test_a_bad_optional_cell_is_named_too(column: str, cell: str, reason: str) -> None:
    [line] = refusal(f"{HEADER},{column}", f"{ANA},{cell}")

    assert line.startswith(f"line 2, {reason}")


@pytest.mark.parametrize(
    ("column", "cell", "meaning"),
    [
        *(("vulnerable", yes, True) for yes in ("yes", "TRUE", "1", "oui", "Ja")),
        *(("vulnerable", no, False) for no in ("no", "false", "0", "NON", "nee", "")),
        ("consent_on", "2024-12-31", date(2024, 12, 31)),
        ("consent_on", "31/12/2024", date(2024, 12, 31)),
        ("consent_on", "", None),
        ("role", "Coordinator", Role.COORDINATOR),
        ("role", "", Role.MEMBER),
        ("buddy_phone", "02 610 01 12", "+3226100112"),
        ("password", "élan", "élan"),
        ("street", "Rue de l'Été", "Rue de l'Été"),
    ],
)
def test_an_optional_cell_is_understood(column: str, cell: str, meaning: object) -> None:
    assert one(column, cell).given[column] == meaning


def test_every_bad_row_is_named_at_once_in_the_files_own_lines() -> None:
    lines = refusal(
        f"{HEADER},street", f'{ANA},"Rue\nHaute\n3"', f"{LUC},Lindelaan", "Eva,101,it,both,", "", "Jo,112,fr,both,"
    )

    assert [line.split(":")[0] for line in lines] == [
        "line 2, street",
        "line 6, phone",
        "line 6, language",
        "line 8, phone",
    ]


def test_a_quotation_mark_that_is_never_closed_is_found_where_it_opens() -> None:
    [line] = refusal(HEADER, LUC, '"Ana,0470100111,nl,both', "Jo,0470100112,fr,both")

    assert line.startswith("line 3, the whole line: a quotation mark")


def test_a_line_twice_is_refused_with_both_lines() -> None:
    [line] = refusal(HEADER, ANA, LUC, "ANA  PEETERS,0032 470 10 01 11,fr,sms")

    assert line == "line 4, name: the same name and phone stand in line 2 already"


def test_two_people_may_share_a_telephone() -> None:
    assert len(read(HEADER, LUC, LUC.replace("Luc", "Eva"))) == 2


def test_a_foreign_number_is_taken_where_the_zone_allows_it() -> None:
    allowing = Zone("Z", "", "", "101", "", "", Region.FRENCH, allowed_prefixes=("+33",))

    [jean] = read_members(f"{HEADER}\nJean,+33 6 12 34 56 78,fr,both".encode(), zone=allowing, today=TODAY)

    assert jean.phone.e164 == "+33612345678"


def as_kept(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


CELL = st.text(st.characters(exclude_categories=("C",)), max_size=20).map(lambda text: text.strip())
NAMES = st.lists(CELL.filter(bool), min_size=1, max_size=8, unique_by=lambda name: as_kept(name).casefold())


@given(NAMES, st.data(), st.sampled_from([",", ";"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_whatever_a_spreadsheet_quotes_is_read_back(
    names: list[str], data: st.DataObject, separator: str, ending: str, bom: bool
) -> None:
    rows = [(name, "0470 10 01 11", "fr", "both", data.draw(CELL)) for name in names]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=ending)
    writer.writerow(["name", "phone", "language", "channel", "street"])
    writer.writerows(rows)

    listed = read_members(out.getvalue().encode("utf-8-sig" if bom else "utf-8"), zone=ZONE, today=TODAY)

    assert [row.line for row in listed] == list(range(2, len(rows) + 2))
    assert [row.name for row in listed] == [as_kept(name) for name in names]
    assert [row.given["street"] for row in listed] == [unicodedata.normalize("NFC", row[4]) for row in rows]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"{HEADER}\n{text}".encode()))
def test_any_file_at_all_is_read_or_refused(raw: bytes) -> None:
    with suppress(BadInput):
        read_members(raw, zone=ZONE, today=TODAY)


def raw(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_members_are_imported_in_the_files_order(ports: Ports) -> None:
    done = import_members(ports, "tilleuls", raw(f"{HEADER},consent_on", f"{ANA},2024-01-05", f"{LUC},"))

    assert (done.new, done.changed, done.unchanged, done.excluded_no_consent) == (2, 0, 0, 1)
    ana, luc = stored(ports)
    assert (ana.position, ana.name, ana.state_at(NOW)) == (1, "Ana Peeters", MemberState.ACTIVE)
    assert (luc.position, luc.name, luc.state_at(NOW)) == (2, "Luc Van Damme", MemberState.NO_CONSENT)
    assert ana.password in WORDS[Language.NL]
    assert luc.password in WORDS[Language.FR]


def test_the_same_file_again_changes_nothing(ports: Ports) -> None:
    file = raw(HEADER, ANA, LUC)
    import_members(ports, "tilleuls", file)
    before = stored(ports)

    again = import_members(ports, "tilleuls", file)

    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert stored(ports) == before


def test_importing_again_updates_and_keeps_ids_and_passwords(ports: Ports) -> None:
    import_members(ports, "tilleuls", raw(HEADER, ANA, LUC))
    ana, luc = stored(ports)

    done = import_members(ports, "tilleuls", raw(f"{HEADER},role", f"{LUC},", f"{ANA.replace('nl', 'de')},coordinator"))

    assert (done.new, done.changed) == (0, 2)
    first, second = stored(ports)
    assert (first.id, first.position) == (luc.id, 1)
    assert (second.id, second.language, second.role) == (ana.id, Language.DE, Role.COORDINATOR)
    assert second.password == ana.password


def test_what_the_file_does_not_name_stays(ports: Ports) -> None:
    import_members(ports, "tilleuls", raw(f"{HEADER},street,consent_on", f"{ANA},Lindelaan,2024-01-05", f"{LUC},,"))

    done = import_members(ports, "tilleuls", raw(HEADER, "Eva Nijs,0470100199,nl,sms", ANA))

    assert (done.new, done.changed, done.unchanged) == (1, 0, 1)
    assert [(each.position, each.name) for each in stored(ports)] == [
        (1, "Ana Peeters"),
        (2, "Luc Van Damme"),
        (3, "Eva Nijs"),
    ]
    assert stored(ports)[0].street == "Lindelaan"
    assert stored(ports)[0].consent_on == date(2024, 1, 5)


def test_an_emptied_consent_is_a_consent_withdrawn(ports: Ports) -> None:
    import_members(ports, "tilleuls", raw(f"{HEADER},consent_on", f"{ANA},2024-01-05"))

    done = import_members(ports, "tilleuls", raw(f"{HEADER},consent_on", f"{ANA},"))

    assert (done.changed, done.excluded_no_consent) == (1, 1)
    assert stored(ports)[0].state_at(NOW) is MemberState.NO_CONSENT


def test_a_dry_run_tells_and_writes_nothing(ports: Ports) -> None:
    done = import_members(ports, "tilleuls", raw(HEADER, ANA, LUC), dry_run=True)

    assert done.new == 2
    assert stored(ports) == []


def test_one_bad_row_and_nobody_is_imported(ports: Ports) -> None:
    with pytest.raises(BadRows) as refused:
        import_members(ports, "tilleuls", raw(HEADER, ANA, "Eva,112,fr,both"))

    assert [(row.line, row.column) for row in refused.value.rows] == [(3, "phone")]
    assert stored(ports) == []


def test_a_landline_that_asks_for_texts_is_taken_with_a_warning(ports: Ports) -> None:
    done = import_members(ports, "tilleuls", raw(HEADER, LUC.replace("auto", "sms")))

    assert done.warnings == ("line 2, channel: a text cannot reach a landline; this member will be rung",)
    assert stored(ports)[0].wish is Wish.SMS


def test_a_list_needs_its_partnership(ports: Ports) -> None:
    with pytest.raises(NotFound):
        import_members(ports, "nowhere", raw(HEADER, ANA))


def test_consent_is_dated_by_the_clock_of_the_zone(ports: Ports) -> None:
    with pytest.raises(BadRows, match="lies in the future"):
        import_members(ports, "tilleuls", raw(f"{HEADER},consent_on", f"{ANA},2026-03-03"))
    assert import_members(ports, "tilleuls", raw(f"{HEADER},consent_on", f"{ANA},2026-03-02")).new == 1


@pytest.mark.parametrize("language", Language)
def test_passwords_are_a_hundred_easy_words(language: Language) -> None:
    words = WORDS[language]

    assert len(words) >= 90
    assert len({word.casefold() for word in words}) == len(words)
    assert all(word.isalpha() and 4 <= len(word) <= 13 for word in words)


def test_people_behind_one_telephone_get_different_words() -> None:
    taken = set(WORDS[Language.FR]) - {"violon"}

    assert a_password(Language.FR, taken=taken) == "violon"
    assert a_password(Language.FR, taken=WORDS[Language.FR]) in WORDS[Language.FR]


def test_the_sample_lists_hold_sixty_neighbours(ports: Ports) -> None:
    done = [import_members(ports, file.stem, file.read_bytes()) for file in sorted((SAMPLE / "members").glob("*.csv"))]

    assert sum(each.new for each in done) == 60
    assert sum(each.excluded_no_consent for each in done) == 1


def test_a_file_of_all_who_belong_sets_the_order_whoever_left_or_was_erased(ports: Ports) -> None:
    import_members(ports, "tilleuls", raw(f"{HEADER},consent_on", f"{ANA},2024-01-05", f"{LUC},2024-01-05"))
    tom, eva = "Tom,0470 10 01 12,nl,both", "Eva,0470 10 01 13,nl,both"
    import_members(ports, "tilleuls", raw(HEADER, tom, eva))
    leaver, erased = (next(each for each in stored(ports) if each.name == name) for name in ("Tom", "Eva"))
    leave_partnership(ports, leaver.id, source=Source.KEYBOARD)
    erase_member(ports, erased.id)

    import_members(ports, "tilleuls", raw(f"{HEADER},consent_on", f"{LUC},2024-01-05", f"{ANA},2024-01-05"))
    import_members(ports, "tilleuls", raw(HEADER, tom))

    there = {each.id: each for each in stored(ports)}
    order = {each.name: each.position for each in there.values()}
    assert order["Luc Van Damme"] < order["Ana Peeters"]
    assert there[leaver.id].state_at(NOW) is MemberState.LEFT
    assert there[erased.id].state_at(NOW) is MemberState.LEFT

"""Read a members file: UTF-8, comma or semicolon, a header; every row that cannot be taken is named at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from plp.errors import BadInput, BadRow, BadRows
from plp.language import Language
from plp.member import Wish
from plp.phone import Phone
from plp.zone import Zone
from services.member_cells import Cells, tidy

REQUIRED = ("name", "phone", "language", "channel")
OPTIONAL = (
    "second_phone",
    "street",
    "house_number",
    "role",
    "password",
    "vulnerable",
    "buddy_phone",
    "consent_on",
)
COLUMNS = (*REQUIRED, *OPTIONAL)
_NUL = "\0"
_SEPARATORS = (",", ";")
_TOLD_BY_EXCEL = re.compile(r'"?sep=(.)"?[,;\s]*', re.IGNORECASE)
Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class ListedMember:
    """One row of the file, understood; `given` holds only the optional columns the file has."""

    line: int
    name: str = field(repr=False)
    phone: Phone
    language: Language
    wish: Wish
    given: Mapping[str, object] = field(repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same person in another file: number and name, in any case."""
        return self.phone.e164, self.name.casefold()


def read_members(raw: bytes, *, zone: Zone, today: date) -> list[ListedMember]:
    """Read the rows of a members file in their order.

    Raises BadInput when the file or its header cannot be taken, BadRows naming line, column and reason of each bad
    cell; no sentence shows a whole telephone number.
    """
    wrong: list[BadRow] = []
    records = _records(_decoded(raw), wrong)
    header = _columns(*next(records, (1, [])))
    cells = Cells(zone, today)
    rows = [_row(line, record, header, cells, wrong) for line, record in records]
    members = [row for row in rows if row]
    wrong += _doubles(members)
    if wrong:
        raise BadRows(sorted(wrong, key=lambda row: row.line))
    return members


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _NUL
    if _NUL in text:  # UTF-16 without its mark is UTF-8 too, with a NUL in every other place
        raise BadInput(
            "the file is not UTF-8. In Excel: Save as, type 'CSV UTF-8 (comma delimited)'. In LibreOffice: "
            "Save as, tick 'Edit filter settings', character set 'Unicode (UTF-8)'"
        )
    if not text.strip():
        raise BadInput(f"the file is empty; its first line must be {','.join(REQUIRED)}")
    return text


def _records(text: str, wrong: list[BadRow]) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line it begins at; empty ones are passed over."""
    text, separator = _separated(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield begins, record
            begins = reader.line_num + 1
    except csv.Error:
        reason = "a quotation mark is opened and not closed, or stands in the middle of a cell"
        wrong.append(BadRow(begins, "the whole line", reason))


def _separated(text: str) -> tuple[str, str]:
    """The text and what separates its cells; Excel's own line `sep=;` before the header says so, and is blanked."""
    first = text.lstrip("\r\n").splitlines()[0]
    told = _TOLD_BY_EXCEL.fullmatch(first)
    if not told:
        return text, ";" if first.count(";") > first.count(",") else ","
    if told[1] not in _SEPARATORS:
        raise BadInput(f"the first line says that {told[1]!r} separates the cells; save the file with , or ; instead")
    return text.replace(first, "", 1), told[1]


def _columns(line: int, record: Sequence[str]) -> list[str]:
    """The header's columns in their order, empty names kept.  Raises BadInput."""
    header = [cell.strip().lower() for cell in record]
    problems = [f"line {line}: {_unknown(column)}" for column in header if column and column not in COLUMNS]
    twice = sorted({column for column in header if column in COLUMNS and header.count(column) > 1})
    problems += [f"line {line}: the column {column} is there twice" for column in twice]
    if missing := [column for column in REQUIRED if column not in header]:
        problems.append(
            f"line {line}: the header lacks {', '.join(missing)}; it must name at least {','.join(REQUIRED)}"
        )
    if problems:
        raise BadInput("\n".join(problems))
    return header


def _unknown(column: str) -> str:
    # A file without header shows a neighbour's name and number here.
    shown = "*" * len(column) if re.search(r"\d", column) else column[:30]
    near = get_close_matches(column, COLUMNS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(COLUMNS)}"
    return f"there is no column {shown!r}; {hint}"


def _row(
    line: int, record: Sequence[str], header: Sequence[str], cells: Cells, wrong: list[BadRow]
) -> ListedMember | None:
    before = len(wrong)
    if any(cell.strip() for cell in record[len(header) :]):
        reason = "there are more cells than columns; put a cell that holds the separator between quotation marks"
        wrong.append(BadRow(line, "the whole line", reason))
    texts = dict(zip(header, [*record, *[""] * len(header)], strict=False))
    read: dict[str, object] = {}
    for column, reading in cells.readings.items():
        if column in texts:
            try:
                read[column] = reading(tidy(texts[column]))
            except BadInput as refused:
                wrong.append(BadRow(line, column, str(refused)))
    wrong += _same_telephone(line, read)
    if len(wrong) > before:
        return None
    return _listed(line, read)


def _same_telephone(line: int, read: Mapping[str, object]) -> Iterator[BadRow]:
    phone = read.get("phone")
    if isinstance(phone, Phone):
        if read.get("second_phone") == phone:
            yield BadRow(line, "second_phone", "is the same as phone")
        if read.get("buddy_phone") == phone.e164:
            yield BadRow(line, "buddy_phone", "is the member's own phone; a buddy lives elsewhere")


def _listed(line: int, read: dict[str, object]) -> ListedMember:
    name, phone, language, wish = (read.pop(column) for column in REQUIRED)
    assert isinstance(name, str)
    assert isinstance(phone, Phone)
    assert isinstance(language, Language)
    assert isinstance(wish, Wish)
    return ListedMember(line, name, phone, language, wish, read)


def _doubles(members: Collection[ListedMember]) -> Iterator[BadRow]:
    first: dict[tuple[str, str], int] = {}
    for member in members:
        line = first.setdefault(member.key, member.line)
        if line != member.line:
            yield BadRow(member.line, "name", f"the same name and phone stand in line {line} already")

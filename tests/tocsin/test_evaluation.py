"""The evaluation on paper and as files: complete in each language, nothing cut off, and nobody named."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import cache
from io import StringIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from plp.alert import Kind
from plp.language import REQUIRED, Language, Region
from plp.outcome import By
from services.make_report import make_report
from tests.fakes.town import TEXTS as TOWN_TEXTS
from tests.fakes.town import Town
from tests.fakes.town_fixtures import town
from tests.tocsin.years import TEXTS, year_with
from texts.catalogue import say
from tocsin.cli import main
from tocsin.evaluation_files import as_csv, as_json
from tocsin.evaluation_messages import COLUMNS
from tocsin.evaluation_page import draw_evaluation
from tocsin.evaluation_style import CELL, PADDING, SMALLEST
from tocsin.evaluation_words import words_of
from tocsin.typeface import BOLD, PLAIN, register_faces

__all__ = ["town"]
A4 = (595, 842)
FR, NL, DE = Language.FR, Language.NL, Language.DE
MANY, NONE = year_with(40), year_with(0)
HEADINGS = ("brief", "messages", "tests", "reports", "answers", "members", "cost", "actual", "method")
# The sample of one member, in words and figures that no other text holds.
NAME, STREET, PASSWORD, CARD = "Zoë Quackenbush", "Wittgensteinlaan", "zonnebloempit", "71625384"
PHONE, SECOND = "+32479918273", "+3222918274"
SECRETS = (NAME, "Quackenbush", STREET, PASSWORD, CARD, PHONE, PHONE[3:], SECOND, SECOND[3:], "une odeur de gaz")


@contextmanager
def opened(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    with closing(pdfium.PdfDocument(pdf)) as document:
        yield document


def read(page: pdfium.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


def whole_text(pdf: bytes) -> str:
    with opened(pdf) as document:
        return " ".join(read(page) for page in document)


def is_cut_off(page: pdfium.PdfPage) -> bool:
    text, (width, height) = page.get_textpage(), page.get_size()
    boxes = [text.get_charbox(place) for place in range(text.count_chars())]
    return any(
        not (20 < left <= right < width - 20 and 20 < low <= high < height - 20) for left, low, right, high in boxes
    )


def dark_part(page: pdfium.PdfPage) -> float:
    """How much of the page's picture is ink."""
    grey = page.render(scale=0.5, grayscale=True).to_pil().histogram()
    return sum(grey[:128]) / sum(grey)


@cache
def drawn(year: str, language: Language) -> bytes:
    """The sample years on paper, drawn once a test process."""
    return draw_evaluation({"many": MANY, "none": NONE}[year], [language])


def plain(text: str) -> str:
    """Spaces of any width are spaces."""
    return " ".join(text.split())


# ------------------------------------------------------------------------------------------------------- the pages


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("year", ["many", "none"])
def test_each_language_is_complete_and_no_page_is_empty_or_cut_off(year: str, language: Language) -> None:
    with opened(drawn(year, language)) as document:
        pages = list(document)
        assert [tuple(map(round, page.get_size())) for page in pages] == [A4] * len(pages)
        assert [is_cut_off(page) for page in pages] == [False] * len(pages)
        assert [0.002 < dark_part(page) < 0.3 for page in pages] == [True] * len(pages)
        text = " ".join(map(read, pages))
        for number, page in enumerate(pages, start=1):
            assert say("evaluation.page", language, page=number, pages=len(pages)) in read(page)
    missing = [key for key in HEADINGS if say(f"evaluation.{key}", language) not in text]
    assert missing == []
    assert plain(say("evaluation.title", language, year=2026)) in text
    assert MANY.zone in text
    assert ("NIN Die Linden" if language is DE else "BIN De Linden" if language is NL else "PLP Les Tilleuls") in text
    assert re.findall(r"[{}]|\bNone\b|\bevaluation\.\w", text) == []


def test_every_message_stands_there_with_its_number_words_and_what_followed() -> None:
    text = whole_text(drawn("many", FR))

    for message in MANY.messages:
        kind = say(f"kind.{message.kind}", FR)
        assert say("evaluation.headed", FR, number=message.number, kind=kind) in text
    assert text.count(TEXTS[FR]) == sum(bool(each.texts) for each in MANY.messages)
    assert text.count(TEXTS[NL]) == text.count(TEXTS[FR])
    assert text.count(say("evaluation.spoken", FR)) == sum(bool(each.spoken) for each in MANY.messages)
    assert text.count(say("evaluation.owed_line", FR)) == sum(each.owed for each in MANY.messages)
    assert text.count("après 30 heures") == sum(each.feedback is not None for each in MANY.messages)
    assert "Fait suite au message 41 de 2025" in text
    assert text.count("Coût : 12,04 €, 0,50 $US. Prévu à l'envoi : 14,13 €.") == len(MANY.messages)
    without = "Appels et SMS sans prix connu : 3, soit environ 0,20 € selon le tarif."
    assert text.count(without) == len(MANY.messages)
    assert "481,50 €, 0,50 $US" in text


def test_the_head_of_the_table_is_repeated_on_each_of_its_pages() -> None:
    head = say("evaluation.col.acknowledged", NL)
    with opened(drawn("many", NL)) as document:
        with_rows = [read(page) for page in document if "/2026 " in read(page)]

    assert len(with_rows) >= 3
    assert [head in page for page in with_rows] == [True] * len(with_rows)


@pytest.mark.parametrize("language", list(Language))
def test_no_word_of_a_head_is_broken(language: Language) -> None:
    register_faces()
    words = words_of(MANY, language)

    broken = [
        word
        for key, width in COLUMNS
        for word in words.word(key, share=words.half()).split()
        if stringWidth(word, BOLD, SMALLEST) > width - 2 * PADDING
    ]

    assert broken == []


def test_no_date_is_broken() -> None:
    register_faces()
    room = dict(COLUMNS)["evaluation.col.at"] - 2 * PADDING

    assert (
        max(stringWidth(f"{digit * 2}/{digit * 2}/{digit * 4}", PLAIN, CELL.fontSize) for digit in "0123456789") <= room
    )


def test_in_brussels_both_languages_follow_each_other_in_one_file() -> None:
    with opened(draw_evaluation(NONE, NONE.languages)) as document:
        pages = [read(page) for page in document]

    half = len(pages) // 2
    assert "Évaluation 2026" in pages[0]
    assert "Evaluatie 2026" in pages[half]
    assert [f"Page {number} sur {len(pages)}" in page for number, page in enumerate(pages[:half], 1)] == [True] * half
    assert f"Bladzijde {len(pages)} van {len(pages)}" in pages[-1]


def test_a_year_without_anything_says_so_and_draws_no_empty_chart() -> None:
    text = whole_text(drawn("none", FR))

    assert say("evaluation.no_messages", FR) in text
    assert say("evaluation.no_tests", FR) in text
    assert say("evaluation.no_charter", FR) in text
    for chart in ("reach_chart", "minutes_chart", "reports_chart", "members_chart"):
        assert say(f"evaluation.{chart}", FR) not in text


@pytest.mark.parametrize(
    ("amount", "written"),
    [("0.125", "0,13 €"), ("0.135", "0,14 €"), ("12.0349", "12,03 €"), ("0.00999", "< 0,01 €"), ("0", "0,00 €")],
)
def test_money_is_rounded_as_everywhere_else(amount: str, written: str) -> None:
    assert plain(words_of(MANY, FR).money(Decimal(amount), "EUR")) == written


def test_figures_and_dates_are_written_as_in_belgium() -> None:
    french, german = words_of(MANY, FR), words_of(MANY, DE)

    assert plain(french.number(1234.56, digits=1)) == "1 234,6"
    assert german.number(1234.5, digits=1) == "1.234,5"
    assert french.period(MANY) == "du 1er janvier 2026 au 31 décembre 2026"
    assert [plain(french.share(part)) for part in (0, 0.001, 0.5, 0.999, 1, None)] == [
        "0 %",
        "1 %",
        "50 %",
        "99 %",
        "100 %",
        "–",
    ]
    assert [plain(german.delay(minutes)) for minutes in (1, 90, 150, 36 * 60, 72 * 60)] == [
        "1 Minute",
        "90 Minuten",
        "2,5 Stunden",
        "36 Stunden",
        "3 Tage",
    ]
    assert [words_of(MANY, NL).delay(minutes) for minutes in (1, 5, 36 * 60, 72 * 60)] == [
        "1 minuut",
        "5 minuten",
        "36 uur",
        "3 dagen",
    ]


@given(st.text(max_size=300), st.text(min_size=1, max_size=80))
@settings(max_examples=15, deadline=None)
def test_no_words_of_a_message_or_a_name_break_the_page(text: str, name: str) -> None:
    message = replace(MANY.messages[0], texts={FR: text})
    odd = year_with(0, messages=(message,), name={"fr": name}, municipality={"fr": name}, zone=name)

    with opened(draw_evaluation(odd, [FR])) as document:
        assert [is_cut_off(page) for page in document] == [False] * len(document)
        assert say("evaluation.headed", FR, number=message.number, kind=say(f"kind.{message.kind}", FR)) in " ".join(
            map(read, document)
        )


# ------------------------------------------------------------------------------------------------------- the files


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def test_a_spreadsheet_gets_one_row_a_message_in_its_own_manner() -> None:
    text = as_csv(MANY, FR)

    rows = rows_of(text)
    assert text.startswith("\ufeffNuméro;Date;Heure;")
    assert [int(row["Numéro"]) for row in rows] == list(range(1, 41))
    first, message = rows[0], MANY.messages[0]
    assert first["Texte (nl)"] == TEXTS[NL]
    assert first["Atteints"] == str(message.reach.reached)
    assert first["Minutes 50 %".replace(" %", "\xa0%")] == f"{message.reach.minutes_to_half:.1f}".replace(".", ",")
    assert first["Répond à"] == "41/2025"
    assert (first["Coût prévu (EUR)"], first["Coût réel (EUR)"], first["Sans prix connu"]) == (
        "14,13000",
        "12,03750",
        "3",
    )
    assert len({len(row) for row in csv.reader(StringIO(text, newline=""), delimiter=";")}) == 1
    assert rows_of(as_csv(NONE, NL)) == []


def test_a_message_whose_prices_are_all_known_says_nothing_of_the_rest() -> None:
    [message] = year_with(1).messages
    assert message.cost is not None
    settled = replace(message, cost=replace(message.cost, unpriced=0, supposed=Decimal(0), others={}))

    text = whole_text(draw_evaluation(year_with(1, messages=(settled,)), [FR]))

    assert "Coût : 12,04 €. Prévu à l'envoi : 14,13 €." in text
    assert "selon le tarif." not in text


def test_a_spreadsheet_shows_what_was_asked_in_other_currencies() -> None:
    message = MANY.messages[0]
    assert message.cost is not None
    abroad = replace(message, cost=replace(message.cost, others={"USD": Decimal("0.5"), "CHF": Decimal("1.25001")}))

    [row] = rows_of(as_csv(year_with(0, messages=(abroad,)), FR))

    assert row["Autres monnaies"] == "1,25001 CHF + 0,50000 USD"


@pytest.mark.parametrize("text", ["=1+1", "+32", "-5", "@SUM(A1)", 'a;"b"\nc'])
def test_the_words_of_a_message_are_no_formula(text: str) -> None:
    message = replace(MANY.messages[0], texts={FR: text})

    [row] = rows_of(as_csv(year_with(0, messages=(message,)), FR))

    assert row["Texte (fr)"] == (text if text[0] == "a" else f"'{text}")


def test_a_program_gets_every_figure_under_a_name_that_stays() -> None:
    found = json.loads(as_json(MANY))

    assert set(found) == {
        *("zone", "languages", "time_zone", "slug", "number", "name", "municipality", "kind", "charter_approved_on"),
        *(
            "year",
            "as_of",
            "complete",
            "messages",
            "tests",
            "reports",
            "texts",
            "call_backs",
            "members",
            "currency",
            "cost",
        ),
    }
    first = found["messages"][0]
    assert set(first) == {
        *("number", "at", "kind", "texts", "spoken", "was_stopped", "reach", "feedback", "feedback_after_minutes"),
        *("owed", "corrections", "answers", "cost"),
    }
    assert set(first["cost"]) == {
        *("forecast", "actual", "unpriced", "supposed", "awaited", "calls", "minutes", "texts", "others"),
    }
    assert first["at"].endswith("Z")
    assert first["reach"]["excluded"] == {"paused": 3, "no-consent": 1}
    assert found["charter_approved_on"] == "2024-03-01"
    assert found["members"]["by_language"]["fr"] == 82
    assert (found["currency"], found["cost"]["forecast"], first["cost"]["actual"]) == ("EUR", "565.20", "12.0375")


# ------------------------------------------------------------------------------------------------- as it is typed


def typed(town: Town, *words: str | Path) -> Result:
    said = ["evaluation", *map(str, words)]
    return CliRunner(mix_stderr=False).invoke(main, said, obj={"ports": town.ports})


@pytest.fixture
def lived(town: Town) -> Town:
    """A member with everything a member may have lives through a message, and reports something."""
    zoe = town.has(
        NAME,
        PHONE,
        id="member-zoe",
        second_phone=SECOND,
        street=STREET,
        house_number="1729",
        password=PASSWORD,
        card=CARD,
        wish="both",
    )
    town.launches()
    town.phone(PHONE).text_is("delivered").sends("Je sens une odeur de gaz")
    with town.ports.store.write() as book:
        make_report(town.ports, book, zoe, by=By.SMS, sender=PHONE, text="Je sens une odeur de gaz")
    town.launches(Kind.TEST)
    return town


def test_nobody_is_named_in_any_file(lived: Town, tmp_path: Path) -> None:
    for language in Language:
        file = tmp_path / "report"
        options = ("--partnership", "tilleuls", "--year", "2026", "--language", language.value, "--out", file)
        assert typed(lived, *options, "--format", "pdf").exit_code == 0
        written = [whole_text(file.read_bytes())]
        for form in ("csv", "json"):
            assert typed(lived, *options, "--format", form).exit_code == 0
            written.append(file.read_text("utf-8"))
        for text in written:
            assert TOWN_TEXTS[FR] in plain(text)
            assert [secret for secret in (*SECRETS, "member-zoe", "1729", "claes") if secret in text] == []


def test_the_pdf_has_a_name_of_its_own_and_the_others_are_printed(lived: Town) -> None:
    runner = CliRunner(mix_stderr=False)
    asked = ["evaluation", "--partnership", "tilleuls", "--year", "2026"]
    with runner.isolated_filesystem():
        done = runner.invoke(main, asked, obj={"ports": lived.ports})

        assert (done.exit_code, done.stdout) == (
            0,
            "tilleuls 2026: messages 1, tests 1, written to tilleuls-2026.pdf\n",
        )
        text = whole_text(Path("tilleuls-2026.pdf").read_bytes())
    assert "Évaluation 2026" in text
    assert "Evaluatie 2026" in text
    printed = typed(lived, *asked[1:], "--format", "json").stdout
    assert json.loads(printed)["texts"] == {"total": 1, "understood": 0, "own_words": 1}
    assert len(rows_of(typed(lived, *asked[1:], "--format", "csv", "--language", "nl").stdout)) == 2


@pytest.mark.parametrize(
    "words", [("--partnership", "nowhere", "--year", "2026"), ("--partnership", "tilleuls", "--year", "2031")]
)
def test_what_cannot_be_evaluated_is_told_in_one_line(town: Town, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = typed(town, *words, "--out", tmp_path / "none.pdf")

    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert not (tmp_path / "none.pdf").exists()


@pytest.mark.parametrize("region", list(Region))
def test_the_languages_are_those_of_the_region(region: Region) -> None:
    year = year_with(0, region=region)

    titles = whole_text(draw_evaluation(year, year.languages))

    for language in Language:
        assert (say("evaluation.what", language) in titles) == (language in REQUIRED[region])

"""The card beside the telephone, read back from its page: what stands on it, how large, and nothing cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner, Result

from plp.language import Language
from plp.ports import Ports
from services.member_card import Line, MemberCard, Style, member_cards
from tests.fakes.neighbourhood import ports_in
from texts.catalogue import words
from tocsin.card_page import SMALLEST, draw_cards
from tocsin.cli import main

SAMPLE = Path(__file__).parents[2] / "tocsin" / "sample"
A5, A4_LANDSCAPE = (420, 595), (842, 595)
LIST = """name,phone,language,channel,password,consent_on
Monique Lambert-Vandenœuvre de la Fontaine-Ménage,02 200 00 01,fr,voice,coquelicot,2024-02-11
Hans-Günther Maximilian Freiherr von Großenbrünn-Hürtgenwald,0479 00 00 02,de,sms,Schmetterling,2024-02-11
Łukasz Çelik İnönü,0479 00 00 03,en,both,butterfly,
Anneke D'Haëse,0479 00 00 04,nl,both,kastanje,2024-02-11
"""
Type = Callable[..., Result]


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    return ports_in(tmp_path)


@pytest.fixture
def type_(ports: Ports, tmp_path: Path) -> Type:
    """Types a command; the zone and four members are there."""

    def typed(*said: str | Path) -> Result:
        return CliRunner(mix_stderr=False).invoke(main, [str(word) for word in said], obj={"ports": ports})

    (tmp_path / "members.csv").write_text(LIST, encoding="utf-8")
    assert typed("zone", "load", SAMPLE / "zone.toml").exit_code == 0
    assert typed("members", "import", tmp_path / "members.csv", "--partnership", "tilleuls").exit_code == 0
    return typed


@contextmanager
def opened(pdf: bytes | Path) -> Iterator[pdfium.PdfDocument]:
    with closing(pdfium.PdfDocument(pdf)) as document:
        yield document


def read(page: pdfium.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


def sizes_of_page(page: pdfium.PdfPage) -> tuple[int, int]:
    width, height = page.get_size()
    return round(width), round(height)


def smallest_print(page: pdfium.PdfPage) -> float:
    text = page.get_textpage()
    printed = [place for place in range(text.count_chars()) if not pdfium.raw.FPDFText_IsGenerated(text, place)]
    return float(min(pdfium.raw.FPDFText_GetFontSize(text, place) for place in printed))


def is_cut_off(page: pdfium.PdfPage) -> bool:
    text, (width, height) = page.get_textpage(), page.get_size()
    boxes = [text.get_charbox(place) for place in range(text.count_chars())]
    return any(not (0 < left <= right < width and 0 < low <= high < height) for left, low, right, high in boxes)


def test_each_member_has_his_card_in_his_language(type_: Type, ports: Ports, tmp_path: Path) -> None:
    done = type_("members", "card", "--partnership", "tilleuls", tmp_path / "cards.pdf")

    assert (done.exit_code, done.stdout) == (0, "tilleuls: cards 4\n")
    with ports.store.read() as book:
        members = book.people.members("tilleuls")
        zone = book.people.zone(book.people.partnership("tilleuls").zone)
    with opened(tmp_path / "cards.pdf") as cards:
        assert [sizes_of_page(page) for page in cards] == [A5] * 4
        for page, member in zip(cards, members, strict=True):
            said = read(page)
            own = [member.password, f"{member.card[:4]} {member.card[4:]}", "02 610 01 00", "101", "112"]
            assert [each for each in own if each not in said] == []
            assert member.name.split()[0] in said
            assert words(member.language)["paper.never"] in said
            assert words(member.language)["paper.real"] in said
            assert zone.voice_number not in said
        assert "Monique Lambert-Vandenœuvre de la Fontaine-Ménage" in read(cards[0])
        assert "von Großenbrünn-Hürtgenwald" in read(cards[1])
        assert "Łukasz Çelik Inönü" in read(cards[2])


def test_the_print_is_large_and_long_names_are_whole(type_: Type, tmp_path: Path) -> None:
    type_("members", "card", "--partnership", "tilleuls", tmp_path / "cards.pdf")

    with opened(tmp_path / "cards.pdf") as cards:
        assert [smallest_print(page) >= SMALLEST for page in cards] == [True] * 4
        assert [is_cut_off(page) for page in cards] == [False] * 4


@pytest.mark.parametrize("name", ["W" * 100, "Wilhelmine " * 9, "Ω" * 100, "<b>&amp;</i> %s {name}", "名前 🙂"])
def test_a_name_that_nobody_has_breaks_no_card(name: str) -> None:
    lines = (
        Line(Style.TITLE, name),
        Line(Style.NAME, name),
        *[Line(Style.TEXT, "Bonjour. " * 12)] * 6,
        Line(Style.NUMBER, "1234 5678"),
    )

    with opened(draw_cards([MemberCard(Language.FR, lines)])) as cards:
        assert len(cards) == 1
        assert not is_cut_off(cards[0])
        assert "1234 5678" in read(cards[0])


def test_two_share_a_sheet(type_: Type, tmp_path: Path) -> None:
    done = type_("members", "card", "--partnership", "tilleuls", "--sheet", tmp_path / "sheet.pdf")

    assert done.exit_code == 0
    with opened(tmp_path / "sheet.pdf") as sheets:
        assert [sizes_of_page(page) for page in sheets] == [A4_LANDSCAPE] * 2
        assert "coquelicot" in read(sheets[0])
        assert "Schmetterling" in read(sheets[0])
        assert not is_cut_off(sheets[1])


def test_one_members_card_alone(type_: Type, ports: Ports, tmp_path: Path) -> None:
    with ports.store.read() as book:
        second = book.people.members("tilleuls")[1]

    done = type_("members", "card", "--partnership", "tilleuls", "--member", second.id[:10], tmp_path / "card.pdf")

    assert done.stdout == "tilleuls: cards 1\n"
    with opened(tmp_path / "card.pdf") as cards:
        assert "Schmetterling" in read(cards[0])


def test_whoever_left_has_no_card_and_a_list_without_members_says_so(type_: Type, ports: Ports, tmp_path: Path) -> None:
    with ports.store.read() as book:
        first = book.people.members("tilleuls")[0]
    type_("members", "leave", first.id)

    assert len(member_cards(ports, "tilleuls")) == 3
    for more in (("--partnership", "tilleuls", "--member", first.id), ("--partnership", "vieux-moulin")):
        done = type_("members", "card", *more, tmp_path / "none.pdf")
        assert (done.exit_code, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "none.pdf").exists()


@pytest.mark.parametrize("language", list(Language))
def test_the_first_words_on_the_card_are_those_of_the_call(language: Language) -> None:
    begins = words(language)["paper.opening"].strip("«»“”„… ").removesuffix("…")

    assert words(language)["call.opening"].startswith(begins)

"""The drawing of the menus: true to the data, and the page in docs/ is the latest one."""

from __future__ import annotations

import re

import pytest

from ivr.menu import Ask, Crossroads, Do, Effect, Farewell, Look, Menu, Record, Step, Wait
from ivr.menus import ENTRANCES, STEPS
from ivr.phone_tree import draw, reachable
from tests.house.source import ROOT
from texts.catalogue import words

PAGE = ROOT / "docs" / "phone-tree.md"
HOW = "docs/phone-tree.md is not what the menus say: run `.venv/bin/python -m ivr.phone_tree > docs/phone-tree.md`"

SMALL: dict[str, Step] = {
    "door": Menu(
        says=("goodbye",),
        keys={"1": Do(Effect.ACKNOWLEDGE, {"done": "out", "withdrawn": "door"}), "9": "out"},
        on_silence="out",
        back="door",
        help="door",
        rounds=2,
        wait=7,
    ),
    "out": Farewell(says=("goodbye",)),
    "goodbye": Farewell(),
    "cellar": Wait(says=(), then="fork", on_silence="out", rounds=4),
    "fork": Crossroads(Look.TAKE_READY, {"ready": "ask", "waiting": "cellar"}),
    "ask": Ask(says=("take",), answer=Do(Effect.CHECK_CODE, {"right": "voice", "wrong": "ask"}), back="fork", digits=2),
    "voice": Record(says=("alert.reading",), answer=Do(Effect.KEEP_TAKE, {"kept": "out"}), longest=20),
    "attic": Farewell(),
}


def test_the_page_in_docs_is_the_latest_drawing() -> None:
    assert PAGE.read_text("utf-8") == draw(STEPS, ENTRANCES), HOW


def test_every_step_is_told_once() -> None:
    told = re.findall(r"^### (.*)$", draw(STEPS, ENTRANCES), re.MULTILINE)

    assert sorted(told) == sorted(STEPS)


def test_every_link_leads_to_a_heading() -> None:
    page = draw(STEPS, ENTRANCES)
    headings = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    anchors = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]

    assert set(re.findall(r"\]\(#([^)]*)\)", page)) - set(anchors) == set()
    assert len(anchors) == len(set(anchors))


def test_every_entrance_has_its_section_and_its_picture() -> None:
    page = draw(SMALL, {"door": "somebody knocks", "cellar": "somebody digs"})

    assert "## Somebody knocks\n\nStarts at [door](#door)." in page
    assert "## Somebody digs\n\nStarts at [cellar](#cellar)." in page
    assert page.count("```mermaid") == 2


def test_what_cannot_be_reached_is_not_drawn() -> None:
    assert "attic" not in draw(SMALL, {"door": "somebody knocks", "cellar": "somebody digs"})


def test_a_menu_tells_what_it_says_what_its_keys_do_and_what_silence_does() -> None:
    page = draw(SMALL, {"door": "somebody knocks"})

    assert f"> {words('en')['goodbye']}" in page
    assert "| `1` | **acknowledge**; done: [out](#out); withdrawn: [door](#door) |" in page
    assert "| `*` | [door](#door) |" in page
    assert "| silence, 2 times 7 seconds | [out](#out) |" in page


def test_every_other_kind_of_step_tells_where_it_leads() -> None:
    page = draw(SMALL, {"cellar": "somebody digs"})

    assert "| after 1 second | [fork](#fork) |" in page
    assert "| after 4 times | [out](#out) |" in page
    assert "| take-ready: ready | [ask](#ask) |" in page
    assert "| 2 digits | **check-code**; right: [voice](#voice); wrong: [ask](#ask) |" in page
    assert "| 3 wrong answers | [goodbye](#goodbye) |" in page
    assert "| a voice, at most 20 seconds, or none | **keep-take**; kept: [out](#out) |" in page


def test_the_picture_shows_keys_as_lines_and_silence_as_dots() -> None:
    picture = draw(SMALL, {"door": "somebody knocks"}).partition("```mermaid")[2].partition("```")[0]

    assert 'door -->|"1: done"| out' in picture
    assert 'door -.->|"silence"| out' in picture
    assert "door -->" not in picture.replace('door -->|"1: done"|', "")


def test_an_exit_to_nowhere_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        reachable({"here": Menu(says=(), on_silence="nowhere")}, "here")


def test_a_prompt_without_words_is_an_error() -> None:
    with pytest.raises(KeyError, match="a serenade"):
        draw({"here": Farewell(says=("a serenade",))}, {"here": "somebody sings"})

"""A ready-made message: which blanks it may leave open, and how they are filled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.alert import Kind
from plp.errors import BadInput
from plp.language import Language
from plp.template import BLANKS, LONGEST_FILL, Street, Template, blanks_in, longest_filled

FIRE = Template("fire-alarm", 5, Kind.URGENT, {Language.FR: "Feu, {street}, {time}.", Language.NL: "Brand."})


def test_the_blanks_of_a_text_are_found() -> None:
    assert blanks_in("Feu, {street}, {time}. Appelez le {emergency}.") == BLANKS
    assert blanks_in("Rien à remplir.") == frozenset()
    assert FIRE.asks_street


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Feu, {rue}.", "holds the blank {rue}, which nobody fills; known are {emergency}, {street}, {time}"),
        ("Feu, {}.", "holds the blank {}, which nobody fills"),
        ("Feu, {street.__class__}.", "holds the blank {street.__class__}, which nobody"),
        ("Feu, {street[0]}.", "holds the blank {street[0]}, which nobody fills"),
        ("Feu, {0}.", "holds the blank {0}, which nobody fills"),
        ("Feu, {street!r}.", "a blank holds its name only"),
        ("Feu, {street:>99999999}.", "a blank holds its name only"),
        ("Feu, {street.", "a brace stands alone"),
        ("Feu, street}.", "a brace stands alone"),
    ],
)
def test_a_blank_that_nobody_fills_is_refused(text: str, problem: str) -> None:
    with pytest.raises(BadInput) as refused:
        blanks_in(text)

    assert str(refused.value).startswith(problem)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = blanks_in(text)
    except BadInput:
        return
    assert found <= BLANKS


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_fills_a_blank_is_not_read_as_a_text_with_blanks(street: str, time: str) -> None:
    filled = FIRE.fill(Language.FR, {"street": street, "time": time})

    assert filled == "Feu, " + street + ", " + time + "."


def test_a_text_is_as_long_as_its_blanks_may_make_it() -> None:
    assert longest_filled("Feu.") == 4
    assert longest_filled("Feu, {street}, {time}: {emergency}.") == len("Feu, , : .") + sum(LONGEST_FILL.values())
    assert longest_filled("Feu, {street}.", street=9) == len("Feu, .") + 9
    assert set(LONGEST_FILL) == BLANKS


def test_it_is_called_by_its_name_or_else_by_its_id() -> None:
    named = Template("fire", 5, Kind.URGENT, {}, {"fr": "incendie", "nl": "brand"})

    assert FIRE.name_in(Language.NL) == "fire alarm"
    assert (named.name_in(Language.NL), named.name_in(Language.DE)) == ("brand", "incendie")


def test_a_street_has_its_name_in_each_language() -> None:
    market = Street(1, {"fr": "rue du Marché", "nl": "Marktstraat"})

    assert (market.name_in(Language.NL), market.name_in(Language.EN)) == ("Marktstraat", "rue du Marché")

"""A name is the same however it is written."""

from __future__ import annotations

import pytest

from plp.lexicon import folded


@pytest.mark.parametrize("written", ["Saint-Gilles", "saint gilles", " SAINT  -  GILLES ", "Saint\u00a0Gilles"])
def test_a_name_is_known_in_any_case_with_spaces_or_hyphens(written: str) -> None:
    assert folded(written) == "saint gilles"


def test_a_name_is_known_however_its_letters_are_encoded() -> None:
    assert folded("Chausse\u0301e") == folded("Chaussée") == folded("CHAUSSÉE")
    assert folded("Weißstraße") == folded("WEISSSTRASSE")

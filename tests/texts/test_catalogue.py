"""The catalogue: the same keys and blanks in every language, none missing, none left over."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from enum import StrEnum

import pytest

from ivr.menu import Crossroads
from ivr.menus import STEPS
from plp.alert import Kind
from plp.call import Flaw
from plp.evaluation import NO_MEMBERS, Reason
from plp.finding import Code
from plp.language import Language
from plp.member import Wish
from plp.outcome import By
from plp.report import Decision
from plp.zone import PartnershipKind
from tests.house.source import modules
from tests.texts.spoken import EVERY_TEXT
from texts.catalogue import LANGUAGES, blanks, say, words

FAMILIES = ("kind.", "language.", "refusal.", "duration.", "month.", "wish.", "hours.", "finding.", "recording.")
"""Their keys are put together from a value: `kind.` and the kind of the alert."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_key(language: str) -> None:
    assert set(words(language)) == set(words("fr"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_the_same_blanks_in_every_language(language: str) -> None:
    differing = {key for key in words(language) if blanks(key, language) != blanks(key, "fr")}

    assert differing == set()


def test_no_text_is_empty_or_holds_a_marker_left_for_later() -> None:
    empty = [
        (key, language)
        for key, language in EVERY_TEXT
        if not words(language)[key] or "TODO" in words(language)[key] or "  " in words(language)[key]
    ]

    assert empty == []


def test_every_text_is_said_or_sent_somewhere() -> None:
    said = {prompt for step in STEPS.values() if not isinstance(step, Crossroads) for prompt in step.says}

    spoken = literals()
    notices = {f"{way}.{says}" for way in ("notice", "sms") for says in spoken}
    unused = {key for key in set(words("fr")) - said - spoken - notices if not key.startswith((*FAMILIES, *PRINTED))}

    assert unused == set(), "nobody says these: use them or take them out of texts/*.toml"


def test_the_families_have_a_word_for_each_of_their_values() -> None:
    family = {name: {key.removeprefix(name) for key in words("fr") if key.startswith(name)} for name in FAMILIES}

    assert family["kind."] == {kind.value for kind in Kind}
    assert family["language."] == {language.value for language in Language}
    assert family["month."] == {str(month) for month in range(1, 13)}
    assert family["recording."] == {flaw.value for flaw in Flaw}
    assert family["refusal."] == {"mandate", "other"}
    assert {key.partition(".")[0] for key in family["finding."]} == {code.value for code in Code}


def test_whatever_can_be_overridden_or_refused_says_what_to_do_and_has_a_sentence_for_the_telephone() -> None:
    only_told = {Code.SMS_LETTERS, Code.MORNING, Code.SPEECH, Code.MEMBERS, Code.CALLS, Code.COST}
    parts = {
        code: {part for part in ("says", "do", "short") if f"finding.{code}.{part}" in words("fr")} for code in Code
    }

    assert parts == {code: {"says"} if code in only_told else {"says", "do", "short"} for code in Code}


def test_a_notice_can_be_spoken_and_written() -> None:
    notices = {key.removeprefix("notice.") for key in words("fr") if key.startswith("notice.")}
    written = {key.removeprefix("sms.") for key in words("fr") if key.startswith("sms.")}

    only_spoken = {"report_waits_desk", "buddy"}
    assert notices - {"opening", "again", "closing"} - only_spoken <= written


def test_the_catalogue_speaks_the_languages_of_the_neighbourhood() -> None:
    assert set(LANGUAGES) == {language.value for language in Language}


def test_a_blank_is_filled_with_what_is_handed_in() -> None:
    assert say("call.password", "nl", password="kastanje") == "Uw wachtwoord is: kastanje."


def test_more_than_a_text_needs_may_be_handed_in() -> None:
    assert say("goodbye", "de", zone="Eifel") == words("de")["goodbye"]


def test_what_was_filled_in_is_not_read_as_a_text_with_blanks() -> None:
    assert "{zone}" in say("call.password", "en", password="{zone}")


def test_a_blank_that_is_not_filled_is_an_error() -> None:
    with pytest.raises(KeyError, match="password"):
        say("call.password", "fr")


def test_a_key_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"call\.serenade"):
        say("call.serenade", "fr")


@pytest.mark.parametrize("language", ["es", "", "FR", "../fr"])
def test_a_language_we_do_not_speak_is_an_error(language: str) -> None:
    with pytest.raises(KeyError):
        words(language)


def test_the_scan_finds_a_key_that_is_written_out() -> None:
    assert "unknown_key" in literals()


PRINTED: Mapping[str, Collection[StrEnum]] = {
    "evaluation.reason.": set(Reason) - NO_MEMBERS,
    "evaluation.decision.": Decision,
    "evaluation.by.": By,
    "evaluation.wish.": Wish,
    "evaluation.kind.": PartnershipKind,
}
"""Families of words on the evaluation's pages, each with the values it must have."""


@pytest.mark.parametrize("family", PRINTED)
def test_the_evaluation_has_a_word_for_each_value(family: str) -> None:
    printed = {key.removeprefix(family) for key in words("fr") if key.startswith(family)}

    assert printed == {value.value for value in PRINTED[family]}


def literals() -> set[str]:
    """Every string written out in the source that may say something; a step's name in menus.py is not a text's."""
    read = [module for module in modules("services", "webhooks", "ivr", "tocsin") if module.path.name != "menus.py"]
    nodes = (node for module in read for node in ast.walk(module.tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}

"""The length of what lies on the shelf is measured, not guessed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from plp.finding import Code
from plp.language import Language
from plp.lexicon import Saying
from services.check_alert import check_alert
from services.launch_alert import launch_alert
from services.validate_alert import validate_alert
from tests.fakes.town import FR, NL, Town, TownSpeech, officers_of_town, partnerships_of_town, zone_of_town

TEXTS = {
    FR: "Un homme sonne aux portes du quartier. N'ouvrez pas. Si vous le voyez, appelez la police.",
    NL: "Een man belt aan in de buurt. Doe niet open. Ziet u hem, bel dan de politie.",
}


@dataclass
class Spoken(TownSpeech):
    """A shelf on which every text in French lies, so many seconds long."""

    length: float = 6.0
    looked_for: list[tuple[str, str]] = field(default_factory=list)

    def clip(self, text: str, language: str) -> str | None:
        """A clip in French, none in another language."""
        self.looked_for.append((text, language))
        return "clip" if language == FR else None

    def seconds(self, media: str) -> float | None:
        """Its length."""
        return self.length if media == "clip" else None


def told(town: Town, seconds: float) -> dict[tuple[Code, Language | None], str]:
    """What is found about a message whose French clip lasts so long."""
    town.ports = replace(town.ports, speech=Spoken(length=seconds))
    return {
        (each.code, each.language): each.sentence
        for each in check_alert(town.ports, town.drafts(texts=TEXTS).id, language=FR)
    }


def test_the_clip_on_the_shelf_tells_its_seconds_and_pace_and_what_is_not_there_is_estimated(town: Town) -> None:
    found = told(town, 6.0)

    assert found[Code.SPEECH, FR] == "Une lecture en français dure environ 6 secondes, à 160 mots par minute."
    assert found[Code.SPEECH, NL] == "Une lecture en néerlandais dure environ 7 secondes."
    assert (Code.PACE, FR) not in found


@pytest.mark.parametrize("seconds", [4, 12])
def test_a_voice_too_fast_or_too_slow_is_warned_of(town: Town, seconds: float) -> None:
    assert (Code.PACE, FR) in told(town, seconds)


def test_a_long_clip_is_too_long_whatever_the_words(town: Town) -> None:
    assert "dure environ 31 secondes" in told(town, 31)[Code.TOO_LONG, FR]


@pytest.mark.parametrize("validating", [True, False])
def test_a_launch_looks_for_each_clip_once_even_when_it_validates_too(town: Town, validating: bool) -> None:
    shelf = Spoken()
    town.ports = replace(town.ports, speech=shelf)
    alert = town.drafts(texts=TEXTS)
    if not validating:
        validate_alert(town.ports, alert.id, by="claes")
    shelf.looked_for.clear()

    launch_alert(town.ports, alert.id, by="claes", validating=validating)

    assert sorted(language for _, language in shelf.looked_for) == ["fr", "nl"]


def test_the_words_counted_are_those_that_are_said_with_the_zones_own_names(town: Town) -> None:
    town.ports = replace(town.ports, speech=Spoken(length=6.0))
    longer = zone_of_town(lexicon=(Saying("police", FR, "po li ce"),))
    with town.ports.store.write() as book:
        book.people.save_zone(longer, officers_of_town(), partnerships_of_town())
    alert = town.drafts(texts=TEXTS)

    found = check_alert(town.ports, alert.id, language=FR)

    assert any("à 180 mots par minute" in each.sentence for each in found), found

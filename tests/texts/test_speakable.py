"""What is said for what is written: a table for each language, and what holds for every message."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plp.language import Language
from plp.lexicon import Saying
from texts.catalogue import LANGUAGES
from texts.speakable import speakable
from texts.spoken.numerals import cardinal, ordinal, year
from texts.spoken.vocabulary import vocabulary

SAID = Path(__file__).parent / "said"
CASES = [
    pytest.param(language, written, said, id=f"{language}-{topic}-{written}")
    for language in LANGUAGES
    for topic, table in tomllib.loads((SAID / f"{language}.toml").read_text("utf-8")).items()
    for written, said in table.items()
]
ALL_YEAR = [date(2026, 1, 1) + timedelta(days=day) for day in range(365)]
IN_THE_MESSAGE = st.text("abcdeéxyzABCDUVWST 0123456789.,;:!?'’\"()/&+-–%°€@#<>*\n🚨h²½m", max_size=40)
PATIENT = settings(deadline=None)  # the first words of a language compile its rules
PIECES = st.lists(st.sampled_from([case.values[1] for case in CASES]), min_size=2, max_size=5)
SPOKEN_IN = st.sampled_from(LANGUAGES)


@cache
def figures(language: str) -> dict[str, int]:
    """Numerals read back: from words to the number."""
    return {cardinal(number, language): number for number in range(1000)}


def read_back(said: str, language: str) -> list[int]:
    """The numbers somebody hears, in order: at each word the longest numeral that begins there."""
    known, words, heard = figures(language), re.findall(r"[\w-]+", said), []
    while words:
        for length in range(min(6, len(words)), 0, -1):
            if (number := known.get(" ".join(words[:length]))) is not None:
                heard.append(number)
                del words[: length - 1]
                break
        del words[0]
    return heard


@pytest.mark.parametrize(("language", "written", "said"), CASES)
def test_what_is_written_is_said_like_this(language: str, written: str, said: str) -> None:
    assert speakable(written, language) == said


@pytest.mark.parametrize(("language", "written", "said"), CASES)
def test_what_is_said_already_is_said_again_in_the_same_words(language: str, written: str, said: str) -> None:
    assert speakable(said, language) == said, written


@PATIENT
@given(IN_THE_MESSAGE, SPOKEN_IN)
def test_whatever_is_written_is_said_twice_alike_and_without_a_figure(written: str, language: str) -> None:
    said = speakable(written, language)

    assert speakable(said, language) == said
    assert not re.search(r"[0-9<>\n🚨]|  ", said)


@PATIENT
@given(PIECES, st.sampled_from([" ", ", ", ". ", " – "]), SPOKEN_IN)
def test_messages_put_together_are_said_twice_alike(pieces: list[str], joint: str, language: str) -> None:
    said = speakable(joint.join(pieces), language)

    assert speakable(said, language) == said
    assert not re.search(r"[0-9]", said)


@PATIENT
@given(st.text(max_size=60), SPOKEN_IN)
def test_no_text_at_all_stops_it(written: str, language: str) -> None:
    said = speakable(written, language)

    assert speakable(said, language) == said
    assert not re.search(r"\d", said)


@PATIENT
@given(st.integers(0, 999), SPOKEN_IN)
def test_a_number_is_heard_as_it_was_written(number: int, language: str) -> None:
    assert read_back(speakable(f"xx {number} zz.", language), language) == [number]


@PATIENT
@given(st.integers(1, 999), st.integers(10, 99), SPOKEN_IN, st.sampled_from(["€ {}", "{} €", "{} EUR"]))
def test_a_sum_is_heard_to_the_cent(euros: int, cents: int, language: str, form: str) -> None:
    point = "." if language == "en" else ","

    said = speakable(form.format(f"{euros}{point}{cents}"), language)

    assert read_back(re.sub("ein Euro", "eins Euro", said), language) == [euros, cents]


@PATIENT
@given(st.lists(st.integers(0, 9), min_size=8, max_size=8), SPOKEN_IN)
def test_every_figure_of_a_telephone_number_is_heard_in_its_place(figures_of: list[int], language: str) -> None:
    number = "02 {}{}{} {}{} {}{}".format(*figures_of)

    assert read_back(speakable(number, language), language) == [0, 2, *figures_of[:7]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d / %m / %Y", "%d. %m. %Y", "%d %m %Y"])
def test_every_day_of_the_year_is_heard_as_a_day_and_never_as_a_telephone_number(form: str, language: str) -> None:
    for day in ALL_YEAR:
        assert speakable(day.strftime(form), language) == a_day(day, language)


@PATIENT
@given(st.integers(1, 30), st.integers(1, 12), st.sampled_from(["und", "oder", "bis", "auf den"]))
def test_in_german_the_first_of_two_days_is_counted_like_the_second(first: int, month: int, joint: str) -> None:
    name = vocabulary("de").month_names[month - 1]
    second = min(first + 1, 28)

    said = speakable(f"vom {first}. {joint} {second}. {name} war er hier", "de")

    assert said == f"vom {ordinal(first, 'de')}n {joint} {ordinal(second, 'de')}n {name} war er hier"


def a_day(day: date, language: str) -> str:
    """The day as it is said without an article before it."""
    month = vocabulary(language).month_names[day.month - 1]
    number = {
        "fr": "premier" if day.day == 1 else cardinal(day.day, "fr"),
        "nl": cardinal(day.day, "nl"),
        "de": f"{ordinal(day.day, 'de')}r",
        "en": f"the {ordinal(day.day, 'en')} of",
    }[language]
    return f"{number} {month} {year(day.year, language)}"


@PATIENT
@given(
    st.sampled_from(
        [
            ("fr", "Fermé entre {}/{} et {}/{} inclus", "entre {} et {} inclus"),
            ("fr", "Fermé du {}/{}-{}/{} inclus", "du {} au {} inclus"),
            ("nl", "Gesloten van {}/{} t/m {}/{} wegens werken", "van {} tot en met {} wegens"),
            ("de", "{}.{}.-{}.{}. geschlossen", "{} bis {} geschlossen"),
            ("en", "Closed between {}/{} and {}/{} for works", "between {} and {} for"),
        ]
    ),
    st.sampled_from(ALL_YEAR),
    st.sampled_from(ALL_YEAR),
)
def test_both_days_of_two_in_figures_are_heard(form: tuple[str, str, str], first: date, last: date) -> None:
    language, written, said = form
    halves_and_quarters = {f"{day.day}/{day.month}" for day in (first, last)} <= set(vocabulary(language).fractions)
    assume(not halves_and_quarters or language == "de")

    heard = speakable(written.format(first.day, first.month, last.day, last.month), language)

    assert said.format(*(a_day(day, language).rsplit(f" {year(2026, language)}")[0] for day in (first, last))) in heard


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("fr", "0470 12.03.26", "zéro quatre sept zéro, un deux, zéro trois, deux six"),
        ("fr", "le 03/04/26 20 voitures", "le trois avril deux mille vingt-six vingt voitures"),
        ("fr", "Zone 04 12/03/2026", "Zone zéro quatre douze mars deux mille vingt-six"),
        ("fr", "le 03/04 0470 12 34 56", "le trois avril zéro quatre sept zéro, un deux, trois quatre, cinq six"),
        ("fr", "du 03-05/04/2026", "du trois au cinq avril deux mille vingt-six"),
        (
            "nl",
            "03/04/2026-05/04/2026",
            "drie april tweeduizendzesentwintig tot vijf april tweeduizendzesentwintig",
        ),
    ],
)
def test_a_day_beside_other_figures_is_still_a_day(language: str, written: str, said: str) -> None:
    assert speakable(written, language) == said


@PATIENT
@given(
    st.sampled_from(["02 610 01 00", "0470 12 34 56", "087 55 12 34", "010 43 12 34", "0800 12 345", "0123 45 67 89"]),
    st.lists(st.sampled_from(["", " ", ".", "/", "-", "/ ", " /", " / ", " - ", ". ", " . "]), min_size=4, max_size=4),
    SPOKEN_IN,
)
def test_a_telephone_number_is_heard_to_the_last_figure_whatever_parts_its_groups(
    number: str, signs: list[str], language: str
) -> None:
    first, *others = number.split()
    written = first + "".join(sign + group for sign, group in zip(signs, others, strict=False))

    assert read_back(speakable(f"xx {written} zz.", language), language) == [*map(int, number.replace(" ", ""))]


@pytest.mark.parametrize("number", ["100", "101", "105", "107", "110", "112", "1722"])
@pytest.mark.parametrize(
    ("language", "dialled", "counted"),
    [
        ("fr", "Appelez le 101 ou, si ça brûle, le {}.", "La police appelle {} voisins."),
        ("nl", "Bel de politie op {} als u hem ziet.", "De politie belde {} buren."),
        ("de", "Rufen Sie sofort die {} an.", "Rufen Sie {} Nachbarn an."),
        ("en", "Call the police on {} at once.", "The police called {} neighbours."),
    ],
)
def test_a_number_to_dial_is_heard_figure_by_figure_and_a_quantity_never(
    language: str, dialled: str, counted: str, number: str
) -> None:
    assert read_back(speakable(dialled.format(number), language), language)[-len(number) :] == [*map(int, number)]
    assert cardinal(int(number), language) in speakable(counted.format(number), language)


@PATIENT
@given(st.integers(1, 7), st.integers(0, 999), SPOKEN_IN)
def test_every_figure_of_a_plate_is_heard(front: int, behind: int, language: str) -> None:
    said = speakable(f"{front}-BKD-{behind:03}", language)

    assert read_back(said, language) == [front, *(int(figure) for figure in f"{behind:03}")]


@PATIENT
@given(st.lists(st.integers(0, 999), min_size=1, max_size=4), SPOKEN_IN)
def test_no_number_of_a_sentence_is_lost(numbers: list[int], language: str) -> None:
    written = " xx; ".join(f"zz {number}" for number in numbers)

    assert read_back(speakable(written, language), language) == numbers


ONES = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]


@pytest.mark.parametrize("number", range(2, 40))
def test_kings_and_popes_are_counted_in_the_figures_of_rome(number: int) -> None:
    numeral = "X" * (number // 10) + ONES[number % 10]

    assert speakable(f"rue Jean {numeral}.", "fr") == f"rue Jean {cardinal(number, 'fr')}."
    assert speakable(f"Karel {numeral}-straat", "nl") == f"Karel {cardinal(number, 'nl')}-straat"
    assert (
        speakable(f"Friedrich {numeral}.-Straße", "de") == f"Friedrich der {ordinal(number, 'de').capitalize()}-Straße"
    )
    assert speakable(f"King George {numeral}", "en") == f"King George the {ordinal(number, 'en')}"


def test_a_name_in_the_lexicon_is_said_as_the_zone_says_it() -> None:
    lexicon = (Saying("Stassart", Language.FR, "Stassar"), Saying("rue d'Ans", Language.FR, "rue d'Anse"))

    assert speakable("Vol r. de STASSART et rue d’Ans.", "fr", lexicon) == "Vol rue de Stassar et rue d'Anse."
    assert speakable("Dief in de Stassartstraat en Stassart", "nl", lexicon) == "Dief in de Stassartstraat en Stassart"


@pytest.mark.parametrize("written", ["Weißstraße", "WEISSSTRASSE", "Weissstrasse", "WEIẞSTRAẞE"])
def test_a_name_in_the_lexicon_is_known_with_either_s(written: str) -> None:
    lexicon = (Saying("Weißstraße", Language.DE, "Waisse Gasse"),)

    assert speakable(f"Einbruch, {written}.", "de", lexicon) == "Einbruch, Waisse Gasse."


def test_the_longest_name_wins() -> None:
    lexicon = (Saying("Ans", Language.FR, "Anse"), Saying("Ans Centre", Language.FR, "Le centre"))

    assert speakable("À Ans-Centre, puis Ans.", "fr", lexicon) == "À Le centre, puis Anse."


def test_a_language_we_do_not_speak_is_an_error() -> None:
    with pytest.raises(KeyError):
        speakable("Hola", "es")

"""Names of persons: a title and a name, or a first name that many bear and a word in capital after it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

from plp.finding import Code, Found
from plp.language import Language
from services.findings.dossier import Dossier, wherever

_PARTICLES = r"(?i:(?:de|den|der|du|van|von|vande|vander|zu|le|la|el|ter|ten)\s+|d['’])*"
_FAMILY = rf"{_PARTICLES}[A-ZÀ-Þ][\w'’-]+"
_ARTICLE = r"(?<![Ee]ine\ )(?<![Ee]iner\ )(?<![Dd]ie\ )(?<![Dd]er\ )(?<!junge\ )(?<!alte\ )(?<!ältere\ )"
_TITLED = re.compile(
    rf"""(?<![\w-])(?:
        (?i:monsieur|madame|mademoiselle|mme\.?|mlle\.?|mr\.?|mrs\.?|ms\.|miss|ma[iî]tre|docteur|dr\.?|meneer|mijnheer|dhr\.?
          |mevrouw|mevr\.?|mw\.?|juffrouw) | M\. | [Dd]e\ heer | Herrn?
        | {_ARTICLE}Frau
    )\s+{_FAMILY}""",
    re.VERBOSE,
)
_TWO_WORDS = re.compile(rf"(?<![\w'’-])([A-ZÀ-Þ][\w-]+)\s+({_FAMILY})")
_PLACE = re.compile(
    r"(?:rue|avenue|av\.|boulevard|bd\.?|chaussée|place|pl\.|square|allée|clos|quai|pont|parc|école|institut|athénée|collège|"
    r"hôpital|clinique|stade|gare|salle|station|metro|métro|arrêt|halte|straat|laan|plein|park|school|ziekenhuis|"
    r"saint|sainte|sint|sankt)\s+(?:de\s+|du\s+|van\s+)?$",
    re.IGNORECASE,
)


def names(dossier: Dossier) -> Iterable[Found]:
    """A warning for each text that seems to name somebody; the names of partnership and municipality are none."""
    places = {*dossier.partnership.name.values(), *dossier.partnership.municipality.values(), dossier.zone.name}
    known = " ".join(places)

    def of_people(text: str, language: Language) -> Iterable[str]:
        return (name for name in names_in(text, language) if name not in known)

    return wherever(of_people, Code.NAME)(dossier)


def names_in(text: str, language: Language) -> Iterable[str]:
    """What looks like a person's name in a text, whatever its language."""
    del language
    titled = [found[0] for found in _TITLED.finditer(text)]
    yield from titled
    for found in _TWO_WORDS.finditer(text):
        is_place = _PLACE.search(text[: found.start()])
        if found[1] in first_names() and not is_place and not any(found[0] in each for each in titled):
            yield found[0]


@cache
def first_names() -> frozenset[str]:
    """First names that are common in Belgium, men's and women's."""
    return frozenset(resources.files("services.findings").joinpath("first_names.txt").read_text("utf-8").split())

"""All rules in one list: to add one, write it beside its neighbours, give it a code and its words, and name it here."""

from __future__ import annotations

from plp.finding import Code, Found
from services.findings.addresses import addresses_in
from services.findings.capitals import capitals_in
from services.findings.cost import budget, cost
from services.findings.dossier import Dossier, Rule, wherever
from services.findings.jargon import abbreviations, jargon
from services.findings.law import charter, languages, validity
from services.findings.length import length
from services.findings.links import emails_in, links_in
from services.findings.markup import markup_in
from services.findings.names import names
from services.findings.night import night
from services.findings.plates import plates_in
from services.findings.reach import calls, members
from services.findings.sms import sms
from services.findings.telephones import telephones
from services.findings.unreadable import unreadable_in
from services.findings.wrong_language import wrong_language

RULES: tuple[Rule, ...] = (
    validity,
    charter,
    languages,
    budget,
    night,
    wrong_language,
    wherever(plates_in, Code.PLATE),
    names,
    wherever(addresses_in, Code.ADDRESS),
    telephones,
    wherever(emails_in, Code.EMAIL),
    wherever(links_in, Code.LINK),
    wherever(markup_in, Code.MARKUP),
    length,
    wherever(unreadable_in, Code.UNREADABLE),
    jargon,
    abbreviations,
    wherever(capitals_in, Code.CAPITALS),
    sms,
    members,
    calls,
    cost,
)


def look_over(dossier: Dossier) -> list[Found]:
    """Everything the rules find about a message, the gravest first."""
    return sorted((found for rule in RULES for found in rule(dossier)), key=lambda found: found.weight)

"""What points at a person: found where a neighbour would see it, and nowhere else."""

from __future__ import annotations

import pytest

from plp.language import Language
from services.findings.addresses import addresses_in
from services.findings.links import emails_in, links_in
from services.findings.names import names_in
from services.findings.plates import plates_in
from services.findings.telephones import telephones_in

FR, NL = Language.FR, Language.NL


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("Une voiture grise, 1-ABC-123, rôde.", "1-ABC-123"),
        ("Grijze wagen 2ABC345 gezien.", "2ABC345"),
        ("plaque 1 ABC 123", "1 ABC 123"),
        ("en minuscules 1-abc-123", "1-abc-123"),
        ("ancienne plaque ABC-123.", "ABC-123"),
        ("ancienne plaque ABC123.", "ABC123"),
        ("encore plus ancienne, 123-ABC", "123-ABC"),
        ("plaque française AB-123-CD", "AB-123-CD"),
        ("Nederlandse plaat XX-99-XX", "XX-99-XX"),
        ("Nederlandse plaat GB-123-K", "GB-123-K"),
        ("deutsches Kennzeichen AC-XY 1234", "AC-XY 1234"),
    ],
)
def test_a_number_plate_is_found_as_it_is_written(text: str, plate: str) -> None:
    assert list(plates_in(text, FR)) == [plate]


@pytest.mark.parametrize(
    "text",
    [
        "Appelez le 101.",
        "Le PLP 123 et le BIN 123 sont prévenus.",
        "Répondez OK 14.",
        "Une VW Golf et une BMW grise.",
        "Depuis 2026, 350 maisons.",
        "Entre 14-16 heures.",
        "Appelez le 02 610 01 00.",
    ],
)
def test_what_is_no_plate_is_left_alone(text: str) -> None:
    assert list(plates_in(text, FR)) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Vol au 14, rue Haute.", "au 14, rue Haute"),
        ("Vol rue Haute 14.", "rue Haute 14"),
        ("Un homme sonne avenue des Tilleuls, 14.", "avenue des Tilleuls, 14"),
        ("chaussée de Bruxelles n° 120 bis", "chaussée de Bruxelles n° 120 bis"),
        ("av. de la Couronne 3A", "av. de la Couronne 3A"),
        ("Inbraak Lindenstraat 14.", "Lindenstraat 14"),
        ("Brand in de Kerklaan nr. 3b", "Kerklaan nr. 3b"),
        ("Inbraak Grote Markt 3", "Grote Markt 3"),
        ("Brand Lange Nieuwstraat 7", "Lange Nieuwstraat 7"),
        ("Einbruch Bahnhofstraße 7", "Bahnhofstraße 7"),
        ("Break-in at 14 Linden Street", "14 Linden Street"),
        ("Brand, huisnummer 12", "huisnummer 12"),
        ("rue Haute 14 est en feu", "rue Haute 14"),
        ("rue Haute 14 vers 20 heures", "rue Haute 14"),
        ("rue Haute 14, deux hommes", "rue Haute 14"),
        ("rue des Deux Ponts, 14", "rue des Deux Ponts, 14"),
        ("Kerkstraat 14 bus 3", "Kerkstraat 14"),
        ("Kerkstraat 14 gestolen", "Kerkstraat 14"),
        ("rue de la Loi 2, 1000 Bruxelles", "rue de la Loi 2"),
        ("Vol au 14/2, rue Haute", "au 14/2, rue Haute"),
    ],
)
def test_an_address_with_its_house_number_is_found(text: str, address: str) -> None:
    assert any(address in found for found in addresses_in(text, FR))


@pytest.mark.parametrize(
    ("address", "followed"),
    [
        *(
            ("rue Haute 14", words)
            for words in (
                "aux environs de 20h",
                "les auteurs sont en fuite",
                "des voleurs",
                "deux hommes",
                "ses occupants sont absents",
                "voisins prévenus",
                "auprès d'une dame",
                "plusieurs auteurs",
                "suspects en fuite",
                "personnes évacuées",
            )
        ),
        ("rue Haute n° 14", "occupants absents"),
        ("rue Haute n° 2", "personnes évacuées"),
        *(
            ("Kerkstraat 12", words)
            for words in (
                "tegen 20 uur",
                "omstreeks 20 uur",
                "een verdachte",
                "ingebroken",
                "ingeslagen",
                "vanmorgen",
                "heden",
                "intussen",
            )
        ),
        ("Kerkstraat nr. 2", "personen gewond"),
        *(
            ("Hauptstraße 14", words)
            for words in ("gegen 20 Uhr", "zwischen 8 und 9 Uhr", "neben der Kirche", "wurden", "haben", "eingebrochen")
        ),
        ("rue Trois Fontaines 12", "."),
        ("rue de Dix Bonniers 3", "."),
        ("rue du Deux Mai 14", "."),
    ],
)
def test_an_address_is_found_whatever_follows_its_number(address: str, followed: str) -> None:
    assert list(addresses_in(f"Vol, {address} {followed}", FR)) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "Un homme rôde rue Haute.",
        "Vol avenue du 11 novembre.",
        "Vol rue du 8 mai 1945.",
        "Vol rue Haute vers 14 heures.",
        "Vol rue Haute à 14 h.",
        "Vol à 14 h, rue Haute.",
        "Signalé à 8 heures 30, avenue des Tilleuls.",
        "Vol à 20h30, rue Haute.",
        "Vol à 20:30, rue Haute.",
        "Vol à 20.30 rue Haute.",
        "Diefstal in de Lindenstraat om 14 uur.",
        "Diefstal in de Lindenstraat, 14 uur.",
        "Place Saint-Pierre, 2 personnes en noir.",
        "Deux hommes, en route depuis 5 minutes.",
        "Appelez le 101. Rue Haute, un homme.",
        "Einbruch, rue du Marché. Gemeldet am 21. Bleiben Sie drin.",
        "Burglary, rue du Marché. Reported 21 minutes ago.",
        "Une voiture 1-ABC-123, avenue Louise.",
        "La rue Haute est fermée de 8 à 12 heures.",
        "Place Rogier de 8h à 12h, circulation coupée.",
        "Rue Haute fermée du 8 au 12 mai.",
        "Rue de la Loi, 2 voitures ont brûlé.",
        "Rue Haute, 1 homme rôde.",
        "Rue Haute, 2 ou 3 jeunes rôdent.",
        "Rue Haute, deux hommes de 20 ans.",
        "Rue Haute, deux hommes de 20, 30 ans.",
        "In de Kerkstraat 2 verdachten gezien.",
        "Hoogstraat 3 fietsen gestolen",
        "Rue Haute, 14 voitures vandalisées.",
        "Rue Haute, 2-3 jeunes rôdent.",
        "In de Kerkstraat, 12 fietsen gestolen.",
        "In der Bahnhofstraße, 12 Autos beschädigt.",
        "In der Bahnhofstraße 1 Mann gesehen.",
        "Kerkstraat 8u tot 12u afgesloten",
        "Hoogstraat 3 mei",
        "In der Bahnhofstraße 2 Männer gesehen.",
        "Le 12/03/2026, rue Haute, vol.",
        "Le 12 mars 2026, rue Haute, vol.",
    ],
)
def test_a_street_without_a_house_is_what_neighbours_need(text: str) -> None:
    assert list(addresses_in(text, FR)) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Monsieur Dupont a disparu.", "Monsieur Dupont"),
        ("M. Dupont a disparu.", "M. Dupont"),
        ("Mme de Smet habite là.", "Mme de Smet"),
        ("mevrouw Peeters is vermist", "mevrouw Peeters"),
        ("dhr. Janssens is vermist", "dhr. Janssens"),
        ("Herr Müller wird vermisst", "Herr Müller"),
        ("Frau Schmitz wird vermisst", "Frau Schmitz"),
        ("Mr Smith is missing", "Mr Smith"),
        ("Jean Dupont a disparu.", "Jean Dupont"),
        ("Marie-Claire Martin ou Anne Van den Berghe", "Anne Van den Berghe"),
        ("Fatima El Amrani is vermist", "Fatima El Amrani"),
    ],
)
def test_the_name_of_somebody_is_found(text: str, name: str) -> None:
    assert name in list(names_in(text, FR))


@pytest.mark.parametrize(
    "text",
    [
        "Un homme rôde rue Jean Jaurès.",
        "Vol à l'école Paul Delvaux.",
        "Eine Frau Mitte vierzig wird vermisst.",
        "Madame, monsieur, fermez vos portes.",
        "La police cherche une dame âgée.",
        "Un faux employé du service des eaux sonne aux portes. N'ouvrez pas.",
        "Een valse werknemer van de waterdienst belt aan. Doe niet open.",
        "Inspecteur Claes vous remercie.",
    ],
)
def test_a_street_a_school_or_a_stranger_is_nobodys_name(text: str) -> None:
    assert list(names_in(text, FR)) == []


@pytest.mark.parametrize("text", ["ecrivez à jean.dupont@police.be.", "mail: a+b@sub.example.com"])
def test_an_e_mail_address_is_found_and_is_no_link(text: str) -> None:
    assert len(list(emails_in(text, FR))) == 1
    assert list(links_in(text, FR)) == []


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Voyez https://police.be/plp?x=1.", "https://police.be/plp?x=1"),
        ("Voyez www.police.be.", "www.police.be"),
        ("Voyez police.be/tilleuls, merci", "police.be/tilleuls"),
        ("Klik op bit.ly/3xYz", "bit.ly/3xYz"),
    ],
)
def test_a_link_is_found(text: str, link: str) -> None:
    assert list(links_in(text, NL)) == [link]


@pytest.mark.parametrize("text", ["Fermez tout.Merci.", "Deux hommes.De politie komt.", "Un billet de 3.50 euros"])
def test_a_full_stop_makes_no_link(text: str) -> None:
    assert list(links_in(text, FR)) == []


def test_telephone_numbers_are_found_in_any_spelling_and_emergency_numbers_are_none() -> None:
    text = "Appelez le 02 610 01 00, le 0470/10.00.01 ou le +33 6 12 34 56 78. En danger, le 101 ou le 112."

    assert [number for _, number in telephones_in(text)] == ["+3226100100", "+32470100001", "+33612345678"]

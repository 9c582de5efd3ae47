"""Easy words a call can be known by: common, short to say, and hard to take for one another on a poor line."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from plp.language import Language

_FR = """
abeille abricot agenda allumette ananas araignée armoire arrosoir artichaut autobus aviron balançoire banane basilic
bateau bibliothèque biscuit boussole bouteille brouette cabane cactus calendrier camion canapé caramel carotte cascade
cathédrale cerise champignon chapeau chocolat cigogne citron citrouille coccinelle confiture coquelicot
crocodile cuillère dentelle diamant dimanche dragon éléphant escalier étoile fenêtre ficelle fontaine framboise fromage
girafe grenouille guirlande guitare hérisson horloge jardin jonquille kangourou lavande lanterne limonade marguerite
marmite menuisier montagne moulin moustache myrtille noisette omelette orage orchestre papillon parapluie parasol
pastèque perroquet piano pingouin pyramide rhubarbe robinet saxophone tambour tournesol tricycle trompette violon
"""
_NL = """
aardbei aardappel ananas appeltaart autobus ballon banaan bibliotheek bloemkool boomgaard boterham brievenbus
champignon chocolade citroen dinsdag dolfijn eekhoorn egel eiland fazant fietsbel fontein framboos garnaal
gitaar gordijn grasmaaier haardvuur handschoen havermout herfst horloge ijsbeer jasmijn kabouter kalender kameel kapstok
kasteel kathedraal kikker kleerkast klimop koekoek konijn krokodil kruiwagen kussen ladder lantaarn lavendel
lepelaar limonade maandag marmelade molen mosterd muziek nachtegaal notelaar olifant ooievaar orkest paddenstoel
paraplu pannenkoek papegaai piano pinguïn pompoen potlood rabarber regenboog rozemarijn saxofoon schommel schildpad
sinaasappel slagroom sleutelbos sneeuwman spinazie strandbal tandem theepot trommel vlinder vuurtoren wafel zonnebloem
"""
_DE = """
Adler Ameise Ananas Apfelbaum Aquarium Backofen Badewanne Balkon Banane Bibliothek Birnbaum Bleistift Blumenkohl
Briefkasten Buchstabe Dachboden Diamant Dienstag Drachen Eichhorn Eisbär Elefant Erdbeere Eule Fahrrad Federball Fenster
Flamingo Frosch Frühstück Gardine Gießkanne Giraffe Gitarre Glühwürmchen Gurke Hagebutte Handschuh Heidelbeere Himbeere
Honig Igel Insel Jasmin Kaktus Kalender Kamel Karotte Kastanie Kirschkuchen Klavier Kleeblatt Knoblauch Koffer Krokodil
Kürbis Laterne Lavendel Leuchtturm Limonade Löwenzahn Marmelade Maulwurf Mittwoch Mondschein Mühle Nachtigall Nashorn
Orchester Papagei Pfannkuchen Pflaume Pinguin Pilz Quark Rakete Regenschirm Rhabarber Rosmarin Saxophon Schaukel
Schildkröte Schmetterling Schneemann Schubkarre Sonnenblume Spinat Storch Teekanne Tomate Trommel Uhrwerk Vogelnest
Waffel Wasserfall Windrad Wolke Zitrone Zwiebel
"""
_EN = """
acorn almond anchor antelope apricot armchair avocado balcony bamboo banana bicycle biscuit blanket blueberry bookshelf
bracelet broccoli bumblebee butterfly cabbage cactus calendar candle caravan cardigan carousel cathedral cauliflower
chestnut chocolate cinnamon coconut compass crocodile cucumber daffodil diamond dolphin doughnut dragonfly elephant
envelope feather festival fountain gazelle giraffe gondola guitar hammock harvest hazelnut hedgehog honeycomb jasmine
jigsaw kangaroo ladybird lantern lavender lemonade library lighthouse magnet marmalade meadow melon mountain mushroom
nightingale notebook octopus omelette orchard orchestra pancake parsley peacock penguin piano pineapple pumpkin pyramid
raspberry rhubarb rosemary saxophone seagull snowman spinach sunflower teapot thunder tortoise trumpet umbrella vanilla
violin waterfall windmill xylophone zebra
"""
WORDS = {
    Language.FR: tuple(_FR.split()),
    Language.NL: tuple(_NL.split()),
    Language.DE: tuple(_DE.split()),
    Language.EN: tuple(_EN.split()),
}


def a_password(language: Language, *, taken: Collection[str] = ()) -> str:
    """Draw a word in this language, if possible none of those taken (by others behind the same telephone)."""
    free = [word for word in WORDS[language] if word not in taken]
    return secrets.choice(free or WORDS[language])

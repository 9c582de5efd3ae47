"""The offline voice: four languages, a human pace, real pauses, several threads, a fork."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from audio.errors import EngineFailed
from audio.espeak import EspeakEngine
from audio.level import frame_levels
from audio.phrases import phrases
from audio.plausible import check_words
from plp.language import Language
from services.speech_length import speech_length
from texts.shipped import shipped_templates
from texts.speakable import speakable

TEXTS = {
    "fr": "La police vous informe. Un homme se présente comme employé du service des eaux dans la rue des Tilleuls. "
    "Ne laissez entrer personne. Fermez votre porte à clé. Si vous voyez quelque chose d'anormal, appelez le cent un.",
    "nl": "De politie informeert u. Een man doet zich voor als medewerker van de waterdienst in de Lindestraat. "
    "Laat niemand binnen. Sluit uw deur op slot. Als u iets abnormaals ziet, bel dan honderd en een.",
    "de": "Die Polizei informiert Sie. Ein Mann gibt sich als Mitarbeiter des Wasserwerks in der Lindenstraße aus. "
    "Lassen Sie niemanden herein. Schließen Sie Ihre Tür ab. "
    "Wenn Sie etwas Ungewöhnliches sehen, rufen Sie die Polizei.",
    "en": "The police inform you. A man pretends to work for the water company in Linden street. "
    "Let nobody in. Lock your door. If you see anything unusual, call one hundred and one.",
}


MORE = {
    "fr": (
        "Une personne âgée a disparu dans le quartier depuis dix-neuf heures trente. "
        "Elle porte un manteau rouge et marche avec une canne. "
        "Si vous la voyez, restez près d'elle et appelez la police. "
        "Ici la police. Voici un message important pour votre quartier. "
        "Pour réécouter, appuyez sur deux. Si vous avez compris, appuyez sur un."
    ),
    "nl": (
        "Een bejaarde persoon is verdwenen uit de wijk sinds half acht vanavond. "
        "Zij draagt een rode mantel en loopt met een stok. "
        "Als u haar ziet, blijf dan bij haar en bel de politie. "
        "Dit is de politie. Hier volgt een belangrijk bericht voor uw wijk. "
        "Om opnieuw te luisteren, druk op twee. Als u het begrepen hebt, druk op een."
    ),
    "de": (
        "Eine ältere Person wird seit neunzehn Uhr dreißig im Viertel vermisst. "
        "Sie trägt einen roten Mantel und geht am Stock. "
        "Wenn Sie sie sehen, bleiben Sie bei ihr und rufen Sie die Polizei. "
        "Hier ist die Polizei. Es folgt eine wichtige Nachricht für Ihr Viertel. "
        "Um sie noch einmal zu hören, drücken Sie die zwei. "
        "Wenn Sie verstanden haben, drücken Sie die eins."
    ),
    "en": (
        "An elderly person has been missing from the area since half past seven. "
        "She wears a red coat and walks with a stick. If you see her, stay with her and call the police. "
        "This is the police. Here is an important message for your area. To hear it again, press two. "
        "If you have understood, press one."
    ),
}


@pytest.mark.parametrize("language", TEXTS)
def test_it_speaks_at_140_to_180_words_a_minute_with_and_without_its_pauses(espeak: EspeakEngine, language: str):
    # given two alerts and the invitation to press a key
    text = f"{TEXTS[language]} {MORE[language]}"

    # when it is spoken
    sound = espeak.speak(text, language)

    # then the pace is that of a calm reader
    words, pauses = len(text.split()), sum(phrase.pause for phrase in phrases(text, language)[:-1])
    heard, within_phrases = 60 * words / sound.seconds, 60 * words / (sound.seconds - pauses)
    measured = f"{heard:.0f} words a minute as heard, {within_phrases:.0f} within phrases"
    assert 140 <= heard <= within_phrases <= 180, measured


@pytest.mark.parametrize("language", TEXTS)
def test_the_shipped_messages_last_about_as_long_as_is_estimated_without_a_voice(espeak: EspeakEngine, language: str):
    # given every message that comes along, with a street and a time
    blanks = {"street": "rue du Marché", "time": "10.30", "emergency": "101"}
    said = [speakable(each.fill(Language(language), blanks), language) for each in shipped_templates()]

    # when
    seconds = sum(espeak.speak(words, language).seconds for words in said)

    # then
    assert sum(map(speech_length, said)) == pytest.approx(seconds, rel=0.1)


@pytest.mark.parametrize("language", TEXTS)
def test_phrases_are_400_to_700_ms_apart(espeak: EspeakEngine, language: str):
    # given / when
    sound = espeak.speak(TEXTS[language], language)

    # then the long silences are as many as the breaks, and each is a breath long
    quiet = frame_levels(sound) < -55
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(int), [0]])))
    pauses = [(end - start) * 0.02 for start, end in zip(edges[::2], edges[1::2], strict=True)]
    breaths = [pause for pause in pauses if pause >= 0.38]
    assert len(breaths) >= len(phrases(TEXTS[language], language)) - 1
    assert max(breaths) <= 0.7


def test_every_voice_is_the_one_of_its_country(espeak: EspeakEngine):
    assert [espeak.voice_for(language) for language in ("fr", "nl", "de", "en", "it")] == [
        "fr-be", "nl", "de", "en", None,
    ]  # fmt: skip
    with pytest.raises(EngineFailed, match="no voice for it"):
        espeak.speak("Ciao.", "it")


@pytest.mark.parametrize("nothing", ["", " … ", "\x01\x02"])
def test_without_words_it_says_so(espeak: EspeakEngine, nothing: str):
    with pytest.raises(EngineFailed, match="no words"):
        espeak.speak(nothing, "fr")


def test_control_signs_and_markup_are_words_like_others(espeak: EspeakEngine):
    # given a text that carries espeak's own commands (Ctrl-A), phonemes and markup
    text = "Fermez \x01450S la [[fenêtre]] <break time='9s'/> maintenant."

    # when / then it is spoken in a plausible time
    check_words(espeak.speak(text, "fr"), text)


def test_threads_take_turns_and_do_not_mix_their_languages(espeak: EspeakEngine):
    # given how long each language takes alone
    alone = {language: espeak.speak(text, language).seconds for language, text in TEXTS.items()}

    # when eight threads speak all of them at once
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda language: (language, espeak.speak(TEXTS[language], language)), [*TEXTS] * 10))

    # then each takes as long as it does alone
    for language, sound in together:
        assert sound.seconds == pytest.approx(alone[language], rel=0.03)


def test_a_fork_in_the_middle_of_a_word_leaves_the_child_able_to_speak(espeak: EspeakEngine):
    # given a process in which one thread never stops speaking
    story = """
import os, threading
from audio.espeak import EspeakEngine
voice = EspeakEngine()
def for_ever():
    while True:
        voice.speak("Fermez la porte à clé. " * 20, "fr")
threading.Thread(target=for_ever, daemon=True).start()
for _ in range(10):
    child = os.fork()
    if not child:
        os._exit(0 if voice.speak("Laat niemand binnen.", "nl").seconds > 0.5 else 1)
    assert os.waitpid(child, 0)[1] == 0
os._exit(0)
"""

    # when it forks ten times
    ended = subprocess.run([sys.executable, "-c", story], timeout=60, check=False)

    # then every child has spoken
    assert ended.returncode == 0


def test_without_the_extra_it_tells_how_to_install_it():
    # given a process in which espeakng-loader cannot be imported
    story = "import sys; sys.modules['espeakng_loader'] = None; from audio.espeak import EspeakEngine; EspeakEngine()"

    # when
    ended = subprocess.run([sys.executable, "-c", story], capture_output=True, text=True, timeout=60, check=False)

    # then
    assert "EngineMissing" in ended.stderr
    assert "pip install 'tocsin[offline-voice]'" in ended.stderr

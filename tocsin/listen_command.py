"""`tocsin alert listen`: hear a message as a member would, before anybody is rung."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import click

from ivr.heard import heard_without_a_key
from plp.language import Language
from services.listen_to_alert import READING, listen_to_alert
from tocsin.ports import ports

_PLAYERS = (
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
    ("ffplay", "-loglevel", "error", "-nodisp", "-autoexit"),
    ("play", "-q"),
)
_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument("alert_id", metavar="ID")
@click.option("--language", type=click.Choice([each.value for each in Language]), required=True, help="Whose ears.")
@click.option("--out", metavar="FILE.wav", type=_OUT, help="Where to; default ID-LANGUAGE.wav in this folder.")
@click.option("--play", is_flag=True, help="Play it too, if this machine has a player.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def listen(alert_id: str, language: str, out: Path | None, play: bool, as_json: bool) -> None:
    """Write the call as a member hears it who presses no key (WAV), and its picture beside it (PNG).

    Each step is said once, with the pauses of the call; a member's own password is left out. Nobody is rung and the
    message stays as it is.
    """
    from tocsin.heard_call import as_wav, parts_of, told_of
    from tocsin.waveform import draw_waveform

    heard = heard_without_a_key()
    clips = listen_to_alert(ports(), alert_id, Language(language), [key for key, _ in heard])
    parts = parts_of(ports(), heard, clips)
    wav = out or Path(f"{alert_id}-{language}.wav")
    picture = wav.with_suffix(".png")
    _write(wav, as_wav(parts))
    _write(picture, draw_waveform(parts, f"{alert_id}, {language}"))
    told = told_of(parts, clips[READING]) | {"wav": str(wav), "picture": str(picture)}
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _in_words(told))
    if not as_json and isinstance(remarks := told["remarks"], list):
        for remark in remarks:
            click.echo(f"warning: {remark}", err=True)
    if play:
        _play(wav)


def _in_words(told: dict[str, object]) -> str:
    pace = f"{told['words_a_minute']} words a minute" if told["words"] else "in the officer's own voice"
    return (
        f"{told['wav']}: the whole call {told['seconds']} s\n"
        f"one reading {told['reading_seconds']} s, {pace}, level {told['level_dbov']} dBov, peak {told['peak_dbov']}\n"
        f"{told['picture']}: its picture"
    )


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from None


def _play(wav: Path) -> None:
    player = next((words for words in _PLAYERS if shutil.which(words[0])), None)
    if player is None:
        click.echo(f"no player found here; open {wav}", err=True)
    elif subprocess.run([*player, str(wav)], check=False).returncode:
        click.echo(f"{player[0]} could not play it; open {wav}", err=True)

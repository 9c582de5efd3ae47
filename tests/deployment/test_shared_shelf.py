"""One folder of clips for several machines: what another process has just put there is served at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from audio.voice import open_voice
from gateway.settings import Settings
from tests.fakes.town import Town
from tests.fakes.town_fixtures import town
from webhooks.app import create_app

__all__ = ["town"]

SECRET = "s" * 32
PHRASE = ("Un deux trois, nous irons au bois.", "fr")
ANOTHER_MACHINE = """
import sys
from pathlib import Path
from audio.voice import open_voice

voice = open_voice(Path(sys.argv[1]), sys.argv[2].encode(), ("espeak",))
voice.prepare([(sys.argv[3], sys.argv[4])])
print(voice.clip(sys.argv[3], sys.argv[4]))
"""


def test_the_shelf_lies_in_the_home_unless_it_is_shared(tmp_path: Path) -> None:
    assert Settings(home=tmp_path).shelf_folder == tmp_path / "shelf"
    assert Settings(home=tmp_path, shelf=tmp_path / "common").shelf_folder == tmp_path / "common"


def test_a_clip_that_was_not_there_is_served_as_soon_as_another_machine_has_put_it(town: Town, tmp_path: Path) -> None:
    # given a web process and a worker that have both looked in vain
    here = open_voice(tmp_path, SECRET.encode(), ("espeak", "provider"))
    web = create_app(town.ports, shelf=here, checks={}).test_client()
    elsewhere = open_voice(tmp_path / "other", SECRET.encode(), ("espeak",))
    elsewhere.prepare([PHRASE])
    name = elsewhere.clip(*PHRASE)
    assert web.get(f"/media/{name}").status_code == 404
    assert here.clip(*PHRASE) is None

    # when another machine renders it
    told = subprocess.run(
        [sys.executable, "-c", ANOTHER_MACHINE, str(tmp_path), SECRET, *PHRASE],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    # then
    assert told.stdout.strip() == name
    with web.get(f"/media/{name}") as answer:
        assert answer.status_code == 200
    assert here.clip(*PHRASE) == name

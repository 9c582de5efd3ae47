"""Reading the settings: what is taken, what is refused, and what is never told."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.secret_file import read_or_make_secret
from gateway.setting_rules import MUST
from gateway.settings import NAMES, Settings, SettingsWrong, read_settings

CARRIER = {
    "TOCSIN_PUBLIC_URL": "https://plp.example.be",
    "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000001",
    "TWILIO_AUTH_TOKEN": "the-token-of-the-carrier",
}


def test_with_nothing_set_the_gateway_keeps_everything_in_var() -> None:
    settings = read_settings({}, None)

    assert settings.home == Path("var").absolute()
    assert settings.database_url == f"sqlite:///{settings.home}/tocsin.db"
    assert settings.redis_url is None
    assert settings.api_url == "https://api.twilio.com"
    assert settings.speech == ("gtts", "espeak", "provider")
    assert (settings.calls_per_second, settings.texts_per_second, settings.lines) == (1, 1, 20)
    assert settings.bind == "127.0.0.1:8000"


def test_the_environment_counts_more_than_the_file(tmp_path: Path) -> None:
    written = tmp_path / ".env"
    written.write_text("TOCSIN_LINES=5\nTOCSIN_CALLS_PER_SECOND=3 # agreed with the carrier\nTWILIO_AUTH_TOKEN='a$b'\n")

    settings = read_settings({"TOCSIN_LINES": "7"}, written)

    assert (settings.lines, settings.calls_per_second) == (7, 3)
    assert settings.auth_tokens == ("a$b",)


def test_no_file_is_read_when_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("TOCSIN_LINES=5\n")
    monkeypatch.chdir(tmp_path)

    assert read_settings({}, None).lines == 20
    assert read_settings({}).lines == 5


def test_a_file_that_is_not_text_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"TOCSIN_LINES=\xff\xfe\n")

    with pytest.raises(SettingsWrong, match="cannot be read"):
        read_settings({}, tmp_path / ".env")


def test_an_empty_setting_is_one_that_is_not_set() -> None:
    settings = read_settings({"REDIS_URL": "", "TOCSIN_LINES": "  ", "TWILIO_AUTH_TOKEN": ""}, None)

    assert settings.redis_url is None
    assert settings.lines == 20
    assert settings.auth_tokens == ()


def test_an_empty_variable_hides_nothing_that_the_file_sets(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TOCSIN_LINES=5\nTOCSIN_CALLS_PER_SECOND=3\n")

    settings = read_settings({"TOCSIN_LINES": "", "TOCSIN_CALLS_PER_SECOND": " "}, tmp_path / ".env")

    assert (settings.lines, settings.calls_per_second) == (5, 3)


def test_all_that_is_wrong_or_missing_is_said_at_once() -> None:
    wrong = {
        "TOCSIN_LINES": "many",
        "TOCSIN_BIND": "8000",
        "TOCSIN_SPEECH": "gtts,gtts",
        "TOCSIN_PUBLIC_URL": "ftp://x",
    }

    with pytest.raises(SettingsWrong) as told:
        read_settings(wrong, None, need="carrier")

    assert {line.split()[0] for line in told.value.faults} == {*wrong, "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"}
    assert str(told.value).splitlines() == list(told.value.faults)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOCSIN_PUBLIC_URL", "plp.example.be"),
        ("TOCSIN_PUBLIC_URL", "https://our_gateway.example.be"),
        ("TOCSIN_PUBLIC_URL", "https://plp.example.be/?a=1"),
        ("TOCSIN_PUBLIC_URL", "https://plp.example.be/#a"),
        ("TOCSIN_PUBLIC_URL", "https://somebody:word@plp.example.be"),
        ("TOCSIN_PUBLIC_URL", "https://plp.example.be:99999"),
        ("TOCSIN_PUBLIC_URL", "https://[plp.example.be"),
        ("REDIS_URL", "http://host"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "unix://"),
        ("TWILIO_ACCOUNT_SID", "AC/../1"),
        ("TWILIO_API_URL", "api.twilio.com"),
        ("TOCSIN_SPEECH", "polly"),
        ("TOCSIN_SPEECH", ","),
        ("TOCSIN_CALLS_PER_SECOND", "0"),
        ("TOCSIN_TEXTS_PER_SECOND", "-1"),
        ("TOCSIN_LINES", "2.5"),
        ("TOCSIN_BIND", "localhost:70000"),
        ("TOCSIN_SECRET", "hushhush"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_never_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsWrong) as told:
        read_settings({name: value}, None)

    assert told.value.faults == (f"{name} {MUST[name]}.",)
    assert "hushhush" not in str(told.value)
    assert told.value.__context__ is None  # nor is it in the traceback


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("mysql://user:hushhush@host/db", "neither sqlite:///a/file.db nor postgresql://"),
        ("hushhush", "neither sqlite:///a/file.db nor postgresql://"),
        ("postgresql://", "no host and no database"),
        ("postgresql://tocsin:hun@ter:hushhush@db/tocsin", "port is not a number; in a user or password write"),
        ("postgresql://tocsin:hun@hushhush@db/tocsin", "host is not the name of a machine; in a user or password"),
        ("postgresql://user:hushhush@host:0/db", "port is not from 1 to 65535"),
        ("postgresql://user:hushhush@host:70000/db", "port is not from 1 to 65535"),
        ("postgresql://user:hushhush@host/db?hushhush=1", "option that PostgreSQL does not know"),
        ("postgresql://user@host/db?port=hushhush", "option that PostgreSQL does not know"),
        ("sqlite://", "is written sqlite:///a/file.db"),
        ("sqlite:///", "is written sqlite:///a/file.db"),
        ("sqlite://hushhush/file.db", "is written sqlite:///a/file.db"),
        ("sqlite:///:memory:", "it must be a file"),
        ("sqlite:///file:hushhush?mode=memory&uri=true", "it must be a file"),
        ("sqlite:////", "it names a folder"),
        ("sqlite:///file.db?timeout=hushhush", "option that SQLite does not know"),
    ],
)
def test_a_database_nobody_could_open_is_refused_with_the_reason(address: str, why: str) -> None:
    with pytest.raises(SettingsWrong) as told:
        read_settings({"DATABASE_URL": address}, None)

    [fault] = told.value.faults
    assert fault.startswith(f"DATABASE_URL {MUST['DATABASE_URL']}: ")
    assert why in fault
    assert "hushhush" not in fault
    assert told.value.__context__ is None


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1))
def test_no_password_however_it_is_written_is_repeated(word: str) -> None:
    told = ""
    try:
        read_settings({"DATABASE_URL": f"postgresql://user:hush{word}hush@host/db"}, None)
    except SettingsWrong as wrong:
        told = str(wrong)

    assert "hush" not in told


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://h1,h2/tocsin",
        "postgresql://tocsin@/tocsin?host=/run/postgresql",
        "postgresql://tocsin@/tocsin?host=one:5432&host=other:5433",
        "postgresql://tocsin:p%40w@[::1]:5432/tocsin?sslmode=require",
        "postgresql:///tocsin",
        "postgresql://me@zone:p#?/w@db.zone_1.example/tocsin",
        "sqlite:///file.db",
        "sqlite:////srv/tocsin/file.db?timeout=3",
    ],
)
def test_every_address_a_database_can_be_opened_with_is_taken(address: str) -> None:
    assert (
        read_settings({"DATABASE_URL": address}, None).database_url.partition("://")[2] == address.partition("://")[2]
    )


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_spelling_of_postgresql_names_the_driver_we_have(scheme: str) -> None:
    settings = read_settings({"DATABASE_URL": f"{scheme}://user:word@host:5432/db?sslmode=require"}, None)

    assert settings.database_url == "postgresql+psycopg://user:word@host:5432/db?sslmode=require"


def test_the_slash_at_the_end_of_the_public_address_is_dropped() -> None:
    assert read_settings({"TOCSIN_PUBLIC_URL": "https://example.be/plp/"}, None).public_url == "https://example.be/plp"


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")

    with pytest.raises(SettingsWrong, match="TOCSIN_HOME must name a folder"):
        read_settings({"TOCSIN_HOME": str(tmp_path / "home")}, None)


def test_serving_needs_a_carrier_and_drafting_does_not() -> None:
    assert read_settings(CARRIER, None, need="carrier").need("carrier").account_sid == CARRIER["TWILIO_ACCOUNT_SID"]

    with pytest.raises(SettingsWrong) as told:
        read_settings({}, None).need("carrier")

    assert told.value.faults == tuple(f"{name} is not set." for name in CARRIER)


def test_secrets_are_not_in_the_settings_as_they_are_printed() -> None:
    settings = read_settings(
        {
            **CARRIER,
            "TWILIO_AUTH_TOKEN_PREVIOUS": "hushhush1",
            "TOCSIN_SECRET": "hushhush" * 4,
            "REDIS_URL": "redis://:hushhush@host",
            "DATABASE_URL": "postgres://user:hushhush@host/db",
        },
        None,
    )

    printed = f"{settings!r} {settings} {settings.model_dump_json()}"

    assert "hushhush" not in printed
    assert CARRIER["TWILIO_AUTH_TOKEN"] not in printed
    assert settings.auth_tokens == (CARRIER["TWILIO_AUTH_TOKEN"], "hushhush1")


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = Settings(home=tmp_path / "new" / "home").secret_key
    second = Settings(home=tmp_path / "new" / "home").secret_key

    assert first == second
    assert len(bytes.fromhex(first.decode())) == 32
    assert stat.S_IMODE((tmp_path / "new" / "home" / "secret").stat().st_mode) == 0o600


def test_of_many_processes_that_make_the_secret_at_once_all_have_the_same(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as processes:
        secrets = processes.map(read_or_make_secret, [tmp_path] * 16, chunksize=1)

    assert len(set(secrets)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_secret_that_was_cut_short_is_refused_rather_than_used(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("abc")

    with pytest.raises(SettingsWrong, match="too short"):
        _ = Settings(home=tmp_path).secret_key


def test_every_setting_has_its_sentence_and_its_line_in_the_example() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text()

    assert set(MUST) == set(NAMES)
    assert [name for name in NAMES if f"\n{name}=" not in example and f"\n# {name}=" not in example] == []


def test_the_example_itself_can_be_read() -> None:
    example = Path(__file__).parents[2] / ".env.example"

    assert read_settings({}, example).speech == ("gtts", "espeak", "provider")

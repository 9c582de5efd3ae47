"""What the operator has set: read once, from the environment and `.env`, and told in plain sentences when wrong."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from gateway import setting_rules as rule
from gateway.secret_file import read_or_make_secret
from gateway.setting_rules import MUST
from plp.errors import TocsinError

Use = Literal["carrier"]

NEEDED: Mapping[Use, tuple[str, ...]] = {
    "carrier": ("TOCSIN_PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"),
}


class SettingsWrong(TocsinError):
    """Some settings are wrong or missing; carries one sentence for each, and never a value."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """Every setting there is. Built by `read_settings`; a test may build it with the names of the fields."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)

    home: Annotated[Path, AfterValidator(rule.folder)] = Field(Path("var"), alias="TOCSIN_HOME", validate_default=True)
    shelf: Annotated[Path, AfterValidator(rule.folder)] | None = Field(None, alias="TOCSIN_SHELF")
    public_url: Annotated[str, AfterValidator(rule.public_address)] | None = Field(None, alias="TOCSIN_PUBLIC_URL")
    database: Annotated[SecretStr, AfterValidator(rule.database)] | None = Field(None, alias="DATABASE_URL")
    redis: Annotated[SecretStr, AfterValidator(rule.redis_address)] | None = Field(None, alias="REDIS_URL")
    account_sid: Annotated[str, AfterValidator(rule.account)] | None = Field(None, alias="TWILIO_ACCOUNT_SID")
    auth_token: SecretStr | None = Field(None, alias="TWILIO_AUTH_TOKEN")
    auth_token_previous: SecretStr | None = Field(None, alias="TWILIO_AUTH_TOKEN_PREVIOUS")
    api_url: Annotated[str, AfterValidator(rule.web_address)] = Field("https://api.twilio.com", alias="TWILIO_API_URL")
    speech: Annotated[tuple[str, ...], BeforeValidator(rule.speech_order)] = Field(
        ("gtts", "espeak", "provider"), alias="TOCSIN_SPEECH"
    )
    calls_per_second: int = Field(1, alias="TOCSIN_CALLS_PER_SECOND", ge=1, le=10_000)
    texts_per_second: int = Field(1, alias="TOCSIN_TEXTS_PER_SECOND", ge=1, le=10_000)
    lines: int = Field(20, alias="TOCSIN_LINES", ge=1, le=100_000)
    bind: Annotated[str, AfterValidator(rule.host_and_port)] = Field("127.0.0.1:8000", alias="TOCSIN_BIND")
    tariff: Annotated[Path, AfterValidator(rule.file)] | None = Field(None, alias="TOCSIN_TARIFF")
    secret: Annotated[SecretStr, AfterValidator(rule.secret)] | None = Field(None, alias="TOCSIN_SECRET")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what is handed in: `read_settings` is the one place that looks at the environment."""
        return (init_settings,)

    @property
    def database_url(self) -> str:
        """The database for SQLAlchemy; SQLite in the home unless set. May hold a password: never log it."""
        if self.database is not None:
            return self.database.get_secret_value()
        return f"sqlite:///{self.home / 'tocsin.db'}"

    def made_folder(self, name: str = "") -> Path:
        """The home, or a folder in it; one that is not there is made, for its owner only.

        Raises SettingsWrong when it cannot be made.
        """
        folder = self.home / name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as wrong:
            raise SettingsWrong((f"TOCSIN_HOME cannot be made: {wrong.strerror}.",)) from None
        return folder

    @property
    def shelf_folder(self) -> Path:
        """Where the clips lie: in the home, or in a folder that several machines share."""
        return self.shelf or self.home / "shelf"

    @property
    def redis_url(self) -> str | None:
        """The Redis that was set, or None for the embedded one. May hold a password: never log it."""
        return self.redis.get_secret_value() if self.redis else None

    @property
    def auth_tokens(self) -> tuple[str, ...]:
        """The carrier's tokens a signature may be made with: the current one, then the one before it."""
        return tuple(token.get_secret_value() for token in (self.auth_token, self.auth_token_previous) if token)

    @cached_property
    def secret_key(self) -> bytes:
        """The installation's secret: the one set, else the one made and kept in the home.

        Raises SettingsWrong when it can be neither read nor made.
        """
        if self.secret is not None:
            return self.secret.get_secret_value().encode()
        try:
            return read_or_make_secret(self.home).encode()
        except (OSError, ValueError) as wrong:
            raise SettingsWrong((f"TOCSIN_SECRET is not set and none can be kept in TOCSIN_HOME: {wrong}.",)) from None

    def missing(self, use: Use) -> tuple[str, ...]:
        """Name in a sentence each setting that this use needs and that is not set."""
        fields = {field.alias: name for name, field in type(self).model_fields.items()}
        return tuple(f"{name} is not set." for name in NEEDED[use] if getattr(self, fields[name]) is None)

    def need(self, use: Use) -> Self:
        """Return these settings if they suffice for this use; raises SettingsWrong naming all that are missing."""
        if faults := self.missing(use):
            raise SettingsWrong(faults)
        return self


NAMES = tuple(str(field.alias) for field in Settings.model_fields.values())


def read_settings(
    env: Mapping[str, str] | None = None, env_file: str | Path | None = ".env", *, need: Use | None = None
) -> Settings:
    """Read the settings from `env` (the process's environment unless handed in) over those in `env_file`.

    An empty value counts as absent. Raises SettingsWrong with one sentence for each that is wrong and, when `need`
    names a use, for each that this use misses.
    """
    values = _set_in(_written_in(env_file)) | _set_in(os.environ if env is None else env)
    faults: list[str] = []
    try:
        settings = Settings.model_validate(values)
    except ValidationError as wrong:
        faults += dict.fromkeys(_sentence(fault) for fault in wrong.errors())
        settings = None
    faults += [f"{name} is not set." for name in NEEDED[need] if name not in values] if need else []
    if settings is None or faults:
        raise SettingsWrong(tuple(faults))
    return settings


def _sentence(fault: ErrorDetails) -> str:
    name, why = str(fault["loc"][0]), fault.get("ctx", {}).get("error")
    return f"{name} {MUST[name]}: {why}." if isinstance(why, rule.Because) else f"{name} {MUST[name]}."


def _set_in(source: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name in NAMES if (text := source.get(name, "")).strip()}


def _written_in(env_file: str | Path | None) -> dict[str, str]:
    if env_file is None:
        return {}
    try:
        return {name: text or "" for name, text in dotenv_values(env_file, interpolate=False).items()}
    except (OSError, UnicodeDecodeError) as wrong:
        raise SettingsWrong((f"{env_file} cannot be read: {type(wrong).__name__}.",)) from None

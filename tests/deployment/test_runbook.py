"""What the runbook names exists: commands, metrics, settings and the events of the log."""

from __future__ import annotations

import re

import pytest
from click import Context, Group

from gateway.metrics import GAUGES, REGISTRY
from gateway.settings import NAMES
from tests.deployment.runbook import ROOT
from tests.house.source import PRODUCT, modules
from tocsin.cli import main

TEXT = (ROOT / "docs" / "runbook.md").read_text("utf-8")


def test_every_command_exists() -> None:
    named = re.findall(r"(?:^|[`/])tocsin ([a-z-]+(?: [a-z]+)?)", TEXT, re.MULTILINE)
    typed = {tuple(words.split()) for words in named}

    assert len(typed) >= 8
    assert [words for words in typed if not exists(words)] == []


def exists(words: tuple[str, ...]) -> bool:
    command = main
    for word in words:
        found = command.get_command(Context(command), word)
        if found is None:
            return False
        if not isinstance(found, Group):
            return True
        command = found
    return True


def test_every_metric_and_setting_exists() -> None:
    counted = {f"{metric.name}_total" for metric in REGISTRY.collect()}

    assert set(re.findall(r"tocsin_[a-z_]+", TEXT)) - counted - set(GAUGES) == set()
    assert set(re.findall(r"\b(?:TOCSIN|TWILIO)_[A-Z_]+|\b[A-Z]+_URL\b", TEXT)) - set(NAMES) == set()


@pytest.mark.parametrize("event", re.findall(r"`([a-z]+(?:_[a-z]+)+)`", TEXT.split("| sign |")[1].split("## ")[0]))
def test_every_event_is_written_somewhere(event: str) -> None:
    if not event.startswith("tocsin_"):
        assert any(f'"{event}' in module.text for module in modules(*PRODUCT))

"""The runbook's own commands, so that what an operator types at night is what was tried."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]


def commands(title: str) -> str:
    """The lines under this title."""
    text = (ROOT / "docs" / "runbook.md").read_text("utf-8")
    [block] = re.findall(rf"^```sh {re.escape(title)}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return str(block)


def follow(title: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Do them in this folder, stopping at the first that fails; what they printed."""
    done = subprocess.run(
        ["bash", "-euc", commands(title)],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

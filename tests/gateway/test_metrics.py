"""Metrics: counted here, or read from the database at the moment somebody asks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from gateway.metrics import ATTEMPTS, render_metrics


def test_gauges_show_what_the_database_says_now() -> None:
    due = iter([3.0, 5.0])

    first = values(render_metrics(lambda: {"due_deliveries": next(due)}))
    second = values(render_metrics(lambda: {"due_deliveries": next(due)}))

    assert (first["tocsin_due_deliveries"], second["tocsin_due_deliveries"]) == (3.0, 5.0)


def test_counters_carry_their_labels() -> None:
    ATTEMPTS.labels(channel="voice", outcome="only-here").inc()  # others count in this process too

    text = render_metrics(dict).decode()

    assert 'tocsin_attempts_total{channel="voice",outcome="only-here"} 1.0' in text
    assert "_created" not in text


def test_a_gauge_nobody_declared_is_refused() -> None:
    with pytest.raises(KeyError, match="tocsin_surprises"):
        render_metrics(lambda: {"surprises": 1.0})


def test_processes_that_share_a_folder_are_added_up(tmp_path: Path) -> None:
    counts = (
        "from gateway.metrics import JOBS, render_metrics;"
        "JOBS.labels('calls').inc(2); print(render_metrics(dict).decode())"
    )
    shared = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    for expected in (2.0, 4.0):
        done = subprocess.run([sys.executable, "-c", counts], env=shared, capture_output=True, text=True, check=True)

        assert values(done.stdout.encode())["tocsin_jobs_total"] == expected


def values(text: bytes) -> dict[str, float]:
    """Each sample's name and value, as Prometheus reads them."""
    families = text_string_to_metric_families(text.decode())
    return {sample.name: sample.value for family in families for sample in family.samples}

"""What can be counted from outside, in the words of Prometheus."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, disable_created_metrics, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second line for every counter that nobody reads
REGISTRY = CollectorRegistry()

# prometheus-client writes the _total behind the name of a counter itself.
ATTEMPTS = Counter(
    "tocsin_attempts", "Attempts that ended, by how the carrier said so.", ("channel", "outcome"), registry=REGISTRY
)
CALLBACKS = Counter("tocsin_callbacks", "Requests of the carrier that were taken.", ("kind",), registry=REGISTRY)
REFUSED_REQUESTS = Counter(
    "tocsin_refused_requests", "Requests that were turned away, by why.", ("reason",), registry=REGISTRY
)
JOBS = Counter("tocsin_jobs", "Jobs that were done.", ("queue",), registry=REGISTRY)
AUDIO_CLIPS = Counter(
    "tocsin_audio_clips", "Phrases to be made into clips, by what came of it.", ("result",), registry=REGISTRY
)

# True for the whole installation whichever process is asked: they are read from the database at that moment.
GAUGES: Mapping[str, str] = {
    "tocsin_due_voice": "Deliveries whose next call is due.",
    "tocsin_due_sms": "Deliveries whose next text is due.",
    "tocsin_due_deliveries": "Deliveries that are due and not yet taken up.",
    "tocsin_live_calls": "Calls under way, as the database knows them.",
    "tocsin_unaccounted_members": "Members with neither a next due time, an attempt under way nor a final reason.",
    "tocsin_reports_waiting": "Members' reports that nobody of the police has decided.",
    "tocsin_reports_waiting_too_long": "Those that have been waiting longer than they may.",
    "tocsin_monthly_tests_missed": "Monthly test messages of the last 31 days that did not leave.",
    "tocsin_self_tests_failing": "Zones whose last call to themselves did not show their own number.",
}


def render_metrics(read_gauges: Callable[[], Mapping[str, float]]) -> bytes:
    """Write all metrics in Prometheus' text format; `read_gauges` gives values for names in GAUGES, without `tocsin_`.

    Counters are those of this process, or of all when PROMETHEUS_MULTIPROC_DIR names a folder they share. Raises
    KeyError for a gauge that is not declared, and whatever `read_gauges` raises.
    """
    gauges = CollectorRegistry()
    gauges.register(_Gauges(read_gauges()))
    return generate_latest(_counters()) + generate_latest(gauges)


def _counters() -> CollectorRegistry:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):  # prometheus-client's own setting, which it reads at import
        return REGISTRY
    shared = CollectorRegistry()
    multiprocess.MultiProcessCollector(shared)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return shared


class _Gauges(Collector):
    """Values read once, handed over in the shape prometheus-client wants."""

    def __init__(self, values: Mapping[str, float]) -> None:
        named = {f"tocsin_{name}": value for name, value in values.items()}
        self._families = [GaugeMetricFamily(name, GAUGES[name], value=value) for name, value in named.items()]

    def collect(self) -> Iterable[Metric]:
        return self._families

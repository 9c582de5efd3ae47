"""Whether the gateway lives, whether it can work, and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, current_app, jsonify

from gateway.metrics import CONTENT_TYPE, render_metrics
from plp.ports import Ports

health = Blueprint("health", __name__)
Checks = Mapping[str, Callable[[], bool]]


@health.get("/healthz")
def alive() -> Response:
    """This process answers."""
    return jsonify(status="alive")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """Database, Redis and migrations, each by name; 503 while one is away."""
    checks: Checks = current_app.config["CHECKS"]
    found = {name: _holds(check) for name, check in checks.items()}
    return jsonify(status="ready" if all(found.values()) else "not ready", checks=found), 200 if all(
        found.values()
    ) else 503


@health.get("/metrics")
def metrics() -> Response:
    """Prometheus' text format."""
    ports: Ports = current_app.config["PORTS"]
    return Response(render_metrics(ports.store.gauges), content_type=CONTENT_TYPE)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001  # whatever is away, the answer is: not ready
        return False

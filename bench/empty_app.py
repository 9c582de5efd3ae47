"""The empty Flask route beside which webhooks are measured."""

from __future__ import annotations

from flask import Flask, Response


def create() -> Flask:
    """One route that does nothing."""
    app = Flask("empty")

    @app.post("/empty")
    def empty() -> Response:
        return Response(status=204)

    return app

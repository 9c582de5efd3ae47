"""The API as OpenAPI 3.1, made from the code: whoever writes a program against it begins here."""

from __future__ import annotations

from importlib.metadata import version
from typing import cast

from flask import Response, current_app, jsonify
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from webhooks.api.door import api
from webhooks.api.problems import Problem, of_invalid

_WHAT = (
    "Police messages drafted by programs and decided by officers. A token is made with `tocsin token create`; it "
    "reaches one zone or some of its partnerships, and whatever lies beyond answers 404. Every refusal is "
    "application/problem+json."
)


def open_application() -> OpenAPI:
    """A Flask application that writes down what its API takes and gives; it shows no pages."""
    return OpenAPI(
        "tocsin",
        static_folder=None,
        info=Info(title="Tocsin", version=version("tocsin"), description=_WHAT),
        security_schemes={"bearer": {"type": "http", "scheme": "bearer"}},
        validation_error_model=Problem,
        validation_error_callback=of_invalid,
        doc_ui=False,
    )


@api.get("/openapi.json", doc_ui=False)
def description() -> Response:
    """The description itself; everybody may read it."""
    return jsonify(cast(OpenAPI, current_app).api_doc)

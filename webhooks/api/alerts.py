"""Police messages over the API: drafted by programs, decided by officers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from flask import Response, jsonify, request
from flask_openapi3.models.schema import Schema

from plp.access import Scope, deciding_officer
from plp.alert import AlertState, Happening
from plp.book import Book
from plp.cap import CapMessage
from plp.language import Language
from plp.plan import read_duration
from plp.ports import Ports
from services.cancel_alert import cancel_alert
from services.check_alert import Severity, check_alert
from services.draft_alert import draft_alert
from services.launch_alert import launch_alert
from services.read_cap import read_cap
from services.reject_alert import reject_alert
from services.show_alert import brief, shown_in
from services.show_cap import show_cap
from services.take_cap import take_cap
from services.validate_alert import validate_alert
from services.within_reach import alert_reached, partnership_reached, partnerships_reached
from webhooks.api.door import api, ports, token
from webhooks.api.once import Done, Keyed, once
from webhooks.api.paging import ALERTS, moment, page, read_cursor
from webhooks.api.problems import PREFIX, NotTaken
from webhooks.api.shapes import (
    AlertAnswered,
    AlertPage,
    AlertPath,
    AlertsAsked,
    AlertShown,
    AlertTaken,
    CheckAsked,
    Checked,
    Draft,
    DraftAsked,
    LaunchAsked,
    Launched,
)

JSON, CAP = "application/json", "application/cap+xml"
_DOCUMENT = {CAP: {"schema": {"type": "string", "description": "One CAP 1.2 message"}}}
_BODY = {
    "required": True,
    "content": {JSON: {"schema": {"$ref": "#/components/schemas/Draft"}}} | _DOCUMENT,
}
api.components_schemas["Draft"] = Schema(**Draft.model_json_schema(ref_template="#/components/schemas/{model}"))


@api.get("/alerts", responses={200: AlertPage})
def list_alerts(query: AlertsAsked) -> Response:
    """List alerts, newest first."""
    after = read_cursor(query.cursor, ALERTS)
    states = [AlertState(query.state)] if query.state else []
    with ports().store.read() as book:
        slugs = partnerships_reached(book, token(), query.partnership)
        rows = book.pages.alerts(slugs, states, after=after, most=query.limit + 1)
    return page(
        query,
        ALERTS,
        rows,
        lambda items: [brief(each) for each in items],
        lambda each: moment(each.drafted_at, each.id),
    )


@api.post("/alerts", responses={200: AlertTaken, 201: AlertTaken}, openapi_extensions={"requestBody": _BODY})
def draft(header: Keyed, query: DraftAsked) -> Response:
    """Draft a message; nobody is called before it is validated and launched.  A CAP message may also withdraw one."""
    if request.mimetype == CAP:
        message = read_cap(request.get_data())
        return once(header, lambda book: _taken(book, message, query.partnership))
    if request.mimetype != JSON:
        raise NotTaken(f"send {JSON} or {CAP}")
    body = Draft.model_validate_json(request.get_data())
    return once(header, lambda book: _drafted(book, body))


def _drafted(book: Book, body: Draft) -> Done:
    there, asking = ports(), token()
    alert = draft_alert(
        there,
        partnership=partnership_reached(book, asking, body.partnership),
        kind=body.kind,
        texts=body.texts,
        by=f"api {asking.name}",
        expires=_length(body, there.clock.now()),
        answers=alert_reached(book, asking, body.answers).id if body.answers else None,
    )
    return Done(status=201, said=shown_in(book, alert), location=f"{PREFIX}/alerts/{alert.id}")


def _taken(book: Book, message: CapMessage, partnership: str) -> Done:
    taken = take_cap(ports(), message, token=token(), partnership=partnership)
    closed = [{"alert": each.alert, "state": each.state, "cascade": each.cascade} for each in taken.closed]
    said = shown_in(book, book.alerts.get(taken.alert)) | {"already_closed": closed}
    return Done(status=201 if taken.made else 200, said=said, location=f"{PREFIX}/alerts/{taken.alert}")


def _length(body: Draft, now: datetime) -> timedelta | None:
    if body.expires_at:
        return body.expires_at - now
    return read_duration(body.expires) if body.expires else None


@api.get("/alerts/<string:alert_id>", responses={200: AlertAnswered})
def show(path: AlertPath) -> Response:
    """Show a message and its history, or the message as CAP 1.2 to whoever accepts that."""
    there = ports()
    with there.store.read() as book:
        alert = alert_reached(book, token(), path.alert_id)
        if request.accept_mimetypes.best_match([JSON, CAP], default=JSON) == CAP:
            answer = Response(show_cap(there, alert.id), content_type=f"{CAP}; charset=utf-8")
        else:
            answer = jsonify(shown_in(book, alert))
    answer.headers["Vary"] = "Accept"
    return answer


@api.get("/alerts/<string:alert_id>/check", responses={200: Checked})
def check(path: AlertPath, query: CheckAsked) -> Response:
    """Say what refuses this message, and what to think about."""
    there = ports()
    with there.store.read() as book:
        alert = alert_reached(book, token(), path.alert_id)
    findings = check_alert(there, alert.id, language=Language(query.language) if query.language else None)
    return jsonify(
        alert=alert.id,
        refused=any(each.severity is Severity.REFUSAL for each in findings),
        findings=[each.shown() for each in findings],
    )


@api.post("/alerts/<string:alert_id>/validate", responses={200: AlertShown})
def validate(path: AlertPath, header: Keyed) -> Response:
    """Validate a draft, in the name of the token's officer, who passes warnings over."""
    _look_first(path)
    return once(header, lambda book: _decided(book, path, Scope.ALERTS_VALIDATE, validate_alert))


@api.post("/alerts/<string:alert_id>/reject", responses={200: AlertShown})
def reject(path: AlertPath, header: Keyed) -> Response:
    """Reject a draft or a validated message, in the name of the token's officer."""
    return once(header, lambda book: _decided(book, path, Scope.ALERTS_VALIDATE, reject_alert))


@api.post("/alerts/<string:alert_id>/cancel", responses={200: AlertShown})
def cancel(path: AlertPath, header: Keyed) -> Response:
    """Cancel a message; one that was launched is stopped, and phones that ring fall silent."""
    return once(header, lambda book: _decided(book, path, Scope.ALERTS_CANCEL, cancel_alert))


@api.post("/alerts/<string:alert_id>/launch", responses={201: Launched})
def launch(path: AlertPath, header: Keyed, query: LaunchAsked) -> Response:
    """Launch a validated message at once, in the name of the token's officer, who passes warnings over."""
    _look_first(path)
    return once(header, lambda book: _launched(book, path, at_night=query.at_night))


def _launched(book: Book, path: AlertPath, *, at_night: bool) -> Done:
    by = deciding_officer(token(), Scope.ALERTS_LAUNCH)
    alert = alert_reached(book, token(), path.alert_id)
    cascade = launch_alert(ports(), alert.id, by=by, at_night=at_night)
    _note_token(book, alert.id)
    said = {"alert": alert.id, "cascade": cascade.id}
    return Done(status=201, said=said, location=f"{PREFIX}/cascades/{cascade.id}")


def _look_first(path: AlertPath) -> None:
    """Check it before the book is opened to write: the first time, a model of languages has to be read."""
    there = ports()
    with there.store.read() as book:
        alert = alert_reached(book, token(), path.alert_id)
    check_alert(there, alert.id)


class _Decision(Protocol):
    """A service by which an officer decides about one alert."""

    def __call__(self, ports: Ports, alert_id: str, *, by: str) -> object: ...


def _decided(book: Book, path: AlertPath, scope: Scope, decide: _Decision) -> Done:
    by = deciding_officer(token(), scope)
    alert = alert_reached(book, token(), path.alert_id)
    decide(ports(), alert.id, by=by)
    _note_token(book, alert.id)
    return Done(status=200, said=shown_in(book, book.alerts.get(alert.id)))


def _note_token(book: Book, alert: str) -> None:
    """Write into the history by which token the officer's decision came."""
    book.alerts.note(Happening(alert, ports().clock.now(), f"api {token().name}", "asked for it", token().id))

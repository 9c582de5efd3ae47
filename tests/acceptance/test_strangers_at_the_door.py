"""Whoever is not the carrier gets nothing, and nothing he sends breaks anything."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import socket
from collections.abc import Mapping
from itertools import count

import pytest
import requests

from tests.acceptance.street import CODE, Person, Street, a_street
from tests.acceptance.town import Town
from tocsin.installation import TOKEN

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

NOBODY = "0" * 32
ADDRESSES = [
    "/voice/incoming",
    f"/voice/attempts/{NOBODY}",
    f"/voice/attempts/{NOBODY}/voicemail",
    f"/voice/errands/{NOBODY}",
    "/voice/steps/officer.code/1",
    "/voice/steps/launch.confirm/9",
    "/sms/incoming",
    f"/status/calls/{NOBODY}",
    f"/status/machines/{NOBODY}",
    f"/status/texts/{NOBODY}",
    f"/status/errands/{NOBODY}",
]
_SIDS = count(1)
Form = Mapping[str, str]


@pytest.fixture(scope="module")
def street(town: Town) -> Street:
    return a_street(town, [Person("Ana")])


def new_call(street: Street) -> dict[str, str]:
    """What the carrier says of a new call from the officer's telephone."""
    sid = f"CA{next(_SIDS):032x}"
    return {"CallSid": sid, "From": street.officers_phone, "To": street.voice, "CallStatus": "ringing"}


def signature(url: str, form: Form, token: str = TOKEN) -> str:
    """The carrier's signature, from its documentation."""
    said = url + "".join(f"{name}{value}" for name, value in sorted(form.items()))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def post(town: Town, path: str, form: Form, *, signed: str | None = "") -> requests.Response:
    """Send a form: signed with our token, with this signature, or (None) with none."""
    url = f"{town.there.public_url}{path}"
    genuine = signature(url, form) if signed == "" else signed
    headers = {"X-Twilio-Signature": genuine} if genuine is not None else {}
    return requests.post(url, data=form, headers=headers, timeout=10)


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_unsigned_or_forged_request_is_refused(town: Town, street: Street, path: str) -> None:
    form = new_call(street) | {"MessageSid": "SM" + "1" * 32, "Body": "ok", "Digits": CODE}
    url = f"{town.there.public_url}{path}"

    assert post(town, path, form, signed=None).status_code == 403
    for forged in (
        "",
        "nonsense",
        "ÿ",
        signature(url, form, "another token"),
        signature(f"{url}?more=1", form),
        signature(url, form | {"Digits": "000000"}),
        signature(url, {}),
    ):
        headers = {"X-Twilio-Signature": forged.encode("latin-1")}
        assert requests.post(url, data=form, headers=headers, timeout=10).status_code == 403, forged


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_is_genuine_and_senseless_is_never_our_failure(town: Town, street: Street, path: str) -> None:
    for form in (
        {},
        {"CallSid": "'; DROP TABLE calls; --", "MessageSid": "\x00"},
        new_call(street) | {"To": "+3221", "MessageSid": "SM" + "2" * 32, "Body": "\x00" * 9, "From": "\ud7ff" * 90},
        new_call(street) | {"Digits": "<script>", "CallStatus": "🎉", "AnsweredBy": "x" * 9999, "ErrorCode": "-1e9"},
    ):
        assert post(town, path, form).status_code < 500, form
    assert requests.get(f"{town.there.public_url}{path}", timeout=10).status_code in {403, 404, 405}


@pytest.mark.parametrize("path", ["/voice/incoming", "/sms/incoming", f"/status/calls/{NOBODY}"])
def test_ten_megabytes_are_refused(town: Town, street: Street, path: str) -> None:
    form = new_call(street) | {"Body": "x" * 10_000_000}

    try:
        status = post(town, path, form).status_code
    except requests.ConnectionError:
        status = 413  # refused before all of it was read
    assert status in {403, 413}
    assert requests.get(f"{town.there.public_url}/healthz", timeout=5).ok


def test_a_replayed_request_gets_the_same_answer_and_does_nothing_twice(town: Town, street: Street) -> None:
    call = new_call(street)
    first = post(town, "/voice/incoming", call).text
    path = step_in(first)
    wrong = call | {"Digits": "111111"}

    answers = {post(town, path, wrong).text for _ in range(5)}

    assert len(answers) == 1, "five times the same wrong code is one wrong code"
    assert post(town, "/voice/incoming", call).text == first
    right = post(town, step_in(answers.pop()), call | {"Digits": CODE}).text
    assert "Bonjour Inspecteur Claes" in right


def test_a_request_of_another_call_opens_nothing(town: Town, street: Street) -> None:
    call = new_call(street)
    menu = step_in(post(town, step_in(post(town, "/voice/incoming", call).text), call | {"Digits": CODE}).text)
    assert "officer.menu" in menu

    stranger = post(town, menu, new_call(street) | {"Digits": "1"})

    assert stranger.status_code == 404


def test_nobody_skips_the_code_by_asking_for_a_later_step(town: Town, street: Street) -> None:
    call = new_call(street)
    post(town, "/voice/incoming", call)

    for step in ("officer.menu", "launch.partnership", "launch.confirm", "running.menu"):
        answer = post(town, f"/voice/steps/{step}/1", call | {"Digits": "1"})
        assert answer.status_code == 404 or "Votre code" in answer.text, step


@pytest.mark.parametrize("name", ["x.wav", "..%2f..%2ftocsin.db", "%2e%2e/secret", "0" * 64 + ".wav"])
def test_media_are_found_by_their_secret_names_only(town: Town, name: str) -> None:
    assert requests.get(f"{town.there.public_url}/media/{name}", timeout=5).status_code == 404


@pytest.mark.parametrize("line", ["+32470123456", "GET /voice/incoming?From=+32470123456 482915 HTTP/1.1"])
def test_of_what_is_no_request_at_all_no_number_and_no_code_is_written_down(town: Town, line: str) -> None:
    host, port = town.there.bind.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as caller:
        caller.sendall(f"{line}\r\n\r\n".encode())
        assert caller.recv(100).startswith(b"HTTP/1.1 400")

    log = town.there.log("web")

    assert "Invalid request" in log
    assert [each for each in log.splitlines() if not each.startswith("{")] == []
    assert not any(said in log for said in ("470123456", "482915"))


def test_a_sample_zone_rings_only_an_exchange_on_loopback(town: Town) -> None:
    street = a_street(town, [Person("Ana")], sample=True)
    alert = street.draft()
    town.tocsin("alert", "validate", alert, "--officer", street.officer)

    launched = town.run(
        "alert", "launch", alert, "--officer", street.officer, TWILIO_API_URL="https://api.example.invalid"
    )

    assert (launched.returncode, launched.stdout) == (1, "")
    assert "is a sample" in launched.stderr
    assert street.cascades() == []


def step_in(twiml: str) -> str:
    """The path of the next step in an answer."""
    found = re.search(r'action="[a-z]+://[^/]+(/voice/steps/[^"#]+)', twiml)
    assert found, twiml
    return found[1]

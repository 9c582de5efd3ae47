"""What the carrier is really asked, word by word."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carriers.twilio_carrier import TwilioCarrier, open_carrier
from plp.errors import BadInput, CarrierRefused, CarrierThrottled
from plp.ports import CallOrder, TextOrder
from tests.carriers.conftest import ACCOUNT, ANA, TOKEN, ZONE
from tests.carriers.scripted import Hang, Reply, ScriptedApi, answer

Calls = Callable[..., CallOrder]
Texts = Callable[..., TextOrder]


def test_a_call_asks_for_the_states_we_need_and_for_detection_that_does_not_make_the_person_wait(
    carrier: TwilioCarrier, api: ScriptedApi, call_order: Calls
) -> None:
    order = call_order(machine_url="https://zone.example/status/machines/one#rc=2")

    (placed,) = carrier.call([order])

    assert (placed.id, placed.sid) == ("one", "CA1")
    (request,) = api.requests
    assert request.path == f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    assert request.form == {
        "To": [ANA],
        "From": [ZONE],
        "Url": ["https://zone.example/voice/attempts/one#rc=2"],
        "Method": ["POST"],
        "Timeout": ["40"],
        "StatusCallback": ["https://zone.example/status/calls/one"],
        "StatusCallbackMethod": ["POST"],
        "StatusCallbackEvent": ["ringing", "completed"],
        "MachineDetection": ["DetectMessageEnd"],
        "AsyncAmd": ["true"],
        "AsyncAmdStatusCallback": ["https://zone.example/status/machines/one#rc=2"],
        "AsyncAmdStatusCallbackMethod": ["POST"],
    }
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


def test_without_a_machine_address_nothing_is_detected(
    carrier: TwilioCarrier, api: ScriptedApi, call_order: Calls
) -> None:
    list(carrier.call([call_order()]))

    assert not {name for name in api.requests[0].form if "Machine" in name or "Amd" in name}


@pytest.mark.parametrize(
    ("valid", "seconds"),
    [(timedelta(hours=1), "3600"), (timedelta(0), "1"), (timedelta(days=2), "36000"), (timedelta(seconds=-9), "1")],
)
def test_a_text_is_valid_for_a_second_at_least_and_ten_hours_at_most(
    carrier: TwilioCarrier, api: ScriptedApi, text_order: Texts, valid: timedelta, seconds: str
) -> None:
    list(carrier.text([text_order(valid=valid)]))

    (request,) = api.requests
    assert request.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert request.form == {
        "To": [ANA],
        "From": [ZONE],
        "Body": ["Deux cambriolages € rue des Tilleuls"],
        "StatusCallback": ["https://zone.example/status/texts/one"],
        "ValidityPeriod": [seconds],
    }


def test_results_come_as_they_complete_and_a_slow_one_holds_up_nobody(api: ScriptedApi, call_order: Calls) -> None:
    carrier = open_carrier(ACCOUNT, TOKEN, api_url=api.url, timeout=(1, 1), many=8)
    api.replies.append(Hang)

    placed = list(carrier.call([call_order(str(number)) for number in range(40)]))

    assert len(placed) == 40
    assert placed[-1].failure is not None
    assert [one.sid for one in placed[:-1]] == ["CA1"] * 39


def test_connections_are_kept_and_used_again(api: ScriptedApi, call_order: Calls) -> None:
    carrier = open_carrier(ACCOUNT, TOKEN, api_url=api.url, many=4)

    for batch in range(5):
        list(carrier.call([call_order(f"{batch}-{number}") for number in range(20)]))

    assert len(api.requests) == 100
    assert len(api.connections) <= 4


def test_nothing_is_placed_for_who_stops_listening(api: ScriptedApi, call_order: Calls) -> None:
    carrier = open_carrier(ACCOUNT, TOKEN, api_url=api.url, many=1)
    results = carrier.call([call_order(str(number)) for number in range(200)])

    next(results)
    results.close()  # type: ignore[attr-defined]

    assert len(api.requests) < 200


def test_no_order_is_no_request(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    assert list(carrier.call([])) == []
    assert api.requests == []


def test_the_list_of_calls_is_asked_by_number_and_by_no_time(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    record = {"sid": "CA5", "to": ANA, "from": ZONE, "status": "queued", "start_time": None}
    dated = record | {"sid": "CA6", "date_created": "Fri, 02 Jan 2026 10:00:00 +0000"}
    api.default = answer({"calls": [record, dated], "next_page_uri": None, "uri": "x"}, 200)

    seen = carrier.calls_to(ANA, limit=20)

    assert [(one.sid, one.to, one.sender, one.status) for one in seen] == [
        ("CA5", ANA, ZONE, "queued"),
        ("CA6", ANA, ZONE, "queued"),
    ]
    assert [one.created_at for one in seen] == [None, datetime(2026, 1, 2, 10, tzinfo=UTC)]
    assert api.requests[0].query == {"To": [ANA], "PageSize": ["20"]}


def test_what_went_to_others_is_left_out_of_a_list_that_follows_no_filter(
    carrier: TwilioCarrier, api: ScriptedApi
) -> None:
    to_ben = {"sid": "CA1", "to": "+32470000002", "from": ZONE, "status": "queued"}
    to_ana = to_ben | {"sid": "CA2", "to": f"00{ANA.removeprefix('+')}"}
    following = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json?Page=1"
    api.replies.append(answer({"calls": [to_ben] * 20, "next_page_uri": following, "uri": "x"}, 200))
    api.replies.append(answer({"calls": [to_ben, to_ana], "next_page_uri": None, "uri": "x"}, 200))

    seen = carrier.calls_to(ANA, limit=20)

    assert [one.sid for one in seen] == ["CA2"]


def test_texts_are_seen_with_their_words_and_their_error(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    record = {"sid": "SM5", "to": ANA, "from": ZONE, "status": "undelivered", "body": "bonjour", "error_code": 30005}
    api.replies.extend([answer({"messages": [record]}, 200), answer(record, 200)])

    listed, fetched = carrier.texts_to(ANA), carrier.text_status("SM5")

    assert listed == [fetched]
    assert (fetched.body, fetched.error_code, fetched.status) == ("bonjour", 30005, "undelivered")


def test_a_waiting_call_is_cancelled(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.default = answer({"sid": "CA1", "status": "canceled"}, 200)

    carrier.end_call("CA1")

    assert [request.form for request in api.requests] == [{"Status": ["canceled"]}]


@pytest.mark.parametrize("first", [answer({"status": "in-progress"}, 200), answer({"code": 21220}, 400)])
def test_a_call_that_talks_is_completed(carrier: TwilioCarrier, api: ScriptedApi, first: Reply) -> None:
    api.replies.extend([first, answer({"status": "completed"}, 200)])

    carrier.end_call("CA1")

    assert [request.form for request in api.requests] == [{"Status": ["canceled"]}, {"Status": ["completed"]}]


def test_a_call_that_is_over_or_unknown_is_left_alone(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.replies.extend([answer({"code": 21220}, 400)] * 2 + [answer({"code": 20404}, 404)])

    carrier.end_call("CA1")
    carrier.end_call("CA2")

    assert len(api.requests) == 3


def test_ending_a_call_does_not_hide_that_our_credentials_are_wrong(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.default = answer({"code": 20003}, 401)

    with pytest.raises(CarrierRefused):
        carrier.end_call("CA1")


def test_a_live_call_is_sent_elsewhere(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    carrier.send_call_to("CA1", "https://zone.example/voice/attempts/one/voicemail#rc=2")

    (request,) = api.requests
    assert request.path.endswith("/Calls/CA1.json")
    assert request.form == {"Url": ["https://zone.example/voice/attempts/one/voicemail#rc=2"], "Method": ["POST"]}


def test_a_recording_is_fetched_as_wav_with_our_credentials(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.default = Reply(200, b"RIFF sound", {"Content-Type": "audio/x-wav"})

    sound = carrier.recording(f"{api.url}/2010-04-01/Accounts/AC/Recordings/RE1")
    carrier.recording(f"{api.url}/2010-04-01/Accounts/AC/Recordings/RE1.mp3?x=1")

    assert sound == b"RIFF sound"
    assert [request.path.rsplit("/", 1)[1] for request in api.requests] == ["RE1.wav", "RE1.mp3"]
    assert api.requests[0].headers["Authorization"].startswith("Basic ")


def test_a_recording_that_is_not_there_yet_is_asked_for_later(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.default = answer({"code": 20404}, 404)

    with pytest.raises(CarrierThrottled):
        carrier.recording(f"{api.url}/RE1")


def test_a_recording_of_more_than_twenty_megabytes_is_refused(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.default = Reply(200, b"x" * (20 * 1024 * 1024 + 1))

    with pytest.raises(CarrierRefused, match="20 MB"):
        carrier.recording(f"{api.url}/RE1")


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/RE1",
        "https://api.twilio.com/RE1",
        "http://127.0.0.1:1/RE1",
        "http://user@127.0.0.1:{port}/RE1",
        "http://127.0.0.1:{port}@elsewhere.example/RE1",
        "https://127.0.0.1:{port}/RE1",
        "file:///etc/passwd",
        "http://127.0.0.1:x/RE1",
        "http://[",
        "",
    ],
)
def test_our_credentials_are_shown_to_nobody_but_the_carrier(
    carrier: TwilioCarrier, api: ScriptedApi, url: str
) -> None:
    with pytest.raises(CarrierRefused, match="does not lie with the carrier"):
        carrier.recording(url.replace("{port}", api.url.rsplit(":", 1)[1]))

    assert api.requests == []


def test_a_redirected_recording_is_not_followed(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.default = Reply(307, b"", {"Location": f"{api.url}/other"})

    with pytest.raises(Exception, match="HTTP 307"):
        carrier.recording(f"{api.url}/RE1")

    assert len(api.requests) == 1


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("https://api.twilio.com/2010-04-01/RE1", True),
        ("https://recordings.dublin.ie1.twilio.com/RE1", True),
        ("http://api.twilio.com/RE1", False),
        ("https://api.twilio.com.evil.example/RE1", False),
        ("https://eviltwilio.com/RE1", False),
    ],
)
def test_twilios_own_hosts_are_known_by_their_name(url: str, owned: bool) -> None:
    assert open_carrier(ACCOUNT, TOKEN).account.address.owns(url) is owned


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("https://api.twilio.com", False),
        ("http://127.0.0.1:8090", True),
        ("http://localhost:8090/", True),
        ("http://[::1]:8090", True),
        ("http://127.0.0.1.evil.example", False),
        ("http://10.0.0.7", False),
        ("http://localhost.example", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, loopback: bool) -> None:
    assert open_carrier(ACCOUNT, TOKEN, api_url=url).on_loopback is loopback


@pytest.mark.parametrize("url", ["", "api.twilio.com", "ftp://x", "http://", "http://x:y", "https://x?y=1", "http://["])
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(BadInput, match="TWILIO_API_URL"):
        open_carrier(ACCOUNT, TOKEN, api_url=url)


def test_the_environment_rewrites_no_host(
    carrier: TwilioCarrier, api: ScriptedApi, call_order: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"TWILIO_EDGE": "dublin", "TWILIO_REGION": "ie1", "HTTP_PROXY": "http://127.0.0.1:1"}.items():
        monkeypatch.setenv(name, value)

    (placed,) = carrier.call([call_order()])

    assert placed.sid == "CA1"


FORK = """
import os, sys
from carriers.twilio_carrier import open_carrier
account = open_carrier("AC", "token", api_url="http://127.0.0.1:1").account
own = account.line
if os.fork() == 0:
    os._exit(0 if account.line is not own and account.line is account.line else 1)
sys.exit(os.waitstatus_to_exitcode(os.wait()[1]) or int(account.line is not own))
"""


def test_a_forked_process_makes_connections_of_its_own() -> None:
    ended = subprocess.run([sys.executable, "-c", FORK], cwd=Path(__file__).parents[2], timeout=60, check=False)

    assert ended.returncode == 0

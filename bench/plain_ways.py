"""The two plain ways to place many calls, measured beside ours: a loop over the official client, one RQ job each."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bench.carrier import ROOT, BenchCarrier
from bench.town import ACCOUNT, TOKEN
from gateway.redis_server import RedisServer


def official_loop(carrier: BenchCarrier, sample: int) -> float:
    """Calls a second of a loop over the official client, nothing recorded."""
    os.environ["REQUESTS_CA_BUNDLE"] = str(carrier.certificate)
    client = _client(carrier.url)
    _call(client, 0)
    start = time.monotonic()
    for number in range(sample):
        _call(client, number)
    return sample / (time.monotonic() - start)


def one_job_per_delivery(carrier: BenchCarrier, sample: int) -> float:
    """Calls a second with one RQ job per delivery on a forking worker, nothing recorded."""
    with tempfile.TemporaryDirectory() as folder:
        server = RedisServer(Path(folder))
        socket = server.ensure_started()
        try:
            queue = Queue("bench", connection=Redis(unix_socket_path=str(socket)), serializer=JSONSerializer)
            for number in range(sample):
                queue.enqueue("bench.plain_ways.place", carrier.url, number)
            environment = os.environ | {"REQUESTS_CA_BUNDLE": str(carrier.certificate)}
            start = time.monotonic()
            program = ["-m", "rq.cli", "worker", "--burst", "--quiet", "--serializer", "rq.serializers.JSONSerializer"]
            subprocess.run(
                [sys.executable, *program, "--url", f"unix://{socket}", "bench"], cwd=ROOT, env=environment, check=True
            )
            return sample / (time.monotonic() - start)
        finally:
            server.stop()


def place(api_url: str, number: int) -> None:
    """One job: a client, a call."""
    _call(_client(api_url), number)


def _client(api_url: str) -> Client:
    client = Client(ACCOUNT, TOKEN, http_client=TwilioHttpClient(timeout=10))
    client.api.base_url = api_url
    return client


def _call(client: Client, number: int) -> None:
    client.calls.create(to=f"+3247{number:07d}", from_="+3226100100", url="https://gateway.example/voice")

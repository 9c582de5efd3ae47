"""The bench's carrier as a process of its own: started, asked what it saw, stopped."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class BenchCarrier:
    """Where it answers, and the certificate to trust."""

    url: str
    certificate: Path | None
    pid: int

    def arrivals(self) -> list[tuple[float, str]]:
        """When each order came (monotonic seconds), and for which number."""
        return [(moment, number) for moment, number in json.loads(self._ask("GET"))]

    def forget(self) -> None:
        """Begin anew."""
        self._ask("DELETE")

    def _ask(self, method: str) -> bytes:
        import ssl

        host = self.url.partition("://")[2]
        connection: http.client.HTTPConnection = (
            http.client.HTTPSConnection(host, context=ssl.create_default_context(cafile=str(self.certificate)))
            if self.certificate
            else http.client.HTTPConnection(host)
        )
        connection.request(method, "/arrivals")
        return connection.getresponse().read()


@contextmanager
def bench_carrier(*, delay: float = 0.0, tls: bool = True, calls_back: str | None = None) -> Iterator[BenchCarrier]:
    """Start it on a free port of loopback, and stop it."""
    with tempfile.TemporaryDirectory() as folder:
        certificate = _certificate(Path(folder)) if tls else None
        program = [sys.executable, "-m", "bench.carrier_server", "--delay", str(delay)]
        program += ["--cert", str(certificate)] if certificate else []
        program += ["--calls-back", calls_back] if calls_back else []
        with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
            try:
                assert running.stdout is not None
                port = running.stdout.readline().strip()
                scheme = "https" if certificate else "http"
                yield BenchCarrier(f"{scheme}://127.0.0.1:{port}", certificate, running.pid)
            finally:
                running.terminate()


def _certificate(folder: Path) -> Path:
    """A key and a certificate for 127.0.0.1 in one file, signed by itself."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [shutil.which("openssl") or "openssl", "req", "-x509",
         "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    certificate.write_bytes(certificate.read_bytes() + key.read_bytes())
    return certificate

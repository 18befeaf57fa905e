"""A submission server on loopback that takes everything but what a recipient's name forbids."""

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inbox_triage.smtp.server import Security, Server
from tests.servers.smtp_server import SmtpServer

Start = Callable[..., SmtpServer]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that is its own authority, and its key."""
    place = tmp_path_factory.mktemp("tls")
    files = place / "cert.pem", place / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    outputs = ["-out", str(files[0]), "-keyout", str(files[1])]
    subprocess.run([*command.split(), *names, *outputs], check=True, capture_output=True)
    return files


@pytest.fixture
def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """The server's side of TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts servers and stops them after the test."""
    started: list[SmtpServer] = []

    def start_one(**options: object) -> SmtpServer:
        started.append(SmtpServer(**options))  # type: ignore[arg-type]  # passed through
        started[-1].start()
        return started[-1]

    yield start_one
    for server in started:
        server.stop()


@pytest.fixture
def smtp_server(start: Start) -> SmtpServer:
    """A server without TLS or login."""
    return start()


@pytest.fixture
def server(smtp_server: SmtpServer) -> Server:
    """How to reach `smtp_server`."""
    return Server("localhost", smtp_server.port, Security.NONE)

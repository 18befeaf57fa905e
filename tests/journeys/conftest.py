"""What the journeys share: one classifier for all, an SMTP server, a site a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inbox_triage.classifier.model import Classifier, load_or_train
from tests.journeys.site import Site
from tests.servers.dovecot import Login
from tests.servers.smtp_server import SmtpServer


@pytest.fixture
def submission() -> Iterator[SmtpServer]:
    server = SmtpServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with a trained artifact, made once a run."""
    directory = tmp_path_factory.mktemp("model")
    load_or_train(directory)
    return directory


@pytest.fixture(scope="session")
def classifier(trained: Path) -> Classifier:
    return load_or_train(trained)


@pytest.fixture
def site(tmp_path: Path, login: Login, classifier: Classifier, submission: SmtpServer) -> Site:
    return Site(tmp_path / "site", login, classifier, smtp_port=submission.port)

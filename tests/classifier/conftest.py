"""One trained classifier for all tests of this folder: training takes some seconds."""

from pathlib import Path

import pytest

from inbox_triage.classifier.model import Classifier, load_or_train


@pytest.fixture(scope="session")
def trained_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("trained")
    load_or_train(directory)
    return directory


@pytest.fixture(scope="session")
def classifier(trained_directory: Path) -> Classifier:
    return load_or_train(trained_directory)

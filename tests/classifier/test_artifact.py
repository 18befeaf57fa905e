"""The artifact is loaded when it is ours and fresh; otherwise it is trained anew and said so."""

import shutil
import stat
from pathlib import Path

import pytest

from inbox_triage.classifier import artifact, seed
from inbox_triage.classifier.model import Classifier, load_or_train
from inbox_triage.errors import ArtifactError
from inbox_triage.triage.category import ClassifierInput

QUESTION = ClassifierInput("Refund", "I was charged twice, please pay it back.", "en")


@pytest.fixture
def directory(trained_directory: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained_directory, tmp_path / "model"))


def test_what_was_stored_predicts_the_same_as_what_was_trained(
    classifier: Classifier, directory: Path
) -> None:
    loaded = load_or_train(directory)
    assert loaded.notices == ()
    assert loaded.predict([QUESTION]) == classifier.predict([QUESTION])
    assert loaded.report == classifier.report


def test_artifact_and_key_are_readable_by_their_owner_only(directory: Path) -> None:
    for name in (artifact.FILE_NAME, artifact.KEY_NAME):
        assert stat.S_IMODE((directory / name).stat().st_mode) == 0o600


def test_a_changed_artifact_is_refused_before_anything_in_it_is_read(directory: Path) -> None:
    file = directory / artifact.FILE_NAME
    octets = bytearray(file.read_bytes())
    octets[len(octets) // 2] ^= 1
    file.write_bytes(octets)
    with pytest.raises(ArtifactError, match="changed by something other than training"):
        artifact.load(directory, seed.digest())


def test_an_artifact_from_another_machine_is_refused(directory: Path) -> None:
    (directory / artifact.KEY_NAME).write_bytes(b"x" * 32)
    with pytest.raises(ArtifactError, match="changed by something other"):
        artifact.load(directory, seed.digest())


@pytest.mark.parametrize("octets", [b"", b"short", b"\x80\x04\x95" + b"." * 100])
def test_rubbish_in_place_of_the_artifact_is_refused(directory: Path, octets: bytes) -> None:
    (directory / artifact.FILE_NAME).write_bytes(octets)
    with pytest.raises(ArtifactError):
        artifact.load(directory, seed.digest())


def test_an_artifact_of_other_examples_is_stale(directory: Path) -> None:
    with pytest.raises(ArtifactError, match="have changed since training"):
        artifact.load(directory, "0" * 64)


def test_an_artifact_of_another_scikit_learn_is_stale(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifact, "version", lambda _name: "0.1")
    with pytest.raises(ArtifactError, match="another scikit-learn"):
        artifact.load(directory, seed.digest())


@pytest.mark.slow
def test_a_damaged_artifact_is_trained_anew_and_the_admin_is_told(directory: Path) -> None:
    file = directory / artifact.FILE_NAME
    file.write_bytes(file.read_bytes()[:-10])
    again = load_or_train(directory)
    assert any("changed by something other than training" in notice for notice in again.notices)
    assert again.predict([QUESTION])[0].category == "refund_billing"
    assert load_or_train(directory).notices == ()


@pytest.mark.slow
def test_a_directory_that_cannot_be_written_means_a_model_in_memory(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file where the directory should be")
    classifier = load_or_train(occupied / "model")
    assert any("kept in memory only" in notice for notice in classifier.notices)
    assert classifier.predict([QUESTION])[0].category == "refund_billing"

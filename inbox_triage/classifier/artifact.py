"""The trained artifact on disk: one file of plain arrays and JSON, signed, never a pickle.

The file is a signature (HMAC-SHA256 with a key beside it) followed by a NumPy archive that is
read with `allow_pickle=False`, and only after the signature was found right.

Fails: ArtifactError for a file that is missing, damaged, foreign, or of another version.
Limits: 64 MiB; the key protects against a swapped file, not against the account's owner.
"""

import hashlib
import hmac
import io
import json
import os
import secrets
import tempfile
import zipfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from inbox_triage.classifier.features import columns_from
from inbox_triage.classifier.lexicon import Phrase
from inbox_triage.classifier.scoring import Calibration
from inbox_triage.classifier.training import CategoryReport, Report, Trained
from inbox_triage.errors import ArtifactError

FORMAT = 1
FILE_NAME = "categories.artifact"
KEY_NAME = "artifact.key"

_MAX_OCTETS = 64 * 2**20
_KEY_OCTETS = 32
_SIGNATURE_OCTETS = hashlib.sha256().digest_size


def save(trained: Trained, directory: Path) -> None:
    """Write the artifact beside its key, atomically; OSError when the directory refuses."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    archive = io.BytesIO()
    about = json.dumps(_about(trained), ensure_ascii=False).encode()
    np.savez_compressed(
        archive,
        about=np.frombuffer(about, np.uint8),
        rarity=trained.columns.rarity,
        weights=trained.weights,
        offsets=trained.calibration.offsets,
        thresholds=trained.calibration.thresholds,
    )
    body = archive.getvalue()
    _replace(directory / FILE_NAME, _sign(_key(directory), body) + body)


def load(directory: Path, seed_digest: str) -> Trained:
    """Read the artifact; ArtifactError says why it cannot be used."""
    try:
        body = _read_signed(directory)
        with np.load(io.BytesIO(body), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        about = json.loads(arrays["about"].tobytes())
        _check_version(about, seed_digest)
        return _trained(about, arrays)
    except FileNotFoundError as error:
        raise ArtifactError("no artifact yet") from error
    except OSError as error:
        raise ArtifactError(f"the artifact cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ArtifactError(f"the artifact is damaged: {error}") from error


def _about(trained: Trained) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "scikit_learn": version("scikit-learn"),
        "seed_digest": trained.seed_digest,
        "text": trained.columns.text,
        "subject": trained.columns.subject,
        "phrases": [[" ".join(p.words), p.category, p.weight] for p in trained.phrases],
        "slope": trained.calibration.slope,
        "report": asdict(trained.report),
    }


def _check_version(about: dict[str, Any], seed_digest: str) -> None:
    if about["format"] != FORMAT:
        raise ArtifactError("the artifact has another format")
    if about["scikit_learn"] != version("scikit-learn"):
        raise ArtifactError("the artifact was trained with another scikit-learn")
    if about["seed_digest"] != seed_digest:
        raise ArtifactError("the examples or lexicons have changed since training")


def _trained(about: dict[str, Any], arrays: dict[str, Any]) -> Trained:
    report = about["report"]
    categories = tuple(CategoryReport(**one) for one in report.pop("categories"))
    return Trained(
        columns=columns_from(about["text"], about["subject"], arrays["rarity"]),
        phrases=tuple(Phrase(tuple(w.split(" ")), c, n) for w, c, n in about["phrases"]),
        weights=arrays["weights"],
        calibration=Calibration(about["slope"], arrays["offsets"], arrays["thresholds"]),
        report=Report(**report, categories=categories),
        seed_digest=about["seed_digest"],
    )


def _read_signed(directory: Path) -> bytes:
    """Return the archive's octets after checking their signature."""
    with (directory / FILE_NAME).open("rb") as file:
        octets = file.read(_MAX_OCTETS + 1)
    key = (directory / KEY_NAME).read_bytes()
    signature, body = octets[:_SIGNATURE_OCTETS], octets[_SIGNATURE_OCTETS:]
    if len(octets) > _MAX_OCTETS or not hmac.compare_digest(signature, _sign(key, body)):
        raise ArtifactError("the artifact was changed by something other than training")
    return body


def _sign(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")


def _key(directory: Path) -> bytes:
    """Return the key of this directory, made on first use and readable by its owner only."""
    file = directory / KEY_NAME
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    key = secrets.token_bytes(_KEY_OCTETS)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(key)
    return key


def _replace(target: Path, octets: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a half."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise

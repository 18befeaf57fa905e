"""Opens what the working verbs work with: settings, classifier, store."""

import logging
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from inbox_triage.classifier.model import Classifier, load_or_train
from inbox_triage.config.loading import load
from inbox_triage.config.settings import Settings
from inbox_triage.errors import StoreError
from inbox_triage.logs import format_event
from inbox_triage.message.language import detect_language
from inbox_triage.store.database import Store, open_store

_log = logging.getLogger(__name__)


def clock() -> datetime:
    """Return now, aware; a verb reads it once."""
    return datetime.now(UTC)  # noqa: TID251 - the command line is where the clock is read


def open_settings(path: Path, *, with_templates: bool = True) -> Settings:
    """Load the configuration and make its state directory; ConfigError or StoreError.

    Verbs that only look leave the templates out: trying them all takes longer than the look.
    """
    settings = load(path, with_templates=with_templates)
    try:
        settings.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(
            f"The state directory {settings.state_dir} cannot be made: {error.strerror}.",
            remedy="Give the daemon's user write access there, or set state_dir.",
        ) from error
    if not os.access(settings.state_dir, os.W_OK, effective_ids=True):
        raise StoreError(
            f"The state directory {settings.state_dir} is not writable.",
            remedy="Give the daemon's user write access there, or set state_dir.",
        )
    return settings


def open_memory(settings: Settings) -> tuple[Classifier, Store]:
    """Return the classifier, trained when it has to be, and the open database.

    Call it with the lock in hand: both may write into the state directory.
    """
    for warning in settings.warnings:
        _log.warning(format_event("config.warning", problem=warning))
    _load_languages()
    store = open_store(settings.database)
    hint = "the first time it is trained, which can take a minute"
    _log.info(format_event("classifier.loading", hint=hint))
    classifier = load_or_train(settings.state_dir / "model")
    for notice in classifier.notices:
        _log.warning(format_event("classifier.notice", notice=notice))
    return classifier, store


def _load_languages() -> None:
    """Load the language model now: it is unpacked into a temporary file.

    On a full disk that would fail later, with each message, and every one would be parked.
    """
    try:
        detect_language("a text that is long enough to tell", ("de", "en"))
    except OSError as error:
        raise StoreError(
            f"No temporary file can be written in {tempfile.gettempdir()}: {error.strerror}.",
            remedy="Free some space there, or set TMPDIR.",
        ) from error

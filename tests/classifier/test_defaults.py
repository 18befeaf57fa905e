"""Shipped files are found in a checkout and in an installed wheel alike."""

from pathlib import Path

import pytest

from inbox_triage import defaults
from inbox_triage.classifier import seed
from inbox_triage.errors import InputError


def test_a_checkout_has_its_files_at_the_top_of_the_tree() -> None:
    top = defaults.checkout_path()
    assert top is not None
    assert defaults.defaults_path("models/examples") == top / "models" / "examples"


def test_an_installed_wheel_has_them_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "inbox_triage"
    (package / "_defaults" / "rules").mkdir(parents=True)
    (tmp_path / "site-packages" / "models").mkdir()  # somebody else's, not ours
    monkeypatch.setattr(defaults, "_PACKAGE", package)
    monkeypatch.setattr(defaults, "_PLACES", (package.parent, package / "_defaults"))
    assert defaults.checkout_path() is None
    assert defaults.defaults_path("rules") == package / "_defaults" / "rules"
    with pytest.raises(InputError, match="The shipped models is missing"):
        defaults.defaults_path("models")


def test_the_wheel_is_told_to_carry_every_file_that_training_reads() -> None:
    top = defaults.checkout_path()
    assert top is not None
    carried = (top / "pyproject.toml").read_text(encoding="utf-8")
    for file in (*seed.example_files(), *seed.lexicon_files(), seed.wrapping_file()):
        place = file.relative_to(top)
        assert any(f'"{part.as_posix()}" =' in carried for part in (place, *place.parents))

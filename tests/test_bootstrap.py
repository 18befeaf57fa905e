"""`python3 -m inbox_triage` on a bare checkout: it makes its environment, or says what is missing.

The checkout is a small stand-in with the real `__main__.py` and a build backend of its own, so
that nothing is fetched from anywhere.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "inbox_triage"
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "inbox-triage"
version = "0"
dependencies = ["a-package-that-is-nowhere>=1"]
optional-dependencies = { dev = ["pytest"], demo = [] }
"""
BACKEND = """
import zipfile
INFO = "inbox_triage-0.dist-info"
FILES = {
    f"{INFO}/METADATA": "Metadata-Version: 2.1\\nName: inbox-triage\\nVersion: 0\\n",
    f"{INFO}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    f"{INFO}/RECORD": "",
}
def build_editable(directory, config_settings=None, metadata_directory=None):
    name = "inbox_triage-0-py3-none-any.whl"
    with zipfile.ZipFile(f"{directory}/{name}", "w") as wheel:
        for path, text in FILES.items():
            wheel.writestr(path, text)
    return name
"""
VERBS = "import sys\n\ndef main():\n    print('ran', *sys.argv[1:], 'with', sys.prefix)\n"


def make_checkout(directory: Path) -> Path:
    commands = directory / "inbox_triage" / "cli"
    commands.mkdir(parents=True)
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(PACKAGE / name, directory / "inbox_triage")
    (commands / "__init__.py").touch()
    (commands / "main.py").write_text(VERBS)
    (directory / "backend.py").write_text(BACKEND)
    (directory / "pyproject.toml").write_text(PYPROJECT)
    return directory


def start(
    checkout: Path, *arguments: str, pretend: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `python3 -m inbox_triage` there; `pretend` is Python that runs first in the process."""
    variables = {"PATH": os.environ["PATH"], "PIP_NO_INDEX": "1", **environment}
    if pretend:
        (checkout / "pretend").mkdir(exist_ok=True)
        (checkout / "pretend" / "sitecustomize.py").write_text(pretend)
        variables["PYTHONPATH"] = str(checkout / "pretend")
    return subprocess.run(
        [os.path.realpath(sys.executable), "-m", "inbox_triage", *arguments],
        cwd=checkout,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return make_checkout(tmp_path / "checkout")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose environment was made by a first start."""
    checkout = make_checkout(tmp_path_factory.mktemp("prepared") / "checkout")
    first = start(checkout, "status", "--json")
    assert first.stdout == f"ran status --json with {checkout}/.venv\n", first.stderr
    assert "-m venv --clear" in first.stderr
    assert "-m pip install" in first.stderr
    return checkout


@pytest.mark.slow
def test_the_first_start_prepares_and_the_second_is_quiet(prepared: Path) -> None:
    second = start(prepared, "status")

    assert second.stdout == f"ran status with {prepared}/.venv\n"
    assert second.stderr == ""


@pytest.mark.slow
def test_an_environment_that_was_cut_short_is_remade(prepared: Path) -> None:
    (prepared / ".venv" / "prepared").write_text("")
    (prepared / ".venv" / "left-over").touch()

    again = start(prepared, "status")

    assert again.stdout.startswith("ran status")
    assert "-m venv --clear" in again.stderr
    assert not (prepared / ".venv" / "left-over").exists()


@pytest.mark.slow
def test_an_environment_whose_python_is_gone_is_remade(prepared: Path) -> None:
    python = prepared / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")

    again = start(prepared, "status")

    assert again.stdout.startswith("ran status"), again.stderr
    assert "-m venv --clear" in again.stderr


@pytest.mark.slow
def test_changed_dependencies_are_installed_into_the_same_environment(prepared: Path) -> None:
    with (prepared / "pyproject.toml").open("a") as pyproject:
        pyproject.write("# changed by a git pull\n")

    again = start(prepared, "status")

    assert again.stdout.startswith("ran status")
    assert "-m pip install" in again.stderr
    assert "-m venv" not in again.stderr


@pytest.mark.slow
def test_without_a_network_it_ends_with_69_and_the_next_start_goes_on(prepared: Path) -> None:
    pyproject = prepared / "pyproject.toml"
    good = pyproject.read_text()
    pyproject.write_text(good.replace("requires = []", 'requires = ["a-backend-from-nowhere"]'))

    failed = start(prepared, "demo")

    assert failed.returncode == 69
    assert "inbox-triage: Failed: " in failed.stderr
    assert "network" in failed.stderr
    assert failed.stdout == ""

    pyproject.write_text(good)
    assert start(prepared, "demo").stdout.startswith("ran demo")


NO_ENSUREPIP = "import os, sys\nsys.modules['ensurepip'] = None\nos.geteuid = lambda: {user}\n"


def test_a_python_without_venv_names_the_debian_package(checkout: Path) -> None:
    failed = start(checkout, "demo", pretend=NO_ENSUREPIP.format(user=1000))

    assert failed.returncode == 69
    assert "apt-get install -y --no-install-recommends python3-venv" in failed.stderr
    assert not (checkout / ".venv").exists()


def test_root_on_debian_gets_the_package_installed(checkout: Path) -> None:
    (checkout / "bin").mkdir()
    for name in ("apt-get", "sh"):
        tool = checkout / "bin" / name
        tool.write_text(f'#!/bin/bash\necho {name} "$@" >>{checkout}/called\n[ $1 != -c ]\n')
        tool.chmod(0o755)
    path = f"{checkout}/bin:{os.environ['PATH']}"

    failed = start(checkout, "demo", pretend=NO_ENSUREPIP.format(user=0), PATH=path)

    called = (checkout / "called").read_text()
    assert "sh -c apt-get update && apt-get install" in called
    assert "python3-venv" in failed.stderr
    assert failed.returncode == 69  # the stand-in's installation fails


def test_an_old_python_is_told_so(checkout: Path) -> None:
    failed = start(checkout, "demo", pretend="import sys\nsys.version_info = (3, 9, 2)\n")

    assert failed.returncode == 69
    assert "Python 3.11 or later is needed" in failed.stderr


def test_an_installed_copy_never_prepares_anything(checkout: Path) -> None:
    (checkout / "pyproject.toml").unlink()

    ran = start(checkout, "status")

    assert ran.stdout.startswith("ran status")
    assert ran.stderr == ""
    assert not (checkout / ".venv").exists()


def test_an_installed_copy_has_no_tests(checkout: Path) -> None:
    (checkout / "pyproject.toml").unlink()

    failed = start(checkout, "test")

    assert failed.returncode == 69
    assert "source tree" in failed.stderr


def test_an_environment_with_everything_in_it_is_used_as_it_is(checkout: Path) -> None:
    complete = PYPROJECT.replace('"a-package-that-is-nowhere>=1"', "")
    (checkout / "pyproject.toml").write_text(complete)

    ran = start(checkout, "status")

    assert ran.stdout.startswith("ran status")
    assert not (checkout / ".venv").exists()


def test_the_verb_test_runs_pytest_and_ends_as_it_does() -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "inbox_triage", "test", *arguments]
        return subprocess.run(
            command, cwd=PACKAGE.parent, capture_output=True, text=True, check=False
        )

    fine, nothing = run("--version"), run("tests/nowhere")

    assert fine.returncode == 0
    assert "pytest --version" in fine.stderr
    assert nothing.returncode == 4  # pytest's own code for a wrong path
    assert "FAILED" in nothing.stderr

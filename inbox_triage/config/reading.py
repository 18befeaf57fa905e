"""Reads the admin's text files; what cannot be read is a problem with a remedy, not an error.

Fails: never raises for a file; returns a Problem.
Limits: files of 1 MiB (a customer file may have 8 MiB), 1000 files in a directory.
"""

from pathlib import Path

from inbox_triage.errors import Problem

TEXT_OCTETS = 1 << 20
_FILES = 1000


def read_text(path: Path, limit: int = TEXT_OCTETS) -> str | Problem:
    """Return the text of a UTF-8 file of at most `limit` octets, or what is wrong with it."""
    shown = str(path)
    try:
        with path.open("rb") as file:
            octets = file.read(limit + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        remedy = "Check the name, and that the daemon's user may read it."
        return Problem(shown, None, "", f"cannot be read: {_why(error)}.", remedy)
    if len(octets) > limit:
        return Problem(shown, None, "", f"is larger than {limit} octets.", "Split it.")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        return Problem(shown, line, "", "is not UTF-8 text.", "Save it in the encoding UTF-8.")


def read_directory(directory: Path, suffix: str) -> tuple[dict[str, str], list[Problem]]:
    """Return path → text of the files that end with `suffix`, in the order of their names."""
    try:
        paths = list_directory(directory, suffix)
    except (OSError, ValueError) as error:
        remedy = "Write one with `inbox-triage init`, or name another."
        what = f"cannot be read: {_why(error)}."
        return {}, [Problem(str(directory), None, "", what, remedy)]
    if len(paths) > _FILES:
        what = f"holds more than {_FILES} files ending with {suffix}."
        return {}, [Problem(str(directory), None, "", what)]
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in paths:
        text = read_text(path)
        if isinstance(text, Problem):
            problems.append(text)
        else:
            texts[str(path)] = text
    return texts, problems


def list_directory(directory: Path, suffix: str) -> list[Path]:
    """Return the files that end with `suffix`, in the order of their names; OSError, ValueError.

    Names that begin with `.` or `#` are what editors leave while somebody types.
    """
    names = sorted(path.name for path in directory.iterdir())
    return [directory / n for n in names if n.endswith(suffix) and not n.startswith((".", "#"))]


def _why(error: OSError | ValueError) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else "its name holds a NUL"

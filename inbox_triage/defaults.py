"""Where the files are that an admin may copy and edit: rules, templates, examples, lexicons.

In a checkout they lie at the top of the tree; in an installed wheel inside the package.

Limits: only a name of ours is looked up, never a path from outside.
"""

from pathlib import Path

from inbox_triage.errors import InputError

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE.parent, _PACKAGE / "_defaults")


def defaults_path(name: str) -> Path:
    """Return the file or directory shipped as `name`, such as `rules` or `models/examples`.

    Raises:
        InputError: The installation is incomplete.
    """
    for place in _PLACES:
        if (place / "pyproject.toml").is_file() or place.name == "_defaults":
            found = place / name
            if found.exists():
                return found
    raise InputError(
        f"The shipped {name} is missing beside {_PACKAGE}.", remedy="Install inbox-triage again."
    )


def checkout_path() -> Path | None:
    """Return the top of the tree when we run from a checkout, else None."""
    top = _PACKAGE.parent
    return top if (top / "pyproject.toml").is_file() else None

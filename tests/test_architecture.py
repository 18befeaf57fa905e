"""The shape of the code: sizes, directions, names. A rule that hurts is changed here, openly."""

import ast
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "inbox_triage"
MODULES = sorted(PACKAGE.rglob("*.py"))
MODULE_LINES = 400
BODY_LINES = 40
PARAMETERS = 6
# A message that breaks us is parked, and a defect of ours must not end the watch over an inbox.
CATCHES_ALL = {PACKAGE / "pipeline.py", PACKAGE / "daemon.py"}

type_of_function = ast.FunctionDef | ast.AsyncFunctionDef


def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text("utf-8"))


def functions_of(module: Path) -> Iterator[type_of_function]:
    yield from (node for node in ast.walk(tree_of(module)) if isinstance(node, type_of_function))


def body_lines(function: type_of_function) -> int:
    """Return the lines from the first statement behind the docstring to the last."""
    statements = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - statements[0].lineno + 1 if statements else 0


def parameter_count(function: type_of_function) -> int:
    given = function.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


def place_of(module: Path, node: ast.expr | ast.stmt | ast.ExceptHandler) -> str:
    return f"{module.relative_to(TOP)}:{node.lineno}"


def test_no_module_is_longer_than_one_can_read_in_one_sitting() -> None:
    lengths = {m.relative_to(TOP): len(m.read_text("utf-8").splitlines()) for m in MODULES}

    assert {m: n for m, n in lengths.items() if n > MODULE_LINES} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{place_of(module, function)} {function.name}: {body_lines(function)} lines"
        for module in MODULES
        for function in functions_of(module)
        if body_lines(function) > BODY_LINES
    ]

    assert long == []


def test_no_function_takes_more_than_six_parameters() -> None:
    greedy = [
        f"{place_of(module, function)} {function.name}"
        for module in MODULES
        for function in functions_of(module)
        if parameter_count(function) > PARAMETERS
    ]

    assert greedy == []


def catches_all(handler: ast.ExceptHandler) -> bool:
    """Say whether this handler swallows any error; one that raises again only tidies up."""
    if any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler)):
        return False
    caught = ast.unparse(handler.type) if handler.type else "BaseException"
    return bool(re.search(r"\b(Base)?Exception\b", caught))


def test_every_error_is_caught_by_name_except_in_two_places() -> None:
    handlers = [
        place_of(module, node)
        for module in MODULES
        if module not in CATCHES_ALL
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.ExceptHandler) and catches_all(node)
    ]

    assert handlers == []


def test_packages_hold_only_their_docstring() -> None:
    for module in PACKAGE.rglob("__init__.py"):
        docstring, *others = tree_of(module).body
        assert isinstance(docstring, ast.Expr), module
        version = [ast.unparse(node).partition(" = ")[0] for node in others]
        assert version == (["__version__"] if module.parent == PACKAGE else []), module


def test_every_module_says_its_job() -> None:
    silent = [str(m.relative_to(TOP)) for m in MODULES if not ast.get_docstring(tree_of(m))]

    assert silent == []


def never_words() -> set[str]:
    """Return the `words` of the last column of the glossary."""
    text = (TOP / "docs" / "concepts.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return {word for row in rows for word in re.findall("`([^`]+)`", row.split("|")[-2])}


def names_of(module: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, place) of everything that this module names itself."""
    yield module.stem, str(module.relative_to(TOP))
    for node in ast.walk(tree_of(module)):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, place_of(module, node)
            case ast.arg(arg=name):
                yield name, f"{module.relative_to(TOP)}:{node.lineno}"
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, place_of(module, node)
            case _:
                pass


def words_of(name: str) -> set[str]:
    """Return the words of `a_name` or `AName`, each also without a plural s."""
    words = re.sub("([a-z0-9])([A-Z])", r"\1_\2", name).lower().split("_")
    return {name.lower(), *words, *(word.removesuffix("s") for word in words)}


def test_the_glossary_has_words_to_keep_out() -> None:
    assert {"ticket", "email", "folder", "user"} <= never_words()


def test_our_names_use_the_words_of_the_glossary() -> None:
    never = never_words()
    wrong = [
        f"{place}: {name}"
        for module in MODULES
        for name, place in names_of(module)
        if words_of(name) & never
    ]

    assert wrong == []


def test_imports_point_one_way() -> None:
    command = [f"{sysconfig.get_path('scripts')}/lint-imports", "--no-cache"]

    checked = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout[-3000:]


@pytest.mark.parametrize("heavy", ["sklearn", "sqlalchemy", "numpy", "imapclient", "rich"])
def test_the_command_line_starts_without(heavy: str) -> None:
    code = f"import sys, inbox_triage.cli.main; sys.exit({heavy!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=TOP, check=False).returncode == 0

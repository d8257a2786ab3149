"""What a public function may raise stands in its docstring."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
COMMANDS = CHECKOUT / "studio" / "commands"  # whose docstrings are the command line's help
Function = ast.FunctionDef | ast.AsyncFunctionDef
Named = tuple[str, Function, str]  # what messages call it, and all that is said of it


def functions_of(node: ast.AST, around: str = "") -> Iterator[Named]:
    """Every public function and method; what a class says counts for how it is made."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.ClassDef) and not each.name.startswith("_"):
            yield from functions_of(each, ast.get_docstring(each) or "")
        elif isinstance(each, Function):
            said = ast.get_docstring(each) or ""
            if each.name == "__init__":
                yield each.name, each, f"{around} {said}"
            elif not each.name.startswith("_"):
                yield each.name, each, said


def raised_in(node: ast.AST) -> Iterator[ast.expr]:
    """What is raised by a function's own statements."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.Raise) and each.exc is not None:
            yield each.exc.func if isinstance(each.exc, ast.Call) else each.exc
        if not isinstance(each, Function | ast.ClassDef | ast.Lambda):
            yield from raised_in(each)


def unsaid(path: Path) -> Iterator[str]:
    """The errors that are raised and not spoken of. One that has no name here is some error."""
    for name, function, said in functions_of(ast.parse(path.read_text(encoding="utf-8"))):
        for error in raised_in(function):
            wanted = ast.unparse(error)
            wanted = wanted if wanted.isidentifier() and wanted[0].isupper() else "rror"
            if wanted not in said and wanted != "NotImplementedError":
                where = f"{path.relative_to(CHECKOUT)}:{error.lineno}"
                yield f"{where}: {name}: its docstring does not say {wanted}"


@pytest.mark.parametrize("package", ["core", "studio"])
def test_public_functions_say_what_they_raise(package: str) -> None:
    paths = [path for path in (CHECKOUT / package).rglob("*.py") if path.parent != COMMANDS]
    assert len(paths) > 30
    assert [line for path in sorted(paths) for line in unsaid(path)] == []

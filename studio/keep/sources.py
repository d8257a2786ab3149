"""What a module is made of: its own source and all that it imports, without the comments."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from studio.places import CHECKOUT

PACKAGES = ("core", "scenes", "studio")


@dataclass(frozen=True)
class Module:
    """One source file: a digest of what it does, and the names that it may import."""

    digest: str
    imports: tuple[str, ...]


class Sources:
    """The files of a checkout, each read once, so that all answers are of one moment."""

    def __init__(self, root: Path = CHECKOUT) -> None:
        self._root = root
        self._modules: dict[str, Module | None] = {}
        self._read: dict[Path, str | None] = {}

    def module(self, name: str) -> str:
        """The digest of one module, without what it imports."""
        return self._module(name).digest

    def closure(self, *names: str) -> dict[str, str]:
        """The digests of modules and of all of ours that they import, also through others."""
        found: dict[str, str] = {}
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            module = self._find(name)
            if module and name not in found:
                found[name] = module.digest
                waiting.extend(module.imports)
        return dict(sorted(found.items()))

    def imports(self, path: Path) -> tuple[str, ...]:
        """The names of what any file of Python may import; none if it can't be read as one."""
        content = self._bytes(path)
        try:
            return _parse(content).imports if content is not None else ()
        except SyntaxError:
            return ()

    def file(self, path: Path) -> str:
        """The SHA-256 of any file's bytes."""
        self._bytes(path)
        return self._read[path] or ""

    def fonts(self) -> dict[str, str]:
        """The bundled fonts by name."""
        folder = self._root / "scenes" / "kit" / "fonts"
        return {font.name: self.file(font) for font in sorted(folder.glob("*.[ot]tf"))}

    def package(self, name: str) -> dict[str, str]:
        """The digests of every file of a package, comments and all."""
        folder = self._root / name
        return {str(f.relative_to(folder)): self.file(f) for f in sorted(folder.rglob("*.py"))}

    def have_changed(self) -> bool:
        """Whether a file that was read is another one by now."""
        return any(_sha256(_content(path)) != digest for path, digest in self._read.items())

    def _bytes(self, path: Path) -> bytes | None:
        content = _content(path)
        self._read.setdefault(path, _sha256(content))
        return content

    def _module(self, name: str) -> Module:
        module = self._find(name)
        if module is None:
            raise ModuleNotFoundError(f"{name}: no such module in {self._root}")
        return module

    def _find(self, name: str) -> Module | None:
        if name not in self._modules:
            self._modules[name] = self._load(name)
        return self._modules[name]

    def _load(self, name: str) -> Module | None:
        if name.split(".")[0] not in PACKAGES:
            return None
        path = self._root.joinpath(*name.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            source = self._bytes(file)
            if source is not None:
                return _parse(source)
        return None


@lru_cache(maxsize=512)
def _parse(source: bytes) -> Module:
    tree = ast.parse(source)
    imports = tuple(dict.fromkeys(_imports(_statements(tree))))
    return Module(hashlib.sha256(ast.dump(tree).encode()).hexdigest(), imports)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _sha256(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Every statement, in functions too, without texts that stand alone: nothing reads those.

    The texts (docstrings) are taken out of the tree; so is nothing else.
    """
    waiting: list[list[ast.stmt]] = [tree.body]
    while waiting:
        block = waiting.pop()
        block[:] = [each for each in block if not _is_text(each)]
        for statement in block:
            yield statement
            waiting.extend(_blocks(statement))


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks within a statement, but for what only type checkers read."""
    if isinstance(statement, ast.If) and _is_for_types(statement.test):
        yield statement.orelse
        return
    for name in ("body", "orelse", "finalbody"):
        yield getattr(statement, name, [])
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def _is_for_types(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _imports(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Full names of what may be a module, with the packages around it."""
    for statement in statements:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                yield from _with_packages(alias.name)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            for alias in statement.names:
                yield from _with_packages(f"{statement.module}.{alias.name}")


def _with_packages(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(len(parts), 0, -1))

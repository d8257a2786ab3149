"""Where the names of `scenes` stand now, for own code that looks for one where it once stood."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from studio.places import CHECKOUT

ROOT, KIT = "scenes", "scenes.kit"
Homes = Mapping[str, Sequence[str]]  # where names are found


def import_instead(code: bytes, error: ImportError) -> str | None:
    """What own code should import in place of what it could not; None if it sought none of ours."""
    module = error.name or ""
    if module != KIT and not module.startswith(f"{KIT}."):
        return None
    modules, names = _homes()
    lines, lost = dict[str, list[str]](), list[str]()
    for name, is_module in _sought(ast.parse(code), module):
        home = _home(name, module, modules if is_module else names)
        if home is None:
            lost.append(f"there is no {name}")
        elif home != module:
            lines.setdefault(home, []).append(name)
    found = [f"`from {home} import {', '.join(moved)}`" for home, moved in lines.items()]
    return ", ".join([*(["write " + ", ".join(found)] if found else []), *lost])


def _sought(code: ast.Module, module: str) -> Iterator[tuple[str, bool]]:
    """What some code takes of a module, and whether that is a module itself."""
    last = module.rpartition(".")[2]
    for node in ast.walk(code):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            for alias in node.names:
                yield (last, True) if alias.name == "*" else (alias.name, module == KIT)
        elif isinstance(node, ast.Import) and module in {alias.name for alias in node.names}:
            yield last, True


def _home(name: str, module: str, homes: Homes) -> str | None:
    """Where a name is; of several places, the one that is called as the module it was sought in."""
    found = homes.get(name, ())
    alike = (home for home in found if home.split(".")[-1] == module.split(".")[-1])
    return next(alike, found[0] if found else None)


def _homes() -> tuple[Homes, Homes]:
    """The package of every module, and the modules of every public name; the kit's go first."""
    modules, names = dict[str, list[str]](), dict[str, list[str]]()
    files = [path.relative_to(CHECKOUT) for path in (CHECKOUT / ROOT).rglob("*.py")]
    for path in sorted(files, key=lambda path: (path.parts[1] != "kit", path)):
        parts = path.with_suffix("").parts
        modules.setdefault(parts[-1], []).append(".".join(parts[:-1]))
        for name in _defined(ast.parse((CHECKOUT / path).read_bytes())):
            names.setdefault(name, []).append(".".join(parts))
    return modules, names


def _defined(module: ast.Module) -> Iterator[str]:
    """The names that a module defines at its top."""
    for node in module.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            targets = (each for target in node.targets for each in ast.walk(target))
            yield from (each.id for each in targets if isinstance(each, ast.Name))

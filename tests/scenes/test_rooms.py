"""The rooms of `scenes` stand on each other: imports go down, and round in no circle."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from tests.test_architecture import CHECKOUT, imports_of, modules_of

# The rooms of the kit from the ground up: a file at its root, or a folder.
KIT = (
    *("theme", "layout", "source", "segments", "hull", "type", "plane", "props"),
    *("beat", "moves", "stages", "checks"),
)
FOR_OWN_BEATS = ("scenes.kit.text", "scenes.kit.plane")  # modules that hand on what others define
NO_ROOMS = ("scenes", "scenes.kit", "scenes.sets", "scenes.kit.text", "scenes.kit.fonts.make")


def name_of(path: Path) -> str:
    parts = path.relative_to(CHECKOUT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in modules_of("scenes")}


def arrows() -> list[tuple[str, str]]:
    """Every import of a module of scenes by another, for types too."""
    return [(one, other) for one in MODULES if one not in NO_ROOMS for other in imported(one)]


def imported(module: str) -> Iterator[str]:
    for name in sorted(imports_of(MODULES[module])):
        found = next((each for each in (name, name.rpartition(".")[0]) if each in MODULES), module)
        if found != module:
            yield found


def room(module: str) -> str:
    """A beat, a beat's set, or a room of the kit."""
    parts = module.split(".")
    return ".".join(parts[: 3 if parts[1] in ("kit", "sets") else 2])


def floor(module: str) -> int:
    """The kit's rooms stand on each other, sets on the kit, and beats on sets."""
    _, kind, *rest = module.split(".")
    return KIT.index(rest[0]) if kind == "kit" else len(KIT) + (kind != "sets")


def test_imports_go_from_a_room_down_to_another() -> None:
    found = arrows()
    assert len(found) > 300
    wrong = [
        f"{one} imports {other}"
        for one, other in found
        if room(one) != room(other) and floor(one) <= floor(other)
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for one, other in arrows():
        graph.setdefault(one, set()).add(other)
    assert list(TopologicalSorter(graph).static_order())


def test_a_set_is_for_the_beat_that_it_is_called_after() -> None:
    wrong = [
        f"{one} imports {other}"
        for one, other in arrows()
        if other.startswith("scenes.sets.") and not one.startswith("scenes.sets.")
        if other.split(".")[2] != one.split(".")[1]
    ]
    assert wrong == []


def test_what_is_handed_on_to_own_beats_is_used_by_none_of_ours() -> None:
    """A clip's key would else hold more than the clip is made of."""
    wrong = [
        f"{name_of(path)} imports {name}"
        for package in ("core", "scenes", "studio")
        for path in modules_of(package)
        for name in sorted(imports_of(path))
        if name.rpartition(".")[0] in FOR_OWN_BEATS and name not in MODULES
    ]
    assert wrong == []

"""The rooms of the house: imports run one way, types counted; every folder is a package."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.test_architecture import CHECKOUT, PACKAGES, imports_of, modules_of

LARGEST_ROOM = 16  # modules, beside `__init__`: what one can still read at a glance
LARGER = {
    "studio/commands": "one file a command, and nobody imports them",
    "scenes": "one file a beat: the film's table of contents",
}

Graph = Mapping[str, set[str]]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for package in PACKAGES for path in modules_of(package)}


def imported(path: Path) -> set[str]:
    """The modules of ours that a module imports, in functions and for types too."""
    found = set()
    for name in imports_of(path):
        for candidate in (name, name.rpartition(".")[0]):
            if candidate in MODULES:
                found.add(candidate)
                break
    return found


IMPORTS: Graph = {name: imported(path) - {name} for name, path in MODULES.items()}


def room_of(module: str) -> str:
    """A module's room: what stands at a package's top is a room by itself, but beats are one."""
    parts = module.split(".")
    if parts[0] != "scenes":
        return ".".join(parts[:2])
    if parts[1:2] == ["kit"]:
        return ".".join(parts[:3])
    return "scenes.sets" if parts[1:2] == ["sets"] else "scenes"


def between_rooms(graph: Graph) -> Graph:
    found: dict[str, set[str]] = defaultdict(set)
    for module, imports in graph.items():
        found[room_of(module)] |= {room_of(name) for name in imports} - {room_of(module)}
    return found


def circle(graph: Graph) -> list[str]:
    """One circle of a graph, as a way from a node back to itself; empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def modules_in(folder: str) -> Iterable[Path]:
    return (path for path in (CHECKOUT / folder).glob("*.py") if path.stem != "__init__")


def test_no_module_is_part_of_a_circle() -> None:
    assert circle(IMPORTS) == []


def test_no_room_is_part_of_a_circle() -> None:
    assert circle(between_rooms(IMPORTS)) == []


def test_a_circle_is_seen() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) != []
    two = {"core.words.script": {"core.trace.records"}, "core.trace.maps": {"core.words.facts"}}
    assert circle(two) == []
    assert circle(between_rooms(two)) != []


# From the ground up. What stands further down knows nothing of what stands further up.
FLOORS = {
    "core": (
        *("problems", "numerals", "unreadable", "documents", "maths", "trace"),
        *("lesson", "catalogue", "computing", "words", "reading", "mending"),
    ),
    "scenes.kit": (
        *("fonts", "theme", "layout", "known", "source", "segments", "rounded", "hull", "shades"),
        *("type", "plane", "props", "text", "handover", "beat", "moves", "stages", "checks"),
    ),
    "studio": (
        *("errors", "places", "signals", "versions", "plan", "keep", "video"),
        *("draw", "crew", "film"),
        *("check", "pages", "review", "watch", "machine", "commands", "cli", "__main__"),
    ),
}


@pytest.mark.parametrize("package", FLOORS)
def test_no_room_knows_one_above_it(package: str) -> None:
    height = {f"{package}.{room}": floor for floor, room in enumerate(FLOORS[package])}
    rooms = between_rooms(IMPORTS)
    unknown = {room for room in rooms if room.startswith(f"{package}.")} - set(height)
    assert unknown == set(), "say on which floor they are"
    up = [
        f"{room} imports {other}"
        for room in height
        for other in sorted(rooms.get(room, ()))
        if other in height and height[other] > height[room]
    ]
    assert up == []


def test_the_kit_knows_no_set_and_no_beat() -> None:
    kit = {name: found for name, found in IMPORTS.items() if name.startswith("scenes.kit")}
    wrong = [
        f"{name} imports {other}"
        for name, found in kit.items()
        for other in sorted(found)
        if other.startswith("scenes.") and not other.startswith("scenes.kit")
    ]
    assert wrong == []


def test_a_set_serves_one_beat() -> None:
    users = defaultdict(set)
    for name, found in IMPORTS.items():
        for other in found:
            if other.startswith("scenes.sets.") and not name.startswith("scenes.sets."):
                users[other.split(".")[2]].add(name)
    assert {beat: names for beat, names in users.items() if names != {f"scenes.{beat}"}} == {}


def folders_with_modules() -> list[Path]:
    found = {path.parent for package in PACKAGES for path in modules_of(package)}
    return sorted(found - {CHECKOUT / "scenes" / "kit" / "fonts"})


def test_every_folder_of_modules_is_a_package() -> None:
    assert [
        str(folder) for folder in folders_with_modules() if not (folder / "__init__.py").exists()
    ] == []


def test_no_room_is_too_full_to_be_read_at_a_glance() -> None:
    counts = {
        str(folder.relative_to(CHECKOUT)): len(list(modules_in(str(folder))))
        for folder in folders_with_modules()
    }
    full = {name: count for name, count in counts.items() if count > LARGEST_ROOM}
    assert set(full) <= set(LARGER), full


DOORS = {"scenes.kit.plane": "a module of that name was what lessons' own beats imported"}


def test_packages_open_no_doors() -> None:
    """An `__init__` that imports would put all that it imports into every beat's key."""
    packages = [name for name, path in MODULES.items() if path.name == "__init__.py"]
    assert {name for name in packages if IMPORTS[name]} == set(DOORS)


FOR_OWN_BEATS = ("scenes.kit.text", "scenes.kit.plane")  # modules that hand on what others define


def test_what_is_handed_on_to_own_beats_is_used_by_none_of_ours() -> None:
    used = {other for name, found in IMPORTS.items() for other in found if name != other}
    assert used.isdisjoint(FOR_OWN_BEATS)

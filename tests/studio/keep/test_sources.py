"""A module is its code and what it imports; comments are not code."""

import json
import subprocess
import sys

import pytest

from studio.keep.sources import PACKAGES, Sources
from studio.places import CHECKOUT

BEATS = sorted(path.stem for path in CHECKOUT.glob("scenes/*.py") if path.stem != "__init__")

PROGRAMS = {"scenes/kit/fonts"}  # what stands there is called, and never imported


@pytest.fixture
def package(tmp_path):
    """`package(name=text, …)`: the Sources of a checkout of these modules."""

    def make(**modules):
        for name, text in modules.items():
            path = (tmp_path / "scenes" / name.replace("_in_", "/")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return Sources(tmp_path)

    return make


@pytest.mark.parametrize(
    "same",
    [
        "def f():  # why\n    return 1\n",
        '"""What it is."""\ndef f():\n    """One."""\n    return 1\n',
        "def f():\n\n    return (\n        1\n    )\n",
    ],
)
def test_comments_docstrings_and_layout_are_not_code(package, same):
    code = package(a="def f():\n    return 1\n").module("scenes.a")
    assert package(a=same).module("scenes.a") == code


@pytest.mark.parametrize(
    "other", ["def f():\n    return 2\n", "def g():\n    return 1\n", "def f():\n    return '1'\n"]
)
def test_anything_else_is(package, other):
    code = package(a="def f():\n    return 1\n").module("scenes.a")
    assert package(a=other).module("scenes.a") != code


def test_imports_are_followed_in_every_form(package):
    sources = package(
        beat="import scenes.kit.a\nfrom scenes.kit import b\nfrom scenes.kit.c import see\n"
        "import numpy\ndef f():\n    try:\n        from scenes.kit.d import dee\n"
        "    finally:\n        from scenes.kit import e\n",
        kit_in_a="",
        kit_in_b="from scenes.kit import f",
        kit_in_c="",
        kit_in_d="",
        kit_in_e="",
        kit_in_f="import scenes.beat",
        kit_in_g="",
        kit_in___init__="",
    )
    modules = [f"scenes.kit.{name}" for name in "abcdef"]
    assert list(sources.closure("scenes.beat")) == ["scenes.beat", "scenes.kit", *modules]


def test_what_only_type_checkers_import_is_left_out(package):
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from scenes.b import B\n"
    sources = package(a=text + "else:\n    import scenes.c\n", b="", c="")
    assert list(sources.closure("scenes.a")) == ["scenes.a", "scenes.c"]


def test_a_module_that_is_not_there_is_named(package):
    with pytest.raises(ModuleNotFoundError, match=r"scenes\.a"):
        package(b="").module("scenes.a")


def test_what_any_file_imports_is_known_without_running_it(package, tmp_path):
    file = tmp_path / "own.py"
    file.write_text("from scenes.a import b\nimport numpy\n\ndef f():\n    import scenes.c\n")
    found = package(a="", c="import scenes.d", d="").imports(file)
    assert found == ("scenes.a.b", "scenes.a", "scenes", "numpy", "scenes.c")
    file.write_text("from scenes.a import")
    assert package(a="").imports(file) == ()


def test_a_file_that_changed_after_it_was_read_is_noticed(package):
    sources = package(a="x = 1", b="y = 1")
    sources.closure("scenes.a")
    package(b="y = 2")
    assert not sources.have_changed()
    package(a="x = 2")
    assert sources.have_changed()


def test_a_module_that_appears_where_one_was_looked_for_is_noticed(package):
    sources = package(a="from scenes import b", b="")
    sources.closure("scenes.a")
    package(b_in___init__="")
    assert not sources.have_changed(), "scenes/b.py stands before scenes/b/__init__.py"
    sources = package(a="from scenes import c")
    sources.closure("scenes.a")
    package(c="")
    assert sources.have_changed()


def test_a_closure_holds_just_the_scenes_that_a_beat_loads():
    program = (
        "import sys, json, importlib\n"
        "ours = lambda: {n for n in sys.modules if n.split('.')[0] == 'scenes'}\n"
        "loaded = {}\n"
        "for beat in sys.argv[1:]:\n"
        "    for name in ours(): del sys.modules[name]\n"
        "    importlib.import_module('scenes.' + beat)\n"
        "    loaded[beat] = sorted(ours())\n"
        "print(json.dumps(loaded))\n"
    )
    command = [sys.executable, "-c", program, *BEATS]
    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    sources = Sources()
    for beat, loaded in json.loads(ran.stdout).items():
        found = {name for name in sources.closure(f"scenes.{beat}") if name.startswith("scenes")}
        assert found == set(loaded), beat


def test_every_folder_with_modules_is_a_package():
    """In any other, neither a clip's key nor the identity of a cluster's worker holds them."""
    folders = {file.parent for package in PACKAGES for file in (CHECKOUT / package).rglob("*.py")}
    assert len(folders) > 20
    found = {str(each.relative_to(CHECKOUT)) for each in folders if not _is_package(each)}
    assert found == PROGRAMS


def _is_package(folder):
    return (folder / "__init__.py").exists()

"""The direction of imports, what is declared and pinned, and what no committed file may hold."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[1]
PACKAGES = ("core", "scenes", "studio")
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]

# What git ignores, as folders and as files of the checkout's top.
NOT_OURS = {
    *(".git", ".venv", "__pycache__", "media", "build", "dist"),
    *(".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".setup.log"),
}

# Where the name to import is not the name to install.
DISTRIBUTIONS = {"PIL": "pillow", "cairo": "pycairo", "yaml": "pyyaml", "webvtt": "webvtt-py"}
# What an extra of a declared package names: `manim[typst]`.
BY_EXTRA = {"typst"}


def files_of(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            if path.parent.name != "renders" or path.name == "gallery":
                yield from files_of(path)
        else:
            yield path


def modules_of(package: str) -> list[Path]:
    return [path for path in files_of(CHECKOUT / package) if path.suffix == ".py"]


def imports_of(path: Path) -> set[str]:
    """Full names of what a module imports anywhere in its text, within functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are written in full"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def offences(package: str, *forbidden: str) -> list[str]:
    modules = modules_of(package)
    assert modules, f"no modules in {package}"
    return [
        f"{path.relative_to(CHECKOUT)} imports {name}"
        for path in modules
        for name in sorted(imports_of(path))
        if name.split(".")[0] in forbidden
    ]


def beats() -> list[Path]:
    found = [path for path in (CHECKOUT / "scenes").glob("*.py") if path.stem != "__init__"]
    assert found, "no beats in scenes/"
    return sorted(found)


def test_core_knows_neither_manim_nor_scenes_nor_studio() -> None:
    assert offences("core", "manim", "scenes", "studio") == []


def test_scenes_do_not_know_the_studio() -> None:
    assert offences("scenes", "studio") == []


def test_only_core_reads_yaml() -> None:
    assert offences("scenes", "yaml") + offences("studio", "yaml") == []


def test_no_beat_imports_another_beat() -> None:
    wrong = [
        f"scenes/{path.name} imports {name}"
        for path in beats()
        for name in sorted(imports_of(path))
        if name.startswith("scenes.") and not name.startswith(("scenes.kit", "scenes.sets"))
    ]
    assert wrong == []


# Mobjects that cost a frame milliseconds, draw nothing for some words, or call LaTeX; and what
# there is in their place.
SLOW = {
    "Text": "scenes.kit.type",
    "DecimalNumber": "Number of scenes.kit.type",
    "Dot3D": "Dot",
    "ThreeDAxes": "scenes.kit.plane.plane",
} | dict.fromkeys(
    ["MarkupText", "Tex", "MathTex", "Integer", "Variable", "Matrix", "Typst", "MathTypst"],
    "scenes.kit.type",
)


def test_no_scene_uses_a_mobject_that_we_have_a_better_one_for() -> None:
    wrong = [
        f"{path.relative_to(CHECKOUT)} imports {name}: use {SLOW[name.split('.')[1]]}"
        for path in modules_of("scenes")
        for name in sorted(imports_of(path))
        if name.startswith("manim.") and name.split(".")[1] in SLOW
    ]
    assert wrong == []


def test_the_kit_imports_no_beat() -> None:
    names = {path.stem for path in beats()}
    wrong = [
        f"{path.relative_to(CHECKOUT)} imports {name}"
        for path in modules_of("scenes/kit")
        for name in sorted(imports_of(path))
        if name.startswith("scenes.") and name.split(".")[1] in names
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "module", ["core.reading.lesson", "core.computing", "core.words.script", "studio.cli"]
)
def test_manim_is_imported_lazily(module: str) -> None:
    program = f"import sys, {module}; print('manim' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "False", done.stderr


def distribution_of(name: str) -> str:
    return canonicalize_name(DISTRIBUTIONS.get(name, name))


def third_party_imports() -> set[str]:
    names = {
        name.split(".")[0]
        for package in PACKAGES
        for path in modules_of(package)
        for name in imports_of(path)
    }
    return {
        distribution_of(name)
        for name in names
        if name not in sys.stdlib_module_names and name not in PACKAGES
    }


def declared(group: list[str]) -> dict[str, Requirement]:
    requirements = [Requirement(line) for line in group]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def test_what_is_imported_is_declared() -> None:
    known = declared(PROJECT["dependencies"] + EXTRAS["cluster"])
    undeclared = third_party_imports() - set(known) - BY_EXTRA
    assert undeclared == set()


def test_what_is_declared_is_imported() -> None:
    assert set(declared(PROJECT["dependencies"])) - third_party_imports() == set()


def pins_of(name: str) -> dict[str, tuple[str, int]]:
    """Package name -> its pinned version and how many hashes vouch for it."""
    text = (CHECKOUT / "requirements" / name).read_text().replace("\\\n", " ")
    pins = {}
    for line in filter(None, text.splitlines()):
        requirement = Requirement(line.split(" --hash")[0])
        (version,) = requirement.specifier
        assert version.operator == "==", line
        name = canonicalize_name(requirement.name)
        assert name not in pins, f"{name} is pinned twice"
        pins[name] = (version.version, line.count("--hash=sha256:"))
    return pins


@pytest.mark.parametrize("name", ["run.txt", "cluster.txt", "dev.txt", "build.txt"])
def test_every_pin_is_hashed(name: str) -> None:
    assert [pin for pin, (_, hashes) in pins_of(name).items() if hashes == 0] == []


def test_the_pins_hold_what_is_declared() -> None:
    sets = {"run.txt": [], "cluster.txt": EXTRAS["cluster"], "dev.txt": EXTRAS["dev"]}
    for name, group in sets.items():
        pins = pins_of(name)
        for package, requirement in declared(PROJECT["dependencies"] + group).items():
            assert package in pins, f"{package} is not in {name}: run requirements/renew"
            assert pins[package][0] in requirement.specifier, f"{package} in {name}"


def test_the_development_set_holds_the_others() -> None:
    assert pins_of("run.txt").items() <= pins_of("cluster.txt").items()
    assert pins_of("cluster.txt").items() <= pins_of("dev.txt").items()


def test_the_build_tools_agree_with_the_other_pins() -> None:
    build, development = pins_of("build.txt"), pins_of("dev.txt")
    # macOS alone has cython in the run set, and there it is not a build tool.
    common = (build.keys() & development.keys()) - {"cython"}
    assert {name: build[name] for name in common} == {name: development[name] for name in common}


# Written so that the expressions do not match themselves.
FORBIDDEN = {
    "a machine path": re.compile(r"(?:^|[^\w.~-])/(?:tmp|work|root|farm|home)/\w"),
    "a registry address": re.compile(
        r"https?://[^\s\"')]*(?:registry|/simple\b|hosted[.]|debian|packages/)"
        r"|\bpypi[.]org|pythonhosted[.]|npmjs[.](?:org|com)"
    ),
    "an index option": re.compile(
        r"--(?:extra-)?index-url[ =]\S|--(?:find-links|trusted-host)[ =]\S"
    ),
}


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in files_of(CHECKOUT):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a font or a picture
        found += [
            f"{path.relative_to(CHECKOUT)}:{number}: {what}: {line.strip()[:80]}"
            for number, line in enumerate(lines, 1)
            for what, expression in FORBIDDEN.items()
            if expression.search(line)
        ]
    assert found == []

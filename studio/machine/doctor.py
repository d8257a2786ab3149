"""What this machine has and lacks, found out although anything may be missing.

Nothing but the standard library is imported before it is asked for: a missing package is what
there may be to report.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import os
import platform
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.places import CHECKOUT
from studio.versions import heed_version

OK, ATTENTION, MISSING = "ok", "attention", "missing"
FONTS = CHECKOUT / "scenes" / "kit" / "fonts"
TESTED = ((3, 11), (3, 13))  # the first and the last Python that films are tested with
GB = 1e9
ROOM = 1 * GB  # bytes, for the clips and the film of a lesson in high quality
LEAST_ROOM = 0.1 * GB
WORKER, PARENT = 0.3 * GB, 0.3 * GB  # memory of a clip's process, and of the others
INSTALL = "set up anew: remove .venv, then run ./heed; by hand, see “Two commands” in the README"
TOLERANCE = 12.0  # of 255, that encoding may change a pixel on the average


@dataclass(frozen=True)
class Finding:
    """One thing that films need."""

    what: str
    state: str  # OK, ATTENTION or MISSING
    found: str
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """Every finding, in an order to be read in; whatever goes wrong is a finding too."""
    for what, check in CHECKS.items():
        try:
            yield from check()
        except ModuleNotFoundError as error:
            package = str(error.name).partition(".")[0]
            yield Finding(what, MISSING, f"the package {package} is missing", INSTALL)
        except Exception as error:
            yield Finding(what, MISSING, _line(error), "")


def _line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[-1]}"


# --- the program and its packages


def _heed() -> Iterator[Finding]:
    yield Finding("heed", OK, heed_version())


def _python() -> Iterator[Finding]:
    here, (first, last) = sys.version_info[:2], TESTED
    remedy = f"tested are {first[0]}.{first[1]} to {last[0]}.{last[1]}"
    state = MISSING if here < first else ATTENTION if here > last else OK
    found = f"{platform.python_version()} ({sys.executable})"
    yield Finding("python", state, found, "" if state == OK else remedy)


def _system() -> Iterator[Finding]:
    yield Finding("system", OK, f"{platform.platform()}, {platform.machine()}")


def _packages() -> Iterator[Finding]:
    from packaging.requirements import Requirement

    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    fine: list[str] = []
    for wanted in map(Requirement, project["dependencies"]):
        try:
            got = importlib.metadata.version(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            got = ""
        if got and wanted.specifier.contains(got, prereleases=True):
            fine.append(f"{wanted.name} {got}")
        else:
            state, held = (ATTENTION, got) if got else (MISSING, "none")
            found = f"{wanted.name}: wanted {wanted.specifier}, got {held}"
            yield Finding("packages", state, found, INSTALL)
    yield Finding("packages", OK, ", ".join(fine))


def _libraries() -> Iterator[Finding]:
    cairo, manimpango = map(importlib.import_module, ("cairo", "manimpango"))
    found = f"cairo {cairo.cairo_version_string()}, pango {manimpango.pango_version()}"
    yield Finding("libraries", OK, found)


# --- the machine


def _cores() -> Iterator[Finding]:
    usable, all_of_them = _usable_cores(), os.cpu_count() or 1
    yield Finding("cores", OK, f"{usable} usable of {all_of_them}: as many clips at a time")


def _usable_cores() -> int:
    from studio.crew.workers import cores

    return cores()


def _memory() -> Iterator[Finding]:
    available, wanted = _available_memory(), PARENT + _usable_cores() * WORKER
    if available is None:
        yield Finding("memory", OK, f"not known here; {wanted / GB:.1f} GB are needed in 1080p60")
        return
    found = f"{available / GB:.1f} GB available, {wanted / GB:.1f} GB needed in 1080p60"
    remedy = "render fewer clips at a time (-j 1), or in a lower quality (-qm, -ql)"
    enough = available >= wanted
    yield Finding("memory", OK if enough else ATTENTION, found, "" if enough else remedy)


def _available_memory() -> float | None:
    """Bytes that new processes may take, also within a container; None where nobody tells."""
    told = re.findall(r"^MemAvailable: +([0-9]+) kB$", _text(Path("/proc/meminfo")), re.MULTILINE)
    found = [float(kilobytes) * 1024 for kilobytes in told]
    groups = Path("/sys/fs/cgroup")
    most, used = _text(groups / "memory.max").strip(), _text(groups / "memory.current").strip()
    if most.isdigit() and used.isdigit():
        found.append(float(most) - float(used))
    return min(found, default=None)


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def _disk() -> Iterator[Finding]:
    yield _room("renders", CHECKOUT / "renders")


def _room(what: str, folder: Path) -> Finding:
    """Whether a folder, or the one that it will be made in, takes files of a film's size."""
    place = next(each for each in (folder, *folder.parents) if each.exists())
    remedy = "make room, or choose another folder"
    try:
        free = shutil.disk_usage(place).free
        with tempfile.NamedTemporaryFile(dir=place, prefix=".heed-"):
            found = f"{folder}: {free / GB:.1f} GB free"
    except OSError as error:
        return Finding(what, MISSING, f"{folder}: can't write there: {error.strerror}", remedy)
    if free >= ROOM:
        return Finding(what, OK, found)
    return Finding(what, MISSING if free < LEAST_ROOM else ATTENTION, found, remedy)


def _cache() -> Iterator[Finding]:
    from studio.keep.cache import Cache, cache_home

    home = cache_home()
    remedy = "set HEED_CACHE to a folder that can be written; without one, nothing is kept"
    try:
        room = _room("cache", home)
        cache = Cache(home)
    except OSError as error:
        found = f"{home}: can't write there: {error.strerror}"
        yield Finding("cache", ATTENTION, found, remedy)
        return
    if room.state != OK:
        yield room
    kept, damaged = cache.entries(), len(cache.damaged())
    size = sum(entry.size for entry in kept)
    found = f"{home}: {len(kept)} clips, {size / GB:.2f} GB"
    if damaged:
        yield Finding(
            "cache", ATTENTION, f"{found}; {damaged} set aside", "heed cache --keep-days 30"
        )
    elif not _exclude_each_other(cache):
        remedy = "its disk has no locks: set HEED_CACHE to another one"
        yield Finding("cache", ATTENTION, f"{found}; two renders can't share it", remedy)
    else:
        yield Finding("cache", OK, f"{found}, locks work")


def _exclude_each_other(cache: Any) -> bool:
    """Whether who holds a lock of the cache holds it alone."""
    from filelock import Timeout

    with cache.lock("doctor"):
        try:
            with cache.lock("doctor").acquire(blocking=False):
                return False
        except Timeout:
            return True


# --- what draws


def _fonts() -> Iterator[Finding]:
    sums = (FONTS / "SHA256SUMS").read_text(encoding="utf-8")
    wanted = {name: digest for digest, name in map(str.split, sums.splitlines())}
    remedy = "fetch them again: git checkout scenes/kit/fonts"
    found = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in FONTS.glob("*.ttf")
    }
    for name in wanted.keys() - found.keys():
        yield Finding("fonts", MISSING, f"{name} is missing", remedy)
    for name in [each for each in wanted if found.get(each, wanted[each]) != wanted[each]]:
        yield Finding("fonts", MISSING, f"{name} is damaged", remedy)
    sound = sum(found.get(name) == digest for name, digest in wanted.items())
    yield Finding("fonts", OK, f"{sound} of {len(wanted)} are bundled and sound")


def _encoder() -> Iterator[Finding]:
    import av

    try:
        av.codec.Codec("libx264", "w")
    except (ValueError, av.error.FFmpegError):
        yield Finding("encoder", MISSING, "PyAV was built without libx264", INSTALL)
        return
    major, minor, _ = av.library_versions["libavcodec"]
    yield Finding("encoder", OK, f"libx264 by libavcodec {major}.{minor}")


def _workers() -> Iterator[Finding]:
    from studio.crew.workers import start_method

    found = {
        "forkserver": "forked from a process that has loaded Manim",
        "spawn": "each loads Manim anew, as this system has no safe fork",
    }
    yield Finding("workers", OK, found[start_method()])


def _trial() -> Iterator[Finding]:
    """Draw, encode and decode one picture of one beat, in a worker."""
    from studio.machine.trial import FRAMES, run_trial

    trial = run_trial()
    faults = [
        *([] if trial.contrast else ["the picture is blank"]),
        *([] if trial.frames == FRAMES else [f"wanted {FRAMES} frames, got {trial.frames}"]),
        *([] if trial.error < TOLERANCE else [f"decoded pixels are off by {trial.error:.0f}/255"]),
    ]
    remedy = "report it, with all that stands here" if faults else ""
    found = "; ".join(faults) or f"drawn, encoded and decoded; pixels off by {trial.error:.1f}/255"
    yield Finding("trial", MISSING if faults else OK, found, remedy)


CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "heed": _heed,
    "python": _python,
    "system": _system,
    "packages": _packages,
    "libraries": _libraries,
    "cores": _cores,
    "memory": _memory,
    "renders": _disk,
    "cache": _cache,
    "fonts": _fonts,
    "encoder": _encoder,
    "workers": _workers,
    "trial": _trial,
}


def lines_of(finding: Finding) -> list[str]:
    """A finding as it is printed, and below it the remedy."""
    lines = [f"{finding.state:<10} {finding.what:<10} {finding.found}"]
    return [*lines, f"{'':<21} → {finding.remedy}"] if finding.remedy else lines


def report_without_packages(error: ModuleNotFoundError, arguments: list[str]) -> int:
    """The report, or one line, where not even the command line can be loaded; the exit code."""
    if arguments[:1] == ["doctor"]:
        package = str(error.name).partition(".")[0]
        lacking = Finding("packages", MISSING, f"the package {package} is missing", INSTALL)
        for finding in (lacking, *examine()):
            print("\n".join(lines_of(finding)))
    else:
        print(f"the package {error.name} is missing; {INSTALL}", file=sys.stderr)
    return 3

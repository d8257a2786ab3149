"""A worker of a cluster: it draws one clip for another machine, and hands over the files."""

from __future__ import annotations

import importlib
import logging
import multiprocessing
import pickle
import platform
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import wait
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from studio.crew.workers import Workers
from studio.draw.keys import COLOUR, EXACT, every_painter
from studio.errors import StudioError, UsageError
from studio.keep.sources import Sources
from studio.places import CHECKOUT
from studio.plan.plan import Clip
from studio.signals import Report
from studio.versions import version_of

INSTALL = ".venv/bin/python -m pip install --require-hashes -r requirements/cluster.txt"
LOOK_SECONDS = 0.2  # so that work that nobody waits for any more ends soon

Identity = Mapping[str, str]  # what decides frames besides the clip: its name, and its digest


class ClusterError(StudioError):
    """A cluster that is not there, or is not what it should be."""

    exit_code = 3


def check_address(address: str) -> None:
    """Raise UsageError for what can be no scheduler's address."""
    if not re.fullmatch(r"(tcp|tls)://[^/]+:[0-9]{1,5}", address):
        raise UsageError(f"wanted an address such as tcp://127.0.0.1:8786, got {address!r}")


def check_certificates(address: str, role: str) -> None:
    """Raise ClusterError for a tls:// address without what it takes. `role` is one of Dask's."""
    from distributed import Security

    if address.startswith("tls:") and not Security().get_connection_args(role)["ssl_context"]:
        raise ClusterError(f"{address}: no certificates; see Dask's settings distributed.comm.tls")


def quiet(level: int) -> None:
    """Have Dask log nothing below a level: what matters, we say."""
    for name in [each for each in logging.root.manager.loggerDict if "distributed" in each]:
        logging.getLogger(name).setLevel(level)


@dataclass(frozen=True)
class Order:
    """What a worker is asked for: `task(clip, folder, report)`, with the lesson's own fonts."""

    task: Callable[..., Any]
    clip: Clip
    fonts: tuple[bytes, ...]


def order_of(task: Callable[..., Any], clip: Clip) -> bytes:
    """An order, ready to be sent."""
    return pickle.dumps(Order(task, clip, tuple(font.read_bytes() for font in clip.lesson.fonts)))


def identity() -> dict[str, str]:
    """What this machine would draw with: Python, packages, a library, our own code, the fonts."""
    sources, packages = Sources(), {name: version_of(name) for name in EXACT}
    modules = (*_modules(), *every_painter())
    code = {name: sources.module(name) for name in modules}
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": version_of("numpy").split(".")[0],
        **packages,
        "libcairo": importlib.import_module("cairo").cairo_version_string(),
        **{f"{name.replace('.', '/')}.py": digest for name, digest in code.items()},
        COLOUR.name: sources.file(COLOUR),
        **sources.fonts(),
    }


def _modules() -> Iterator[str]:
    for package in ("core", "scenes"):
        for file in sorted((CHECKOUT / package).rglob("*.py")):
            if file.parent.joinpath("__init__.py").exists() and file.stem != "__init__":
                yield ".".join(file.relative_to(CHECKOUT).with_suffix("").parts)


@cache
def first_identity() -> dict[str, str]:
    """What this process has loaded; its files may have changed since."""
    return identity()


def difference(wanted: Identity, got: Identity) -> str | None:
    """The first of what differs: `manim: wanted 0.22.0, got 0.21.0`."""
    for name in dict.fromkeys((*wanted, *got)):
        one, other = wanted.get(name, "none"), got.get(name, "none")
        if one != other:
            return f"{name}: wanted {one[:12]}, got {other[:12]}"
    return None


def introduce() -> tuple[dict[str, str], bool]:
    """Who this worker is, and whether it may have processes of its own."""
    return first_identity(), not multiprocessing.current_process().daemon


def work(sent: bytes, wanted: Identity, topic: str, name: str) -> bytes:
    """Draw what was ordered; the answer as `answer_of` reads it.

    Progress is told under the topic. Raises nothing: the answer may hold an error, such as
    ClusterError where this worker is of another version, or nobody waits for it any more.
    """
    from distributed import Status, get_worker

    worker, running = get_worker(), (Status.running, Status.paused)
    key = worker.get_current_task()

    def is_wanted() -> bool:
        state = worker.state.tasks.get(key)
        return state is not None and state.state != "cancelled" and worker.status in running

    def report(value: int) -> None:
        worker.log_event(topic, {"name": name, "value": value})

    try:
        for got in (first_identity(), identity()):
            if fault := difference(wanted, got):
                raise ClusterError(f"{worker.address} is of another version: {fault}")
        order = pickle.loads(sent)  # noqa: S301  # the README says whom a worker must trust
        answer: Any = _draw(order, Path(worker.local_directory), is_wanted, report)
    except Exception as error:
        answer = error
    return pickle.dumps(answer)


def _draw(
    order: Order, place: Path, is_wanted: Callable[[], bool], report: Report
) -> tuple[Any, dict[str, bytes]]:
    """The result of a task in a process of its own, and the files that it names."""
    with tempfile.TemporaryDirectory(dir=place) as home, Workers(1) as workers:
        clip = _with_fonts(order, Path(home) / "fonts")
        task = workers.submit(order.task, clip, Path(home) / "clip", report=report)
        while not wait([task], timeout=LOOK_SECONDS).done:
            if not is_wanted():
                raise ClusterError("nobody waits for it any more")
        result = task.result()
        return result, {file.name: file.read_bytes() for file in _files(result)}


def _with_fonts(order: Order, folder: Path) -> Clip:
    """The clip with the lesson's fonts where they are here."""
    lesson, placed = order.clip.lesson, list[Path]()
    for number, (font, content) in enumerate(zip(lesson.fonts, order.fonts)):
        path = folder / str(number) / font.name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        placed.append(path)
    return replace(order.clip, lesson=lesson.model_copy(update={"fonts": tuple(placed)}))


def answer_of(answer: bytes, clip: Clip, folder: Path) -> Any:
    """The result in a worker's answer, its files in the new folder `folder`.

    Raises the worker's own error, if that is its answer.
    """
    found = pickle.loads(answer)  # noqa: S301  # from a worker that we trust with our own code
    if isinstance(found, Exception):
        raise found
    result, files = found
    folder.mkdir()
    for name, content in files.items():
        (folder / Path(name).name).write_bytes(content)
    return replace(_moved(result, folder), clip=clip)


def _files(value: Any) -> Iterator[Path]:
    """Every path in a result."""
    if isinstance(value, Path):
        yield value
    for part in _parts(value):
        yield from _files(part)


def _moved(value: Any, folder: Path) -> Any:
    """A result whose files are in another folder."""
    if isinstance(value, Path):
        return folder / value.name
    if isinstance(value, tuple):
        return tuple(_moved(part, folder) for part in value)
    if _has_fields(value):
        parts = {each.name: getattr(value, each.name) for each in fields(value)}
        return replace(value, **{name: _moved(part, folder) for name, part in parts.items()})
    return value


def _parts(value: Any) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        return value
    return tuple(getattr(value, each.name) for each in fields(value)) if _has_fields(value) else ()


def _has_fields(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, (type, Clip))

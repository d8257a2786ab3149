"""A small lesson and a small beat that every test of the studio may use."""

import io
import pickle
import shutil
import signal
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
from rich.console import Console

CHECKOUT = Path(__file__).parents[2]

MINIMAL = """\
title: Which bank?
sentences: [money bank, river bank]
focus: bank
embeddings: {money: [2.6, 0.8], river: [-0.8, 2.4], bank: [1.2, 1.8]}
storyboard: [title, tokens, pull]
"""


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory):
    """A cache for the tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("cache")
        patch.setenv("HEED_CACHE", str(home))
        yield home


@pytest.fixture(scope="session")
def checkout(tmp_path_factory):
    """A copy of our packages, for changes; it stays as it is while others edit the checkout."""
    root = tmp_path_factory.mktemp("checkout")
    for package in ("core", "scenes", "studio"):
        shutil.copytree(CHECKOUT / package, root / package, ignore=lambda *_: ["__pycache__"])
    return root


@pytest.fixture
def lesson_file(tmp_path):
    """The path of a sound lesson of three beats."""
    path = tmp_path / "small.yaml"
    path.write_text(MINIMAL)
    return path


@pytest.fixture
def lesson(lesson_file):
    from core.reading.lesson import read_lesson

    return read_lesson(lesson_file)


@pytest.fixture
def computed(lesson):
    from core.computing import Computed

    return Computed.of(lesson)


@pytest.fixture
def playing(monkeypatch, tmp_path):
    """`playing(kind)`: every beat is played by this class; the working directory is restored."""
    monkeypatch.chdir(tmp_path)
    return lambda kind: cast(monkeypatch, kind)


def cast(monkeypatch, kind):
    """Have every beat played by one class."""
    monkeypatch.setattr("studio.draw.drawing.beat_class", lambda name: kind)
    monkeypatch.setattr("scenes.kit.beat.beat_class", lambda name: kind)


@pytest.fixture
def refusal(capfd, monkeypatch):
    """`refusal(…)`: what `heed render …` says of the author's mistake."""
    from studio import cli

    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def render(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.main(["render", *map(str, arguments)])
        assert ended.value.code == 2
        return capfd.readouterr().err

    return render


class Inline(Executor):
    """Runs every task here and at once, and keeps the order in which they came.

    Answers are copies, as they are when they come from another process.
    """

    def __init__(self, *_):
        self.beats = []

    def submit(self, task, clip, folder, *, report):
        self.beats.append(clip.spec.beat)
        future = Future()
        try:
            future.set_result(pickle.loads(pickle.dumps(task(clip, folder, report))))
        except Exception as error:
            future.set_exception(error)
        return future


def alone(console=None):
    """A crew that stays in this process; what it tells is lost unless a console takes it."""
    from studio.crew.render import Crew

    return Crew(1, console or Console(file=io.StringIO()), Inline)


@pytest.fixture
def inline():
    """An executor that stays in this process."""
    return Inline

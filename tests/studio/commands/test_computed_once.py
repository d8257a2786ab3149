"""Every command computes the numbers of a lesson once, and hands them on to all who need them."""

import json
import signal

import pytest
from PIL import Image

from core import computing
from studio import cli
from studio.crew import render
from studio.draw.clips import Album, Still
from studio.draw.stills import StillResult
from studio.film import production
from studio.review import compare, diff
from tests.studio.conftest import MINIMAL, Inline
from tests.studio.slow import slow_clip

WITHOUT_STORYBOARD = MINIMAL.replace("storyboard: [title, tokens, pull]\n", "")


@pytest.fixture
def traces(monkeypatch):
    """The traces that are computed in this process, whoever asks for them."""
    made, record = [], computing.Trace
    monkeypatch.setattr(computing, "Trace", lambda **fields: made.append(1) or record(**fields))
    return made


@pytest.fixture
def heed(monkeypatch, tmp_path):
    """`heed(…)`: the command, with renderers that draw one grey, and compute nothing."""
    monkeypatch.setenv("HEED_FAKE", json.dumps({}))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(render, "Workers", Inline)
    monkeypatch.setattr(production, "render_clip", slow_clip)
    monkeypatch.setattr(compare, "render_clip", slow_clip)
    for module in (production, diff):
        monkeypatch.setattr(module, "rehearse_clip", rested)
    monkeypatch.setattr(production, "still_of", lambda _, *clip: still(*clip))

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        return ended.value.code

    return run


def grey(folder):
    folder.mkdir(parents=True)
    Image.new("RGB", (64, 36), "grey").save(folder / "grey.png")
    return folder / "grey.png"


def rested(clip, folder, report):
    return Album(clip, 1, (), (Still("only", 0, grey(folder)),))


def still(clip, folder, report):
    return StillResult(clip, 1, (), (), grey(folder))


@pytest.mark.parametrize("text", [MINIMAL, WITHOUT_STORYBOARD], ids=["storyboard", "default"])
@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("numbers",),
        ("numbers", "--json"),
        ("render", "-ql", "-o", "renders"),
        ("render", "-ql", "--fresh", "--only", "tokens", "-o", "renders"),
        ("storyboard", "-o", "sheet.png"),
    ],
    ids=" ".join,
)
def test_a_command_computes_its_lesson_once(heed, traces, lesson_file, monkeypatch, command, text):
    lesson_file.write_text(text)
    monkeypatch.chdir(lesson_file.parent)
    name, *options = command
    assert heed(name, lesson_file, *options) == 0
    assert len(traces) == 1


def test_a_still_needs_one_computation(heed, traces, lesson_file, tmp_path):
    assert heed("still", lesson_file, "tokens", "-o", tmp_path / "still.png") == 0
    assert len(traces) == 1


def test_two_lessons_are_computed_once_each(heed, traces, lesson_file, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(MINIMAL.replace("[1.2, 1.8]", "[1.2, 1.9]"))
    assert heed("check", lesson_file, other) == 0
    assert len(traces) == 2
    assert heed("render", lesson_file, other, "-ql", "-o", tmp_path / "renders") == 0
    assert len(traces) == 4
    assert heed("diff", lesson_file, other, "--html", tmp_path / "page.html") == 1
    assert len(traces) == 6


def test_a_lesson_is_computed_once_for_all_its_films(heed, traces, lesson_file, tmp_path):
    renders = tmp_path / "renders"
    for shape in ("16:9", "9:16"):
        heed("render", lesson_file, "-ql", "--shape", shape, "-o", renders)
    traces.clear()
    heed("verify", lesson_file, "-o", renders, "--json")
    assert len(traces) == 1

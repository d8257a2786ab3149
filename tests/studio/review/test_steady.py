"""Real beats in real processes: the same frames every time, everywhere; `heed verify` says so."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.turns import tries_everything

CHECKOUT = Path(__file__).parents[3]
PATIENCE = 300  # seconds for anything on a busy machine
LESSON = """\
title: Which bank?
sentences: [money bank, river bank]
focus: bank
embeddings: {money: [2.6, 0.8], river: [-0.8, 2.4], bank: [1.2, 1.8]}
storyboard:
  - {beat: title, say: {ask: Which?}}
  - {beat: pull, say: {ghost: One., pull: Two., measure: Three., analogy: Four.}}
"""
# Renders or verifies on a screen smaller than the command offers; prints what came of it as JSON.
PROGRAM = """
import io, json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from rich.console import Console
from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.crew.render import Crew
from studio.plan.plan import plan
from studio.film.production import make_film
from studio.plan.screen import Screen
from studio.review.verify import verify

if __name__ == "__main__":
    lesson, renders, jobs, times = Path(sys.argv[2]), Path(sys.argv[3]), *map(int, sys.argv[4:6])
    found = plan(Computed.of(read_lesson(lesson)), Screen("16:9", 256, 144, 5), renders)
    crew = Crew(jobs, Console(file=io.StringIO()))
    if times == 0:
        make_film(found, crew)
        print((found.folder / "manifest.json").read_text())
    else:
        reviews = [verify(found.computed, found.folder, crew) for _ in range(times)]
        print(json.dumps([review.as_json() for review in reviews]))
"""


def run(home, *, jobs=2, times=1, renders=None, cwd=None, lesson=None, **environment):
    command = [sys.executable, home / "program.py", CHECKOUT, lesson or home / "small.yaml"]
    command += [renders or home / "renders", jobs, times]
    ran = subprocess.run(
        list(map(str, command)),
        cwd=cwd or home,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("steady")
    (folder / "small.yaml").write_text(LESSON)
    (folder / "program.py").write_text(PROGRAM)
    return folder


@pytest.fixture(scope="module")
def manifest(home):
    return run(home, times=0)


def test_many_renders_raise_no_false_alarm(home, manifest):
    times = 10 if tries_everything() else 3
    reviews = run(home, times=times)
    assert [review["status"] for review in reviews] == ["identical"] * times
    for review in reviews:
        assert [clip["status"] for clip in review["clips"]] == ["identical"] * 2
        assert review["numbers"] == review["notes"] == review["troubles"] == []


@pytest.mark.parametrize(
    "ways",
    [
        {"jobs": 1, "PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
        {"jobs": 2, "PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns"},
    ],
    ids=["one process, C, Kiritimati", "two processes, Turkish, Newfoundland"],
)
def test_the_same_frames_anywhere(home, manifest, tmp_path, ways):
    found = run(home, times=0, renders=tmp_path / "renders", cwd=tmp_path, **ways)
    assert found["clips"] == manifest["clips"]
    assert found["frames"] == manifest["frames"]
    mine, theirs = found["files"], manifest["files"]
    assert mine == theirs, [name for name in theirs if mine.get(name) != theirs[name]]


def test_a_hundredth_more_of_a_weight_is_found_in_real_pictures(home, manifest, tmp_path):
    changed = tmp_path / "small.yaml"
    changed.write_text(LESSON + "heads: [{W_V: [[1.01, 0], [0, 1]]}]\n")
    (review,) = run(home, lesson=changed)
    assert review["status"] == "changed"
    title, pull = review["clips"]
    assert title["status"] == "identical"
    assert pull["status"] == "changed"
    assert pull["where"]["first_cue"] in {None, "ghost"}
    assert pull["where"]["box"]
    numbers = {each["path"]: (each["before"], each["after"]) for each in pull["numbers"]}
    assert numbers["sentences[0].heads[0].W_V[0, 0]"] == (1.0, 1.01)
    assert not any(path.startswith("sentences[1]") for path in numbers)


def test_the_commands_from_a_film_to_its_page(tmp_path):
    def heed(*arguments):
        command = [sys.executable, "-m", "studio", *map(str, arguments)]
        return subprocess.run(
            command, cwd=CHECKOUT, capture_output=True, text=True, timeout=PATIENCE
        )

    lesson, renders = tmp_path / "small.yaml", tmp_path / "renders"
    lesson.write_text(LESSON)
    ran = heed("render", lesson, "-ql", "--fps", 5, "-o", renders, "--only", "title")
    assert ran.returncode == 0, ran.stderr
    film = renders / "small" / "480p5-1.title"
    with ThreadPoolExecutor(2) as threads:
        verify = threads.submit(heed, "verify", lesson, "-o", renders)
        diff = threads.submit(heed, "diff", lesson, film, "--html", tmp_path / "diff.html")
    verified, differs = verify.result(), diff.result()
    page = renders / "small" / "480p5-1.title-review.html"
    assert (verified.returncode, verified.stdout) == (0, f"{page}\n"), verified.stderr
    assert page.stat().st_size > 10_000
    assert differs.returncode == 1, differs.stderr  # the film holds the title alone
    assert "2 pull: missing (only before)" in differs.stderr
    assert "1 title" not in differs.stderr.split("small →")[-1]

"""One real command, with real beats in real processes, from a lesson to a film."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import pytest
import srt

CHECKOUT = Path(__file__).parents[3]
PATIENCE = 120  # seconds for anything on a busy machine


def heed(*arguments):
    command = [sys.executable, "-m", "studio", *map(str, arguments)]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def lesson_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("lessons") / "small.yaml"
    path.write_text(
        "title: Which bank?\nsentences: [money bank, river bank]\nfocus: bank\n"
        "embeddings: {money: [2.6, 0.8], river: [-0.8, 2.4], bank: [1.2, 1.8]}\n"
        "storyboard: [title, pull]\n"
    )
    return path


@pytest.fixture(scope="module")
def rendered(lesson_file, tmp_path_factory):
    out = tmp_path_factory.mktemp("renders")
    ran = heed("render", lesson_file, "-ql", "--fps", 5, "-o", out)
    assert ran.returncode == 0, ran.stderr
    return ran, out / "small" / "480p5"


def test_a_render_prints_where_the_film_is_and_how_it_went(rendered):
    ran, folder = rendered
    assert ran.stdout == f"{folder / 'film.mp4'}\n"
    assert [line[:5] for line in ran.stderr.splitlines()] == ["[1/2]", "[2/2]"]


def test_the_film_is_what_the_manifest_says(rendered):
    folder = rendered[1]
    manifest = json.loads((folder / "manifest.json").read_text())
    with av.open(folder / "film.mp4") as film:
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height, stream.average_rate) == (854, 480, 5)
        times = [frame.pts * frame.time_base * 5 for frame in film.decode(stream)]
        chapters = [chapter["metadata"]["title"] for chapter in film.chapters()]
        assert len(film.streams.subtitles) == 1
    assert times == list(range(manifest["frames"]))
    assert chapters == [clip["heading"] for clip in manifest["clips"]]
    assert len(list(srt.parse((folder / "film.srt").read_text()))) > 2


def test_an_upright_storyboard_needs_no_film(lesson_file, tmp_path):
    ran = heed("storyboard", lesson_file, "--shape", "9:16", "-o", tmp_path / "page.png")
    assert (ran.returncode, ran.stdout) == (0, f"{tmp_path / 'page.png'}\n"), ran.stderr


def test_a_beat_that_cannot_be_built_is_named(lesson_file, tmp_path):
    ran = heed("still", lesson_file, "pull", "--at", "nowhere", "-o", tmp_path)
    assert ran.returncode == 2
    assert "beat 2 pull: wanted a time in seconds or one of its cues: " in ran.stderr
    assert "Traceback" not in ran.stderr


# --- a second render, and renders that were disturbed


def files_of(folder):
    """What is in each file, to the byte; without the way to the lesson."""
    found = {file.name: file.read_bytes() for file in folder.iterdir()}
    way = json.loads(found["manifest.json"])["lesson"]["file"]
    assert (folder / way).exists()
    found["manifest.json"] = found["manifest.json"].replace(way.encode(), b"")
    return found


def test_a_second_render_has_nothing_to_do_and_loads_no_manim(rendered, lesson_file):
    folder = rendered[1]
    before = files_of(folder)
    program = (
        "import sys\nfrom studio.cli import main\n"
        "try: main(sys.argv[1:])\nfinally: print('manim' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *render_options(lesson_file, folder.parents[1])],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ran.stderr == "small: nothing has changed\n"
    assert ran.stdout.splitlines() == [str(folder / "film.mp4"), "False"]
    assert files_of(folder) == before


def render_options(lesson, out):
    return ["render", str(lesson), "-ql", "--fps", "5", "-j", "1", "-o", str(out)]


@contextlib.contextmanager
def running(lesson, tmp_path):
    """A real render with a cache of its own, one clip at a time."""
    process = subprocess.Popen(
        [sys.executable, "-m", "studio", *render_options(lesson, tmp_path / "out")],
        cwd=CHECKOUT,
        env={**os.environ, "HEED_CACHE": str(tmp_path / "cache")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def parent_of(process):
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[1])


def worker_of(command):
    """The process that draws: forked by the one that the command has started."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for entry in Path("/proc").glob("[0-9]*"):
            process = int(entry.name)
            if parent_of(parent_of(process)) == command.pid:
                return process
        time.sleep(0.02)
    raise TimeoutError


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_a_killed_worker_costs_one_more_attempt_and_nothing_else(rendered, lesson_file, tmp_path):
    with running(lesson_file, tmp_path) as process:
        os.kill(worker_of(process), signal.SIGKILL)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert said.count("its process was killed by SIGKILL; once more") == 1
    assert files_of(tmp_path / "out" / "small" / "480p5") == files_of(rendered[1])


def test_a_render_after_a_kill_goes_on_and_gives_the_same(rendered, lesson_file, tmp_path):
    with running(lesson_file, tmp_path) as process:
        assert process.stderr.readline().startswith("[1/2]")
        process.kill()
    with running(lesson_file, tmp_path) as process:
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert said.count("(kept)") == 1
    assert files_of(tmp_path / "out" / "small" / "480p5") == files_of(rendered[1])
    assert [path.name for path in (tmp_path / "out" / "small").iterdir()] == ["480p5"]


def test_nothing_in_the_working_directory_has_a_say(rendered, lesson_file, tmp_path):
    trap = tmp_path / "trap"
    trap.mkdir()
    for name in ("yaml", "numpy", "manim", "core", "typing_extensions"):
        (trap / f"{name}.py").write_text("raise SystemExit('caught')")
    (trap / "manim.cfg").write_text("[CLI]\npixel_width = 99\nbackground_color = RED\n")
    (trap / "small.yaml").symlink_to(lesson_file)
    program = f"import sys; sys.path[:0] = [{str(CHECKOUT)!r}]; from studio.cli import main; main()"
    options = [*render_options("small.yaml", tmp_path / "out"), "--fresh", "--only", "title"]
    ran = subprocess.run(
        [sys.executable, "-P", "-c", program, *options],
        cwd=trap,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ran.returncode == 0, ran.stderr
    (film,) = (tmp_path / "out").glob("small/*/manifest.json")
    alone = json.loads(film.read_text())["clips"][0]
    whole = json.loads((rendered[1] / "manifest.json").read_text())["clips"][0]
    assert (alone["sha256"], alone["key"]) == (whole["sha256"], whole["key"])

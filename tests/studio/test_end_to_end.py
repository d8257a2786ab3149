"""One real command, with real beats in real processes, from a lesson to a film."""

import json
import subprocess
import sys
from pathlib import Path

import av
import pytest
import srt

CHECKOUT = Path(__file__).parents[2]


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

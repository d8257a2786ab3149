"""The command line: what it takes, what it prints, how it ends."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio import cli
from studio.crew.workers import cores
from studio.errors import MachineError, RenderError, UsageError

CHECKOUT = Path(__file__).parents[3]


@pytest.fixture
def heed(capsys, monkeypatch):
    """Runs the command here; gives its exit code, output and errors."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return run


def test_help_lists_every_command(heed):
    code, out, _ = heed("--help")
    assert code == 0
    assert all(f"  {name} " in out for name in cli.COMMANDS)


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_explains_itself(heed, command):
    code, out, _ = heed(command, "--help")
    assert code == 0
    assert out.startswith(f"Usage: heed {command} ")


def test_help_loads_neither_manim_nor_numpy():
    script = (
        "import sys, studio.cli\n"
        "try: studio.cli.main(['render', '--help'])\n"
        "except SystemExit: pass\n"
        "loaded = {'manim', 'numpy', 'pydantic', 'av', 'rich'} & set(sys.modules)\n"
        "sys.exit(', '.join(loaded) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("command", ["schema", "numbers"])
def test_a_pipe_gets_utf_8_on_any_code_page(command, lesson_file):
    file = [] if command == "schema" else [str(lesson_file)]
    told = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}
    call = [sys.executable, "-m", "studio", command, *file]
    ran = subprocess.run(call, cwd=CHECKOUT, capture_output=True, env=told)
    assert ran.returncode == 0, ran.stderr
    assert not ran.stdout.decode("utf-8").isascii()


def test_check_loads_no_manim(lesson_file):
    script = (
        "import sys, studio.cli\n"
        f"try: studio.cli.main(['check', {str(lesson_file)!r}])\n"
        "except SystemExit: pass\n"
        "sys.exit('manim' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True)
    assert ran.returncode == 0, ran.stderr


def test_check_says_what_is_fine(heed, lesson_file):
    code, out, err = heed("check", lesson_file)
    assert (code, out) == (0, f"{lesson_file}: fine; a film of 1:03 or more\n")
    assert all(line.endswith("(a warning)") for line in err.splitlines())


def test_check_lists_every_problem_and_exits_with_2(heed, lesson_file):
    lesson_file.write_text("title: A\nsentences: [a b]\nfocus: c\nembedings: {}\n")
    code, out, err = heed("check", lesson_file)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) >= 2
    assert all(line.startswith(f"{lesson_file}:") for line in err.splitlines())


def test_check_tells_other_programs_too(heed, lesson_file):
    lesson_file.write_text("title: A\n")
    code, out, _ = heed("check", "--json", lesson_file)
    assert code == 2
    (first, *_) = json.loads(out)[str(lesson_file)]
    assert set(first) == {"file", "line", "column", "path", "message", "severity"}


def test_an_authors_mistake_ends_a_render_without_a_traceback(heed, lesson_file):
    lesson_file.write_text("title: A\n")
    code, _, err = heed("render", lesson_file)
    assert code == 2
    assert "Traceback" not in err
    assert err.startswith(f"{lesson_file}:1:1: ")


def test_a_file_that_is_not_there_is_the_callers_mistake(heed):
    code, _, err = heed("render", "nowhere.yaml")
    assert code == 2
    assert "'nowhere.yaml' does not exist" in err


def test_an_unknown_beat_is_the_callers_mistake(heed, lesson_file):
    code, _, err = heed("render", lesson_file, "--only", "softmax")
    assert code == 2
    assert "wanted a number from 1 to 3 or one of title, tokens, pull" in err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RenderError("beat 3"), 1),
        (UsageError("no"), 2),
        (MachineError("full"), 3),
        (OSError(28, "No space left on device"), 3),
    ],
)
def test_each_kind_of_error_has_its_exit_code(heed, lesson_file, monkeypatch, error, code):
    def fail(*_):
        raise error

    monkeypatch.setattr("studio.film.production.make_films", fail)
    assert heed("render", lesson_file)[0::2] == (
        code,
        str(error).removeprefix("[Errno 28] ") + "\n",
    )


def test_ctrl_c_ends_with_130(heed, lesson_file, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("studio.film.production.make_films", interrupt)
    assert heed("render", lesson_file) == (130, "", "\nstopped; run it again to go on\n")


def test_a_bug_shows_its_traceback(lesson_file, monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("studio.film.production.make_films", fail)
    with pytest.raises(ZeroDivisionError):
        cli.main(["render", str(lesson_file)])


@pytest.mark.parametrize(
    ("letters", "screen"),
    [(["-ql"], "480p15"), (["-qh"], "1080p60"), (["-q", "m"], "720p30"), ([], "1080p60")],
)
def test_manims_letters_are_understood(heed, lesson_file, monkeypatch, tmp_path, letters, screen):
    plans = []
    monkeypatch.setattr(
        "studio.film.production.make_films", lambda found, *_: plans.extend(found) or [tmp_path]
    )
    assert heed("render", lesson_file, *letters)[0] == 0
    assert plans[0].folder == CHECKOUT / "renders" / "small" / screen


def calls_of_make(monkeypatch, film):
    """What films are asked for; none is made."""
    calls = []
    monkeypatch.setattr(
        "studio.film.production.make_films", lambda *call: calls.append(call) or [film]
    )
    return calls


def test_the_options_of_render_reach_the_plan(heed, lesson_file, monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(
        "studio.film.production.make_films", lambda *call: calls.append(call) or [tmp_path]
    )
    options = ["-ql", "--shape", "9:16", "--fps", 24, "--theme", "paper", "--only", 2, "-j", 3]
    assert heed("render", lesson_file, *options, "-o", tmp_path / "out")[0] == 0
    (plan,), crew, cache = calls[0]
    assert plan.folder == tmp_path / "out" / "small" / "480p24-9x16-paper-2.tokens"
    assert (plan.screen.width, plan.screen.height, crew.jobs) == (480, 854, 3)
    assert plan.clips[0].theme == (("base", "paper"),)
    assert cache is not None


def test_a_lesson_named_twice_is_rendered_once(heed, lesson_file, monkeypatch, tmp_path):
    calls = calls_of_make(monkeypatch, tmp_path)
    assert heed("render", lesson_file, lesson_file.parent / "." / lesson_file.name)[0] == 0
    assert len(calls[0][0]) == 1


def test_two_lessons_cannot_have_the_same_folder(heed, lesson_file, monkeypatch, tmp_path):
    calls = calls_of_make(monkeypatch, tmp_path)
    other = tmp_path / "elsewhere" / lesson_file.name
    other.parent.mkdir()
    other.write_text(lesson_file.read_text())
    code, _, err = heed("render", lesson_file, other)
    assert (code, calls) == (2, [])
    assert "small.yaml" in err
    assert "-o" in err


def test_a_fresh_render_leaves_the_cache_alone(heed, lesson_file, monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(
        "studio.film.production.make_films", lambda *call: calls.append(call) or [tmp_path]
    )
    assert heed("render", lesson_file, "--fresh", "-o", tmp_path / "out")[0] == 0
    assert calls[0][2] is None


def test_without_a_place_for_the_cache_a_render_goes_on(heed, lesson_file, monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(
        "studio.film.production.make_films", lambda *call: calls.append(call) or [tmp_path]
    )
    monkeypatch.setenv("HEED_CACHE", str(lesson_file))
    code, _, err = heed("render", lesson_file, "-o", tmp_path / "out")
    assert (code, calls[0][2]) == (0, None)
    assert err.startswith("no cache, clips are not kept: ")


def test_numbers_are_tables_for_people(heed, lesson_file):
    code, out, _ = heed("numbers", lesson_file)
    assert code == 0
    assert "river bank" in out
    assert "weights" in out


@pytest.mark.parametrize("columns", ["80", "20"])
@pytest.mark.parametrize("is_terminal", [False, True])
def test_no_digit_of_the_numbers_is_left_out(heed, tmp_path, monkeypatch, columns, is_terminal):
    words = [f"word{letter}" for letter in "abcdefghijkl"]
    rows = ", ".join(f"{word}: [{axis}.125, 2.375]" for axis, word in enumerate(words))
    lesson = tmp_path / "wide.yaml"
    start = f"title: T\nsentences: [{' '.join(words)}]\nfocus: worda\n"
    lesson.write_text(f"{start}embeddings: {{{rows}}}\n")
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    out = heed("numbers", lesson)[1]
    assert "…" not in out
    assert "(0.125," in out
    assert " 11.000 │" in out
    assert "(11.125, 2.375)" in out or is_terminal
    assert not any(line.endswith(" ") for line in out.splitlines())


def test_check_without_leave_for_its_code_tells_what_else_is_wrong(heed, lesson_file):
    text = lesson_file.read_text("utf-8").partition("storyboard:")[0]
    promise = "expect: [closer: {word: bank, to: bank}]\nstoryboard: [{beat: 'mine.py:Mine'}]\n"
    lesson_file.write_text(text + promise, encoding="utf-8")
    code, _, err = heed("check", lesson_file)
    first, second = sorted(err.splitlines())
    assert code == 2
    assert "promise 1: broken promise: " in first
    assert "--allow-code" in second


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".hidden", "-x", "a\nb", "a\x1bb", "con", "NUL.yaml", "folder/aux"]
)
def test_new_refuses_what_is_no_name(heed, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    code, out, err = heed("new", "--", name)
    assert (code, out) == (2, "")
    assert err.startswith("wanted a file's name such as light")
    assert len(err.splitlines()) == 1
    assert not [*tmp_path.iterdir()]


def test_new_adds_the_ending_of_a_lesson_to_a_path(heed, tmp_path):
    for name, file in (("plant", "plant.yaml"), ("v1.2", "v1.2.yaml"), ("b.yml", "b.yml")):
        assert heed("new", tmp_path / name)[0] == 0
        assert (tmp_path / file).is_file()


def test_new_names_the_folder_that_is_missing(heed, tmp_path):
    code, _, err = heed("new", tmp_path / "none" / "plant")
    assert (code, err) == (2, f"{tmp_path / 'none'}: no such folder; make it first\n")


def test_what_new_says_to_type_next_can_be_typed(heed, tmp_path):
    out = heed("new", tmp_path / "it's a plant")[1]
    commands = [shlex.split(line) for line in out.splitlines()[1:]]
    assert [command[2] for command in commands] == [str(tmp_path / "it's a plant.yaml")] * 3


def test_numbers_are_json_for_programs(heed, lesson_file):
    trace = json.loads(heed("numbers", "--json", lesson_file)[1])
    assert trace["table"] == [[2.6, 0.8], [-0.8, 2.4], [1.2, 1.8]]
    (row, _) = trace["sentences"][0]["heads"][0]["weights"]
    assert sum(row) == pytest.approx(1)


def test_what_is_masked_is_null_in_json(heed, lesson_file):
    lesson_file.write_text(lesson_file.read_text() + "attention: {mask: causal}\n")
    trace = json.loads(heed("numbers", "--json", lesson_file)[1])
    assert trace["sentences"][0]["heads"][0]["masked"][0][1] is None


def test_the_catalogue_has_every_beat_with_its_options_and_cues(heed):
    beats = json.loads(heed("beats", "--json")[1])
    assert next(iter(beats)) == "title"
    assert beats["pull"]["options"]["sentence"] == 1
    assert all(beat["idea"] and beat["cues"] for beat in beats.values())
    assert "softmax" in heed("beats")[1]


@pytest.mark.parametrize("asked", ["sched_getaffinity", "cpu_count"])
def test_there_is_a_number_of_cores_on_every_platform(monkeypatch, asked):
    if asked == "cpu_count":
        monkeypatch.delattr("os.sched_getaffinity", raising=False)
    assert cores() >= 1


def test_no_mistake_of_a_storyboard_hides_another(heed, lesson_file):
    text = lesson_file.read_text("utf-8").partition("storyboard:")[0]
    lesson_file.write_text(text + "storyboards: []\nstoryboard: [pul]\n", encoding="utf-8")
    err = heed("check", lesson_file)[2]
    assert "storyboards: " in err
    assert "no beat “pul”" in err


def test_a_picture_is_a_png(heed, lesson_file, tmp_path):
    code, _, err = heed("still", lesson_file, "title", "-o", tmp_path / "x.svg")
    assert code == 2
    assert err.strip().endswith("x.svg: wanted a PNG file or a folder, got the ending .svg")
    assert not (tmp_path / "x.svg").exists()

"""Every save of a lesson is one film, however an editor writes, and nothing obsolete goes on."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from pathlib import Path

import pytest

from studio.check.checking import findings_of
from studio.watch import watching
from studio.watch.watching import (
    CodeChangedError,
    SupersededError,
    code_files,
    contents_of,
    files_named_by,
)

CHECKOUT = Path(__file__).parents[3]
PRETEND = """
import sys
from tests.studio import slow
slow.pretend()
slow.command(sys.argv[1:])
"""
PATIENCE = 60  # seconds for anything on a busy machine
QUIET = 0.5  # seconds after which a save that was not complete would have been seen
IDLE = 0.1  # seconds after which it has nothing to do but to wait
BETWEEN = 0.02  # seconds between the steps of one save


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


# --- each way to save


class Watched:
    """A lesson that is being watched: what was made of it, in order."""

    def __init__(self, lesson, code=()):
        self.lesson, self.code = lesson, code
        self.made, self.given_up, self.ended, self.error = [], [], False, None
        self.lasting = False  # whether making takes until it is superseded
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        try:
            watching.watch(self.lesson, self._make, self.code)
        except (EOFError, CodeChangedError) as error:
            self.error = error

    def _make(self, check):
        text = self.lesson.read_text() if self.lesson.exists() else None
        self.made.append(text)
        try:
            while self.lasting:
                self._check(check)
            self._check(check)
        except SupersededError:
            self.given_up.append(text)
            raise

    def _check(self, check):
        if self.ended:
            raise EOFError
        check()
        time.sleep(0.01)

    def come_to(self, *made):
        """All that was made, once that much was made, and nothing since."""
        wait_until(lambda: len(self.made) >= len(made))
        time.sleep(QUIET)
        assert self.made == list(made)

    def __enter__(self):
        self._thread.start()
        wait_until(lambda: self.made)
        time.sleep(IDLE)
        return self

    def __exit__(self, *_):
        """Have it end soon; nobody waits for that."""
        self.ended = True
        replace(self.lesson, "ended")


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A file to watch; its saves take longer than they would, and so does their settling."""
    monkeypatch.setattr(watching, "SETTLE_SECONDS", 0.3)
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.1)
    folder = tmp_path / "lessons"
    folder.mkdir()
    path = folder / "a.yaml"
    path.write_text("old")
    return path


def replace(path, text):
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text)
    beside.replace(path)


def replace_from_another_folder(path, text):
    other = path.parent.parent / "other"
    other.write_text(text)
    other.replace(path)


def keep_the_old_one(path, text):
    path.rename(path.with_name(f"{path.name}~"))
    time.sleep(BETWEEN)
    path.write_text(text)


def truncate_and_write(path, text):
    with path.open("r+") as opened:
        opened.truncate()
        time.sleep(BETWEEN)
        for letter in text:
            opened.write(letter)
            opened.flush()
            time.sleep(BETWEEN)


def delete_and_create(path, text):
    path.unlink()
    time.sleep(BETWEEN)
    path.write_text(text)


def replace_the_folder(path, text):
    new = path.parent.with_name("new")
    new.mkdir()
    (new / path.name).write_text(text)
    path.parent.rename(path.parent.with_name("gone"))
    new.rename(path.parent)


SAVES = [
    replace,
    replace_from_another_folder,
    keep_the_old_one,
    truncate_and_write,
    delete_and_create,
    replace_the_folder,
]


@pytest.mark.parametrize("save", SAVES)
def test_a_save_is_seen_once_and_whole(file, save):
    with Watched(file) as watched:
        save(file, "new")
        watched.come_to("old", "new")


@pytest.mark.parametrize("save", [replace, truncate_and_write, delete_and_create])
def test_a_save_through_a_link_is_seen(file, tmp_path, save):
    target = tmp_path / "elsewhere" / "b.yaml"
    target.parent.mkdir()
    target.write_text("old")
    file.unlink()
    file.symlink_to(target)
    with Watched(file) as watched:
        save(target, "new")
        watched.come_to("old", "new")


def test_a_link_that_leads_elsewhere_is_seen(file, tmp_path):
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(name)
    link = tmp_path / "link"
    link.symlink_to("old")
    with Watched(link / "a.yaml") as watched:
        other = tmp_path / "other"
        other.symlink_to("new")
        other.replace(link)
        watched.come_to("old", "new")


def test_the_same_bytes_again_make_nothing(file):
    with Watched(file) as watched:
        for save in (replace, truncate_and_write, delete_and_create):
            save(file, "old")
        file.touch()
        watched.come_to("old")
        replace(file, "new")
        watched.come_to("old", "new")


def test_other_files_of_the_folder_make_nothing(file):
    with Watched(file) as watched:
        file.with_name("b.yaml").write_text("another lesson")
        file.with_name("a.yaml.bak").write_text("a copy")
        watched.come_to("old")


def test_a_deleted_file_is_seen_when_it_is_back(file):
    with Watched(file) as watched:
        file.unlink()
        wait_until(lambda: watched.made == ["old", None])
        file.write_text("new")
        watched.come_to("old", None, "new")


def test_a_save_meanwhile_gives_up_what_is_being_made(file):
    with Watched(file) as watched:
        watched.lasting = True
        replace(file, "second")
        wait_until(lambda: watched.made == ["old", "second"])
        replace(file, "third")
        wait_until(lambda: watched.made == ["old", "second", "third"])
        assert watched.given_up == ["second"]
        watched.lasting = False
        watched.come_to("old", "second", "third")


def test_a_font_that_the_lesson_names_is_watched_even_before_it_is_there(file):
    text = "title: [\nfonts: [letters/a.ttf]\n".replace("[\n", "A\n")
    file.write_text(text)
    font = file.parent / "letters" / "a.ttf"
    with Watched(file) as watched:
        font.parent.mkdir()
        font.write_bytes(b"letters")
        watched.come_to(text, text)
        replace(font, "other letters")
        watched.come_to(text, text, text)


def test_vectors_that_the_lesson_takes_are_watched(file):
    text = "embeddings: {file: v/a.npz, vocabulary: v/words.txt}\n"
    file.write_text(text)
    vectors, words = file.parent / "v" / "a.npz", file.parent / "v" / "words.txt"
    vectors.parent.mkdir()
    vectors.write_bytes(b"vectors")
    with Watched(file) as watched:
        replace(vectors, "others")
        watched.come_to(text, text)
        words.write_text("bank")
        watched.come_to(text, text, text)


def test_matrices_that_the_lesson_takes_are_watched(file):
    text = """\
heads: [near, {W_Q: identity, W_V: {file: v.npy}}, {W_K: {file: k.npz, tensor: K}, W_Q: [[1]]}]
W_O: {file: o.npy}
storyboard: [title, {beat: linear_map, map: {file: m.csv}}, {beat: linear_map, map: W_V}]
"""
    file.write_text(text)
    named = files_named_by(file, ())
    assert {each.name for each in named} == {"v.npy", "k.npz", "o.npy", "m.csv"}
    with Watched(file) as watched:
        (file.parent / "m.csv").write_text("1, 0")
        watched.come_to(text, text)


def test_the_code_of_a_beat_of_its_own_is_watched(file):
    text = "storyboard: [title, {beat: mine.py:A}, 3, {no: beat}, mine.py:B, other.py]\n"
    file.write_text(text)
    assert files_named_by(file, ()) == (file.parent / "mine.py",)
    with Watched(file) as watched:
        (file.parent / "mine.py").write_text("class A: ...")
        watched.come_to(text, text)


def test_named_files_stay_known_while_the_lesson_cannot_be_read(file):
    file.write_text("fonts: [a.ttf, a.ttf, 3: 4]\nembeddings: {file: v.txt}\nbrand: {logo: l.png}")
    assert files_named_by(file, ()) == tuple(file.parent / n for n in ("a.ttf", "v.txt", "l.png"))
    file.write_text("fonts: [")
    assert files_named_by(file, (Path("b.ttf"),)) == (Path("b.ttf"),)


def test_a_file_is_watched_under_the_name_that_the_disk_gives_it(file):
    font = file.parent / unicodedata.normalize("NFD", "é.ttf")
    font.write_bytes(b"letters")
    file.write_text("fonts: [é.ttf]")
    assert files_named_by(file, ()) == (font,)


def test_a_word_called_file_names_none(file):
    file.write_text('fonts: ["a\\0b"]\nembeddings: {file: [1, 2], vocabulary: [3, 4]}')
    assert files_named_by(file, ()) == ()


def test_a_large_file_is_not_read_to_see_whether_it_has_changed(file, monkeypatch):
    monkeypatch.setattr(watching, "LARGE", 2)
    before = contents_of([file])
    assert contents_of([file]) == before
    os.utime(file, ns=(0, 0))
    assert contents_of([file]) != before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none here")
def test_what_is_no_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert set(contents_of([tmp_path / "pipe", tmp_path]).values()) == {None}


def test_a_change_of_heeds_own_files_ends_it(file, tmp_path):
    module = tmp_path / "pull.py"
    module.write_text("old")
    with Watched(file, [module]) as watched:
        module.write_text("new")
        wait_until(lambda: watched.error)
    assert isinstance(watched.error, CodeChangedError)


def test_its_own_files_are_modules_and_words():
    names = {str(path.relative_to(CHECKOUT)) for path in code_files()}
    assert {"studio/watch/watching.py", "scenes/kit/beat.py", "configs/languages/en.yaml"} <= names
    assert all(contents_of(code_files()).values())


def test_a_system_without_watches_is_looked_at_instead(file, monkeypatch):
    def refuse(*_, **__):
        raise OSError("inotify watch limit reached")

    monkeypatch.setattr(watching, "Observer", lambda: Refusing(refuse))
    with Watched(file) as watched:
        truncate_and_write(file, "new")
        wait_until(lambda: watched.made[-1] == "new")


class Refusing:
    """An observer that can't watch anything."""

    def __init__(self, refuse):
        self.schedule = refuse

    def start(self):
        """It begins nothing."""

    stop = start


# --- the command


class Command:
    """`heed watch` with a renderer that pretends, in a process group of its own."""

    def __init__(self, lesson, folder, checkout):
        self.lesson, self.out = lesson, folder / "out"
        self.log, self.pace = folder / "log", folder / "pace"
        self.said, self.told = folder / "said", folder / "told"
        self.pace.write_text("0")
        ways = {"log": str(self.log), "checkout": str(checkout), "pace": str(self.pace)}
        self._environment = {
            **os.environ,
            "HEED_CACHE": str(folder / "cache"),
            "HEED_FAKE": json.dumps(ways),
        }

    def __enter__(self):
        command = [sys.executable, "-c", PRETEND, "watch", str(self.lesson), "-o", str(self.out)]
        with self.said.open("w") as said, self.told.open("w") as told:
            self.process = subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=self._environment,
                stdout=said,
                stderr=told,
                start_new_session=True,
            )
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def films(self, count):
        """The lines about films, once there are so many."""
        wait_until(lambda: len(self._lines()) >= count or self.process.poll() is not None)
        assert len(self._lines()) == count, self.told.read_text()
        return self._lines()

    def _lines(self):
        return self.said.read_text().splitlines()

    def begun(self):
        """Of each clip that was begun: its beat, its process, and the one that forked that."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line.split()[1:] for line in lines if line.startswith("begin")]

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(PATIENCE) == 130
        assert "Traceback" not in self.told.read_text()


@pytest.fixture
def command(lesson_file, tmp_path, checkout):
    with Command(lesson_file, tmp_path, checkout) as running:
        yield running


def edit(lesson, old, new):
    replace(lesson, lesson.read_text().replace(old, new))


def is_running(process):
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_an_edit_draws_only_what_it_changed_in_processes_of_the_same_parent(command, lesson_file):
    (first,) = command.films(1)
    assert first.startswith("3 of 3 clips drawn in ")
    assert first.endswith(f" s: {command.out / 'small' / '36p5' / 'film.mp4'}")
    edit(lesson_file, "Which bank?", "What bank?")
    assert command.films(2)[1].startswith("2 of 3 clips drawn (1 title, 2 tokens) in ")
    assert [beat for beat, *_ in command.begun()].count("title") == 2
    assert len({parent for *_, parent in command.begun()}) == 1
    command.interrupt()


def test_mistakes_are_shown_as_check_shows_them_and_do_not_end_it(command, lesson_file):
    command.films(1)
    edit(lesson_file, "focus: bank", "focus: bonk\nfocuss: x")
    lines = [str(problem) for problem in findings_of(lesson_file).mistakes]
    assert len(lines) == 2
    wait_until(lambda: lines[1] in command.told.read_text())
    assert "\n".join(lines) in command.told.read_text()
    edit(lesson_file, "focus: bonk\nfocuss: x", "focus: bank\nquestion: Why?")
    assert command.films(2)[1].startswith("2 of 3 clips drawn (1 title, 2 tokens)")
    lesson_file.unlink()
    wait_until(lambda: f"{lesson_file}: deleted; waiting" in command.told.read_text())
    command.interrupt()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_a_save_while_clips_are_drawn_stops_them_at_once(command, lesson_file):
    command.films(1)
    command.pace.write_text("600")
    edit(lesson_file, "money: [2.6, 0.8]", "money: [2.7, 0.8]")
    wait_until(lambda: len(command.begun()) > 3)
    command.pace.write_text("0")
    edit(lesson_file, "money: [2.7, 0.8]", "money: [2.8, 0.8]")
    assert " of 3 clips drawn" in command.films(2)[1]
    assert "saved meanwhile; begins anew" in command.told.read_text()
    forked = [int(process) for _, process, _ in command.begun()]
    assert not any(map(is_running, forked))
    assert [path.name for path in (command.out / "small").iterdir()] == ["36p5"]
    command.interrupt()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_ctrl_c_while_clips_are_drawn_leaves_nothing(command):
    command.pace.write_text("600")
    wait_until(command.begun)
    command.interrupt()
    processes = [int(process) for begun in command.begun() for process in begun[1:]]
    wait_until(lambda: not any(map(is_running, processes)))
    assert list((command.out / "small").iterdir()) == []
    assert command.said.read_text() == ""


def test_it_starts_anew_when_heed_itself_has_changed(lesson_file, tmp_path, checkout):
    words = tmp_path / "checkout" / "configs" / "languages" / "en.yaml"
    words.parent.mkdir(parents=True)
    words.write_text("old")
    for package in ("core", "scenes", "studio"):
        (tmp_path / "checkout" / package).symlink_to(checkout / package)
    with Command(lesson_file, tmp_path, tmp_path / "checkout") as command:
        command.films(1)
        words.write_text("new")
        assert command.films(2)[1].startswith("0 of 3 clips drawn")
        assert "Heed itself has changed; starting anew" in command.told.read_text()
        command.interrupt()

"""Renders in forked processes: stopped just before their n-th change to the disk, or many at once.

Run as a program, it takes a lesson, a folder, a way (fresh, replace or crowd), a signal and a
step, and prints a line of JSON for each n.
"""

import contextlib
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from studio.crew import render
from studio.film import manifest
from studio.keep import scratch
from studio.keep.cache import Cache
from tests.studio.conftest import Inline
from tests.studio.slow import command, pretend

CHANGES = {"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.utime", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR


class Boundary:
    """Counts changes to the disk, and sends a signal just before one of them."""

    def __init__(self):
        self.count, self.at, self.number = 0, None, None
        sys.addaudithook(self.hear)

    def hear(self, event, arguments):
        if event in CHANGES or (event == "open" and (arguments[2] or 0) & WRITING):
            self.count += 1
            if self.count == self.at:
                os.kill(os.getpid(), self.number)


class Stage:
    """Renders of one lesson, each in a process forked from this one."""

    def __init__(self, lesson, folder):
        self.lesson, self.folder = lesson, folder
        self.out, self.home, self.log = (folder / name for name in ("out", "cache", "log"))
        self.film = self.out / lesson.stem / "36p5"
        os.environ["HEED_CACHE"] = str(self.home)
        checkout = str(folder / "checkout")
        os.environ["HEED_FAKE"] = json.dumps({"log": str(self.log), "checkout": checkout})
        self.boundary = Boundary()

    def render(self, at=None, number=None):
        """Render; the exit code, negative if it was killed, and how many changes there were."""
        reader, writer = os.pipe()
        child = self.begin(at, number, writer)
        os.close(writer)
        with os.fdopen(reader) as counted:
            count = int(counted.read() or 0)
        return code_of(child), count

    def begin(self, at=None, number=None, writer=None):
        """The process of a render that has begun."""
        child = os.fork()
        if child:
            return child
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        code = 70
        self.boundary.count, self.boundary.at, self.boundary.number = 0, at, number
        try:
            command(["render", self.lesson, "-ql", "-o", self.out])
        except SystemExit as ended:
            code = ended.code or 0
        finally:
            self.boundary.at = None
            if writer is not None:
                os.write(writer, str(self.boundary.count).encode())
            os._exit(code)

    def save(self, name):
        """Remember how things stand; a folder that is not there is remembered as such."""
        for place in (self.out, self.home):
            if place.exists():
                shutil.copytree(place, self.folder / name / place.name)

    def restore(self, name):
        for place in (self.out, self.home):
            shutil.rmtree(place, ignore_errors=True)
            if (self.folder / name / place.name).exists():
                shutil.copytree(self.folder / name / place.name, place)

    def wrong(self):
        """What stands under a final name and is not valid."""
        found = [str(damage) for damage in Cache(self.home).verify()]
        if self.film.exists():
            key = json.loads((self.film / "manifest.json").read_text())["key"]
            if not manifest.is_made(self.film, key):
                found.append(f"{self.film}: not what its manifest says")
        return found

    def drawn(self):
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return len([line for line in lines if line.startswith("end")])

    def kept(self):
        return len(Cache(self.home).entries())

    def files(self):
        """The film's, by name; none if there is no film."""
        return {file.name: file.read_bytes() for file in self.film.glob("*")}

    def left(self):
        """Names of what should be gone."""
        folders = [self.film.parent, self.home / "making"]
        return [path.name for place in folders for path in place.glob("*") if path != self.film]


def code_of(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def crowds(stage):
    """Some renders at once, each time from the start, and tell how it went."""
    stage.save("start")
    for count in (2, 4, 8):
        stage.restore("start")
        drawn = stage.drawn()
        codes = [code_of(child) for child in [stage.begin() for _ in range(count)]]
        yield {
            "renders": count,
            "codes": sorted(set(codes)),
            "drawn": stage.drawn() - drawn,
            "wrong": stage.wrong(),
            "left": stage.left(),
        }


def attempts(stage, number, step):
    """Stop a render at every `step`-th change, render again, and tell how it went."""
    before, kept_before = stage.files(), stage.kept()
    stage.save("start")
    code, last = stage.render()
    assert code == 0, "a render without a fault"
    after = stage.files()
    for at in range(1, last + 1, step):
        stage.restore("start")
        code, _ = stage.render(at, number)
        wrong, film, kept, drawn = stage.wrong(), stage.files(), stage.kept(), stage.drawn()
        again, _ = stage.render()
        yield {
            "at": f"{at} of {last}",
            "code": code,
            "wrong": wrong,
            "film": {str(before): "before", str(after): "after", "{}": "none"}.get(str(film)),
            "kept": kept - kept_before,
            "drawn": stage.drawn() - drawn,
            "again": again,
            "same": stage.files() == after,
            "left": stage.left(),
        }


def rehearse(lesson, folder):
    """A render in this process, so that those forked from it need not read and parse again."""
    usual = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(None):
        command(["render", lesson, "-ql", "-o", folder / "rehearsal"])
    for number, handler in usual.items():
        signal.signal(number, handler)
    shutil.rmtree(os.environ["HEED_CACHE"])


def main():
    lesson, folder = Path(sys.argv[1]), Path(sys.argv[2])
    way, number, step = sys.argv[3:]
    stage = Stage(lesson, folder)
    pretend()
    render.Workers = Inline
    rehearse(lesson, folder)
    Cache(stage.home)
    if way != "crowd":
        scratch.YOUNG_SECONDS = 0  # no other process is just making a folder
    if way == "replace":
        stage.render()
        lesson.write_text(lesson.read_text().replace("Which bank?", "Which one?"))
    told = crowds(stage) if way == "crowd" else attempts(stage, signal.Signals[number], int(step))
    for line in told:
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()

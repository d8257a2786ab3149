"""The command `heed` with a renderer that only pretends: quick or slow, as a test wants it.

HEED_FAKE holds its ways as JSON: seconds a clip takes (or `pace`, a file that holds them), beats
that die, the log of what is drawn, the checkout whose code counts.
"""

import json
import os
import signal
import time
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from core.words.script import Spoken
from studio.crew import render, workers
from studio.draw.clips import ClipResult, Still
from studio.film import production
from studio.keep.sources import Sources
from studio.plan import screen
from studio.video.encode import Encoder
from studio.video.frames import decoded
from studio.watch import watching

SCREEN = (64, 36, 5)
STEPS = 20


def pace(file):
    """The seconds that a test has written; while it writes, there are none in the file."""
    while not (said := file.read_text()):
        time.sleep(0.01)
    return float(said)


def slow_clip(clip, folder, report):
    """A clip of the right length: one grey for each cue."""
    ways = json.loads(os.environ["HEED_FAKE"])
    seconds = pace(Path(ways["pace"])) if "pace" in ways else ways.get("seconds", 0)
    log(ways, f"begin {clip.spec.beat} {os.getpid()} {os.getppid()}")
    if clip.spec.beat in ways.get("die", ()):
        os.kill(os.getpid(), signal.SIGKILL)
    folder.mkdir(parents=True)
    path, cues, stills = folder / "clip.mp4", [], []
    frame = np.zeros((clip.screen.height, clip.screen.width, 4), np.uint8)
    with Encoder(path, clip.screen) as encoder:
        for number, cue in enumerate(clip.script.cues):
            start = encoder.frames
            frame[...] = 40 * number + len(cue.text) % 40
            encoder.write(frame, int(cue.seconds * clip.screen.fps) + 5)
            still = Still(cue.name, encoder.frames - 1, folder / f"still-{number:02}.png")
            Image.fromarray(frame[..., :3]).save(still.path)
            cues.append(Spoken(cue.name, cue.text, start, encoder.frames))
            stills.append(still)
            report(encoder.frames)
    for _ in range(STEPS):
        time.sleep(seconds / STEPS)
    shown = decoded(path)
    poster = folder / "poster.png"
    Image.fromarray(frame[..., :3]).save(poster)
    log(ways, f"end {clip.spec.beat} {os.getpid()}")
    return ClipResult(clip, shown.frames, tuple(cues), tuple(stills), path, shown.sha256, poster)


def log(ways, line):
    if "log" in ways:
        with Path(ways["log"]).open("a") as file:
            file.write(line + "\n")


def pretend():
    """Have films made by the pretending renderer, small and without a page of pictures."""
    checkout = json.loads(os.environ["HEED_FAKE"])["checkout"]
    production.Sources = partial(Sources, Path(checkout))
    watching.code_files = partial(watching.code_files, Path(checkout))
    screen.QUALITIES["l"] = SCREEN
    production.render_clip = slow_clip
    render.Workers = partial(workers.Workers, warm=("tests.studio.slow",))
    production.sheet_of = lambda albums: Image.new("RGB", (8, 8))


def command(arguments):
    """The command `heed`."""
    from studio.cli import main

    main([str(argument) for argument in arguments])

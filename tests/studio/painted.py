"""Clips painted with Pillow, in a moment: all that a lesson decides is in their frames.

So a review can be tested on many films: what it must find is what `render_clip` would draw.
"""

import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.catalogue.casting import cast_of
from core.computing import trace_of
from core.numerals import numeral
from core.words.script import Spoken
from scenes.kit.theme import BUNDLED_FONTS, theme_of
from studio.draw.clips import Album, ClipResult, Still
from studio.plan.screen import Screen
from studio.video.encode import Encoder

SCREEN = Screen("16:9", 320, 180, 5)
MOVING, REST = 5, 2  # frames before and after each cue is said


def painted_clip(clip, folder, report, spoil=lambda clip, frames: frames):
    """A clip as render_clip makes it. `spoil` may change its frames, [count, high, wide, 4]."""
    folder.mkdir(parents=True)
    path, cues = folder / "clip.mp4", []
    frames, still = [], picture(clip)
    for number, cue in enumerate(clip.script.cues):
        start = len(frames)
        moving = [moved(still, clip, number, step) for step in range(MOVING + 1)]
        frames += moving + moving[-1:] * (math.ceil(cue.seconds * clip.screen.fps) + REST)
        cues.append(Spoken(cue.name, cue.text, start, len(frames)))
    frames = spoil(clip, frames)
    with Encoder(path, clip.screen) as encoder:
        for frame in frames:
            encoder.write(np.ascontiguousarray(frame))
    report(len(frames))
    poster = folder / "poster.png"
    Image.fromarray(frames[-1][..., :3]).save(poster)
    stills = tuple(_still(spoken.cue, spoken.end - 1, frames, folder) for spoken in cues)
    return ClipResult(clip, len(frames), tuple(cues), stills, path, encoder.sha256, poster)


def rehearsed_clip(clip, folder, report):
    """The resting states alone."""
    folder.mkdir(parents=True)
    cues = clip.script.cues
    still = picture(clip)
    pictures = [moved(still, clip, number, MOVING) for number in range(len(cues))]
    stills = tuple(_still(cue.name, n, pictures, folder) for n, cue in enumerate(cues))
    report(len(cues))
    spoken = tuple(Spoken(cue.name, cue.text, n, n + 1) for n, cue in enumerate(cues))
    return Album(clip, len(cues), spoken, stills)


def _still(name, frame, frames, folder):
    path = folder / f"still-{name}.png"
    Image.fromarray(frames[min(frame, len(frames) - 1)][..., :3]).save(path)
    return Still(name, frame, path)


def picture(clip):
    """What stays: heading, the beat's own labels, the numbers of its head to two decimals."""
    theme = theme_of(dict(clip.theme))
    font = ImageFont.truetype(_font(clip), 11)
    page = Image.new("RGBA", (clip.screen.width, clip.screen.height), theme.background)
    pen = ImageDraw.Draw(page)
    pen.text((4, 2), clip.script.heading, theme.text, font)
    for row, label in enumerate(list(clip.script.labels.values())[-6:]):
        pen.text((210, 20 + 12 * row), label, theme.muted, font)
    if clip.spec.beat != "title":
        for row, (role, numbers) in enumerate(_numbers(clip)):
            text = "  ".join(numeral(float(value)) for value in numbers.ravel())
            pen.text((4, 20 + 14 * row), text, theme.colour(role), font)
    return page


def moved(still, clip, cue, step):
    """One frame: what stays, and a square that moves on."""
    page, left = still.copy(), 10 + 12 * step + 40 * cue
    colour = theme_of(dict(clip.theme)).colour("key")
    ImageDraw.Draw(page).rectangle((left, 150, left + 20, 170), colour)
    return np.asarray(page)


def _numbers(clip):
    cast = cast_of(clip.spec, trace_of(clip.lesson))
    head = cast.head
    yield "embedding", cast.sentence.embeddings
    yield "query", head.queries
    yield "key", head.keys
    yield "value", head.values
    yield "text", head.dots
    yield "text", head.scaled
    yield "positive", head.weights
    yield "output", cast.sentence.outputs


def _font(clip):
    return Path((*clip.lesson.fonts, BUNDLED_FONTS / "Inter-Medium.ttf")[0])

"""One clip as its film shows it, held against the same clip made anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageChops

from scenes.kit.theme import NIGHT
from studio.draw.clips import Album, render_clip
from studio.plan.plan import Clip
from studio.review.likeness import SAME, Box, Likeness, likeness
from studio.signals import Report
from studio.video.footage import BrokenError, Footage, image, levels, packets_sha256

STILL = 640  # pixels across or down, at most
QUALITY = 82  # of WebP
BACKDROP = 0.4  # how bright the picture stays on which a difference is marked
LOUD = 4  # a difference is shown this many times as bright


@dataclass(frozen=True)
class Filmed:
    """A clip as a published film holds it. `rests` has each cue's last frame in the clip."""

    footage: Footage
    sha256: str  # of its frames as they were drawn
    packets: str | None  # SHA-256 of what is stored; None where it isn't known
    rests: tuple[tuple[str, int], ...]
    hidden_by: str | None = None  # what its own frames can't be told by any more


@dataclass(frozen=True)
class Shot:
    """Pictures of one moment: files, or None where there's none."""

    moment: str
    before: Path | None
    after: Path | None
    difference: Path | None = None


@dataclass(frozen=True)
class Difference:
    """How a clip differs. Frames are counted from its start; likeness is of its luma."""

    mean_ssim: float  # over all frames that both have
    least_ssim: float
    first: int  # the first frame that isn't the same
    worst: int  # the frame of the least likeness
    differing: int  # how many frames aren't the same
    greatest: int  # the greatest difference of a pixel, in levels of 255
    box: Box | None  # left, top, width, height of what differs in the worst frame


@dataclass(frozen=True)
class Finding(Album):
    """What became of one clip: broken in the film, or different, or neither."""

    broken: str | None
    difference: Difference | None
    shots: tuple[Shot, ...]


def review_clip(filmed: Mapping[int, Filmed], clip: Clip, folder: Path, report: Report) -> Finding:
    """Make a clip anew and compare it with the film that it stands in."""
    made, before = render_clip(clip, folder, report), filmed[clip.position]
    rests = tuple((spoken.cue, spoken.end - 1) for spoken in made.cues)
    (packets,) = packets_sha256(made.path)
    after = Filmed(Footage(made.path, 0, made.frames), made.sha256, packets, rests)
    try:
        difference, shots = compared(before, after, folder)
    except BrokenError as broken:
        return Finding(clip, made.frames, made.cues, (), str(broken), None, ())
    if difference is None:
        shots = (lone_shot(made.poster, folder),)
    for file in (made.path, made.poster, *(still.path for still in made.stills)):
        file.unlink(missing_ok=True)
    return Finding(clip, made.frames, made.cues, (), None, difference, shots)


def lone_shot(poster: Path, folder: Path) -> Shot:
    """One picture, made small, of a clip that doesn't differ."""
    with Image.open(poster) as picture:
        picture.thumbnail((STILL, STILL), Image.Resampling.LANCZOS)
        return Shot("where it rests", None, _saved(picture, folder / "shot.webp"))


def compared(
    before: Filmed, after: Filmed, folder: Path
) -> tuple[Difference | None, tuple[Shot, ...]]:
    """How two clips differ, if they do, frame by frame, and pictures of where.

    Those that store the very same are the same, and aren't decoded. BrokenError if one can't be.
    """
    if (before.sha256, before.packets) == (after.sha256, after.packets):
        return None, ()
    if before.hidden_by:
        raise BrokenError(f"drawn otherwise now; in {before.hidden_by} it can't be seen how")
    running = _Running()
    rests = (_Rests(before.rests), _Rests(after.rests))
    for one, other in zip_longest(before.footage.pictures(), after.footage.pictures()):
        for picture, states in zip((one, other), rests):
            states.look(running.frames, picture)
        running.add(one, other)
    moments = dict(_both(*rests))
    if running.pair:
        first, second = (image(each, STILL) for each in running.pair)
        moments = {"at its worst": (first, second)} | moments
    shots = (
        shot_of(moment, *pair, folder, number)
        for number, (moment, pair) in enumerate(moments.items())
    )
    return running.result(), tuple(shots)


class _Running:
    """What is known after so many frames; holds the worst ones only."""

    def __init__(self) -> None:
        self.frames = self.differing = self.greatest = 0
        self.compared, self.total, self.least = 0, 0.0, 2.0
        self.first: int | None = None
        self.worst, self.box = 0, SAME.box
        self.pair: tuple[av.VideoFrame, av.VideoFrame] | None = None
        self._last: tuple[np.ndarray, np.ndarray, Likeness] | None = None

    def add(self, one: av.VideoFrame | None, other: av.VideoFrame | None) -> None:
        if one is None or other is None:
            self._differs()
        else:
            found = self._likeness(one, other)
            self.compared += 1
            self.total += found.ssim
            if found != SAME:
                self._differs()
                self._weigh(found, one, other)
        self.frames += 1

    def _differs(self) -> None:
        self.differing += 1
        if self.first is None:
            self.first = self.frames

    def _weigh(self, found: Likeness, one: av.VideoFrame, other: av.VideoFrame) -> None:
        if (found.ssim, -found.greatest) < (self.least, -self.greatest):
            self.least, self.worst, self.box = found.ssim, self.frames, found.box
            self.pair = one, other
        self.greatest = max(self.greatest, found.greatest)

    def _likeness(self, one: av.VideoFrame, other: av.VideoFrame) -> Likeness:
        """Of these frames; what rests is compared once."""
        here, there = levels(one), levels(other)
        if self._last and all(map(np.array_equal, (here, there), self._last[:2])):
            return self._last[2]
        found = likeness(here, there, one.height, one.width)
        self._last = here, there, found
        return found

    def result(self) -> Difference | None:
        if self.first is None:
            return None
        return Difference(
            mean_ssim=self.total / self.compared if self.compared else 0.0,
            least_ssim=min(self.least, 1.0),
            first=self.first,
            worst=self.worst,
            differing=self.differing,
            greatest=self.greatest,
            box=self.box,
        )


class _Rests:
    """Small pictures of the frames in which a clip rests."""

    def __init__(self, rests: tuple[tuple[str, int], ...]) -> None:
        self._wanted = rests
        self.found: dict[str, Image.Image] = {}

    def look(self, frame: int, picture: av.VideoFrame | None) -> None:
        for name, at in self._wanted:
            if at == frame and picture is not None:
                self.found[name] = image(picture, STILL)


def _both(one: _Rests, other: _Rests) -> Iterator[tuple[str, tuple[Image.Image, Image.Image]]]:
    """The states in which both clips rest, and differ."""
    for name, picture in one.found.items():
        if name in other.found and picture != other.found[name]:
            yield f"end of “{name}”", (picture, other.found[name])


def shot_of(moment: str, one: Image.Image, other: Image.Image, folder: Path, number: int) -> Shot:
    """The pictures of a moment, written into `folder` as the shot of this number."""
    pictures = {"before": one, "after": other, "difference": marked(one, other)}
    paths = {
        kind: _saved(picture, folder / f"shot-{number:02}-{kind}.webp")
        for kind, picture in pictures.items()
    }
    return Shot(moment, **paths)


def _saved(picture: Image.Image, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").save(path, quality=QUALITY)
    return path


def marked(one: Image.Image, other: Image.Image) -> Image.Image:
    """The second picture, dim and grey, with all that differs from the first lit up."""
    other, one = other.convert("RGB"), one.convert("RGB")
    if one.size != other.size:
        one = one.resize(other.size, Image.Resampling.LANCZOS)
    apart = np.asarray(ImageChops.difference(one, other)).max(axis=2)
    backdrop = other.convert("L").point(lambda level: round(level * BACKDROP)).convert("RGB")
    light = Image.fromarray(np.minimum(apart.astype(np.uint16) * LOUD, 255).astype(np.uint8))
    backdrop.paste(Image.new("RGB", other.size, NIGHT.value), mask=light)
    return backdrop

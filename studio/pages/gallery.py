"""The README's pictures, made again from the lessons: `python -m studio.pages.gallery`."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.catalogue.beats import BEATS
from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.places import CHECKOUT
from studio.plan.plan import Clip, clips_of
from studio.plan.screen import Screen

if TYPE_CHECKING:
    from PIL.Image import Image

GALLERY = CHECKOUT / "renders" / "gallery"
BANK, CRANE, MINIMAL = (
    CHECKOUT / "configs" / f"{name}.yaml" for name in ("bank", "crane", "minimal")
)
LESSONS = {"word_map": CRANE}  # where a beat is at its best
OTHERWISE = (BANK, MINIMAL)  # else the first of these that plays it
CUES = {  # whose end is the picture; else it is that of the last one
    "word_map": "near",
    "softmax": "divide",
    "mixing": "add",
    "context_swap": "differ",
    "recap": "lines",
}
MOVING = ("pull", "ghost", "measure")  # a beat, from the start of one cue to the end of another
STILL_SCREEN = Screen("16:9", 960, 540, 30)
MOVING_SCREEN = Screen("16:9", 720, 405, 12)
QUALITY = 82


def picture_of_beat(name: str) -> Path:
    """Where the gallery keeps a beat's picture."""
    return GALLERY / f"{name}.webp"


@dataclass
class Strip:
    """The frames of an animation as they are drawn, and how many ticks each one stays."""

    pictures: list[Image]
    ticks: list[int]

    def draw(self, pixels: np.ndarray, repeat: int) -> None:
        """Take one frame [height, width, 4] in."""
        from PIL.Image import fromarray

        self.pictures.append(fromarray(np.ascontiguousarray(pixels[..., :3])))
        self.ticks.append(repeat)


def main() -> None:
    """Write the picture of every beat that a shipped lesson plays."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="heed-gallery-") as scratch:
        for name in BEATS:
            _draw(name, Path(scratch))
    for path in sorted(GALLERY.glob("*.webp")):
        print(f"{path.relative_to(CHECKOUT)}  {path.stat().st_size / 1000:.0f} kB")


def _draw(name: str, scratch: Path) -> None:
    moves = name == MOVING[0]
    clip = _clip(name, MOVING_SCREEN if moves else STILL_SCREEN)
    if clip is None:
        return
    if moves:
        _animation(clip, scratch)
    else:
        cue = CUES.get(name, clip.script.cues[-1].name)
        _still(clip, cue, scratch).save(picture_of_beat(name), quality=QUALITY)


@cache
def _computed(lesson: Path) -> Computed:
    return Computed.of(read_lesson(lesson))


def _clip(name: str, screen: Screen) -> Clip | None:
    lessons = [LESSONS[name]] if name in LESSONS else OTHERWISE
    clips = (clip for lesson in lessons for clip in clips_of(_computed(lesson), screen))
    return next((clip for clip in clips if clip.spec.beat == name), None)


def _still(clip: Clip, wanted: str, scratch: Path) -> Image:
    from studio.draw import drawing
    from studio.draw.stills import picture_of

    found: list[Image] = []
    drawing.configure(clip, scratch)
    beat = drawing.beat_of(clip)
    beat.resting.append(lambda seen, cue: found.extend([picture_of(seen)] * (cue == wanted)))
    beat.rehearse()
    return found[0]


def _animation(clip: Clip, scratch: Path) -> None:
    from studio.draw import drawing

    drawing.configure(clip, scratch)
    strip = Strip([], [])
    beat = drawing.beat_of(clip, drawing.Projector(strip.draw))
    drawing.perform(beat)
    cues = {spoken.cue: spoken for spoken in beat.timeline}
    first, end = cues[MOVING[1]].start, cues[MOVING[2]].end
    starts = np.cumsum([0, *strip.ticks[:-1]])
    chosen = [place for place, start in enumerate(starts) if first <= start < end]
    strip.pictures[chosen[0]].save(
        picture_of_beat(clip.spec.beat),
        save_all=True,
        append_images=[strip.pictures[place] for place in chosen[1:]],
        duration=[round(1000 * strip.ticks[place] / clip.screen.fps) for place in chosen],
        loop=0,
        quality=QUALITY - 20,
        method=4,
    )


if __name__ == "__main__":
    main()

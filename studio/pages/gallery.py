"""The README's pictures, made again from the lessons: `python -m studio.pages.gallery`."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.draw import drawing
from studio.draw.stills import picture_of
from studio.places import CHECKOUT
from studio.plan.plan import Clip, clips_of
from studio.plan.screen import Screen

GALLERY = CHECKOUT / "renders" / "gallery"
BANK, CRANE = (CHECKOUT / "configs" / f"{name}.yaml" for name in ("bank", "crane"))
STILLS = {
    "tokens": "arrows",
    "word_map": "near",
    "linear_map": "anywhere",
    "projections": "value",
    "similarity": "pair",
    "scores": "scale",
    "softmax": "divide",
    "mixing": "add",
    "context_swap": "differ",
}
MOVING = ("pull", "ghost", "measure")  # a beat, from the start of one cue to the end of another
STILL_SCREEN = Screen("16:9", 960, 540, 30)
MOVING_SCREEN = Screen("16:9", 720, 405, 12)
QUALITY = 82


@dataclass
class Strip:
    """The frames of an animation as they are drawn, and how many ticks each one stays."""

    pictures: list[Image.Image]
    ticks: list[int]

    def draw(self, pixels: np.ndarray, repeat: int) -> None:
        """Take one frame [height, width, 4] in."""
        self.pictures.append(Image.fromarray(np.ascontiguousarray(pixels[..., :3])))
        self.ticks.append(repeat)


def main() -> None:
    """Write every picture of the gallery."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="heed-gallery-") as scratch:
        for name, cue in STILLS.items():
            _still(_clip(name, STILL_SCREEN), cue, Path(scratch)).save(
                GALLERY / f"{name}.webp", quality=QUALITY
            )
        _animation(_clip(MOVING[0], MOVING_SCREEN), Path(scratch))
    for path in sorted(GALLERY.glob("*.webp")):
        print(f"{path.relative_to(CHECKOUT)}  {path.stat().st_size / 1000:.0f} kB")


def _clip(name: str, screen: Screen) -> Clip:
    computed = _computed(CRANE if name == "word_map" else BANK)
    return next(clip for clip in clips_of(computed, screen) if clip.spec.beat == name)


@cache
def _computed(lesson: Path) -> Computed:
    return Computed.of(read_lesson(lesson))


def _still(clip: Clip, wanted: str, scratch: Path) -> Image.Image:
    found: list[Image.Image] = []
    drawing.configure(clip, scratch)
    beat = drawing.beat_of(clip)
    beat.resting.append(lambda seen, cue: found.extend([picture_of(seen)] * (cue == wanted)))
    beat.rehearse()
    return found[0]


def _animation(clip: Clip, scratch: Path) -> None:
    drawing.configure(clip, scratch)
    strip = Strip([], [])
    beat = drawing.beat_of(clip, drawing.Projector(strip.draw))
    drawing.perform(beat)
    cues = {spoken.cue: spoken for spoken in beat.timeline}
    first, end = cues[MOVING[1]].start, cues[MOVING[2]].end
    starts = np.cumsum([0, *strip.ticks[:-1]])
    chosen = [place for place, start in enumerate(starts) if first <= start < end]
    strip.pictures[chosen[0]].save(
        GALLERY / f"{clip.spec.beat}.webp",
        save_all=True,
        append_images=[strip.pictures[place] for place in chosen[1:]],
        duration=[round(1000 * strip.ticks[place] / clip.screen.fps) for place in chosen],
        loop=0,
        quality=QUALITY - 20,
        method=4,
    )


if __name__ == "__main__":
    main()

"""Every beat's last picture is the one that was blessed: eyes see what no geometry tells.

After a change that is meant to be seen: `.venv/bin/python -m pytest tests/test_stills.py --bless`,
and look at what it wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.catalogue.beats import BEATS
from core.computing import Computed
from core.reading.lesson import read_lesson
from scenes.kit.beat import Beat
from scenes.kit.layout import Layout
from studio.draw import drawing
from studio.draw.stills import picture_of, still_of
from studio.plan.plan import Clip, clips_of
from studio.plan.screen import Screen
from tests.looks import apart, show
from tests.scenes.rehearsals import playing

ROOT = Path(__file__).parents[1]
BLESSED = ROOT / "tests" / "stills"
DIFFERING = BLESSED / "differing"  # git-ignored
SCREENS = (Screen("16:9", 640, 360, 15), Screen("9:16", 360, 640, 15))
ALLOWED = 4.0  # levels: Cairo 1.16 and 1.18 are 0.9 apart; a label a pixel aside, 9 at least
SMOOTHED = 9  # levels that a pixel of an edge may differ by from one version to another

CLIPS = [
    clips_of(Computed.of(read_lesson(path)), screen)[position]
    for path, position in map(playing, BEATS)
    for screen in SCREENS
]
PULL = next(clip for clip in CLIPS if clip.spec.beat == "pull")

Draw = Callable[[Clip], Image.Image]


def file_of(clip: Clip) -> Path:
    return BLESSED / f"{clip.spec.called}-{clip.screen.shape.replace(':', 'x')}.webp"


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Draw:
    """What `heed still` draws of a clip."""
    monkeypatch.chdir(tmp_path)

    def draw(clip: Clip) -> Image.Image:
        return Image.open(still_of(None, clip, tmp_path, lambda _: None).path).convert("RGB")

    return draw


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: file_of(clip).stem)
def test_a_beats_last_picture_is_the_blessed_one(
    clip: Clip, drawn: Draw, pytestconfig: pytest.Config
) -> None:
    found, path = drawn(clip), file_of(clip)
    blessed = Image.open(path).convert("RGB") if path.exists() else Image.new("RGB", (1, 1))
    levels, (x, y) = apart(blessed, found)
    if levels <= ALLOWED:
        return
    if pytestconfig.getoption("--bless"):
        found.save(path, lossless=True, quality=100, method=6)
        return
    sheet = DIFFERING / f"{path.stem}.png"
    show(sheet, blessed, found)
    fault = f"{levels:.0f} levels at {x}, {y}" if path.exists() else "never blessed"
    pytest.fail(f"{fault}: look at {sheet}; --bless if it is meant")


def test_every_blessed_picture_is_a_beats(pytestconfig: pytest.Config) -> None:
    ours = [file_of(clip) for clip in CLIPS]
    assert len(set(ours)) == len(ours)
    for path in {*BLESSED.glob("*.webp")} - {*ours}:
        assert pytestconfig.getoption("--bless"), f"{path} is of no beat; --bless removes it"
        path.unlink()


# --- what is too far


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., float]:
    """`changed(how)`: how far the last picture of a beat is from itself, changed before drawing."""
    monkeypatch.chdir(tmp_path)

    def change(how: Callable[[Beat], object]) -> float:
        drawing.configure(PULL, tmp_path)
        pictures = list[Image.Image]()

        def look(beat: Beat, cue: str) -> None:
            if cue == PULL.script.cues[-1].name:
                pictures.append(picture_of(beat))
                how(beat)
                pictures.append(picture_of(beat))

        beat = drawing.beat_of(PULL)
        beat.resting.append(look)
        beat.rehearse()
        return apart(*pictures)[0]

    return change


def test_a_name_two_pixels_aside_is_too_far(changed: Callable[..., float]) -> None:
    pixel = Layout.of(PULL.screen.shape).frame_width / PULL.screen.width
    assert changed(lambda beat: beat.values.output_name.shift([2 * pixel, 0, 0])) > 2 * ALLOWED
    assert changed(lambda beat: None) == 0


@pytest.mark.parametrize(
    "how",
    [
        lambda beat: beat.copy.set_opacity(0.25),
        lambda beat: beat.copy.set_fill(beat.theme.value),
        lambda beat: beat.card.set_z_index(-5).set_opacity(0),
        lambda beat: beat.values.plane.set_z_index(9),
    ],
    ids=["pale", "another role", "gone", "over all others"],
)
def test_what_geometry_does_not_tell_is_too_far(changed: Callable[..., float], how: object) -> None:
    assert changed(how) > 2 * ALLOWED


def test_edges_smoothed_otherwise_are_near_enough() -> None:
    picture = np.asarray(Image.open(file_of(PULL)).convert("RGB"))
    edges = (np.abs(np.diff(picture.astype(int), axis=1, prepend=0)) > SMOOTHED).any(axis=2)
    dice = np.random.default_rng(1)
    seldom = edges & (dice.random(edges.shape) < 0.1)
    other = np.clip(picture + seldom[..., None] * SMOOTHED, 0, 255).astype(np.uint8)
    assert 0 < apart(Image.fromarray(picture), Image.fromarray(other))[0] <= ALLOWED

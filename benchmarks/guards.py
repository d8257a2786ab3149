"""What makes the runs comparable: the same frames, as many, as even, as good, not much larger."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import av
import manim
import numpy as np
from scipy.ndimage import uniform_filter
from xxhash import xxh3_128

from benchmarks.runs import Work
from studio.draw import drawing
from studio.plan.plan import Clip
from studio.video.encode import Encoder

LARGEST = 2.0  # times plain Manim's file
BLOCK = 8  # pixels: SSIM is taken over blocks of this size
EACH = 5  # every so many-th drawn frame is compared


def lines(work: Work) -> Iterator[str]:
    """A line for each guard; one that does not hold says WRONG."""
    films = {name: sorted((work.folder / name).rglob("*.mp4")) for name in ("plain", "ours")}
    plain = [film for film in films["plain"] if "partial_movie_files" not in film.parts]
    (ours,) = films["ours"]
    counts = sum(_frames(film) for film in plain), _frames(ours)
    yield _line(counts[0] == counts[1], f"frames: plain {counts[0]}, ours {counts[1]}")
    yield _line(_is_even(ours), "ours: every frame lasts as long as any other")
    sizes = sum(film.stat().st_size for film in plain), ours.stat().st_size
    times = sizes[1] / sizes[0]
    yield _line(times <= LARGEST, f"size: {times:.2f} times plain Manim's {sizes[0] / 1e6:.1f} MB")
    clip = min(work.clips, key=lambda clip: clip.seconds)
    with tempfile.TemporaryDirectory() as folder:
        yield _line(_drawn_alike(clip, Path(folder)), f"{clip.name}: drawn as Manim's camera draws")
        film = next(film for film in plain if film.stem == f"Clip{clip.position:02}")
        moving, still = zip(*(_likeness(clip, Path(folder), way) for way in (film, None)))
    yield _line(moving[1] >= moving[0], f"{clip.name}: SSIM of moving blocks: {_both(*moving)}")
    yield f"- {clip.name}: SSIM of held frames, for comparison: {_both(*still)}"


def _line(holds: bool, said: str) -> str:
    return f"- {'' if holds else 'WRONG: '}{said}"


def _both(plain: float, ours: float) -> str:
    return f"plain {plain:.4f}, ours {ours:.4f}"


def _frames(film: Path) -> int:
    with av.open(film) as container:
        return sum(1 for packet in container.demux(video=0) if packet.size)


def _is_even(film: Path) -> bool:
    with av.open(film) as container:
        stream = container.streams.video[0]
        times = sorted(p.pts * p.time_base for p in container.demux(stream) if p.pts is not None)
    return all(b - a == 1 / stream.average_rate for a, b in pairwise(times))


def _drawn_alike(clip: Clip, folder: Path) -> bool:
    shown: list[list[bytes]] = []
    for kind in (manim.Camera, drawing.Camera):
        drawing.configure(clip, folder)
        digests: list[bytes] = []
        projector = drawing.Projector(partial(_note, digests))
        projector.camera = kind()
        drawing.perform(drawing.beat_of(clip, projector))
        shown.append(digests)
    return shown[0] == shown[1]


def _note(digests: list[bytes], pixels: np.ndarray, _repeat: int) -> None:
    digests.append(xxh3_128(pixels.data).digest())


def _likeness(clip: Clip, folder: Path, film: Path | None) -> tuple[float, float]:
    """Mean SSIM of luma between drawn and decoded frames: of blocks that move, of frames held.

    `film` is plain Manim's, which keeps BT.601; None stands for ours, encoded here.
    """
    drawing.configure(clip, folder)
    drawn: list[tuple[int, np.ndarray]] = []  # frame, luma: of pairs, for what moves between them
    held: list[tuple[int, np.ndarray]] = []
    count = [0, 0]  # frames, pictures
    encoder = Encoder(folder / "clip.mp4", clip.screen) if film is None else None
    weights = (0.2126, 0.7152, 0.0722) if film is None else (0.299, 0.587, 0.114)

    def draw(pixels: np.ndarray, repeat: int) -> None:
        if encoder is not None:
            encoder.write(pixels, repeat)
        if repeat > clip.screen.fps // 2:
            held.append((count[0] + repeat - 1, _luma(pixels, weights)))
        elif count[1] % EACH < 2:
            drawn.append((count[0], _luma(pixels, weights)))
        count[0] += repeat
        count[1] += 1

    drawing.perform(drawing.beat_of(clip, drawing.Projector(draw)))
    if encoder is not None:
        encoder.close()
    wanted = {frame for frame, _ in (*drawn, *held)}
    decoded = dict(_decoded(film or folder / "clip.mp4", wanted))
    moving = [
        _ssim(luma, decoded[frame])[_moving(luma, before)].mean()
        for (earlier, before), (frame, luma) in pairwise(drawn)
        if frame == earlier + 1 and _moving(luma, before).any()
    ]
    return float(np.mean(moving)), float(np.mean([_ssim(y, decoded[n]).mean() for n, y in held]))


def _luma(pixels: np.ndarray, weights: tuple[float, ...]) -> np.ndarray:
    """Limited-range luma, float32 [height, width]."""
    return 16 + pixels[..., :3].astype(np.float32) @ np.array(weights, np.float32) * (219 / 255)


def _decoded(film: Path, wanted: set[int]) -> Iterator[tuple[int, np.ndarray]]:
    with av.open(film) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number in wanted:
                height = frame.height
                yield number, frame.to_ndarray(format="yuv420p")[:height].astype(np.float32)


def _moving(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The blocks in which two pictures differ, bool [height / 8, width / 8]."""
    height, width = (size // BLOCK * BLOCK for size in one.shape)
    far = np.abs(one - other)[:height, :width] > 2
    return far.reshape(height // BLOCK, BLOCK, -1, BLOCK).any(axis=(1, 3))


def _ssim(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """SSIM of 8 × 8 blocks (Wang et al., 2004), [height / 8, width / 8]."""
    height, width = (size // BLOCK * BLOCK for size in one.shape)

    def mean(values: np.ndarray) -> np.ndarray:
        found: np.ndarray = uniform_filter(values[:height, :width], BLOCK)[4::BLOCK, 4::BLOCK]
        return found

    first, second = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    a, b = mean(one), mean(other)
    spread = mean(one * one) - a * a + mean(other * other) - b * b
    shared = mean(one * other) - a * b
    likeness: np.ndarray = (2 * a * b + first) * (2 * shared + second)
    return likeness / ((a * a + b * b + first) * (spread + second))

"""How alike two frames are: structural similarity, where they differ, and by how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import find_objects, uniform_filter

WINDOW = 7  # pixels, as Wang et al. (2004) and scikit-image take it for a uniform window
STABLE_MEAN, STABLE_SPREAD = (0.01 * 255) ** 2, (0.03 * 255) ** 2
VIEWED = 256  # pixels: similarity is of frames about so high, as an eye sees them from afar
MARKED = 4  # a pixel differs visibly from a fourth of the greatest difference on

Plane = NDArray[np.uint8]  # [height, width]
Box = tuple[int, int, int, int]  # left, top, width, height in pixels


def difference(one: Plane, other: Plane) -> Plane:
    """How far each pixel is from the other's, in levels from 0 to 255."""
    return np.maximum(one, other) - np.minimum(one, other)


def box_of(distances: Plane) -> Box | None:
    """The smallest box around all that differs by at least a fourth of the greatest difference."""
    greatest = int(distances.max(initial=0))
    if greatest == 0:
        return None
    marked = distances >= max(1, -(-greatest // MARKED))
    (rows, columns), *_ = find_objects(marked.astype(np.uint8))
    return (
        columns.start,
        rows.start,
        columns.stop - columns.start,
        rows.stop - rows.start,
    )


def ssim(one: Plane, other: Plane) -> float:
    """The mean structural similarity of two planes; 1 where they are the same.

    Wang, Bovik, Sheikh, Simoncelli, “Image quality assessment”, 2004, equation 13, over windows
    of 7×7 pixels that lie within the planes, which must hold one. It's worked out only where they
    differ: everywhere else it is 1.
    """
    margin = WINDOW // 2
    height, width = one.shape[0] - 2 * margin, one.shape[1] - 2 * margin
    differs = box_of_any(one, other)
    if differs is None:
        return 1.0
    left, top, wide, high = differs
    near = (
        slice(max(0, top - 2 * margin), top + high + 2 * margin),
        slice(max(0, left - 2 * margin), left + wide + 2 * margin),
    )
    inner = (slice(margin, -margin), slice(margin, -margin))
    local = _local(one[near], other[near])[inner]
    return 1.0 - float((1.0 - local).sum()) / (height * width)


def box_of_any(one: Plane, other: Plane) -> Box | None:
    """The smallest box around every pixel that isn't the same."""
    rows = np.flatnonzero((one != other).any(axis=1))
    if not len(rows):
        return None
    band = slice(rows[0], rows[-1] + 1)
    columns = np.flatnonzero((one[band] != other[band]).any(axis=0))
    left, top = int(columns[0]), int(rows[0])
    return left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top


def _local(one: Plane, other: Plane) -> NDArray[np.float64]:
    """The structural similarity around every pixel."""
    x, y = one.astype(np.float64), other.astype(np.float64)
    sample = WINDOW**2 / (WINDOW**2 - 1)  # spreads of samples, not of populations

    def mean(plane: NDArray[np.float64]) -> NDArray[np.float64]:
        averaged: NDArray[np.float64] = uniform_filter(plane, size=WINDOW)
        return averaged

    mean_x, mean_y = mean(x), mean(y)
    spread_x = sample * (mean(x * x) - mean_x * mean_x)
    spread_y = sample * (mean(y * y) - mean_y * mean_y)
    together = sample * (mean(x * y) - mean_x * mean_y)
    alike = (2 * mean_x * mean_y + STABLE_MEAN) * (2 * together + STABLE_SPREAD)
    apart = (mean_x**2 + mean_y**2 + STABLE_MEAN) * (spread_x + spread_y + STABLE_SPREAD)
    return alike / apart


@dataclass(frozen=True)
class Likeness:
    """How one frame differs from another of its size."""

    ssim: float  # of the luma, pooled
    greatest: int  # the greatest difference of a pixel's Y, Cb or Cr, in levels of 255
    box: Box | None  # of what differs visibly


SAME = Likeness(1.0, 0, None)


def likeness(one: Plane, other: Plane, height: int, width: int) -> Likeness:
    """Compare two flat YCbCr 4:2:0 frames (as `footage.levels`) of even height and width."""
    if np.array_equal(one, other):
        return SAME
    luma, *chroma = _planes(difference(one, other), height, width)
    whole = np.maximum(luma, np.maximum(*chroma).repeat(2, axis=0).repeat(2, axis=1))
    first, second = (pooled(_planes(each, height, width)[0]) for each in (one, other))
    return Likeness(ssim(first, second), int(whole.max()), box_of(whole))


def pooled(plane: Plane) -> Plane:
    """The plane at the size at which Wang et al. compare: a shorter side of about 256 pixels."""
    step = max(1, round(min(plane.shape) / VIEWED))
    if step == 1:
        return plane
    height, width = (side // step for side in plane.shape)
    blocks = plane[: height * step, : width * step].reshape(height, step, width, step)
    return (blocks.sum(axis=(1, 3), dtype=np.uint16) // step**2).astype(np.uint8)


def _planes(flat: Plane, height: int, width: int) -> list[Plane]:
    pixels, quarter = height * width, (height // 2) * (width // 2)
    half = (height // 2, width // 2)
    return [
        flat[:pixels].reshape(height, width),
        flat[pixels : pixels + quarter].reshape(half),
        flat[pixels + quarter :].reshape(half),
    ]

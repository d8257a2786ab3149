"""How far a picture is from the one that was blessed, and what to show where it is too far."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import uniform_filter

NEIGHBOURHOOD = 5  # pixels
GAP = 8  # pixels between pictures side by side
BRIGHTER = 4  # times, in which a difference is shown


def apart(one: Image.Image, other: Image.Image) -> tuple[float, tuple[int, int]]:
    """How far two pictures are from each other where that is farthest, and where: x, y.

    In levels of red, green or blue, of 255; the mean over a neighbourhood, so that an edge which
    another version of Cairo smooths a little otherwise counts less than a thing that moved.
    """
    if one.size != other.size:
        return 255.0, (0, 0)
    means = uniform_filter(_difference(one, other), (NEIGHBOURHOOD, NEIGHBOURHOOD, 1))
    farthest = means.max(axis=2)
    y, x = np.unravel_index(int(farthest.argmax()), farthest.shape)
    return float(farthest.max()), (int(x), int(y))


def show(path: Path, blessed: Image.Image, found: Image.Image) -> None:
    """Save the blessed picture, the one that was found, and where they differ, side by side."""
    pictures = [blessed, found]
    if blessed.size == found.size:
        bright = np.minimum(_difference(blessed, found) * BRIGHTER, 255)
        pictures.append(Image.fromarray(bright.astype(np.uint8)))
    width = sum(each.width + GAP for each in pictures) - GAP
    sheet = Image.new("RGB", (width, max(each.height for each in pictures)), "white")
    left = 0
    for each in pictures:
        sheet.paste(each, (left, 0))
        left += each.width + GAP
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path)


def _difference(one: Image.Image, other: Image.Image) -> np.ndarray:  # [height, width, 3]
    return np.abs(np.asarray(one, dtype=float) - np.asarray(other, dtype=float))

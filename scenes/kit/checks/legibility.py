"""Whether a resting picture can be read: nothing cut off, tiny, faint, or on top of another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from manim import Mobject, RoundedRectangle, VMobject

from scenes.kit.layout import Layout, Region
from scenes.kit.plane.arrows import Arrow, Ghost
from scenes.kit.plane.labels import overlap
from scenes.kit.segments import around, clipped
from scenes.kit.theme import LEAST_CONTRAST, TEXT_ROLES, Theme, blended, contrast
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.maths import Maths
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words

SEEN = 0.05  # below this opacity nothing is seen
BRIGHT = 0.9  # from this opacity on, it is spoken of and must be easy to read
TOUCH = 0.004  # square units that two boxes of ink may share
MARKUP = (  # of a formula in Typst, in turn, and what stands for it in plain text
    (r"#\w+\[\$(.*?)\$\]", r"\1"),
    (r'_#word\(text\("((?:\\.|[^"\\])*)"\)\)', r"(\1)"),
    (r'#(?:word\()?text\("((?:\\.|[^"\\])*)"\)\)?', r"\1"),
    (rf"\b(?:{'|'.join(TEXT_ROLES)})\((\S*?)\)", r"\1"),
    (r"\bquad ?", ""),
    (r"\bdots\.c\b", "…"),
    (r"\bdot(?:\.op)?(?!\w)", "·"),
    (r"\beq\.not\b", "≠"),
    (r"\bapprox\b", "≈"),
)
THROUGH = 0.05  # units that a line may run into a word's box


def flaws(mobjects: Sequence[Mobject], theme: Theme, layout: Layout) -> list[str]:
    """One line for everything that a viewer could not read."""
    family = [part for mobject in mobjects for part in mobject.get_family()]
    letters = [part for part in family if isinstance(part, Lettering) and _opacity(part) > SEEN]
    found = [*_outside(family, layout), *_tiny(letters), *_overlapping(letters)]
    found += _crossed(letters, family)
    found += _breaking_out(letters, family)
    found += _faint(letters, family, theme)
    return found


def ink_of(letters: Lettering) -> Region:
    """The box around the visible outlines."""
    return around(np.vstack([part.points for part in letters.ink if len(part.points)]))


def _opacity(letters: Lettering) -> float:
    inked = [part for part in letters.ink if len(part.points)]
    return max((float(max(part.fill_opacity, 0.0)) for part in inked), default=0.0)


def _outside(family: Sequence[Mobject], layout: Layout) -> list[str]:
    found = []
    for part in family:
        if not isinstance(part, VMobject) or not len(part.points):
            continue
        if max(part.get_fill_opacity(), part.get_stroke_opacity() * (part.stroke_width > 0)) < SEEN:
            continue
        box = around(part.points)
        if not layout.safe.holds(box, slack=0.02):
            found.append(f"{type(part).__name__} leaves the frame: {_told(box)}")
    return found


def _tiny(letters: Sequence[Lettering]) -> list[str]:
    return [
        f"{_name(each)} is too small: {each.em:.3f} units, wanted {each.least_em:.3f}"
        for each in letters
        if each.em < each.least_em * 0.995
    ]


def _overlapping(letters: Sequence[Lettering]) -> list[str]:
    boxes = [(each, ink_of(each)) for each in letters]
    return [
        f"{_name(one)} and {_name(other)} overlap at {_told(a)}"
        for (one, a), (other, b) in combinations(boxes, 2)
        if overlap(a, b) > TOUCH
    ]


def _crossed(letters: Sequence[Lettering], family: Sequence[Mobject]) -> list[str]:
    lines = [
        (part, part.segment) for part in family if isinstance(part, Arrow | Ghost) and _seen(part)
    ]
    found = []
    for each in letters:
        box = ink_of(each)
        for arrow, (start, end) in lines:
            half = arrow.drawn_width() / 2 if isinstance(arrow, Arrow) else 0.0
            cut = clipped(start, end, box.inset(-half))
            if cut is not None and np.linalg.norm(cut[1] - cut[0]) > THROUGH:
                found.append(f"{type(arrow).__name__} runs through {_name(each)}")
    return found


def _seen(part: Mobject) -> bool:
    return any(
        max(each.get_fill_opacity(), each.get_stroke_opacity()) > SEEN
        for each in part.get_family()
        if len(each.points)
    )


def _breaking_out(letters: Sequence[Lettering], family: Sequence[Mobject]) -> list[str]:
    frames = [
        around(part.points) for part in family if isinstance(part, RoundedRectangle) and _seen(part)
    ]
    return [
        f"{_name(each)} breaks out of its box {_told(frame)}"
        for each, ink in ((each, ink_of(each)) for each in letters)
        for frame in frames
        if overlap(ink, frame) > TOUCH and not frame.holds(ink, slack=0.02)
    ]


def _faint(letters: Sequence[Lettering], family: Sequence[Mobject], theme: Theme) -> list[str]:
    boxes = [
        part for part in family if isinstance(part, RoundedRectangle) and part.fill_opacity > 0
    ]
    found = []
    for each in letters:
        if _opacity(each) < BRIGHT:
            continue
        ground = theme.background
        centre = ink_of(each).centre
        for box in boxes:
            if _inside(centre, around(box.points)):
                ground = blended(ground, str(box.fill_color.to_hex()), float(box.fill_opacity))
        for colour in {str(part.fill_color.to_hex()) for part in each.ink if part.fill_opacity > 0}:
            ratio = contrast(colour, ground)
            if ratio < LEAST_CONTRAST - 0.01:
                found.append(f"{_name(each)}: {colour} on {ground} has a contrast of {ratio:.1f}:1")
    return found


def _inside(point: tuple[float, float], box: Region) -> bool:
    return box.left < point[0] < box.right and box.bottom < point[1] < box.top


def _name(letters: Lettering) -> str:
    if isinstance(letters, Words):
        return f"“{letters.words}”"
    if isinstance(letters, Number):
        return f"number {letters.shown}"
    if isinstance(letters, Maths):
        return f"formula {readable(letters.formula)}"
    return type(letters).__name__


def readable(formula: str) -> str:
    """A formula of ours without its markup: a symbol with a word below it is v(money)."""
    for markup, plain in MARKUP:
        formula = re.sub(markup, plain, formula)
    return re.sub(r"\\(.)", r"\1", formula)


def _told(box: Region) -> str:
    return f"x {box.left:.2f}…{box.right:.2f}, y {box.bottom:.2f}…{box.top:.2f}"

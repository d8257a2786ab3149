"""Whether a resting picture can be read: nothing cut off, tiny, faint, or on top of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from manim import Mobject, RoundedRectangle, VMobject

from scenes.kit.layout import Layout, Region
from scenes.kit.plane.arrows import Arrow, Ghost
from scenes.kit.plane.labels import overlap
from scenes.kit.plane.plane import MovingGrid, Plane
from scenes.kit.props.cards import Card
from scenes.kit.props.cells import Cell
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


@dataclass(frozen=True)
class Inked:
    """Letters that are seen, with the box around their outlines and how opaque these are."""

    letters: Lettering
    box: Region
    opacity: float


def flaws(mobjects: Sequence[Mobject], theme: Theme, layout: Layout) -> list[str]:
    """One line for everything that a viewer could not read."""
    family = [part for mobject in mobjects for part in mobject.get_family()]
    inked = list(_inked(family))
    found = [*_outside(family, layout), *_tiny(inked), *_overlapping(inked)]
    found += _crossed(inked, family)
    found += _breaking_out(inked, family)
    found += _faint(inked, family, theme)
    found += _over_cards(family)
    found += _untold(family)
    return found


def _inked(family: Sequence[Mobject]) -> Iterator[Inked]:
    for part in family:
        if isinstance(part, Lettering):
            outlines = [each for each in part.outlines if len(each.points)]
            opacity = max((float(max(each.fill_opacity, 0.0)) for each in outlines), default=0.0)
            if opacity > SEEN:
                yield Inked(part, around(np.vstack([each.points for each in outlines])), opacity)


def ground_of(part: Mobject) -> Sequence[Mobject]:
    """What of it may run to the frame's very edge."""
    if isinstance(part, Plane):
        return part.lattice, part.axes
    return (part,) if isinstance(part, MovingGrid) else ()


def _outside(family: Sequence[Mobject], layout: Layout) -> list[str]:
    grounds = {id(line) for part in family for line in ground_of(part)}
    found = []
    for part in family:
        if not isinstance(part, VMobject) or not len(part.points):
            continue
        if max(part.get_fill_opacity(), part.get_stroke_opacity() * (part.stroke_width > 0)) < SEEN:
            continue
        box = around(part.points)
        bounds = layout.frame if id(part) in grounds else layout.safe
        if not bounds.holds(box, slack=0.02):
            found.append(f"{type(part).__name__} leaves the frame: {_told(box)}")
    return found


def _tiny(inked: Sequence[Inked]) -> list[str]:
    return [
        f"{_name(each)} is too small: {each.em:.3f} units, wanted {each.least_em:.3f}"
        for each in (one.letters for one in inked)
        if each.em < each.least_em * 0.995
    ]


def _overlapping(inked: Sequence[Inked]) -> list[str]:
    return [
        f"{_name(one.letters)} and {_name(other.letters)} overlap at {_told(one.box)}"
        for one, other in combinations(inked, 2)
        if overlap(one.box, other.box) > TOUCH
    ]


def _crossed(inked: Sequence[Inked], family: Sequence[Mobject]) -> list[str]:
    lines = [
        (part, part.segment) for part in family if isinstance(part, Arrow | Ghost) and _seen(part)
    ]
    found = []
    for each in inked:
        for arrow, (start, end) in lines:
            half = arrow.drawn_width() / 2 if isinstance(arrow, Arrow) else 0.0
            cut = clipped(start, end, each.box.inset(-half))
            if cut is not None and np.linalg.norm(cut[1] - cut[0]) > THROUGH:
                found.append(f"{type(arrow).__name__} runs through {_name(each.letters)}")
    return found


def _seen(part: Mobject) -> bool:
    return any(
        max(each.get_fill_opacity(), each.get_stroke_opacity()) > SEEN
        for each in part.get_family()
        if len(each.points)
    )


def _breaking_out(inked: Sequence[Inked], family: Sequence[Mobject]) -> list[str]:
    frames = [
        around(part.points) for part in family if isinstance(part, RoundedRectangle) and _seen(part)
    ]
    return [
        f"{_name(each.letters)} breaks out of its box {_told(frame)}"
        for each in inked
        for frame in frames
        if overlap(each.box, frame) > TOUCH and not frame.holds(each.box, slack=0.02)
    ]


def _faint(inked: Sequence[Inked], family: Sequence[Mobject], theme: Theme) -> list[str]:
    grounds = [
        (around(part.points), str(part.fill_color.to_hex()), float(part.fill_opacity))
        for part in family
        if isinstance(part, RoundedRectangle) and part.fill_opacity > 0
    ]
    found = []
    for each in inked:
        if each.opacity < BRIGHT:
            continue
        ground = theme.background
        for box, colour, opacity in grounds:
            if _inside(each.box.centre, box):
                ground = blended(ground, colour, opacity)
        seen = [part for part in each.letters.outlines if part.fill_opacity > 0]
        for colour in {str(part.fill_color.to_hex()) for part in seen}:
            ratio = contrast(colour, ground)
            if ratio < LEAST_CONTRAST - 0.01:
                told = f"{colour} on {ground} has a contrast of {ratio:.1f}:1"
                found.append(f"{_name(each.letters)}: {told}")
    return found


def _over_cards(family: Sequence[Mobject]) -> list[str]:
    """Planes whose lines run over a card, and so through all that is written on it."""
    drawn = sorted(family, key=lambda part: part.z_index)
    grounds = [
        (place, part, around(np.vstack([line.points for line in ground_of(part)])))
        for place, part in enumerate(drawn)
        if ground_of(part)
    ]
    return [
        f"{type(ground).__name__} runs over the card {_told(card.region)}"
        for place, card in enumerate(drawn)
        if isinstance(card, Card)
        for later, ground, box in grounds
        if later > place
        and overlap(box, card.region) > TOUCH
        and not card.region.holds(box, slack=0.02)
    ]


def _untold(family: Sequence[Mobject]) -> list[str]:
    """Cells that are seen, and in which neither their number nor a sign in its place is."""
    return [
        f"number {cell.number.shown} is not in its cell {_told(around(cell.box.points))}"
        for cell in family
        if isinstance(cell, Cell)
        and cell.box.get_stroke_opacity() > SEEN
        and not any(_seen(part) for part in cell.submobjects if part is not cell.box)
    ]


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

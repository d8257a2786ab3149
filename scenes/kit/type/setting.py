"""Markup set by Typst and read back as outlines, in em units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from xml.etree import ElementTree

import numpy as np
import svgelements
from manim.mobject.svg.svg_mobject import VMobjectFromSVGPath

from scenes.kit.hull import hull_corners
from scenes.kit.segments import as_points
from scenes.kit.theme import TEXT_ROLES
from scenes.kit.type.markup import compiler, string

EM = 100.0  # points that an em is set in, before it is scaled to its size
BASELINE = "#010203"  # the colour of the mark that shows where the baseline runs
ROLES_IN_TYPE = tuple(role for role in TEXT_ROLES if role != "text")  # Typst has a text of its own
ROLE_CODE = "#{:02x}074d"  # a role's colour while it is being set: themes stay out of the cache


@dataclass(frozen=True)
class Glyph:
    """One outline in em units, y up from the baseline; points [4k, 3] as Manim keeps them."""

    points: np.ndarray
    fill: str | None
    stroke: str | None
    stroke_width: float

    def at(self, left: float) -> Glyph:
        """The same glyph further along the line."""
        return replace(self, points=self.points + np.array([left, 0.0, 0.0]))


@dataclass(frozen=True)
class Setting:
    """A piece of type in em units: its outlines and the width it takes on the line."""

    glyphs: tuple[Glyph, ...]
    width: float

    @cached_property
    def pieces(self) -> tuple[Glyph, ...]:
        """All glyphs of one paint as one outline: what moves and is drawn at once."""
        paints: dict[tuple[str | None, str | None, float], list[np.ndarray]] = {}
        for glyph in self.glyphs:
            paint = (glyph.fill, glyph.stroke, glyph.stroke_width)
            paints.setdefault(paint, []).append(glyph.points)
        return tuple(Glyph(np.vstack(points), *paint) for paint, points in paints.items())

    @cached_property
    def ground(self) -> np.ndarray:
        """A rough outline [4k, 3] of every glyph: its convex hull."""
        hulls = [hull_corners(list(glyph.points)) for glyph in self.glyphs]
        sides = [zip(corners, [*corners[1:], corners[0]], strict=True) for corners in hulls]
        return as_points([side for polygon in sides for side in polygon])

    def __deepcopy__(self, memo: dict[int, object]) -> Setting:
        return self  # a value: the many copies that animations make share it


@lru_cache(maxsize=4096)
def typeset(markup: str, families: tuple[str, ...], folders: tuple[str, ...]) -> Setting:
    """Set Typst markup of our own (never an author's) and read back its outlines."""
    fonts = ", ".join(map(string, families))
    roles = "\n".join(
        f'#let {role}(body) = text(fill: rgb("{ROLE_CODE.format(number)}"), body)'
        for number, role in enumerate(ROLES_IN_TYPE)
    )
    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        f"#set text(size: {EM}pt, font: ({fonts},), weight: 500, features: (tnum: 1))\n"
        "#set par(leading: 0.5em)\n#show math.equation: set text(weight: 400)\n"
        f"#let word(body) = text(font: ({fonts},), weight: 500, body)\n{roles}\n"
        f'#box(width: 0pt, text(fill: rgb("{BASELINE}"))[.]){markup}'
    )
    svg = compiler(folders).compile(input=source.encode(), format="svg")
    assert isinstance(svg, bytes)
    return _read_svg(svg.decode())


def _read_svg(svg: str) -> Setting:
    root = ElementTree.fromstring(svg)  # noqa: S314  # Typst wrote it a moment ago
    symbols = {
        node.get("id", ""): node[0].get("d", "") for node in root.iter() if _tag(node) == "symbol"
    }
    found: list[Glyph] = []
    _collect(root, np.eye(3), symbols, found)
    baseline = next(glyph for glyph in found if glyph.fill == BASELINE)
    height = float(baseline.points[:, 1].min())
    glyphs = tuple(
        Glyph(_em(glyph.points, height), glyph.fill, glyph.stroke, glyph.stroke_width / EM)
        for glyph in found
        if glyph is not baseline
    )
    return Setting(glyphs, float(root.get("viewBox", "0 0 0 0").split()[2]) / EM)


def _em(points: np.ndarray, baseline: float) -> np.ndarray:
    return (points - np.array([0.0, baseline, 0.0])) / EM


def _tag(node: ElementTree.Element) -> str:
    return node.tag.rsplit("}", 1)[-1]


def _collect(
    node: ElementTree.Element, outer: np.ndarray, symbols: dict[str, str], found: list[Glyph]
) -> None:
    """Walk the SVG, carrying the transform from a node's coordinates to y-up points."""
    if _tag(node) == "defs":
        return
    here = outer @ _matrix(node.get("transform"))
    path = None
    if _tag(node) == "use":
        name = next(value for key, value in node.attrib.items() if key.endswith("href"))
        shift = np.eye(3)
        shift[:2, 2] = float(node.get("x", 0)), float(node.get("y", 0))
        path, here = symbols[name.lstrip("#")], here @ shift
    elif _tag(node) == "path":
        path = node.get("d")
    if path and len(points := _outline(path)):
        flat = points.copy()
        flat[:, 2] = 1.0
        placed = flat @ here.T
        placed[:, 1] *= -1
        placed[:, 2] = 0.0
        found.append(
            Glyph(
                placed,
                _paint(node.get("fill", "none")),
                _paint(node.get("stroke", "none")),
                float(node.get("stroke-width", 0)),
            )
        )
    for child in node:
        _collect(child, here, symbols, found)


def _matrix(transform: str | None) -> np.ndarray:
    matrix = np.eye(3)
    if transform:
        read = svgelements.Matrix(transform)
        matrix[0] = read.a, read.c, read.e
        matrix[1] = read.b, read.d, read.f
    return matrix


def _paint(value: str) -> str | None:
    return None if value == "none" else value[:7].lower()


@lru_cache(maxsize=4096)
def _outline(path: str) -> np.ndarray:
    return np.array(VMobjectFromSVGPath(svgelements.Path(path)).points)

"""Whether each cluster of letters gets its outline from the fonts: no box, no blank, no stray mark.

A cluster is a letter with its marks, or an emoji of several parts. Typst itself is asked, as it
will set the films; no Manim here.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import svgelements

from scenes.kit.theme import Theme
from scenes.kit.type.markup import compiler, quoted, string
from studio.draw.glyphs import bundled, drawn_by, is_seen

UNDRAWN = "no font draws {}; name a font file that does under `fonts:`"
EMPTY = "no font has outlines for {}, and colours alone are not drawn; name one under `fonts:`"
ASTRAY = "no font sets the mark of {} where it belongs; leave the mark out"
NOBODY = "\U000ffffe"  # no font draws it: what Typst sets for it is the box
OVER, UNDER = (230,), (202, 220)  # combining classes of marks in the middle above or below a letter
BESIDE = 0.1  # em that the middle of a mark may lie beside its letter
INTO = 0.12  # em that a mark may reach into its letter
EM = 100.0

Box = tuple[float, float, float, float]  # left, top, right, bottom, in em, y down


def faults_of(clusters: Iterable[str], theme: Theme, fonts: Sequence[Path]) -> dict[str, str]:
    """What is wrong with each of these clusters that is not set as it is written.

    One of the three lines above, with room for the clusters of which it is true.
    """
    every = [cluster for cluster in clusters if is_seen(cluster)]
    found = {each: UNDRAWN for each in every if not drawn_by(each, (*bundled(), *fonts))}
    doubtful = [each for each in every if each not in found and not _is_plain(each)]
    if not doubtful:
        return found
    box, *drawn = _set([NOBODY, *doubtful], theme)
    for cluster, paths in zip(doubtful, drawn, strict=True):
        boxes = [each for each in map(_ink, paths) if each is not None]
        if not boxes:
            found[cluster] = EMPTY
        elif {_shape(each) for each in paths} & {_shape(each) for each in box}:
            found[cluster] = UNDRAWN
        elif any(_is_astray(cluster, boxes[0], mark) for mark in boxes[1:]):
            found[cluster] = ASTRAY
    return found


def _is_plain(cluster: str) -> bool:
    """Whether it is one letter of a bundled font, which are known to be whole."""
    return len(cluster) == 1 and drawn_by(cluster, bundled())


def _set(clusters: Sequence[str], theme: Theme) -> list[list[svgelements.Path]]:
    """The outlines of each cluster, as Typst sets it by itself."""
    families = ", ".join(map(string, theme.families))
    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        f"#set text(size: {EM}pt, font: ({families},), weight: 500, fallback: false)\n"
        + "\n#pagebreak()\n".join(f"#{quoted(cluster)}" for cluster in clusters)
    )
    pages = compiler(theme.font_folders).compile(input=source.encode(), format="svg")
    assert isinstance(pages, list)  # of a page each, as there is NOBODY besides
    return [_paths(page) for page in pages]


def _paths(page: bytes) -> list[svgelements.Path]:
    parsed = svgelements.SVG.parse(io.BytesIO(page), ppi=72)
    return [each for each in parsed.elements() if isinstance(each, svgelements.Path)]


def _shape(path: svgelements.Path) -> str:
    """The outline wherever it stands."""
    return str(path.d(relative=True, transformed=False))


def _ink(path: svgelements.Path) -> Box | None:
    """The box around an outline; None if nothing of it is seen."""
    boxes = [each.bbox() for each in path if not isinstance(each, svgelements.Move)]
    boxes = [each for each in boxes if each is not None]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts) / EM, min(tops) / EM, max(rights) / EM, max(bottoms) / EM


def _is_astray(cluster: str, letter: Box, mark: Box) -> bool:
    """Whether a mark that belongs above or below the middle of its letter stands elsewhere."""
    classes = {unicodedata.combining(each) for each in unicodedata.normalize("NFC", cluster)[1:]}
    if not classes or not classes <= {*OVER, *UNDER}:
        return False
    middle = (mark[0] + mark[2]) / 2
    beside = not letter[0] - BESIDE < middle < letter[2] + BESIDE
    through = mark[3] > letter[1] + INTO and mark[1] < letter[3] - INTO
    return beside or through

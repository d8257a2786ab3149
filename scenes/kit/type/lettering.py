"""Every letter, symbol and digit on screen, set by Typst on a common baseline."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Self
from xml.etree import ElementTree

import numpy as np
import svgelements
from manim import LineJointType, VGroup, VMobject
from manim.mobject.svg.svg_mobject import VMobjectFromSVGPath

from scenes.kit.hull import hull_corners
from scenes.kit.layout import LEAST_TEXT, Region, at
from scenes.kit.segments import as_points
from scenes.kit.source import Source
from scenes.kit.theme import TEXT_ROLES, Theme
from scenes.kit.type.markup import compiler, quoted

EM = 100.0  # points that an em is set in, before it is scaled to its size
ASCENT, DESCENT = 0.88, -0.22  # of the box that a line stands in, in em: its middle is the letters'
LOW = -0.42  # of the box of a formula: its subscripts hang lower
BALANCE = tuple(1 - step / 25 for step in range(1, 14))  # widths tried, as shares
SMALLER = 0.94  # from one trial size of a paragraph to the next
TRIALS = 6  # sizes that are tried until a setting fits
SUBSCRIPT = 0.7  # em of a subscript, in em of its letter
BRIEF = 14  # letters of a word below a symbol, at most; broad ones count for more
BROAD, SLIM = 1.6, 0.6  # of a usual letter's width: those of broad and of slim letters
DOTS = "…"  # for letters that there is no room for
CLOSING = "”’»›“\"'.,:;!?)"  # what may close a word, and stays where it is cut
HALO = 7.0  # stroke width of the ground around letters that stand on lines
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
    fonts = ", ".join(f'"{family}"' for family in families)
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


class Lettering(VGroup):
    """A piece of type. Its box is the line's, not the ink's, so that centring aligns baselines.

    The first part is the box: two invisible points at opposite corners.
    """

    supposed = False
    """True where it shows a what-if, not a number of the trace."""

    halo = ""
    """The role of the ground that it keeps around its letters, if it does."""

    def __init__(
        self, theme: Theme, setting: Setting, size: float, role: str, descent: float = DESCENT
    ) -> None:
        super().__init__()
        self.theme, self.role = theme, role
        self._set_size, self._setting = size, setting
        tops = [float(glyph.points[:, 1].max()) for glyph in setting.glyphs]
        bottoms = [float(glyph.points[:, 1].min()) for glyph in setting.glyphs]
        self._top, self._bottom = max([ASCENT, *tops]), min([descent, *bottoms])
        self.add(_corners(0, self._bottom * size, setting.width * size, self._top * size))
        self.add(*(self._drawn(piece, size) for piece in setting.pieces))

    def _drawn(self, glyph: Glyph, size: float) -> VMobject:
        drawn = VMobject(stroke_width=0, fill_opacity=1)
        drawn.points = glyph.points * size
        drawn.set_fill(self._colour(glyph.fill), opacity=0 if glyph.fill is None else 1)
        if glyph.stroke is not None:
            drawn.set_stroke(self._colour(glyph.stroke), width=100 * glyph.stroke_width * size)
        return drawn

    def _colour(self, paint: str | None) -> str:
        for number, role in enumerate(ROLES_IN_TYPE):
            if paint == ROLE_CODE.format(number):
                return self.theme.colour(role)
        return self.theme.colour(self.role)

    @property
    def ink(self) -> VGroup:
        """The visible outlines, one for each paint, without the box."""
        return VGroup(*self.submobjects[1:])

    @property
    def em(self) -> float:
        """The em height as it stands now, in Manim units."""
        box = self.submobjects[0]
        return float(box.height) / (self._top - self._bottom)

    @property
    def baseline(self) -> float:
        """The height of the baseline as it stands now."""
        box = self.submobjects[0]
        return float(box.get_bottom()[1]) - self._bottom * self.em

    def with_halo(self, ground: str = "background") -> Self:
        """Keep a rim of ground around the letters, for where they must stand on a grid.

        The rim of all letters lies below every letter, or it would eat into thin neighbours.
        """
        self.halo, box = ground, self.submobjects[0]
        corner = np.array([float(box.get_left()[0]), self.baseline, 0.0])
        rim = VMobject(fill_color=self.theme.colour(ground), fill_opacity=1)
        rim.set_stroke(self.theme.colour(ground), HALO, 1)
        rim.joint_type = LineJointType.ROUND
        rim.points = self._setting.ground * self.em + corner
        box.submobjects = [rim]
        return self

    def without_halo(self) -> Self:
        """Lose the rim: it costs as much to draw as the letters, which counts while they move."""
        self.submobjects[0].submobjects = []
        return self

    def on_line_with(self, other: Lettering) -> Self:
        """Move up or down until both stand on one baseline."""
        return self.shift(np.array([0.0, other.baseline - self.baseline, 0.0]))

    @property
    def least_em(self) -> float:
        """The least em height, in Manim units, at which all of it can be read."""
        return LEAST_TEXT

    def narrowed_to(self, width: float) -> Self:
        """Shrink to a width, but never below the least size that can be read."""
        if self.width > width:
            self.scale(max(width / self.width, min(1.0, self.least_em / self.em)))
        return self


def fitting_size(
    setting: Callable[[float], float], largest: float, least: float = LEAST_TEXT
) -> float | None:
    """The largest size (em height, roughly) at which a setting fits its room; None if none does.

    `setting` sets something at a size, and tells the share of it that there is room for.
    """
    size = largest
    for _ in range(TRIALS):
        room = setting(size)
        if room >= 1:
            return size
        if size <= least:
            return None
        size = max(least, size * room * 0.99)
    return None


def _corners(left: float, bottom: float, right: float, top: float) -> VMobject:
    """Two points that nothing can make visible, to hold a box open."""
    box = VMobject(stroke_width=0, fill_opacity=0)
    box.points = _ends(left, bottom, right, top)
    return box


def _ends(left: float, bottom: float, right: float, top: float) -> np.ndarray:
    low, high = np.array([left, bottom, 0.0]), np.array([right, top, 0.0])
    return np.array([low, low, low, low, high, high, high, high])


def cut(text: str, fits: Callable[[str], bool]) -> str:
    """A word as far as it fits, with dots for its last letters; as it is where not even one does.

    Marks stay with their letters, and what closes the word closes it still.
    """
    if fits(text):
        return text
    letters = text.rstrip(CLOSING)
    closing = text[len(letters) :]
    ends = (
        end
        for end in range(len(letters) - 1, 0, -1)
        if not unicodedata.category(letters[end]).startswith("M")
    )
    trials = (letters[:end] + DOTS + closing for end in ends)
    return next((trial for trial in trials if fits(trial)), text)


def brief(text: str) -> str:
    """A word that is not too long to stand anywhere."""
    return cut(text, lambda trial: max(len(trial), sum(map(_breadth, trial))) <= BRIEF)


def _breadth(letter: str) -> float:
    """About how wide a letter is, in usual letters."""
    if letter in "MWmw@%" or unicodedata.east_asian_width(letter) in "WF":
        return BROAD
    return SLIM if letter in "fijlrtI" else 1.0


class Words(Lettering):
    """An author's or a lesson's words, as they are: no markup in them is obeyed.

    With a `width` (Manim units) they wrap into a paragraph, aligned left or `centred`; a single
    word that is wider than it `is_cut`.
    """

    is_cut = False

    def __init__(
        self,
        theme: Theme,
        text: str,
        size: float = 0.36,
        role: str = "text",
        weight: int = 500,
        width: float | None = None,
        centred: bool = False,
    ) -> None:
        self.words = text
        markup = _plainly(text, weight)
        if width is not None:
            setting = "#set align(center)\n" if centred else ""
            if _line(theme, text, weight).width * size > width:

                def fits(part: str) -> bool:
                    return _line(theme, part, weight).width * size <= width

                shown = re.sub(r"\S+", lambda part: cut(part[0], fits), text)
                self.is_cut = shown != text
                markup = f"#box(width: {width / size * EM}pt)[{setting}{_plainly(shown, weight)}]"
        super().__init__(theme, typeset(markup, theme.families, theme.font_folders), size, role)

    @staticmethod
    def filling(
        theme: Theme,
        text: str,
        region: Region,
        largest: float,
        role: str = "text",
        weight: int = 500,
        centred: bool = False,
    ) -> Words:
        """A paragraph in the middle of a region, as large as fits it and can be read."""
        size = largest
        while True:
            words = Words(theme, text, size, role, weight, region.width, centred)
            fits = words.width <= region.width * 1.001 and words.height <= region.height
            if (fits and not words.is_cut) or size <= LEAST_TEXT:
                short = " ".join(map(brief, text.split(" ")))
                if words.height > region.height and short != text:
                    return Words.filling(theme, short, region, size, role, weight, centred)
                words = words._balanced(size, weight, region.width) if centred else words
                return words.move_to(at(region))
            size = max(LEAST_TEXT, size * SMALLER)

    def _balanced(self, size: float, weight: int, width: float) -> Words:
        """The same centred paragraph, its lines about equally long: no word is left alone."""
        best = self
        for share in BALANCE:
            words = Words(
                self.theme, self.words, size, self.role, weight, width * share, centred=True
            )
            too_wide = words.is_cut or words.width > width * share * 1.001
            if too_wide or words.height > self.height + size / 2:
                break
            best = words
        return best


def _plainly(text: str, weight: int) -> str:
    return f"#text(weight: {weight}, {quoted(text)})"


def _line(theme: Theme, text: str, weight: int) -> Setting:
    return typeset(_plainly(text, weight), theme.families, theme.font_folders)


def held(theme: Theme, text: str, size: float, role: str, width: float, weight: int = 500) -> Words:
    """A word in a line of this width: smaller if it must be, and then without its last letters."""
    whole = Words(theme, text, size, role, weight).narrowed_to(width)
    if whole.width <= width * 1.001:
        return whole
    em = min(size, LEAST_TEXT)
    short = cut(text, lambda trial: _line(theme, trial, weight).width * em <= width)
    return Words(theme, short, em, role, weight)


def fitted(
    theme: Theme, text: str, size: float, role: str, width: float, weight: int = 500
) -> Words:
    """Words in one line if they can shrink to it, else wrapped at the least size."""
    line = Words(theme, text, size, role, weight).narrowed_to(width)
    fits = line.width <= width * 1.001  # having shrunk to the width, it may miss it by rounding
    return line if fits else Words(theme, text, LEAST_TEXT, role, weight, width)


class Maths(Lettering):
    """A formula of our own in Typst's mathematics. Roles are functions in it: `query(q)`.

    Words of a lesson go in through `word(…)`, which escapes them.
    """

    def __init__(self, theme: Theme, formula: str, size: float = 0.42, role: str = "text") -> None:
        self.formula = formula
        super().__init__(
            theme, typeset(f"${formula}$", theme.families, theme.font_folders), size, role, LOW
        )

    @property
    def least_em(self) -> float:
        """The least em height, in Manim units, at which what is set below and above can be read."""
        is_small = "_" in self.formula or "^" in self.formula
        return LEAST_TEXT / SUBSCRIPT if is_small else LEAST_TEXT


def word(text: str) -> str:
    """A lesson's word inside a formula."""
    return f"#word({quoted(text)})"


def symbol(letter: str, text: str, role: str | None = None) -> str:
    """A letter with a word below it, as in v_money, in a role's colour; a long word in brief."""
    plain = f"{letter}_{word(brief(text))}"
    return f"#{role}[${plain}$]" if role else plain


def held_symbol(
    theme: Theme, letter: str, text: str, role: str, size: float, width: float
) -> Maths:
    """A symbol of this width at most: its word loses letters, and then it stands without one."""

    def with_word(shown: str) -> Maths:
        return Maths(theme, symbol(letter, shown, role), size)

    short = cut(brief(text), lambda trial: with_word(trial).width <= width)
    found = with_word(short)
    return found if found.width <= width else Maths(theme, f"{role}({letter})", size)


class Number(Lettering):
    """A number of the trace, in digits. It keeps the array that it was given and its place in it.

    `form` is `plain` (with `decimals`), `fixed` (what is too small for them is 0.00), `percent`
    or `degrees` (the array holds radians).
    Digits are cut once from the type and reused, and the right edge stays while they change.
    """

    def __init__(
        self,
        theme: Theme,
        numbers: np.ndarray,
        index: tuple[int, ...] | int = (),
        size: float = 0.42,
        role: str = "text",
        decimals: int = 2,
        form: str = "plain",
    ) -> None:
        self.source = Source(numbers, index)
        self.decimals, self.form = decimals, form
        self.shown = ""
        super().__init__(theme, Setting((), 0.0), size, role)
        self.show(self.source.value)

    @property
    def numbers(self) -> np.ndarray:
        """The trace's array, untouched."""
        return self.source.numbers

    def told(self, value: float) -> str:
        """A value as this number would write it."""
        write = self.theme.numerals
        if self.form == "percent":
            return write.percent(value, max(0, self.decimals - 2))
        if self.form == "degrees":
            return write.numeral(np.degrees(value), 0) + "°"
        if self.form == "fixed" and abs(value) < 0.5 * 10.0**-self.decimals:
            return write.numeral(0.0, self.decimals)
        return write.numeral(value, self.decimals)

    def width_of(self, value: float) -> float:
        """How wide a value would be in this number's digits, in Manim units."""
        return self._spelt(self.told(value)).width * self.em

    def _spelt(self, text: str) -> Setting:
        return _spelt(text, self.theme.families, self.theme.font_folders)

    def show(self, value: float) -> Number:
        """Show another value (while counting); the right edge and the baseline stay."""
        text = self.told(self._on_the_way(float(value)))
        if text == self.shown:
            return self
        right, baseline, em = float(self.get_right()[0]), self.baseline, self.em
        if self.shown == "":
            right, baseline, em = 0.0, 0.0, self._set_size
            self.add(self._drawn(Glyph(np.zeros((0, 3)), "#000000", None, 0.0), em))
        self.shown, self._setting = text, self._spelt(text)
        box, digits = self.submobjects
        left = right - self._setting.width * em
        box.points = _ends(left, baseline + DESCENT * em, right, baseline + ASCENT * em)
        digits.points = self.told_outline() * em + np.array([left, baseline, 0.0])
        self._top, self._bottom = ASCENT, DESCENT
        return self.with_halo(self.halo) if self.halo else self

    def _on_the_way(self, value: float) -> float:
        """A value as it is told while counting: one that passes by zero does not turn ×10⁻³."""
        end = float(self.source.value)
        if self.form != "plain" or math.isclose(value, end, rel_tol=1e-9):
            return value
        is_plain = "×" not in self.told(end) and math.isfinite(value)
        return round(value, self.decimals) if is_plain else value

    def told_outline(self) -> np.ndarray:
        """The outline [4k, 3] that its digits should have, in em units, from the left end."""
        return self._spelt(self.shown).pieces[0].points

    def drawn(self) -> float:
        """The number that can be read off the screen, in the array's units."""
        return spoken_number(self.theme.numerals.plain(self.shown), self.form)

    def tolerance(self) -> float:
        """Half a unit of the last digit on screen, in the array's units."""
        if self.form == "percent":
            unit = 10.0 ** -max(2, self.decimals)
            return unit if self.shown[0] in "<>" else unit / 2  # >99% is anything up to all
        if self.form == "degrees":
            return float(np.radians(0.5))
        mantissa, _, exponent = _plain(self.theme.numerals.plain(self.shown)).partition("e")
        digits = len(mantissa.partition(".")[2])
        return 0.5 * 10.0 ** (int(exponent or 0) - digits)


SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def _plain(text: str) -> str:
    """A numeral of ours as Python writes it: −1.5×10⁻³ → -1.5e-3."""
    text = text.replace("\u2212", "-").replace("∞", "inf").lstrip("<>")
    match = re.fullmatch(r"(.*?)\s*×\s*10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", text)
    if match:
        return f"{match[1]}e{match[2].translate(SUPERSCRIPTS)}"
    return text.rstrip("°%").strip()


def spoken_number(text: str, form: str = "plain") -> float:
    """Read a numeral of ours back into a number."""
    value = float(_plain(text))
    if form == "percent":
        return value / 100
    return float(np.radians(value)) if form == "degrees" else value


@lru_cache(maxsize=512)
def _digit_setting(character: str, families: tuple[str, ...], folders: tuple[str, ...]) -> Setting:
    markup = (
        f'#text(font: ("New Computer Modern Math", "New Computer Modern"), {quoted(character)})'
    )
    return typeset(markup, families, folders)


@lru_cache(maxsize=4096)
def _spelt(text: str, families: tuple[str, ...], folders: tuple[str, ...]) -> Setting:
    """Digits side by side, each as it was cut from the type."""
    glyphs, left = list[Glyph](), 0.0
    for character in text:
        setting = _digit_setting(character, families, folders)
        glyphs += [glyph.at(left) for glyph in setting.glyphs]
        left += setting.width
    return Setting(tuple(glyphs), left)

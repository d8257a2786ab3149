"""Numbers of the trace in digits, which can be read back off the screen."""

from __future__ import annotations

import math
import re
from functools import lru_cache

import numpy as np

from scenes.kit.source import Source, Telling
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import ASCENT, DESCENT, Lettering, diagonal
from scenes.kit.type.markup import quoted
from scenes.kit.type.setting import Glyph, Setting, typeset


class Number(Telling, Lettering):
    """A number of the trace, in digits. It keeps the array that it was given and its place in it.

    `form` is `plain` (with `decimals`), `fixed` (what is too small for them is 0.00), `share` (then
    it is <0.01), `percent` or `degrees` (the array holds radians). A `calm` number is `fixed` while
    it shows a what-if. Digits are cut once from the type and reused, and the right edge stays
    while they change.
    """

    calm = False

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

    def told(self, value: float) -> str:
        """A value as this number would write it."""
        write = self.theme.numerals
        if self.form == "percent":
            return write.percent(value, max(0, self.decimals - 2))
        if self.form == "share":
            return write.share(value, self.decimals)
        if self.form == "degrees":
            return write.numeral(np.degrees(value), 0) + "°"
        if self._is_fixed() and abs(value) < 0.5 * 10.0**-self.decimals:
            return write.numeral(0.0, self.decimals)
        return write.numeral(value, self.decimals)

    def _is_fixed(self) -> bool:
        return self.form == "fixed" or (self.calm and self.source.record is not None)

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
        right, baseline, em = float(self._ends[1][0]), self.baseline, self.em
        if self.shown == "":
            right, baseline, em = 0.0, 0.0, self._set_size
            self.add(self._drawn(Glyph(np.zeros((0, 3)), "#000000", None, 0.0), em))
        self.shown, self._setting = text, self._spelt(text)
        box, digits = self.submobjects
        left = right - self._setting.width * em
        box.points = diagonal(left, baseline + DESCENT * em, right, baseline + ASCENT * em)
        digits.points = self._setting.pieces[0].points * em + np.array([left, baseline, 0.0])
        self._top, self._bottom = ASCENT, DESCENT
        return self.with_halo(self.halo) if self.halo else self

    def _on_the_way(self, value: float) -> float:
        """A value as it is told while counting: one that passes by zero does not turn ×10⁻³."""
        end = float(self.source.value)
        if self.form != "plain" or math.isclose(value, end, rel_tol=1e-9):
            return value
        is_plain = "×" not in self.told(end) and math.isfinite(value)
        return round(value, self.decimals) if is_plain else value

    def drawn(self) -> float:
        """The number that can be read off the screen, in the array's units."""
        return spoken_number(self.theme.numerals.plain(self.shown), self.form)

    def misreading(self) -> str | None:
        """What it shows, if that is not its number, in type or to the last digit."""
        value = float(self.source.value)
        if self.shown != self.told(value):
            return f"shows {self.shown}, the trace says {self.told(value)}"
        if not self.draws(self._spelt(self.shown)):
            return f"its digits do not spell {self.shown}"
        if np.isfinite(value) and abs(self.drawn() - value) > self.tolerance() * 1.001:
            return f"reads {self.drawn()}, the trace says {value}"
        return None

    def tolerance(self) -> float:
        """Half a unit of the last digit on screen, in the array's units."""
        if self.form == "percent":
            unit = 10.0 ** -max(2, self.decimals)
            return unit if self.shown[0] in "<>" else unit / 2  # >99% is anything up to all
        if self.form == "degrees":
            return float(np.radians(0.5))
        if self.shown[0] in "<>":  # >0.99 is anything up to one
            return 10.0**-self.decimals
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

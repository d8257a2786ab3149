"""Formulas in Typst's mathematics, whose letters have the colours of their roles."""

from __future__ import annotations

from collections.abc import Hashable

from scenes.kit.known import Known
from scenes.kit.layout import LEAST_TEXT
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.markup import quoted
from scenes.kit.type.setting import typeset
from scenes.kit.type.words import brief, cut

LOW = -0.42  # of the box of a formula, in em: its subscripts hang lower
SUBSCRIPT = 0.7  # em of a subscript, in em of its letter


class Maths(Known, Lettering):
    """A formula of our own in Typst's mathematics. Roles are functions in it: `query(q)`.

    Words of a lesson go in through `word(…)`, which escapes them.
    """

    def __init__(self, theme: Theme, formula: str, size: float = 0.42, role: str = "text") -> None:
        self.formula = formula
        super().__init__(
            theme, typeset(f"${formula}$", theme.families, theme.font_folders), size, role, LOW
        )

    @property
    def known_as(self) -> tuple[Hashable, ...]:
        """What it says."""
        return (("formula", self.formula),)

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

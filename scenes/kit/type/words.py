"""Words of an author or a lesson, as they are: on a line, in a paragraph, cut where they must."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable

from scenes.kit.known import Known
from scenes.kit.layout import LEAST_TEXT, Region, at
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.markup import quoted, reads_leftward
from scenes.kit.type.setting import EM, Setting, typeset

BALANCE = tuple(1 - step / 25 for step in range(1, 14))  # widths tried, as shares
SMALLER = 0.94  # from one trial size to the next
BRIEF = 14  # letters of a word below a symbol, at most; broad ones count for more
BROAD, SLIM = 1.6, 0.6  # of a usual letter's width: those of broad and of slim letters
DOTS = "…"  # for what there is no room for
CLOSING = "”’»›“\"'.,:;!?)"  # what may close a word, and stays where it is cut


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


class Words(Known, Lettering):
    """An author's or a lesson's words, as they are: no markup in them is obeyed.

    With a `width` (Manim units) they wrap into a paragraph that begins where its script does, or is
    `centred`; a single word that is wider than it `is_cut`. `leftward` words are a part of more
    that is read from the right; else their own first letter decides.
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
        leftward: bool | None = None,
    ) -> None:
        self.words = text
        markup = _plainly(text, weight, leftward)
        if width is not None:
            side = "center" if centred else "right" if reads_leftward(text) else "left"
            setting = f"#set align({side})\n"
            if line_of(theme, text, weight).width * size > width:

                def fits(part: str) -> bool:
                    return line_of(theme, part, weight).width * size <= width

                shown = re.sub(r"\S+", lambda part: cut(part[0], fits), text)
                self.is_cut = shown != text
                plain = _plainly(shown, weight, leftward)
                markup = f"#box(width: {width / size * EM}pt)[{setting}{plain}]"
        super().__init__(theme, typeset(markup, theme.families, theme.font_folders), size, role)

    @property
    def known_as(self) -> tuple[Hashable, ...]:
        """What it says, in its colour; and what it says."""
        return ("words", self.words, self.role), ("word", self.words)

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


def _plainly(text: str, weight: int, leftward: bool | None = None) -> str:
    return f"#text(weight: {weight}, {quoted(text, leftward)})"


def line_of(theme: Theme, text: str, weight: int) -> Setting:
    """Words in one line."""
    return typeset(_plainly(text, weight), theme.families, theme.font_folders)


def held(theme: Theme, text: str, size: float, role: str, width: float, weight: int = 500) -> Words:
    """A word in a line of this width: smaller if it must be, and then without its last letters."""
    whole = Words(theme, text, size, role, weight).narrowed_to(width)
    if whole.width <= width * 1.001:
        return whole
    em = min(size, LEAST_TEXT)
    short = cut(text, lambda trial: line_of(theme, trial, weight).width * em <= width)
    return Words(theme, short, em, role, weight)


def fitted(
    theme: Theme, text: str, size: float, role: str, width: float, weight: int = 500
) -> Words:
    """Words in one line if they can shrink to it, else wrapped at the least size."""
    line = Words(theme, text, size, role, weight).narrowed_to(width)
    fits = line.width <= width * 1.001  # having shrunk to the width, it may miss it by rounding
    return line if fits else Words(theme, text, LEAST_TEXT, role, weight, width)

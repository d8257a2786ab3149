"""All of `scenes.kit.type` under one name, for lessons' own beats; no module of ours imports it."""

from __future__ import annotations

from scenes.kit.type.lettering import Lettering, fitting_size
from scenes.kit.type.maths import Maths, held_symbol, symbol, word
from scenes.kit.type.number import Number, spoken_number
from scenes.kit.type.setting import Glyph, Setting, typeset
from scenes.kit.type.words import Words, brief, cut, fitted, held

__all__ = [
    "Glyph",
    "Lettering",
    "Maths",
    "Number",
    "Setting",
    "Words",
    "brief",
    "cut",
    "fitted",
    "fitting_size",
    "held",
    "held_symbol",
    "spoken_number",
    "symbol",
    "typeset",
    "word",
]

"""How much there is to read: broad letters, as of Chinese, say as much as two others."""

from __future__ import annotations

import unicodedata


def broad(letter: str) -> bool:
    """Whether a letter is as broad as two."""
    return unicodedata.east_asian_width(letter) in "WF"


def breadth(text: str) -> int:
    """The letters of a text, broad ones counted twice."""
    return len(text) + sum(map(broad, text))

"""Whole numbers in words, as a language counts."""

from __future__ import annotations

from core.words.speaking import Speaking

THOUSAND = 1000
LARGEST = 999_999  # what is written out longer is spoken digit by digit


def cardinal(number: int, speaking: Speaking) -> str:
    """A whole number from 0 on in words: `twenty-one thousand three hundred`."""
    if number > LARGEST:
        return digits(str(number), speaking)
    thousands, rest = divmod(number, THOUSAND)
    if not thousands:
        return _small(number, speaking)
    many = _small(thousands, speaking)
    for ending, shorter in speaking.before_thousand.items():
        if many.endswith(ending):
            many = many.removesuffix(ending) + shorter
            break
    said = speaking.thousand if thousands == 1 else speaking.thousands.format(many)
    return f"{said} {_small(rest, speaking)}" if rest else said


def digits(text: str, speaking: Speaking) -> str:
    """Digits one by one: `six four`."""
    return " ".join(speaking.cardinals[int(digit)] for digit in text)


def _small(number: int, speaking: Speaking) -> str:
    """A number below a thousand."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return speaking.cardinals[rest]
    if not rest:
        return speaking.hundreds[hundreds - 1]
    return f"{speaking.hundreds_and[hundreds - 1]} {speaking.cardinals[rest]}"

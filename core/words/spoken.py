"""What a voice is given: written text as words alone, each with the place of what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.words.cardinals import cardinal, digits
from core.words.speaking import Speaking

# Signs that belong to the letter before them, which Python's \w leaves out.
JOINED = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f"  # Latin, Hebrew, Arabic
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"  # Devanagari
)
RAISED = "²³¹⁰⁴⁵⁶⁷⁸⁹⁻ᵀ"  # of a power, and no letters
LETTER = rf"[^\W\d_{RAISED}][{JOINED}]*"
WORD = rf"(?:{LETTER})+(?:[’'-](?:{LETTER})+)*"
NUMBER = (
    r"(?P<against>[<>]\s?)?(?P<minus>−\s?|(?<!\w)-)?"
    r"(?P<whole>[1-9]\d{0,2}(?:[,.\u00a0\u202f]\d{3})+(?!\d)|\d+)(?:[.,](?P<decimals>\d+))?"
    r"(?:\s?×\s?10(?P<power>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?(?P<unit>\s?[%°])?"
)
TOKEN = re.compile(
    rf"(?P<number>{NUMBER})|(?P<minus_of>−)|(?P<dot>(?<=\w)·(?=\w))|(?P<further>(?<=[,;] )…(?=\)))"
    rf"|(?P<word>{WORD})|(?P<pause>[.,;:!?…—–।॥؟،؛¿¡]+)|(?P<sign>[^\s\w]|[{RAISED}])"
)
PAUSED = re.compile(r"[.,;:!?…—–।॥؟،؛]$")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
NO_DIGIT = re.compile(r"\D")


@dataclass(frozen=True)
class SpokenWord:
    """A word as it is spoken, with the pause after it, and where what it speaks is written."""

    text: str
    start: int  # of the written text
    end: int


def spoken_text(words: tuple[SpokenWord, ...]) -> str:
    """Words as a voice is given them."""
    return " ".join(word.text for word in words)


def spoken_of(
    text: str, speaking: Speaking, point: str = ".", pronounce: Mapping[str, str] | None = None
) -> tuple[SpokenWord, ...]:
    """A written text as spoken words, in its order. `point` parts a number's whole and decimals.

    What `pronounce` has, in large or small letters, is spoken as it says.
    """
    found: list[SpokenWord] = []
    for said, start, end in _pieces(text, speaking, point, {**speaking.words, **(pronounce or {})}):
        if start == end:  # a pause belongs to the word before it
            if found and said and not PAUSED.search(found[-1].text):
                last = found.pop()
                found.append(SpokenWord(last.text + said, last.start, last.end))
            continue
        found += [SpokenWord(word, start, end) for word in said.split()]
    return tuple(found)


def _pieces(
    text: str, speaking: Speaking, point: str, own: Mapping[str, str]
) -> Iterator[tuple[str, int, int]]:
    """What is spoken, and from where to where it is written; a pause is written nowhere."""
    known = {word.casefold(): said for word, said in own.items()}
    named = sorted(known, key=len, reverse=True)
    choices = "|".join(map(re.escape, named)) or r"(?!)"
    pattern = re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)
    at = 0
    while at < len(text):
        if found := pattern.match(text, at):
            yield known[found[0].casefold()], at, found.end()
        elif not (found := TOKEN.match(text, at)):
            at += 1
            continue
        elif found["pause"]:
            yield found[0].replace("¿", "").replace("¡", ""), at, at
        else:
            yield _said(found, speaking, point), at, found.end()
        at = found.end()


def _said(found: re.Match[str], speaking: Speaking, point: str) -> str:
    if found["number"]:
        return _number(found, speaking, point)
    if found["word"]:
        return found[0]
    if found["minus_of"]:
        return speaking.minus.format("")
    return speaking.symbols.get(found[0], "")


def _number(found: re.Match[str], speaking: Speaking, point: str) -> str:
    """A numeral in words, with what stands before and after it."""
    whole, decimals = found["whole"], found["decimals"]
    if point in whole:  # three decimals look like thousands
        whole, _, decimals = whole.partition(point)
    plain = NO_DIGIT.sub("", whole)
    said = cardinal(int(plain), speaking)
    if decimals:
        said = f"{said} {speaking.point} {digits(NO_DIGIT.sub('', decimals), speaking)}"
    if found["minus"]:
        said = speaking.minus.format(said)
    if power := found["power"]:
        exponent = cardinal(int(power.lstrip("⁻").translate(LOWERED)), speaking)
        sign = speaking.minus if power.startswith("⁻") else "{0}"
        said = speaking.power.format(said, sign.format(exponent))
    if unit := (found["unit"] or "").strip():
        one = plain == "1" and not decimals
        degrees = speaking.degree if one else speaking.degrees
        said = (speaking.percent if unit == "%" else degrees).format(said)
    against = (found["against"] or "").strip()
    return {"<": speaking.less, ">": speaking.more}.get(against, "{0}").format(said)

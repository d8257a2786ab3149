"""A language pack: the words that beats show and say by default, with variants for what is true.

A text is either one template or a choice `{condition: template, …}`, of which the first whose
condition holds is taken; `else` always holds, and `a and b` holds when both do. A choice in which
nothing holds leaves its cue or label out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.documents import Document, read_yaml
from core.numerals import Numerals
from core.problems import Address, LessonError

LANGUAGES = Path(__file__).parents[2] / "configs" / "languages"


@dataclass(frozen=True)
class Choice:
    """A text that depends on what is true of the lesson."""

    variants: tuple[tuple[str, str], ...]  # (condition, template), the first that holds is taken

    def pick(self, facts: AbstractSet[str]) -> str | None:
        """The template whose condition holds, or None."""
        for condition, template in self.variants:
            if condition == "else" or all(fact in facts for fact in condition.split(" and ")):
                return template
        return None


@dataclass(frozen=True)
class BeatWords:
    """What one beat shows and says."""

    heading: Choice
    subheading: Choice
    say: Mapping[str, Choice]  # in the order of the beat
    labels: Mapping[str, Choice]


NO_WORD = Choice(())
NO_WORDS = BeatWords(NO_WORD, NO_WORD, {}, {})


@dataclass(frozen=True)
class Language:
    """One language pack."""

    code: str
    numerals: Numerals
    labels: Mapping[str, Choice]  # shared by all beats
    promises: Mapping[str, Choice]  # how each kind of promise is stated, once it is kept
    comparing: Mapping[str, tuple[str, ...]]  # words that compare, by the promises they call for
    beats: Mapping[str, BeatWords]


def languages() -> list[str]:
    """The codes of the languages that there are."""
    return sorted(file.stem for file in LANGUAGES.glob("*.yaml"))


@cache
def language_pack(code: str) -> Language:
    """Read a language pack; raises LessonError if there is none or it is malformed."""
    document = read_yaml(LANGUAGES / f"{code}.yaml")
    labels = _choices(document, ("labels",))
    beats = {name: _beat_words(document, ("beats", name)) for name in _keys(document, ("beats",))}
    return Language(
        code=code,
        numerals=_numerals(document),
        labels=labels,
        promises=_choices(document, ("promises",)),
        comparing=_comparing(document),
        beats=MappingProxyType(beats),
    )


def _comparing(document: Document) -> Mapping[str, tuple[str, ...]]:
    kinds = _keys(document, ("comparing",))
    return MappingProxyType({kind: tuple(document.get(("comparing", kind))) for kind in kinds})


def _numerals(document: Document) -> Numerals:
    marks = {name: document.get(("numbers", name)) for name in _keys(document, ("numbers",))}
    try:
        return Numerals(**marks)
    except TypeError:
        known = ", ".join(field.name for field in fields(Numerals))
        message = f"wanted {known}, got {', '.join(marks)}"
        raise LessonError([document.problem(("numbers",), message)]) from None


def _beat_words(document: Document, address: Address) -> BeatWords:
    return BeatWords(
        heading=_choice(document, (*address, "heading")),
        subheading=_choice(document, (*address, "subheading")),
        say=_choices(document, (*address, "say")),
        labels=_choices(document, (*address, "labels")),
    )


def _choices(document: Document, address: Address) -> Mapping[str, Choice]:
    return MappingProxyType(
        {key: _choice(document, (*address, key)) for key in _keys(document, address)}
    )


def _choice(document: Document, address: Address) -> Choice:
    content: Any = document.get(address)
    if isinstance(content, str):
        return Choice((("else", one_line(content)),))
    if isinstance(content, dict) and all(isinstance(text, str) for text in content.values()):
        return Choice(tuple((when, one_line(text)) for when, text in content.items()))
    if content is None:
        return Choice((("else", ""),))
    raise LessonError([document.problem(address, "wanted a text, or texts by condition")])


def _keys(document: Document, address: Address) -> list[str]:
    content = document.get(address)
    if content is None:
        return []
    if not isinstance(content, dict):
        raise LessonError([document.problem(address, "wanted a mapping")])
    return list(content)


def one_line(text: str) -> str:
    """A text without line breaks and double spaces; other spaces, such as no-break ones, stay."""
    return " ".join(re.split(r"[ \t\r\n]+", text.strip(" \t\r\n")))

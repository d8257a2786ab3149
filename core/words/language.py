"""A language pack: the words that beats show and say by default, with variants for what is true.

A text is either one template or a choice `{condition: template, …}`, of which the first whose
condition holds is taken; `else` always holds, and `a and b` holds when both do. A choice in which
nothing holds leaves its cue or label out. For what a pack lacks, English lends its words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from core.documents import Document, read_yaml
from core.numerals import Numerals
from core.problems import Address, LessonError
from core.words.speaking import Speaking, speaking_of

LANGUAGES = Path(__file__).parents[2] / "configs" / "languages"
MODEL = "en"  # has words for everything, and lends them

T = TypeVar("T")


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

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions for which it has a text."""
        return tuple(condition for condition, _ in self.variants)

    def lacks(self, model: Choice) -> tuple[str, ...]:
        """The conditions for which the model has a text and this has none."""
        return tuple(each for each in model.conditions if each not in self.conditions)

    def completed(self, model: Choice) -> Choice:
        """This choice with what it lacks of the model, each before what the model has later.

        Where the model always has a condition, a text for all else would be said too often.
        """
        may_say_all = "else" in model.conditions or not model.variants
        variants = [each for each in self.variants if may_say_all or each[0] != "else"]
        later = set[str]()
        for condition, template in reversed(model.variants):
            later.add(condition)
            if condition not in self.conditions:
                places = (place for place, (each, _) in enumerate(variants) if each in later)
                variants.insert(next(places, len(variants)), (condition, template))
        return Choice(tuple(variants))


NO_WORD = Choice(())


@dataclass(frozen=True)
class BeatWords:
    """What one beat shows and says."""

    heading: Choice
    subheading: Choice
    say: Mapping[str, Choice]  # in the order of the beat
    labels: Mapping[str, Choice]

    def completed(self, model: BeatWords) -> BeatWords:
        """These words with what they lack of the model."""
        return BeatWords(
            self.heading.completed(model.heading),
            self.subheading.completed(model.subheading),
            _completed(self.say, model.say),
            _completed(self.labels, model.labels),
        )

    @property
    def texts(self) -> Mapping[str, Choice]:
        """Every text by its place: `heading`, `say.pull`, `labels.copy`."""
        said = {f"say.{name}": choice for name, choice in self.say.items()}
        labels = {f"labels.{name}": choice for name, choice in self.labels.items()}
        return {"heading": self.heading, "subheading": self.subheading, **said, **labels}


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
    speaking: Speaking | None = None  # None: no voice can speak it

    def completed(self, model: Language) -> Language:
        """This language with what it lacks of the model's words; numbers stay its own."""
        beats = {
            name: self.beats.get(name, NO_WORDS).completed(words)
            for name, words in model.beats.items()
        }
        return replace(
            self,
            labels=_completed(self.labels, model.labels),
            promises=_completed(self.promises, model.promises),
            beats=MappingProxyType({**beats, **_further(self.beats, model.beats)}),
        )


def languages() -> list[str]:
    """The codes of the languages that there are."""
    return sorted(file.stem for file in LANGUAGES.glob("*.yaml"))


@cache
def language_pack(code: str) -> Language:
    """A language with English words for what its pack lacks; raises LessonError as `own_pack`."""
    pack = own_pack(code)
    return pack if code == MODEL else pack.completed(own_pack(MODEL))


@cache
def own_pack(code: str) -> Language:
    """A language pack as it is; raises LessonError if there is none or it is malformed."""
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
        speaking=_speaking(document),
    )


def _completed(ours: Mapping[str, Choice], model: Mapping[str, Choice]) -> Mapping[str, Choice]:
    """Texts with what they lack of the model's, in its order."""
    found = {name: ours.get(name, NO_WORD).completed(choice) for name, choice in model.items()}
    return MappingProxyType({**found, **_further(ours, model)})


def _further(ours: Mapping[str, T], model: Mapping[str, object]) -> dict[str, T]:
    return {name: each for name, each in ours.items() if name not in model}


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


def _speaking(document: Document) -> Speaking | None:
    content = document.get(("spoken",))
    try:
        return None if content is None else speaking_of(content)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise LessonError([document.problem(("spoken",), f"cannot be spoken: {error}")]) from None


def _beat_words(document: Document, address: Address) -> BeatWords:
    written = _keys(document, address)
    heading, subheading = (
        _choice(document, (*address, name)) if name in written else NO_WORD
        for name in ("heading", "subheading")
    )
    return BeatWords(
        heading=heading,
        subheading=subheading,
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

"""A beat's script: its words on screen and aloud, filled with the lesson's own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from core.catalogue.beats import storyboard_of
from core.catalogue.promises import judge
from core.lesson import BeatSpec, Lesson, Verdict
from core.numerals import ENGLISH, Numerals
from core.problems import Address, LessonError, Problem, did_you_mean
from core.trace.records import Trace
from core.words import templates
from core.words.breadth import breadth
from core.words.facts import facts_of
from core.words.filling import Filler
from core.words.language import (
    MODEL,
    NO_WORD,
    NO_WORDS,
    BeatWords,
    Choice,
    Language,
    language_pack,
    one_line,
)
from core.words.marks import Mark, placed
from core.words.templates import Placeholder, TemplateError

SHORTEST_CUE = 1.2  # seconds


@dataclass(frozen=True)
class Cue:
    """One thing said while one thing moves."""

    name: str
    text: str  # "" for a silent cue
    seconds: float  # how long it takes to say or read
    marks: tuple[Mark, ...] = ()  # the moments that its text names

    def moment(self, mark: str) -> float | None:
        """When a mark comes, in seconds from the cue's beginning; None if the text lacks it."""
        return next((each.seconds for each in self.marks if each.name == mark), None)

    def in_order(self, *marks: str) -> tuple[str, ...]:
        """Marks as this text speaks of them; as they are given if it lacks one."""
        moments = {mark: self.moment(mark) for mark in marks}
        if None in moments.values():
            return marks
        return tuple(sorted(marks, key=lambda mark: moments[mark] or 0.0))


@dataclass(frozen=True)
class Spoken:
    """A cue as it was played: its words, its first frame, and the frame after its last."""

    cue: str
    text: str
    start: int
    end: int

    def later(self, frames: int) -> Spoken:
        """The same, so many frames further on."""
        return replace(self, start=self.start + frames, end=self.end + frames)


@dataclass(frozen=True)
class Script:
    """All the words of one beat."""

    heading: str
    subheading: str
    cues: tuple[Cue, ...]
    labels: Mapping[str, str]
    numerals: Numerals = ENGLISH

    def cue(self, name: str) -> Cue:
        """The cue of this name; KeyError names those there are."""
        for cue in self.cues:
            if cue.name == name:
                return cue
        raise KeyError(f"no cue “{name}”; {did_you_mean(name, [cue.name for cue in self.cues])}")

    def label(self, name: str) -> str:
        """The label of this name; KeyError names those there are."""
        if name not in self.labels:
            raise KeyError(f"no label “{name}”; {did_you_mean(name, self.labels)}")
        return self.labels[name]

    def __contains__(self, name: str) -> bool:
        return any(cue.name == name for cue in self.cues)

    @property
    def words(self) -> dict[str, str]:
        """Every text by what it is: `heading`, `say.pull`, `label.weight`."""
        said = {f"say.{cue.name}": cue.text for cue in self.cues}
        labels = {f"label.{name}": text for name, text in self.labels.items()}
        return {"heading": self.heading, "subheading": self.subheading, **said, **labels}

    @property
    def silent(self) -> Script:
        """The same without narration: its cues have names alone, and take no time."""
        return replace(self, cues=tuple(Cue(cue.name, "", 0.0) for cue in self.cues))

    @property
    def seconds(self) -> float:
        """How long all cues take together."""
        return sum(cue.seconds for cue in self.cues)

    def __reduce__(self) -> tuple[object, ...]:
        # A read-only mapping cannot be pickled, and scripts travel to worker processes.
        texts = self.heading, self.subheading, self.cues, dict(self.labels)
        return _unpickled, (*texts, self.numerals)


def script_of(
    lesson: Lesson, trace: Trace, position: int, language: Language | str | None = None
) -> Script:
    """The script of the beat at this position of the storyboard, from 0.

    Raises LessonError with every template that cannot be filled.
    """
    language = language or lesson.language
    pack = language if isinstance(language, Language) else language_pack(language)
    spec = storyboard_of(lesson, trace)[position]
    writer = _Writer(lesson, trace, spec, ("storyboard", position), pack)
    script = writer.script()
    if writer.problems:
        raise LessonError(writer.problems)
    return script


def scripts_of(lesson: Lesson, trace: Trace) -> tuple[Script, ...]:
    """The scripts of all beats; raises LessonError with every template that cannot be filled."""
    scripts: list[Script] = []
    problems: list[Problem] = []
    for position in range(len(storyboard_of(lesson, trace))):
        try:
            scripts.append(script_of(lesson, trace, position))
        except LessonError as error:
            problems += error.problems
    if problems:
        raise LessonError(problems)
    return tuple(scripts)


def cue_seconds(text: str, pace: float) -> float:
    """How long a cue takes at this pace, in characters a second; none if it is silent."""
    return max(breadth(text) / pace, SHORTEST_CUE) if text else 0.0


def cue_of(name: str, text: str, places: Mapping[str, int], pace: float) -> Cue:
    """A cue and its marks, timed by characters; silent, it has none."""
    seconds = cue_seconds(text, pace)
    marks = [
        Mark(mark, place, seconds * breadth(text[:place]) / breadth(text))
        for mark, place in places.items()
        if text
    ]
    return Cue(name, text, seconds, tuple(marks))


class _Writer:
    """Fills one beat's templates, and collects those that cannot be filled."""

    def __init__(
        self, lesson: Lesson, trace: Trace, spec: BeatSpec, address: Address, pack: Language
    ) -> None:
        self.lesson, self.spec, self.address, self.pack = lesson, spec, address, pack
        self.problems: list[Problem] = []
        self.facts = facts_of(lesson, trace, spec)
        self.filler = Filler(lesson, trace, spec, pack.numerals)

    def script(self) -> Script:
        pack = self.pack
        words = pack.beats.get(self.spec.kind, NO_WORDS)
        if words is NO_WORDS and not self.spec.is_own:
            raise LessonError([self.lesson.problem(self.address, _no_words(self.spec.beat))])
        shared = dict(pack.labels) | dict(words.labels)
        self.filler.learn_steps(shared)
        return Script(
            heading=self._headed(self._one("heading", self.spec.heading, words.heading)),
            subheading=self._one("subheading", self.spec.subheading, words.subheading),
            cues=self._cues(words),
            labels=MappingProxyType(self._labels(shared)),
            numerals=pack.numerals,
        )

    def _headed(self, heading: str) -> str:
        """A heading with the name of the head that the beat shows, where there are several."""
        name = self.filler.cast.head.name
        told = "multi_head" in self.facts and self.spec.of_one_head and self.spec.own_map is None
        return f"{heading} · {name}" if heading and told and name not in heading else heading

    def _cues(self, words: BeatWords) -> tuple[Cue, ...]:
        cues: list[Cue] = []
        for name, choice in _with_own(words.say, self.spec.say).items():
            default = choice.pick(self.facts)
            if default is None and name not in self.spec.say:
                continue
            template = self.spec.say.get(name, default or "")
            cues.append(self._cue(name, template))
        return tuple(cues)

    def _cue(self, name: str, template: str) -> Cue:
        try:
            text, places = placed(template, self._filled)
        except TemplateError as error:
            self._fault((*self.address, "say", name), error)
            text, places = "", {}
        return cue_of(name, text, places, self.lesson.voice.pace)

    def _labels(self, choices: Mapping[str, Choice]) -> dict[str, str]:
        labels = dict(self.filler.step_labels)
        if self.spec.lists_promises:
            labels |= self._promises()
        for number, line in enumerate(self.spec.card):
            labels[f"line{number + 1}"] = self._fill(line, (*self.address, "lines", number))
        for name, choice in _with_own(choices, self.spec.labels).items():
            template = self.spec.labels.get(name, choice.pick(self.facts))
            if template is not None and "{0}" not in template:
                text = self._fill(template, (*self.address, "labels", name))
                labels[name] = self._placed(text) if name in self.spec.placed_labels else text
        return labels

    def _placed(self, text: str) -> str:
        """A line that stands alone, with the sentence and the head whose numbers it tells."""
        cast = self.filler.cast
        sentence, head, _ = cast.place
        return self.filler.placed(text, sentence + 1, head + 1, (cast.word, cast.context))

    def _promises(self) -> dict[str, str]:
        """What the lesson promised, and its numbers keep, a sentence each: promise1, promise2, …"""
        verdicts = [judge(promise, self.filler.trace) for promise in self.lesson.expect]
        said = [
            self._stated(number, promise.kind, verdict)
            for number, (promise, verdict) in enumerate(zip(self.lesson.expect, verdicts))
            if verdict.kept
        ]
        return {f"promise{number}": text for number, text in enumerate(dict.fromkeys(said), 1)}

    def _stated(self, number: int, kind: str, verdict: Verdict) -> str:
        """A kept promise in the pack's words, with its own values."""
        template = self.pack.promises.get(kind, NO_WORD).pick(self.facts)
        try:
            if template is None:
                raise TemplateError(_no_words(f"the promise {kind}"))
            stated = self.filler.stated(template, verdict.values)
        except TemplateError as error:
            self._fault(("expect", number), error)
            return ""
        sentence, head = self.lesson.expect[number].place
        names = [verdict.values[name] for name in ("word", "other") if name in verdict.values]
        return self.filler.placed(stated, sentence, head, names)

    def _one(self, key: str, own: str | None, default: Choice) -> str:
        template = own if own is not None else default.pick(self.facts) or ""
        return self._fill(template, (*self.address, key))

    def _fill(self, template: str, address: Address) -> str:
        try:
            return one_line(self._filled(template))
        except TemplateError as error:
            self._fault(address, error)
            return ""

    def _filled(self, template: str) -> str:
        pieces = templates.parse(template)
        return "".join(
            self.filler.fill(piece) if isinstance(piece, Placeholder) else piece for piece in pieces
        )

    def _fault(self, address: Address, error: TemplateError) -> None:
        self.problems.append(self.lesson.problem(address, str(error)))


def _no_words(what: str) -> str:
    """What to do for a beat or a promise that not even English has words for."""
    return f"there are no words for {what}; add them to configs/languages/{MODEL}.yaml"


def _with_own(texts: Mapping[str, Choice], own: Mapping[str, str]) -> dict[str, Choice]:
    """A pack's texts, then those that only a beat itself has."""
    return {**texts, **{name: NO_WORD for name in own if name not in texts}}


def _unpickled(
    heading: str,
    subheading: str,
    cues: tuple[Cue, ...],
    labels: dict[str, str],
    numerals: Numerals,
) -> Script:
    return Script(heading, subheading, cues, MappingProxyType(labels), numerals)


__all__ = ["Cue", "Mark", "Script", "Spoken", "cue_seconds", "facts_of", "script_of", "scripts_of"]

"""A beat's script: its words on screen and aloud, filled with the lesson's own numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from core.catalogue.beats import (
    FEWEST_MAPPED,
    MOST_DRAWN_TOKENS,
    BeatSpec,
    Cast,
    LinearMap,
    cast_of,
    is_turned,
    map_choice,
    storyboard_of,
    word_map_of,
)
from core.catalogue.promises import judge
from core.lesson import Lesson
from core.maths.linear import Array, Step, is_identity, steps_of
from core.maths.similarity import angles, cosines, distances, lengths
from core.numerals import ENGLISH, Numerals, numeral
from core.problems import LessonError, Path, Problem, did_you_mean
from core.trace.computing import HeadTrace, SentenceTrace, Trace
from core.trace.word_map import WordMap
from core.words import templates
from core.words.language import (
    NO_WORD,
    NO_WORDS,
    BeatWords,
    Choice,
    Language,
    language_pack,
    one_line,
)
from core.words.templates import Argument, Placeholder, TemplateError

SHORTEST_CUE = 1.2  # seconds
SHORT_SENTENCE = 40  # characters that a spoken sentence may quote


@dataclass(frozen=True)
class Cue:
    """One thing said while one thing moves."""

    name: str
    text: str  # "" for a silent cue
    seconds: float  # how long it takes to say or read


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

    def __contains__(self, name: str) -> bool:
        return any(cue.name == name for cue in self.cues)

    @property
    def words(self) -> dict[str, str]:
        """Every text by what it is: `heading`, `say.pull`, `label.weight`."""
        said = {f"say.{cue.name}": cue.text for cue in self.cues}
        labels = {f"label.{name}": text for name, text in self.labels.items()}
        return {"heading": self.heading, "subheading": self.subheading, **said, **labels}

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
    return max(len(text) / pace, SHORTEST_CUE) if text else 0.0


def facts_of(lesson: Lesson, trace: Trace, spec: BeatSpec) -> frozenset[str]:
    """What is true of this lesson in this beat, so that the words can choose what to say."""
    cast = cast_of(spec, trace)
    head, pair = cast.head, (cast.asking, cast.partner)
    plain = [is_identity(matrix) for matrix in (head.W_Q, head.W_K, head.W_V)]
    tokens = len(cast.sentence.tokens)
    outputs_differ = _apart(cast) > 1e-9 if cast.other_asking is not None else False
    mirrored = numeral(head.scores[pair]) == numeral(head.scores[pair[::-1]])
    truths = {
        trace.similarity: True,
        "question": lesson.question is not None,
        "one_sentence": len(trace.sentences) == 1,
        "two_sentences": len(trace.sentences) >= 2,
        "other": cast.other_asking is not None,
        "short": max(len(one.text) for one in trace.sentences[:2]) <= SHORT_SENTENCE,
        "ignored": not all(all(one.participates) for one in trace.sentences),
        "flat": trace.d == 2,
        "line": trace.d == 1,
        "projected": trace.d > 2,
        "alone": tokens == 1,
        "pair": tokens == 2,
        "many": tokens > 2,
        "summed": tokens > MOST_DRAWN_TOKENS,
        "identity": all(plain),
        "plain_values": plain[2],
        "same_maps": np.array_equal(head.W_Q, head.W_K),
        "example": isinstance(spec, LinearMap) and not isinstance(spec.map, str),
        "unnamed": isinstance(spec, LinearMap) and not _has_named_steps(spec, lesson),
        "symmetric": head.symmetric,
        "mirrored": mirrored,
        "negative": bool(np.any(head.scores < 0)),
        "masked": trace.mask == "causal",
        "shifted": head.shifted,
        "warm": trace.temperature != 1.0,
        "multi_head": len(cast.sentence.heads) > 1,
        "residual": trace.residual,
        "closer": bool(head.distances_after[pair] < head.distances_before[pair] * (1 - 1e-9)),
        "same_value": not head.distances_before[pair] > 0,
        "leads": bool(head.weights[pair] > head.weights[cast.asking, cast.asking]),
        "same_context": cast.other_context == cast.context,
        "outputs_differ": outputs_differ,
        "undirected": not head.defined[pair],
        "rival": trace.similarity != "cosine" and cast.rival is not None,
        "promised": bool(lesson.expect),
    } | _map_truths(spec, trace)
    return frozenset(name for name, holds in truths.items() if holds)


def _map_truths(spec: BeatSpec, trace: Trace) -> dict[str, bool]:
    """What is true of the words as a map."""
    found = word_map_of(spec, trace)
    if found is None:
        return {}
    return {
        "whole_table": len(found.words) == len(trace.words),
        "grouped": found.groups.clear,
        "as_near": len(found.words) > 2 and _as_near(found),
        "loses_nothing": not found.loses,
        "turned": is_turned(spec, trace),
        "loses_nothing_in_depth": not found.mean_shortened[2] > 0,
    }


def _as_near(found: WordMap) -> bool:
    """Whether the second of the focus's neighbours is told to be as far from it as the first."""
    first, second = found.distances[found.focus][found.nearest[found.focus][:2]]
    return numeral(first) == numeral(second)


class _Writer:
    """Fills one beat's templates, and collects those that cannot be filled."""

    def __init__(
        self, lesson: Lesson, trace: Trace, spec: BeatSpec, path: Path, pack: Language
    ) -> None:
        self.lesson, self.spec, self.path, self.pack = lesson, spec, path, pack
        self.problems: list[Problem] = []
        self.facts = facts_of(lesson, trace, spec)
        self.filler = _Filler(lesson, trace, spec, pack.numerals)

    def script(self) -> Script:
        pack = self.pack
        words = pack.beats.get(self.spec.kind, NO_WORDS)
        if words is NO_WORDS and not self.spec.is_own:
            message = f"language “{pack.code}” has no words for {self.spec.beat}"
            raise LessonError([self.lesson.problem(self.path, message)])
        shared = dict(pack.labels) | dict(words.labels)
        self.filler.learn_steps(shared)
        return Script(
            heading=self._one("heading", self.spec.heading, words.heading),
            subheading=self._one("subheading", self.spec.subheading, words.subheading),
            cues=self._cues(words),
            labels=MappingProxyType(self._labels(shared)),
            numerals=pack.numerals,
        )

    def _cues(self, words: BeatWords) -> tuple[Cue, ...]:
        pace = self.lesson.voice.pace
        cues: list[Cue] = []
        for name, choice in _with_own(words.say, self.spec.say).items():
            default = choice.pick(self.facts)
            if default is None and name not in self.spec.say:
                continue
            template = self.spec.say.get(name, default or "")
            text = self._fill(template, (*self.path, "say", name))
            cues.append(Cue(name, text, cue_seconds(text, pace)))
        return tuple(cues)

    def _labels(self, choices: Mapping[str, Choice]) -> dict[str, str]:
        labels = dict(self.filler.step_labels)
        if self.spec.kind == "recap":
            labels |= self._promises()
        for number, line in enumerate(getattr(self.spec, "lines", ())):
            labels[f"line{number + 1}"] = self._fill(line, (*self.path, "lines", number))
        for name, choice in _with_own(choices, self.spec.labels).items():
            template = self.spec.labels.get(name, choice.pick(self.facts))
            if template is not None and "{0}" not in template:
                labels[name] = self._fill(template, (*self.path, "labels", name))
        return labels

    def _promises(self) -> dict[str, str]:
        """What the lesson promised, and its numbers keep, a sentence each: promise1, promise2, …"""
        verdicts = [judge(promise, self.filler.trace) for promise in self.lesson.expect]
        said = [
            self.filler.stated(choice.pick(self.facts) or "", verdict.values)
            for promise, verdict in zip(self.lesson.expect, verdicts)
            if verdict.kept and (choice := self.pack.promises.get(promise.kind))
        ]
        return {f"promise{number}": text for number, text in enumerate(dict.fromkeys(said), 1)}

    def _one(self, key: str, own: str | None, default: Choice) -> str:
        template = own if own is not None else default.pick(self.facts) or ""
        return self._fill(template, (*self.path, key))

    def _fill(self, template: str, path: Path) -> str:
        try:
            pieces = templates.parse(template)
            text = "".join(
                self.filler.fill(piece) if isinstance(piece, Placeholder) else piece
                for piece in pieces
            )
        except TemplateError as error:
            self.problems.append(self.lesson.problem(path, str(error)))
            return ""
        return one_line(text)


def _with_own(texts: Mapping[str, Choice], own: Mapping[str, str]) -> dict[str, Choice]:
    """A pack's texts, then those that only a beat itself has."""
    return {**texts, **{name: NO_WORD for name in own if name not in texts}}


class _Filler:
    """Knows every name and function that a placeholder may use, for one beat."""

    def __init__(
        self, lesson: Lesson, trace: Trace, spec: BeatSpec, numerals: Numerals = ENGLISH
    ) -> None:
        self.lesson, self.trace, self.spec, self.numerals = lesson, trace, spec, numerals
        self.cast: Cast = cast_of(spec, trace)
        self.head_number = self.cast.sentence.heads.index(self.cast.head)
        self.step_labels: dict[str, str] = {}

    def learn_steps(self, labels: Mapping[str, Choice]) -> None:
        """Name the steps of a linear_map beat in the pack's words: labels step1, step2, …"""
        for number, step in enumerate(self._steps(), start=1):
            choice = labels.get(f"step_{step.name}")
            template = choice.pick(frozenset()) if choice else None
            if template is not None:
                self.step_labels[f"step{number}"] = self._step_text(template, step)

    def _step_text(self, template: str, step: Step) -> str:
        """`rotate {0}°` with the step's own numbers; a shear of one axis names that one only."""
        numbers = step.argument
        if step.name == "shear" and 0.0 in numbers:
            numbers = tuple(number for number in numbers if number != 0.0) or (0.0,)
        return template.replace("{0}", " × ".join(map(self.numerals.shortest, numbers)))

    def stated(self, template: str, values: Mapping[str, str | float]) -> str:
        """A promise in the pack's words, with its own values."""
        found = ""
        for piece in templates.parse(template):
            value = values[piece.name] if isinstance(piece, Placeholder) else piece
            if isinstance(piece, Placeholder) and not isinstance(value, str):
                value = self._number(piece, value, 2)
            found += str(value)
        return one_line(found)

    def fill(self, placeholder: Placeholder) -> str:
        """What a placeholder stands for; raises TemplateError."""
        if placeholder.arguments is None:
            return self._name(placeholder)
        name = placeholder.name
        if name not in templates.FUNCTIONS:
            remedy = did_you_mean(name, templates.FUNCTIONS)
            raise TemplateError(f"unknown {{{name}(…)}}: {remedy}")
        if name in templates.ROW_FUNCTIONS:
            return self._number(placeholder, _ROWS[name](*self._rows(placeholder)), 2)
        sentence, tokens = self._tokens(placeholder)
        head = sentence.heads[self.head_number]
        if name == "strongest":
            return sentence.tokens[int(head.strongest[tokens[0]])]
        if name in _VECTORS:
            vector = _VECTORS[name](sentence, head)[tokens[0]]
            return self.numerals.coordinates(vector, _decimals(placeholder, 2))
        if name in _PAIRS:
            value = _PAIRS[name](sentence, head, tokens[0], tokens[1])
        elif name == "apart":
            value = self._apart(tokens[0], sentence)
        else:
            value = _TOKENS[name](sentence, head, tokens[0])
        return self._number(placeholder, value, 0 if name in ("angle", "between", "turned") else 2)

    # -- names -----------------------------------------------------------------------------------

    def _name(self, placeholder: Placeholder) -> str:
        name = placeholder.name
        texts: dict[str, Callable[[], str]] = {
            "title": lambda: self.lesson.title,
            "question": lambda: self.lesson.question or self.lesson.title,
            "sentence": lambda: self.cast.sentence.text,
            "other_sentence": lambda: self._other().text,
            "steps": lambda: self.numerals.between.join(self.step_labels.values()),
            "map": self._map_name,
            "similarity": lambda: self.trace.similarity,
        }
        if name in texts:
            return texts[name]()
        if name in templates.WORD_NAMES:
            return self._word_name(name)
        count = len(self.cast.sentence.tokens)
        drawn = count if count <= MOST_DRAWN_TOKENS else MOST_DRAWN_TOKENS - 1
        numbers: dict[str, float] = {
            "count": count,
            "drawn": drawn,
            "others": count - drawn,
            "width": self.trace.d,
            "d_k": self.cast.head.d_k,
            "d_v": self.cast.head.values.shape[1],
            "scale": self.cast.head.scale,
            "temperature": self.trace.temperature,
            "promises": len(self.lesson.expect),
        }
        if name in templates.MAP_NUMBERS:
            numbers |= _map_numbers(self._map(name))
        if name not in numbers:
            raise TemplateError(f"unknown {{{name}}}: {did_you_mean(name, templates.NAMES)}")
        if placeholder.decimals is None and numbers[name] == round(numbers[name]):
            return self.numerals.shortest(numbers[name])
        return self._number(placeholder, numbers[name], 2)

    def _number(self, placeholder: Placeholder, value: float, decimals: int) -> str:
        write = self.numerals.percent if placeholder.as_percent else self.numerals.numeral
        return write(value, _decimals(placeholder, decimals))

    def _word_name(self, name: str) -> str:
        if name == "other_context":
            if self.cast.other_context is None:
                raise TemplateError(f"{{{name}}} needs “{self.cast.word}” in a second sentence")
            return self.cast.other_context
        if name in templates.MAP_WORDS:
            return _map_word(self._map(name), name)
        if name == "rival":
            if self.cast.rival is None:
                raise TemplateError(f"{{{name}}} needs a key nearer than “{self.cast.context}”")
            return self.cast.sentence.tokens[self.cast.rival]
        words = {"focus": self.trace.focus, "word": self.cast.word, "context": self.cast.context}
        return words[name]

    def _map(self, name: str) -> WordMap:
        found = word_map_of(self.spec, self.trace)
        if found is None or len(found.words) < FEWEST_MAPPED:
            raise TemplateError(f"{{{name}}} needs a map of the words, but there is none")
        return found

    def _other(self) -> SentenceTrace:
        if self.cast.other is None:
            raise TemplateError("this lesson has no second sentence")
        return self.cast.other

    def _map_name(self) -> str:
        spec = self.spec
        return spec.map if isinstance(spec, LinearMap) and isinstance(spec.map, str) else "W"

    def _steps(self) -> tuple[Step, ...]:
        if not isinstance(self.spec, LinearMap):
            return ()
        return steps_of(map_choice(self.spec, self.lesson))

    # -- arguments -------------------------------------------------------------------------------

    def _tokens(self, placeholder: Placeholder) -> tuple[SentenceTrace, list[int]]:
        """The sentence and the tokens that a function is called with."""
        arguments = placeholder.arguments or ()
        wanted = templates.arity(placeholder.name)
        if not wanted <= len(arguments) <= wanted + 1:
            raise TemplateError(f"{{{placeholder.source}}}: wanted {wanted} words")
        extra = arguments[wanted:]
        sentence = self._sentence(extra[0], placeholder) if extra else self.cast.sentence
        words = [self._argument_word(argument) for argument in arguments[:wanted]]
        tokens = [sentence.find(word) for word in words]
        for word, token in zip(words, tokens):
            if token is None:
                where = f"“{word}” is not a token of “{sentence.text}”"
                raise TemplateError(f"{{{placeholder.source}}}: {where}")
        return sentence, [token for token in tokens if token is not None]

    def _rows(self, placeholder: Placeholder) -> tuple[Array, Array]:
        """The rows [1, d] of the two words that a function is called with."""
        arguments = placeholder.arguments or ()
        if len(arguments) != 2:
            raise TemplateError(f"{{{placeholder.source}}}: wanted 2 words")
        words = [self._argument_word(argument) for argument in arguments]
        for word in words:
            if word not in self.trace.words:
                raise TemplateError(f"{{{placeholder.source}}}: “{word}” has no row in the table")
        one, other = (self.trace.table[[self.trace.row(word)]] for word in words)
        return one, other

    def _argument_word(self, argument: Argument) -> str:
        if not argument.quoted and argument.text in templates.WORD_NAMES:
            return self._word_name(argument.text)
        return argument.text

    def _sentence(self, argument: Argument, placeholder: Placeholder) -> SentenceTrace:
        if not argument.quoted and argument.text in templates.SENTENCE_NAMES:
            return self.cast.sentence if argument.text == "here" else self._other()
        for sentence in self.trace.sentences:
            if argument.text in (sentence.name, str(sentence.index + 1)):
                return sentence
        count = len(self.trace.sentences)
        wanted = f"wanted a sentence from 1 to {count}, here or other, got “{argument.text}”"
        raise TemplateError(f"{{{placeholder.source}}}: {wanted}")

    def _apart(self, token: int, sentence: SentenceTrace) -> float:
        other = self._other() if sentence is self.cast.sentence else self.cast.sentence
        found = other.find(sentence.tokens[token])
        if found is None:
            raise TemplateError(f"“{sentence.tokens[token]}” is not in “{other.text}”")
        here = sentence.heads[self.head_number].outputs[[token]]
        return float(distances(here, other.heads[self.head_number].outputs[[found]])[0, 0])


_Pair = Callable[[SentenceTrace, HeadTrace, int, int], float]
_Token = Callable[[SentenceTrace, HeadTrace, int], float]

_ROWS: dict[str, Callable[[Array, Array], float]] = {
    "row_distance": lambda one, other: float(distances(one, other)[0, 0]),
    "row_cosine": lambda one, other: float(cosines(one, other)[0, 0]),
}
_PAIRS: dict[str, _Pair] = {
    "weight": lambda _, head, i, j: float(head.weights[i, j]),
    "score": lambda _, head, i, j: float(head.scores[i, j]),
    "dot": lambda _, head, i, j: float(head.dots[i, j]),
    "cosine": lambda _, head, i, j: float(head.cosines[i, j]),
    "angle": lambda _, head, i, j: math.degrees(head.angles[i, j]),
    "exponential": lambda _, head, i, j: float(head.exponentials[i, j]),
    "distance_before": lambda _, head, i, j: float(head.distances_before[i, j]),
    "distance_after": lambda _, head, i, j: float(head.distances_after[i, j]),
    "cosine_before": lambda _, head, i, j: float(head.cosines_before[i, j]),
    "cosine_after": lambda _, head, i, j: float(head.cosines_after[i, j]),
    "nearer": lambda _, head, i, j: _nearer(head, i, j),
    "between": lambda sentence, _, i, j: _degrees(sentence.embeddings, i, sentence.embeddings, j),
}
_TOKENS: dict[str, _Token] = {
    "total": lambda _, head, i: float(head.exponential_sums[i]),
    "query_length": lambda _, head, i: float(head.query_lengths[i]),
    "key_length": lambda _, head, i: float(head.key_lengths[i]),
    "value_length": lambda _, head, i: float(head.value_lengths[i]),
    "embedding_length": lambda sentence, _, i: float(lengths(sentence.embeddings)[i]),
    "turned": lambda _, head, i: _degrees(head.values, i, head.outputs, i),
}
_VECTORS: dict[str, Callable[[SentenceTrace, HeadTrace], Array]] = {
    "embedding": lambda sentence, _: sentence.embeddings,
    "query": lambda _, head: head.queries,
    "key": lambda _, head: head.keys,
    "value": lambda _, head: head.values,
    "output": lambda _, head: head.outputs,
}


def _map_word(found: WordMap, name: str) -> str:
    """The neighbours of the word in focus, and the two words whose distance a flat map spoils."""
    near, spoilt = found.nearest[found.focus], found.worst[1]
    places = {
        "nearest": near[0],
        "next_nearest": near[1],
        "squeezed": spoilt[0],
        "squeezed_with": spoilt[1],
    }
    return found.words[int(places[name])]


def _map_numbers(found: WordMap) -> dict[str, float]:
    return {
        "mapped": len(found.words),
        "groups": len(found.groups.groups),
        "kept": float(found.spread.kept[1]),
        "kept_in_depth": float(found.spread.kept[2]),
        "shortened": float(found.mean_shortened[1]),
        "squeeze": float(found.worst_shortened[1]),
    }


def _nearer(head: HeadTrace, i: int, j: int) -> float:
    """The share of the way that a copy of token i has gone to token j; 0 if it was there."""
    before = float(head.distances_before[i, j])
    return 1.0 - float(head.distances_after[i, j]) / before if before > 0 else 0.0


def _degrees(one: Array, i: int, other: Array, j: int) -> float:
    return math.degrees(angles(one[[i]], other[[j]])[0, 0])


def _has_named_steps(spec: LinearMap, lesson: Lesson) -> bool:
    """Whether the beat's map was given by names, and so can be shown one move at a time."""
    return any(step.name != "matrix" for step in steps_of(map_choice(spec, lesson)))


def _apart(cast: Cast) -> float:
    """How far apart the asking word ends in the two sentences."""
    if cast.other_head is None or cast.other_asking is None:
        return 0.0
    here, there = cast.head.outputs[[cast.asking]], cast.other_head.outputs[[cast.other_asking]]
    return float(distances(here, there)[0, 0])


def _decimals(placeholder: Placeholder, default: int) -> int:
    return default if placeholder.decimals is None else placeholder.decimals


def _unpickled(
    heading: str,
    subheading: str,
    cues: tuple[Cue, ...],
    labels: dict[str, str],
    numerals: Numerals,
) -> Script:
    return Script(heading, subheading, cues, MappingProxyType(labels), numerals)


__all__ = ["Cue", "Script", "cue_seconds", "facts_of", "script_of", "scripts_of"]

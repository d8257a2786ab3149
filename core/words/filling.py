"""Placeholders filled with a lesson's own numbers, for one beat."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Collection, Mapping

from core.catalogue.casting import Cast, cast_of
from core.catalogue.words import FEWEST_MAPPED, word_map_of
from core.lesson import BeatSpec, Lesson
from core.maths.linear import Array, Step
from core.maths.similarity import angles, cosines, distances, lengths
from core.numerals import ENGLISH, Numerals
from core.problems import did_you_mean
from core.trace.records import HeadTrace, SentenceTrace, Trace, WordMap
from core.trace.summary import MOST_DRAWN_TOKENS
from core.words import templates
from core.words.language import Choice, one_line
from core.words.templates import Argument, Placeholder, TemplateError

LONGEST_PLACE = 24  # characters of a sentence that tell which one is meant


class Filler:
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
        for number, step in enumerate(self.spec.steps(self.lesson), start=1):
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
        """A promise in the pack's words, with its own values; raises TemplateError."""
        return one_line(
            "".join(
                self._promised(piece, values) if isinstance(piece, Placeholder) else piece
                for piece in templates.parse(template)
            )
        )

    def placed(
        self, text: str, sentence: int | None, head: int | None, words: Collection[str | float] = ()
    ) -> str:
        """A line with the sentence and head, from 1, that it tells of, where that is open."""
        having = [one for one in self.trace.sentences if set(words) <= set(one.tokens)]
        where = list[str]()
        if sentence is not None and (len(having) > 1 or len(self.trace.sentences) > 2):
            where.append(shorten(self.trace.sentences[sentence - 1].text, LONGEST_PLACE))
        if head is not None and len(self.lesson.heads) > 1:
            where.append(self.lesson.heads[head - 1].name)
        return f"{text} ({' · '.join(where)})" if where else text

    def _promised(self, placeholder: Placeholder, values: Mapping[str, str | float]) -> str:
        if placeholder.name not in values:
            remedy = did_you_mean(placeholder.name, values)
            raise TemplateError(f"unknown {{{placeholder.name}}}: {remedy}")
        value = values[placeholder.name]
        return value if isinstance(value, str) else self._number(placeholder, value, 2)

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
        number = self._head_number(placeholder)
        head = sentence.heads[number]
        if name == "strongest":
            return sentence.tokens[int(head.strongest[tokens[0]])]
        if name in _VECTORS:
            vector = _VECTORS[name](sentence, head)[tokens[0]]
            return self.numerals.coordinates(vector, _decimals(placeholder, 2))
        if name in _PAIRS:
            value = _PAIRS[name](sentence, head, tokens[0], tokens[1])
        elif name == "apart":
            value = self._apart(tokens[0], sentence, number)
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
            "map": lambda: self.spec.map_name,
            "similarity": lambda: self.trace.similarity,
            "head": lambda: self.cast.head.name,
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
        usual = self.numerals.share if placeholder.name == "weight" else self.numerals.numeral
        write = self.numerals.percent if placeholder.as_percent else usual
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

    def _head_number(self, placeholder: Placeholder) -> int:
        """The head that a function is asked of, from 0: that of its beat, unless it names one."""
        wanted = placeholder.head
        if wanted is None:
            return self.head_number
        names = [head.name for head in self.lesson.heads]
        numbers = [str(number) for number in range(1, len(names) + 1)]
        for known in (names, numbers):
            if wanted in known:
                return known.index(wanted)
        choices = f"wanted a head from 1 to {len(names)}, or its name ({', '.join(names)})"
        raise TemplateError(f"{{{placeholder.source}}}: {choices}, got “{wanted}”")

    def _apart(self, token: int, sentence: SentenceTrace, head: int) -> float:
        other = self._other() if sentence is self.cast.sentence else self.cast.sentence
        found = other.find(sentence.tokens[token])
        if found is None:
            raise TemplateError(f"“{sentence.tokens[token]}” is not in “{other.text}”")
        here = sentence.heads[head].outputs[[token]]
        return float(distances(here, other.heads[head].outputs[[found]])[0, 0])


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
    "head_output": lambda _, head: head.outputs,
    "output": lambda sentence, _: sentence.outputs,
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


def shorten(text: str, most: int) -> str:
    """The beginning of a text, cut between words where it is longer than so many characters."""
    return text if len(text) <= most else textwrap.shorten(text, most, placeholder="…")


def _decimals(placeholder: Placeholder, default: int) -> int:
    return default if placeholder.decimals is None else placeholder.decimals

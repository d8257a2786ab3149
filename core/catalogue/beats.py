"""The catalogue of beats: what each teaches, its options, and what it needs of a lesson.

Sentences and heads are counted from 1, as their authors count them; tokens inside a trace from 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.maths.linear import EXAMPLE_MAP, MapChoice, is_identity, matrix_of, width_problem
from core.problems import did_you_mean
from core.trace.word_map import MOST_MAPPED

if TYPE_CHECKING:
    from core.lesson import Lesson
    from core.trace.computing import HeadTrace, SentenceTrace, Trace
    from core.trace.maps import MapTrace
    from core.trace.word_map import WordMap as WordMapTrace

MOST_DRAWN_TOKENS = 8  # of a sentence: of a longer one, the last is all that are left out
Draws = Literal["whole", "kept", "summed"]  # every token; those heard most; and all others as one
VISIBLE_TURN = math.radians(3)  # two angles closer than this look alike
VISIBLE_DEPTH = 0.005  # share of the spread: a third direction with less than this adds no percent
FEWEST_MAPPED, WORTH_MAPPING = 3, 5  # words that a flat map needs; and that make it worth a look


class BeatSpec(BaseModel):
    """One entry of a storyboard: a beat, its options, and its own words where it has any."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    idea: ClassVar[str] = ""
    draws: ClassVar[Draws] = "whole"
    """What it draws of a sentence with more tokens than a picture can hold."""

    beat: str
    heading: str | None = None
    subheading: str | None = None
    say: dict[str, str] = Field(default_factory=dict)
    labels: dict[str, str] = Field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The beat of the catalogue that this is, or is made from; `own` if from none."""
        return str(type(self).model_fields["beat"].default)

    @property
    def is_own(self) -> bool:
        """Whether its lesson brings the beat's code: then `beat` is `my_beats.py:MyPull`."""
        return self.beat != self.kind

    @property
    def called(self) -> str:
        """The beat's short name: `pull`, `MyPull`."""
        return self.beat.rpartition(":")[2]

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:  # noqa: ARG002
        """What this beat needs and the lesson lacks, as sentences; empty when all is there."""
        return []

    def is_worth_showing(self, trace: Trace) -> bool:  # noqa: ARG002
        """Whether it adds something to a film that did not ask for it."""
        return True


class InSentence(BeatSpec):
    """A beat that looks at one sentence."""

    sentence: int = Field(default=1, ge=1)

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:  # noqa: ARG002
        count = len(trace.sentences)
        if self.sentence <= count:
            return []
        return [f"needs sentence {self.sentence}, but the lesson has {count}"]


class InHead(InSentence):
    """A beat that looks at one head's work on one sentence."""

    head: int = Field(default=1, ge=1)

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        count = len(lesson.heads)
        if self.head > count:
            unmet.append(f"needs head {self.head}, but the lesson has {count}")
        return unmet


class OfWord(InHead):
    """A beat that follows one asking word; by default the lesson's focus."""

    word: str | None = None

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        return unmet or _lacks_word(self.word or trace.focus, trace.sentences[self.sentence - 1])


class Title(BeatSpec):
    """The question that the film answers."""

    idea = "What the lesson asks: its sentences, and the word in focus."
    beat: str = "title"


class Tokens(BeatSpec):
    """Words become rows of a locked table, and rows become arrows."""

    idea = "A word is one row of a locked table; a row is an arrow."
    beat: str = "tokens"


class WordMap(BeatSpec):
    """The table's words as places."""

    idea = "Meaning is a place: words of a kind lie close together. A flat map loses some of it."
    beat: Literal["word_map"] = "word_map"
    words: tuple[str, ...] = Field(
        default=(), description="The words to map, besides the focus; by default the whole table."
    )
    view: Literal["auto", "2d", "3d"] = Field(
        default="auto",
        description="A flat map, or a cloud in depth too; `auto`: where that shows more.",
    )

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:  # noqa: ARG002
        lacking = [word for word in self.words if word not in trace.words]
        if lacking:
            remedies = [f"“{word}”; {did_you_mean(word, trace.words)}" for word in lacking]
            return [f"needs a row in `embeddings` for {remedy}" for remedy in remedies]
        found = word_map_of(self, trace)
        if found is None:
            count = len(self.words or trace.words)
            return [f"maps at most {MOST_MAPPED} words, got {count}; choose some with `words:`"]
        if len(found.words) < FEWEST_MAPPED:
            return [f"needs at least {FEWEST_MAPPED} words to map, got {len(found.words)}"]
        if not found.distances.any():
            return ["needs words in different places, but all have the same vector"]
        if self.view == "3d" and found.exact:
            return [f"needs words of 3 numbers or more to look at in 3d, got {trace.d}"]
        if self.view == "3d" and not found.depth > 0:
            return ["needs words that spread in 3 directions to look at in 3d; take `view: 2d`"]
        return []

    def is_worth_showing(self, trace: Trace) -> bool:
        found = word_map_of(self, trace)
        return found is not None and (not found.exact or len(found.words) >= WORTH_MAPPING)


class LinearMap(OfWord):
    """A moving grid over fixed axes."""

    idea = "A matrix is where the basis vectors land, and the whole grid follows."
    beat: str = "linear_map"
    map: Literal["W_Q", "W_K", "W_V"] | MapChoice = "W_Q"

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        if unmet:
            return unmet
        rows, columns = map_shape(self, trace)
        if (rows, columns) != (2, 2):
            return [f"needs a map of the plane (2x2), got {rows}x{columns}; give `map:`"]
        if is_identity(matrix_of(map_choice(self, lesson), trace.d)):
            name = self.map if isinstance(self.map, str) else "this one"
            return [f"needs a map that moves something, but {name} is the identity"]
        return []


class Projections(OfWord):
    """Three maps of one embedding."""

    idea = "Three matrices turn each embedding into a query, a key and a value."
    draws = "kept"
    beat: str = "projections"


class Similarity(OfWord):
    """One query against one key."""

    idea = "A dot product is large when two arrows are long and point the same way."
    beat: str = "similarity"
    partner: str | None = Field(default=None, validation_alias="with")

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        sentence = trace.sentences[self.sentence - 1] if not unmet else None
        if sentence and self.partner:
            unmet = _lacks_word(self.partner, sentence)
        if unmet:
            return unmet
        cast = cast_of(self, trace)
        query = cast.head.query_lengths[cast.asking]
        key = cast.head.key_lengths[cast.partner]
        if query > 0 and key > 0:
            return []
        names = f"the query of “{cast.word}” or the key of “{cast.context}”"
        return [f"needs two arrows with a direction, but {names} has no length; choose `with:`"]


class Scores(InHead):
    """A grid of every query against every key."""

    idea = "Every query meets every key, its own included."
    draws = "kept"
    beat: str = "scores"

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        return unmet or _lacks_company(trace.sentences[self.sentence - 1])


class _Attending(OfWord):
    draws = "summed"

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        return unmet or _lacks_company(trace.sentences[self.sentence - 1])


class Softmax(_Attending):
    """From scores to weights."""

    idea = "Softmax turns scores into weights that are positive and sum to one."
    beat: str = "softmax"


class Mixing(_Attending):
    """The weighted sum of values."""

    idea = "The output is the values' weighted sum, laid head to tail."
    beat: str = "mixing"


class Pull(_Attending):
    """Context draws a copy of a word's value; the table's arrow stays."""

    idea = "Context pulls a copy of the word; the original stays in the table."
    beat: str = "pull"

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        return unmet or _no_pull(cast_of(self, trace))


class ContextSwap(BeatSpec):
    """The same word in two sentences."""

    idea = "Same word, other company, other meaning."
    draws = "summed"
    beat: str = "context_swap"
    sentences: tuple[int, int] = (1, 2)
    head: int = Field(default=1, ge=1)
    word: str | None = None

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        first, second = self.sentences
        if first == second:
            return ["needs two different sentences"]
        unmet: list[str] = []
        for number in self.sentences:
            one = Pull(sentence=number, head=self.head, word=self.word)
            unmet += [text for text in one.needs(lesson, trace) if text not in unmet]
        return unmet


class Recap(BeatSpec):
    """The key points."""

    idea = "The key points, a line each, with this lesson's own numbers."
    draws = "summed"
    beat: str = "recap"


class End(BeatSpec):
    """A last card: thanks, sources, where to go on."""

    idea = "The last card: thanks, sources, where to go on."
    beat: str = "end"
    lines: tuple[Annotated[str, Field(min_length=1, max_length=80)], ...] = Field(
        default=(), max_length=6, description="What stands on the card, a line each."
    )
    seconds: float = Field(default=6.0, ge=1, le=60, description="How long it stays, in silence.")

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:  # noqa: ARG002
        if self.lines or lesson.brand is not None:
            return []
        return ["needs something to show; give `lines:`, or the lesson a `brand:`"]


class Own(OfWord):
    """A beat that a lesson brings itself, made from none of these."""

    idea = "Whatever its lesson's own code shows."
    beat: str = "own"


@dataclass(frozen=True)
class OwnBeat:
    """What a lesson's own code tells of a beat."""

    spec_class: type[BeatSpec]  # that of the beat it is made from
    heading: str | None
    subheading: str | None
    say: Mapping[str, str]  # what it says at its cues, unless the lesson says otherwise
    labels: Mapping[str, str]


OwnBeats = Callable[[Path, str], OwnBeat]
"""From a lesson's folder and a name, `my_beats.py:MyPull`; ValueError (one line) if it has none."""

BEATS: dict[str, type[BeatSpec]] = {
    "title": Title,
    "tokens": Tokens,
    "word_map": WordMap,
    "linear_map": LinearMap,
    "projections": Projections,
    "similarity": Similarity,
    "scores": Scores,
    "softmax": Softmax,
    "mixing": Mixing,
    "pull": Pull,
    "context_swap": ContextSwap,
    "recap": Recap,
    "end": End,
}


@dataclass(frozen=True, eq=False)
class Cast:
    """Who plays in a beat: its sentence, head, asking word and partner, and the other sentence."""

    sentence: SentenceTrace
    head: HeadTrace
    asking: int  # token that asks
    partner: int  # token that is asked; by default the strongest in context
    other: SentenceTrace | None  # the sentence to compare with; None if there is none
    other_head: HeadTrace | None
    other_asking: int | None  # the same word there; None where it is absent
    other_partner: int | None  # its strongest context there
    whole: Cast | None = None  # the same with all its tokens, where some are left out here
    rest: tuple[int, ...] = ()  # the places of those in the whole sentence

    @property
    def in_full(self) -> Cast:
        """The same with all its tokens: whatever is said is of these."""
        return self.whole or self

    @property
    def place(self) -> tuple[int, int, int]:
        """Its sentence, head and asking token, from 0."""
        return self.sentence.index, self.sentence.heads.index(self.head), self.asking

    @property
    def other_side(self) -> Cast | None:
        """The other sentence as a cast of its own; None where it lacks the word."""
        full = self.in_full
        if full.other is None or full.other_head is None:
            return None
        if full.other_asking is None or full.other_partner is None:
            return None
        there = (full.other, full.other_head, full.other_asking, full.other_partner)
        return Cast(*there, full.sentence, full.head, full.asking, full.partner)

    @property
    def summary(self) -> int | None:
        """The token that stands for all that are left out; None where none does."""
        count = len(self.sentence.tokens)
        return count - 1 if count > len(self.head.queries) else None

    @property
    def askers(self) -> range:
        """The tokens that ask: all but the summary, which is no word."""
        return range(len(self.head.queries))

    @property
    def word(self) -> str:
        """The asking word."""
        return self.sentence.tokens[self.asking]

    @property
    def context(self) -> str:
        """The word that is asked."""
        return self.sentence.tokens[self.partner]

    @property
    def rival(self) -> int | None:
        """A token whose key lies visibly nearer to the query and yet scores less: it is shorter.

        Dot product and cosine disagree about it. None where no key does so.
        """
        angles, dots = self.head.angles[self.asking], self.head.dots[self.asking]
        nearer = [
            token
            for token in range(len(self.sentence.tokens))
            if self.head.defined[self.asking, token]
            and angles[token] < angles[self.partner] - VISIBLE_TURN
            and dots[token] < dots[self.partner]
        ]
        return min(nearer, key=lambda token: float(angles[token]), default=None)

    @property
    def other_context(self) -> str | None:
        """The strongest context in the other sentence."""
        if self.other is None or self.other_partner is None:
            return None
        return self.other.tokens[self.other_partner]


def cast_of(spec: BeatSpec, trace: Trace) -> Cast:
    """Who plays in this beat. Where the word is absent, the sentence's first token asks."""
    here, there = _sentence_numbers(spec, trace)
    number = min(getattr(spec, "head", 1), len(trace.sentences[0].heads)) - 1
    word = getattr(spec, "word", None) or trace.focus
    sentence = trace.sentences[here]
    head = sentence.heads[number]
    asking = sentence.find(word) or 0
    wanted = sentence.find(getattr(spec, "partner", None))
    partner = int(head.strongest[asking]) if wanted is None else wanted
    if there is None:
        return Cast(sentence, head, asking, partner, None, None, None, None)
    other = trace.sentences[there]
    other_asking = other.find(word)
    found = None if other_asking is None else int(other.heads[number].strongest[other_asking])
    return Cast(sentence, head, asking, partner, other, other.heads[number], other_asking, found)


def drawn_cast(spec: BeatSpec, trace: Trace) -> Cast:
    """Who plays in this beat, as its pictures show them."""
    return drawn(cast_of(spec, trace), trace, spec.draws)


def drawn(cast: Cast, trace: Trace, how: Draws) -> Cast:
    """A cast with no more tokens than are drawn; the very same where there are no more.

    What is compared with the other sentence keeps all its tokens: see `other_side`.
    """
    summary = None if how == "whole" else trace.summary(*cast.place)
    if summary is None:
        return cast
    sentence = summary.summed if how == "summed" else summary.kept
    asking, partner = map(summary.kept_tokens.index, (cast.asking, cast.partner))
    head = sentence.heads[cast.place[1]]
    return replace(
        cast,
        sentence=sentence,
        head=head,
        asking=asking,
        partner=partner,
        whole=cast,
        rest=summary.rest,
    )


def map_choice(spec: LinearMap, lesson: Lesson) -> MapChoice:
    """The map that a linear_map beat shows, as it was chosen."""
    if isinstance(spec.map, str):
        chosen: MapChoice = getattr(lesson.heads[spec.head - 1], spec.map)
        return chosen
    return spec.map


def map_of(spec: LinearMap, trace: Trace) -> MapTrace:
    """The map that a linear_map beat shows, as the trace follows it step by step."""
    return next(
        each
        for each in trace.maps
        if (each.head == spec.head - 1 and each.name == spec.map)
        or (each.head is None and each.choice == spec.map)
    )


def map_shape(spec: LinearMap, trace: Trace) -> tuple[int, int]:
    """Rows and columns of the map that a linear_map beat shows; (0, 0) if it fits no width."""
    if isinstance(spec.map, str):
        head = trace.sentences[spec.sentence - 1].heads[spec.head - 1]
        rows, columns = getattr(head, spec.map).shape
        return rows, columns
    if spec.map.rows:
        return len(spec.map.rows), len(spec.map.rows[0])
    width = trace.table.shape[1]
    fits = all(width_problem(named, width) is None for named in spec.map.named)
    return (width, width) if fits else (0, 0)


def word_map_of(spec: BeatSpec, trace: Trace) -> WordMapTrace | None:
    """The map of the words that a beat chooses, by default of the table; None if too many."""
    chosen = getattr(spec, "words", ())
    return next((each for each in trace.word_maps if each.chosen == chosen), None)


def is_turned(spec: BeatSpec, trace: Trace) -> bool:
    """Whether a word_map beat also looks at its words in depth."""
    found, view = word_map_of(spec, trace), getattr(spec, "view", "auto")
    if found is None or found.exact or view == "2d":
        return False
    return view == "3d" or found.depth >= VISIBLE_DEPTH


def needs(spec: BeatSpec, lesson: Lesson, trace: Trace) -> list[str]:
    """What this beat needs and the lesson lacks, as sentences."""
    return spec.needs(lesson, trace)


def default_storyboard(lesson: Lesson, trace: Trace) -> tuple[BeatSpec, ...]:
    """Every beat that this lesson can feed and has a use for, in the order in which it teaches."""
    wanted = [spec_class(beat=name) for name, spec_class in BEATS.items()]
    if _maps_nothing(lesson):
        wanted[list(BEATS).index("linear_map")] = LinearMap(map=EXAMPLE_MAP)
    fed = [spec for spec in wanted if not spec.needs(lesson, trace)]
    return tuple(spec for spec in fed if spec.is_worth_showing(trace))


def storyboard_of(lesson: Lesson, trace: Trace) -> tuple[BeatSpec, ...]:
    """The lesson's own storyboard, or the default one where it has none."""
    return lesson.storyboard or default_storyboard(lesson, trace)


def _maps_nothing(lesson: Lesson) -> bool:
    return all(
        choice.is_named_identity
        for head in lesson.heads
        for choice in (head.W_Q, head.W_K, head.W_V)
    )


def _sentence_numbers(spec: BeatSpec, trace: Trace) -> tuple[int, int | None]:
    """The beat's sentence and the one to compare with, from 0."""
    count = len(trace.sentences)
    if isinstance(spec, ContextSwap):
        here, there = (min(number, count) - 1 for number in spec.sentences)
        return here, there
    here = min(getattr(spec, "sentence", 1), count) - 1
    if count == 1:
        return here, None
    return here, 1 if here == 0 else 0


def _lacks_word(word: str, sentence: SentenceTrace) -> list[str]:
    if sentence.find(word) is not None:
        return []
    return [f"needs “{word}” in “{sentence.text}”; choose another `word:` or `sentence:`"]


def _lacks_company(sentence: SentenceTrace) -> list[str]:
    if len(sentence.tokens) >= 2:
        return []
    return [f"needs company for “{sentence.tokens[0]}”, but “{sentence.text}” has one token"]


def _no_pull(cast: Cast) -> list[str]:
    place = (cast.asking, cast.partner)
    if not cast.head.weights[place] > 0:
        return [f"needs a pull, but “{cast.word}” gives “{cast.context}” no weight"]
    if not cast.head.distances_before[place] > 0:
        return [f"needs a pull, but “{cast.word}” and “{cast.context}” have the same value"]
    return []


__all__ = [
    "BEATS",
    "EXAMPLE_MAP",
    "MOST_DRAWN_TOKENS",
    "BeatSpec",
    "Cast",
    "ContextSwap",
    "Draws",
    "End",
    "LinearMap",
    "Mixing",
    "Own",
    "OwnBeat",
    "OwnBeats",
    "Projections",
    "Pull",
    "Recap",
    "Scores",
    "Similarity",
    "Softmax",
    "Title",
    "Tokens",
    "WordMap",
    "cast_of",
    "default_storyboard",
    "drawn",
    "drawn_cast",
    "is_turned",
    "map_choice",
    "map_of",
    "map_shape",
    "needs",
    "storyboard_of",
    "word_map_of",
]

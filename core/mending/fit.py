"""Numbers that make a lesson's promises true: the smallest change of its vectors, or one shear."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.catalogue.beats import OwnBeats
from core.catalogue.promises import judge, misfit
from core.computing import trace_of
from core.documents import document_of
from core.lesson import Lesson, Promise, Verdict
from core.maths.linear import Array
from core.mending.descent import (
    Goal,
    Standing,
    nearest,
    nearest_met,
    tried_elsewhere,
    tried_from_start,
)
from core.mending.movable import Change, FixedError, Movable, Shear, Vectors, is_written_out
from core.problems import LessonError
from core.reading.lesson import lesson_in
from core.trace.records import Trace

MOST_LOOKS = 2400  # at a small lesson: some seconds
LEAST_LOOKS = 50
HEAVY = 2000  # pairs of tokens × width × heads: a look takes twice as long, so half as many
TRIES = 12  # from other places than the author's
CAUSE_LOOKS = 1200  # at all subsets of the promises, to find those that are in the way
SURE_LOOKS = 800  # at those found, to be sure
MOST_CHECKS = 3  # of promises that were never kept


@dataclass(frozen=True, eq=False)
class Fit:
    """A proposal: what to change, and what becomes of the promises."""

    lesson: Lesson  # as it is
    changes: tuple[Change, ...]
    source: bytes  # the file with the changes made
    before: tuple[Verdict, ...]  # of each promise
    after: tuple[Verdict, ...]  # of the file with the changes made, read again
    alone: Mapping[int, Verdict] = field(default_factory=dict)  # not kept even by itself: nearest
    together: tuple[int, ...] = ()  # a few promises that are not kept at once, if few are to blame

    @property
    def kept(self) -> bool:
        """Whether the proposal keeps all promises; else, it is the nearest that was found."""
        return all(verdict.kept for verdict in self.after)


def fit_vectors(
    lesson: Lesson, words: Sequence[str] = (), own_beats: OwnBeats | None = None
) -> Fit:
    """Propose vectors for these words, by default for all that are in sentences.

    Words that are in no sentence move only if it can't be done without. Raises FixedError, and
    LessonError for promises of what is not there.
    """
    ready = _ready(lesson)
    if ready.kept:
        return ready
    return _fit(ready, _choices(lesson, tuple(dict.fromkeys(words))), own_beats)


def fit_shear(
    lesson: Lesson,
    head: int | None = None,
    name: str | None = None,
    own_beats: OwnBeats | None = None,
) -> Fit:
    """Propose a shear of one map; heads from 0, by default any, and W_Q or W_K.

    Raises FixedError, and LessonError for promises of what is not there.
    """
    ready = _ready(lesson)
    if ready.kept:
        return ready
    heads = range(len(lesson.heads)) if head is None else [head]
    names = ("W_Q", "W_K") if name is None else (name,)
    movables, refusals = list[Movable](), list[FixedError]()
    for each in heads:
        for map_name in names:
            try:
                movables.append(Shear(lesson, each, map_name))
            except FixedError as refusal:
                refusals.append(refusal)
    if not movables:
        raise refusals[0]
    return _fit(ready, [movables], own_beats)


def _ready(lesson: Lesson) -> Fit:
    """The lesson as it is; raises LessonError for promises of what is not there."""
    trace = trace_of(lesson)
    lacking = [(number, misfit(promise, trace)) for number, promise in enumerate(lesson.expect)]
    problems = [lesson.problem(("expect", number), text) for number, text in lacking if text]
    if problems:
        raise LessonError(problems)
    verdicts = _verdicts(lesson, trace)
    return Fit(lesson, (), lesson.document.source, verdicts, verdicts)


def _verdicts(lesson: Lesson, trace: Trace) -> tuple[Verdict, ...]:
    return tuple(judge(promise, trace) for promise in lesson.expect)


def _choices(lesson: Lesson, words: Sequence[str]) -> Iterator[list[Movable]]:
    """What may move: these words; or those in sentences, then also others that matter."""
    if words:
        yield [Vectors(lesson, words)]
        return
    used = {word for sentence in lesson.sentences for word in lesson.tokens(sentence)}
    spoken = [word for word in lesson.embeddings if word in used]
    here = [word for word in spoken if is_written_out(lesson, word)] or spoken
    yield [Vectors(lesson, here)]
    others = [word for word in lesson.embeddings if word not in used]
    neighbours = [w for w in others if is_written_out(lesson, w) and _matters(lesson, w)]
    if neighbours:
        yield [Vectors(lesson, [*here, *neighbours])]


def _matters(lesson: Lesson, word: str) -> bool:
    """Whether any promise notices when a word goes elsewhere."""
    vectors = Vectors(lesson, [word])
    goal = _goal(vectors, lesson.expect)
    places = (vectors.start, vectors.start + vectors.units, vectors.low, vectors.high)
    first, *others = (goal.at(place).shortfalls for place in places)
    return not all(np.array_equal(first, other) for other in others)


def _fit(ready: Fit, choices: Iterable[Sequence[Movable]], own_beats: OwnBeats | None) -> Fit:
    """The smallest change that the first choices allow, or the nearest that the last do."""
    movables, goals = list[Movable](), list[Goal]()
    for choice in choices:
        movables = list(choice)
        most = MOST_LOOKS // len(movables)
        goals = [_goal(movable, ready.lesson.expect, most) for movable in movables]
        tried = [nearest_met(goal, each.decimals, TRIES) for goal, each in zip(goals, movables)]
        met = [(found, movable) for found, movable in zip(tried, movables) if found]
        if met:
            best, movable = min(met, key=lambda pair: (pair[0].decimals, pair[0].change))
            return _proposal(ready, movable, best.numbers, own_beats)
    goal, movable = min(zip(goals, movables), key=lambda pair: _least(pair[0]))
    numbers = np.round(nearest(goal), movable.decimals[-1])
    kept = ~np.array([look.unmet for goal in goals for look in goal.seen.values()])
    found = _proposal(ready, movable, numbers, own_beats)
    return _explained(found, movables, kept)


def _goal(movable: Movable, promises: Sequence[Promise], most: int = MOST_LOOKS) -> Goal:
    """To keep these promises by moving what is movable."""

    def look(numbers: Array) -> Standing:
        trace = trace_of(movable.lesson(numbers))
        shortfalls = np.array([promise.shortfall(trace) for promise in promises])
        return Standing(shortfalls, np.array([not judge(each, trace).kept for each in promises]))

    looks = max(LEAST_LOOKS, int(most / (1 + _weight(movable.lesson(movable.start)) / HEAVY)))
    edges = (movable.start, movable.low, movable.high, movable.units)
    return Goal(*edges, movable.groups, look, looks)


def _weight(lesson: Lesson) -> int:
    """How much there is to compute: pairs of tokens × width × heads."""
    pairs = sum(len(lesson.tokens(sentence)) ** 2 for sentence in lesson.sentences)
    return pairs * lesson.width * len(lesson.heads)


def _proposal(ready: Fit, movable: Movable, numbers: Array, own_beats: OwnBeats | None) -> Fit:
    """These numbers written into the file, which is read and judged again."""
    source = movable.source(numbers)
    file = Path(ready.lesson.document.file)
    again = lesson_in(document_of(source, file), own_beats)
    after = _verdicts(again, trace_of(again))
    return Fit(ready.lesson, movable.changes(numbers), source, ready.before, after)


def _explained(fit: Fit, movables: Sequence[Movable], kept: NDArray[np.bool_]) -> Fit:
    """Why nothing was found: promises that can't be kept, or not together.

    `kept` tells of every look whether each promise was, [looks, promises].
    """
    if fit.kept:  # by luck, once it was rounded
        return fit
    promises = fit.lesson.expect
    never = np.flatnonzero(~kept.any(axis=0)).tolist()[:MOST_CHECKS]
    tried = {number: _nearest_alone(movables, promises[number]) for number in never}
    alone = {number: verdict for number, verdict in tried.items() if not verdict.kept}
    if alone:
        return replace(fit, alone=alone)
    return replace(fit, together=_rivals(movables, promises, kept))


def _rivals(
    movables: Sequence[Movable], promises: Sequence[Promise], kept: NDArray[np.bool_]
) -> tuple[int, ...]:
    """A few promises that are not found together; none, if no few of them are to blame.

    What can be left out without the others being found is left out, the easy ones first.
    """
    rivals = list(range(len(promises)))
    looks = CAUSE_LOOKS // len(promises)
    for number in sorted(rivals, key=lambda each: -float(kept[:, each].mean())):
        rest = [each for each in rivals if each != number]
        were_kept = bool(kept[:, rest].all(axis=1).any())
        if not were_kept and not _are_met(movables, [promises[each] for each in rest], looks):
            rivals = rest
    few = len(rivals) < len(promises)
    sure = few and not _are_met(movables, [promises[each] for each in rivals], SURE_LOOKS)
    return tuple(rivals) if sure else ()


def _nearest_alone(movables: Sequence[Movable], promise: Promise) -> Verdict:
    """What becomes of a promise if there is no other."""
    looks = CAUSE_LOOKS // MOST_CHECKS // len(movables)
    goals = [_goal(movable, [promise], looks) for movable in movables]
    best = min(zip(goals, movables), key=lambda pair: (not _is_met(pair[0]), _least(pair[0])))
    return judge(promise, trace_of(best[1].lesson(nearest(best[0]))))


def _are_met(movables: Sequence[Movable], promises: Sequence[Promise], looks: int) -> bool:
    return any(_is_met(_goal(each, promises, looks // len(movables))) for each in movables)


def _is_met(goal: Goal) -> bool:
    """Whether it can be, by numbers of any length, as far as a short search can tell."""
    if goal.at(goal.start).met or any(True for _ in tried_from_start(goal)):
        return True
    return any(tried_elsewhere(goal, TRIES))


def _least(goal: Goal) -> float:
    return goal.lack(nearest(goal))


def example(lesson: Lesson) -> str:
    """A promise that this lesson could make, as its author would write it."""
    for number, sentence in enumerate(lesson.sentences, 1):
        tokens = lesson.tokens(sentence)
        word = lesson.focus if lesson.focus in tokens else tokens[0]
        other = next((token for token in tokens if token != word), None)
        if other:
            names = f"word: {_in_file(word)}, to: {_in_file(other)}"
            place = f", sentence: {number}" if number > 1 else ""
            return f"expect: [{{closer: {{{names}{place}}}}}]"
    return f"expect: [{{unchanged: {{word: {_in_file(lesson.focus)}}}}}]"


def _in_file(word: str) -> str:
    """A word as a lesson writes it in a flow of others."""
    return word if word.isalnum() else json.dumps(word, ensure_ascii=False)

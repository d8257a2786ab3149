"""What of a lesson a fit may change: some words' vectors, or a shear of one map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from core.lesson import LARGEST_NUMBER, Lesson
from core.maths.linear import IDENTITY, Array, MapChoice, NamedMap
from core.mending.rewriting import place_of_shear, with_shear, with_vectors
from core.problems import Address, did_you_mean

REACH = 1.5  # times the table's largest coordinate: as far as a word may go
PLAIN_SIZE = 2  # up to hundreds, and from 1 on, numbers have 1, 2 or 3 decimals
STEEPEST = 2.0  # a shear's numbers
SHORTEST = 0.25  # of a middling word's length: a shorter word counts as this long
ELSE = "copy its rows there in place of the file, or promise something else"


class FixedError(ValueError):
    """What was asked for can't be changed in this lesson; its text says why, `address` where."""

    def __init__(self, text: str, address: Address = ()) -> None:
        super().__init__(text)
        self.address = address


@dataclass(frozen=True)
class Change:
    """What became of one word's vector, or of one map's shear."""

    name: str  # the word, or `shear of heads[0].W_Q`
    before: tuple[float, ...]
    after: tuple[float, ...]


class Movable(Protocol):
    """Numbers of a lesson, [n], that may be others."""

    @property
    def groups(self) -> tuple[slice, ...]:
        """Numbers that move together."""

    @property
    def decimals(self) -> tuple[int, ...]:
        """How many to round to, the fewest first."""

    start: Array  # [n] as the author chose them
    low: Array  # [n]
    high: Array  # [n]
    units: Array  # [n] what counts as a change of one

    def lesson(self, numbers: Array) -> Lesson:
        """The lesson with these numbers, as far as its trace depends on it."""

    def source(self, numbers: Array) -> bytes:
        """The lesson's file with these numbers."""

    def changes(self, numbers: Array) -> tuple[Change, ...]:
        """What these numbers change."""


class Vectors:
    """The vectors of some words."""

    def __init__(self, lesson: Lesson, words: Sequence[str]) -> None:
        """Raises FixedError for a word whose vector does not stand in the lesson's file."""
        for word in words:
            _check_word(lesson, word)
        table = np.array(list(lesson.embeddings.values()))  # [V, d]
        largest = float(np.abs(table).max()) or 1.0
        reach = min(REACH * largest, LARGEST_NUMBER)
        width = table.shape[1]
        rows = np.array([lesson.embeddings[word] for word in words]).reshape(-1, width)
        lengths = np.linalg.norm(rows, axis=1)
        middling = float(np.median(np.linalg.norm(table, axis=1))) or largest
        self._lesson = lesson
        self._words = tuple(words)
        self.groups = tuple(slice(row * width, (row + 1) * width) for row in range(len(words)))
        self.start = rows.ravel()
        self.low, self.high = np.full(rows.size, -reach), np.full(rows.size, reach)
        self.units = np.repeat(np.maximum(lengths, SHORTEST * middling), width)
        size = int(np.floor(np.log10(largest)))  # of 2.6: 0
        more = 0 if 0 <= size <= PLAIN_SIZE else -size
        self.decimals = (1 + more, 2 + more, 3 + more)

    def lesson(self, numbers: Array) -> Lesson:
        rows = self._lesson.embeddings | self._rows(numbers)
        return self._lesson.model_copy(update={"embeddings": rows, "storyboard": ()})

    def source(self, numbers: Array) -> bytes:
        return with_vectors(self._lesson.document, self._rows(numbers))

    def changes(self, numbers: Array) -> tuple[Change, ...]:
        old = self._lesson.embeddings
        rows = self._rows(numbers).items()
        return tuple(Change(word, old[word], row) for word, row in rows if row != old[word])

    def _rows(self, numbers: Array) -> dict[str, tuple[float, ...]]:
        return {
            word: tuple(numbers[group].tolist()) for word, group in zip(self._words, self.groups)
        }


def is_written_out(lesson: Lesson, word: str) -> bool:
    """Whether a word's vector stands in the lesson's own file, and not in another."""
    row, file = (lesson.document.get(("embeddings", key)) for key in (word, "file"))
    return isinstance(row, list) and not isinstance(file, str)  # a word “file” has a row


def _check_word(lesson: Lesson, word: str) -> None:
    if word not in lesson.embeddings:
        raise FixedError(f"“{word}” has no row; {did_you_mean(word, lesson.embeddings)}")
    if not is_written_out(lesson, word):
        ways = ", or let `--what shear` change a map" if lesson.width == 2 else ""
        message = f"the vector of “{word}” does not stand in the lesson itself; {ELSE}{ways}"
        raise FixedError(message, ("embeddings", "file"))


class Shear:
    """One shear of a head's map: of x by y, and of y by x."""

    def __init__(self, lesson: Lesson, head: int, name: str) -> None:
        """Heads from 0; `name` is W_Q, W_K or W_V. Raises FixedError if it can't be sheared."""
        if lesson.width != 2:
            got = f"the words are {lesson.width}-dimensional"
            can_move = any(is_written_out(lesson, word) for word in lesson.embeddings)
            ways = "use `--what vectors`" if can_move else ELSE
            raise FixedError(f"a shear moves the plane, but {got}; {ways}", ("embeddings",))
        if not 0 <= head < len(lesson.heads):
            raise FixedError(f"wanted a head from 1 to {len(lesson.heads)}, got {head + 1}")
        choice = lesson.heads[head].maps[name]
        if choice.rows:
            message = f"{name} of head {head + 1} is given by its rows"
            remedy = "write it as named maps, or choose another `--map`"
            raise FixedError(f"{message}; {remedy}", ("heads", head, name))
        self._lesson, self._head, self._name, self._choice = lesson, head, name, choice
        self.groups = (slice(0, 1), slice(1, 2))  # so that of one axis by the other is less
        steps = lesson.document.get(("heads", head, name))
        at = place_of_shear(steps) if isinstance(steps, list) else None
        self._at = at
        self.start = np.array((0.0, 0.0) if at is None else choice.named[at].argument)
        reach = np.maximum(STEEPEST, np.abs(self.start))
        self.low, self.high, self.units = -reach, reach, np.ones(2)
        self.decimals = (1, 2, 3)

    def lesson(self, numbers: Array) -> Lesson:
        named = list(() if self._choice == IDENTITY else self._choice.named)
        at = len(named) if self._at is None else self._at
        named[at : at + 1] = [NamedMap("shear", tuple(numbers.tolist()))]
        heads = list(self._lesson.heads)
        changed = {self._name: MapChoice(tuple(named))}
        heads[self._head] = heads[self._head].model_copy(update=changed)
        return self._lesson.model_copy(update={"heads": tuple(heads), "storyboard": ()})

    def source(self, numbers: Array) -> bytes:
        x, y = numbers.tolist()
        return with_shear(self._lesson.document, self._head, self._name, (x, y))

    def changes(self, numbers: Array) -> tuple[Change, ...]:
        before, after = tuple(self.start.tolist()), tuple(numbers.tolist())
        return (
            ()
            if before == after
            else (Change(f"shear of head {self._head + 1}, {self._name}", before, after),)
        )

"""Which numbers of a lesson have changed: where, whose they are, and where they were chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.lesson import MAPS
from core.numerals import NOISE
from core.problems import Address
from studio.film.record import Numbers, Record, spelled

TOLERANCE = 1e-9  # of an array's largest number: processors differ in their last bits, not here

# Fields of a head whose rows are no tokens, and those whose second axis is one of tokens, too.
NO_TOKENS = (*MAPS, "steps_Q", "steps_K", "steps_V", "d_k", "scale", "divisors")
PAIRS = {
    *("dots", "cosines", "angles", "defined", "scaled", "scores", "masked", "exponents"),
    *("exponentials", "weights", "weighted_values", "weighted_values_2d", "pulls", "pulls_2d"),
    *("pairs_2d", "distances_before", "distances_after", "cosines_before", "cosines_after"),
}
CHOSEN = {
    "temperature": ("attention", "temperature"),
    "residual": ("attention", "residual"),
    "W_O": ("W_O",),
}


@dataclass(frozen=True)
class Changed:
    """A number that is not what it was, or an array of another size."""

    path: str  # with its place in the array: `table[2, 0]`
    meaning: str  # whose it is, in the lesson's words; "" where the path says it all
    address: Address | None  # where it was chosen; None if it follows from others
    before: float | str | None
    after: float | str | None


def changed_numbers(before: Record, after: Record) -> tuple[Changed, ...]:
    """Every number that differs by more than TOLERANCE of the largest of its array.

    First those that were chosen, then those that follow from them.
    """
    paths = [path for path in {**before.numbers, **after.numbers} if not _is_repeated(path)]
    found = [
        change
        for path in paths
        for change in _changes(path, before.numbers.get(path), after.numbers.get(path), after)
    ]
    return tuple(sorted(found, key=lambda change: change.address is None))


def words_moved(before: Record, after: Record) -> tuple[str, ...]:
    """The words whose rows of the table are others now, or gone, or new; none if it isn't known."""
    was, now = _table_of(before), _table_of(after)
    if not was or not now:
        return ()
    both = [word for word in was if word in now and len(was[word]) == len(now[word])]
    one, other = (np.array([each[word] for word in both], dtype=np.float64) for each in (was, now))
    still = {word for word, close in zip(both, _close(one, other)) if close.all()}
    return tuple(word for word in dict.fromkeys([*was, *now]) if word not in still)


def _table_of(record: Record) -> dict[str, tuple[float, ...]]:
    table = record.numbers.get("table")
    if table is None or not table.values or not 0 < len(record.words) <= len(table.values):
        return {}
    width = len(table.values) // len(record.words)
    starts = range(0, len(table.values), width)
    return {word: table.values[start : start + width] for word, start in zip(record.words, starts)}


def _is_repeated(path: str) -> bool:
    """Whether these are a head's matrices once more, beside another sentence."""
    return Field.of(path).name in MAPS and not path.startswith("sentences[0].")


def _changes(
    path: str, one: Numbers | None, other: Numbers | None, of: Record
) -> Iterator[Changed]:
    if one is None or other is None or one.shape != other.shape:
        what = Field.of(path)
        yield Changed(path, what.meaning((), of), what.address((), of), _size(one), _size(other))
    elif one.values is not None and other.values is not None:
        was, now = (np.array(each.values, dtype=np.float64) for each in (one, other))
        for place in np.flatnonzero(~_close(was, now)):
            index = tuple(map(int, np.unravel_index(place, one.shape)))
            yield _changed(path, index, float(was[place]), float(now[place]), of)


def _changed(path: str, index: tuple[int, ...], was: float, now: float, of: Record) -> Changed:
    what = Field.of(path)
    where = f"{path}[{', '.join(map(str, index))}]" if index else path
    return Changed(
        where, what.meaning(index, of), what.address(index, of), spelled(was), spelled(now)
    )


def _close(was: NDArray[np.float64], now: NDArray[np.float64]) -> NDArray[np.bool_]:
    both = np.abs(np.concatenate([was, now]))
    largest = float(np.max(both, initial=0.0, where=np.isfinite(both)))
    return np.isclose(was, now, rtol=0.0, atol=max(TOLERANCE * largest, NOISE), equal_nan=True)


def _size(numbers: Numbers | None) -> str | None:
    if numbers is None:
        return None
    return f"{'×'.join(map(str, numbers.shape))} numbers" if numbers.shape else "a number"


@dataclass(frozen=True)
class Field:
    """A field of the trace: of which sentence and head, from 0, and its name in there.

    A head's matrices are of no sentence.
    """

    sentence: int | None
    head: int | None
    name: str

    @staticmethod
    def of(path: str) -> Field:
        """The field at a path such as `sentences[0].heads[1].W_Q` or `table`."""
        found = re.match(r"(?:sentences\[(\d+)\]\.)?(?:heads\[(\d+)\]\.)?(\w+)", path)
        assert found, path
        sentence, head, name = found.groups()
        return Field(None if name in MAPS else _whole(sentence), _whole(head), name)

    def meaning(self, index: tuple[int, ...], record: Record) -> str:
        """Whose number this is: `“money bank”, bank → money`."""
        if self.name in ("table", "table_2d"):
            return ", ".join(f"“{record.words[row]}”" for row in index[:1])
        several = self.head is not None and len(record.heads) > 1
        said = [record.heads[self.head or 0]] if several else []
        if self.sentence is None or self.sentence >= len(record.sentences):
            return ", ".join(said)
        sentence = record.sentences[self.sentence]
        said.insert(0, f"“{sentence.name}”")
        tokens = index[: 1 + (self.name in PAIRS)] if self.name not in NO_TOKENS else ()
        if tokens and max(tokens) < len(sentence.tokens):
            said.append(" → ".join(sentence.tokens[token] for token in tokens))
        return ", ".join(said)

    def address(self, index: tuple[int, ...], record: Record) -> Address | None:
        """Where in the lesson's file it was chosen; None if it follows from other numbers."""
        if self.name == "table":
            return ("embeddings", *(record.words[row] for row in index[:1]))
        if self.head is not None and self.name in MAPS:
            return ("heads", self.head, self.name)
        return CHOSEN.get(self.name) if self.sentence is None else None

    def may_be_drawn(self, options: Mapping[str, Any]) -> bool:
        """Whether a beat of these options looks at it: at its sentence, its head."""
        sentences = options.get("sentences") or [options.get("sentence")]
        head = options.get("head")
        here = self.sentence is None or None in sentences or self.sentence + 1 in sentences
        return here and (self.head is None or head is None or self.head + 1 == head)


def _whole(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def concerning(options: Mapping[str, Any], changes: Iterable[Changed]) -> tuple[Changed, ...]:
    """The changed numbers that a beat of these options may draw."""
    return tuple(each for each in changes if Field.of(each.path).may_be_drawn(options))

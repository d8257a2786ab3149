"""Numbers that would be a lesson's if one thing were otherwise: a temperature, or a key's place.

A what-if holds the trace's own arrays that it was computed from and what it supposes, so that
anyone who doubts it can compute it again. Axes: as in `core.trace.records`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.maths import attention, similarity
from core.maths.linear import Array, locked
from core.trace.records import HeadTrace
from core.trace.summary import gathered


@dataclass(frozen=True, eq=False)
class Tempered:
    """One token's row of attention at another temperature than the lesson's.

    In a row of k numbers the last may stand for several tokens: then it is their sum.
    """

    masked: Array  # [n, n] the trace's own
    divisors: Array  # [3] the trace's own, with the lesson's temperature
    asking: int
    rest: tuple[int, ...]  # the tokens that the last number stands for; none if all are told apart
    multiple: float  # of the lesson's temperature
    temperature: Array  # [1]
    exponentials: Array  # [k] exp(logit), or exp(logit − the largest) where these are large
    total: Array  # [1] their sum
    weights: Array  # [k] exponentials / total

    @property
    def given(self) -> tuple[Array, ...]:
        """The trace's own arrays that it was computed from."""
        return self.masked, self.divisors

    def again(self) -> Tempered:
        """The same, computed anew."""
        return _tempered(self.masked, self.divisors, self.asking, self.multiple, self.rest)


def tempered(head: HeadTrace, asking: int, multiple: float, rest: Sequence[int] = ()) -> Tempered:
    """A token's row at a multiple of the lesson's temperature; the rest, added up, stand last."""
    return _tempered(head.masked, head.divisors, asking, multiple, tuple(rest))


def _tempered(
    masked: Array, divisors: Array, asking: int, multiple: float, rest: tuple[int, ...]
) -> Tempered:
    softmax = attention.softmax(masked[asking][None] / multiple)
    return Tempered(
        masked=masked,
        divisors=divisors,
        asking=asking,
        rest=rest,
        multiple=multiple,
        temperature=locked([divisors[2] * multiple]),
        exponentials=locked(gathered(softmax.exponentials[0], rest)),
        total=locked(softmax.sums),
        weights=locked(gathered(softmax.weights[0], rest)),
    )


@dataclass(frozen=True, eq=False)
class MovedKey:
    """A key that is turned about the origin and made longer or shorter, as a query meets it."""

    pairs: Array  # [n, n, 2, 2] the trace's own: q_i and k_j in a plane that holds both
    pair: tuple[int, int]  # i and j
    bearing: float | None  # radians from the query, counter-clockwise; None: as the key lies
    factor: float  # of the key's own length
    key: Array  # [2]
    shadow: Array  # [2] where the key falls on the query's line, at a right angle
    length: Array  # [1] of the key
    angle: Array  # [1] radians from the query, 0 to pi; pi/2 if either is a zero arrow
    cosine: Array  # [1] of that angle; 0 if either is a zero arrow
    dot: Array  # [1] query · key

    @property
    def query(self) -> Array:  # [2]
        """The query, which stays."""
        return np.asarray(self.pairs[self.pair][0])

    @property
    def given(self) -> tuple[Array, ...]:
        """The trace's own array that it was computed from."""
        return (self.pairs,)

    def again(self) -> MovedKey:
        """The same, computed anew."""
        return _moved_key(self.pairs, self.pair, self.bearing, self.factor)


def moved_key(
    head: HeadTrace, pair: tuple[int, int], bearing: float | None = None, factor: float = 1.0
) -> MovedKey:
    """The key of a pair, turned to a bearing and stretched; by default, as it is."""
    return _moved_key(head.pairs_2d, pair, bearing, factor)


def _moved_key(
    pairs: Array, pair: tuple[int, int], bearing: float | None, factor: float
) -> MovedKey:
    query, own = pairs[pair]
    key = factor * (own if bearing is None else _turned(own, query, bearing))
    asked, offered = query[None], key[None]
    along = similarity.directions(asked)[0]
    return MovedKey(
        pairs=pairs,
        pair=pair,
        bearing=bearing,
        factor=factor,
        key=locked(key),
        shadow=locked((key @ along) * along),
        length=locked(similarity.lengths(offered)),
        angle=locked(similarity.angles(asked, offered)[0]),
        cosine=locked(similarity.cosines(asked, offered)[0]),
        dot=locked(similarity.dots(asked, offered)[0]),
    )


def _turned(key: Array, query: Array, bearing: float) -> Array:  # [2], [2] -> [2]
    """A key as long as it is, at an angle from a query."""
    direction = math.atan2(query[1], query[0]) + bearing
    return float(np.linalg.norm(key)) * np.array([math.cos(direction), math.sin(direction)])

"""Words as places: who lies near whom, in all dimensions, and what a picture of it loses.

Axes: m words of the map, d coordinates of a word.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.maths import similarity
from core.maths.components import components
from core.maths.groups import DIGITS, groups_of, rounded
from core.maths.linear import Array, locked
from core.trace.records import WordMap

MOST_MAPPED = 60  # words on one map
DEPTH = 3  # components that a picture may use: two of the screen, and one of depth
NOISE = 1e-12  # of a distance: shorter by less than this is not shorter


def word_maps(
    words: Sequence[str],
    table: Array,  # [V, d]
    table_2d: Array,  # [V, 2]
    focus: str,
    choices: Sequence[tuple[str, ...]],
) -> tuple[WordMap, ...]:
    """A map for each choice of words that fits on one; words that the table lacks are left out.

    The word in focus is on every map. Choosing no words chooses the whole table.
    """
    found = []
    for chosen in dict.fromkeys(choices):
        wanted = {*chosen, focus} if chosen else set(words)
        rows = tuple(row for row, word in enumerate(words) if word in wanted)
        if len(rows) <= MOST_MAPPED:
            found.append(_word_map(chosen, words, rows, table, table_2d, focus))
    return tuple(found)


def _word_map(
    chosen: tuple[str, ...],
    words: Sequence[str],
    rows: tuple[int, ...],
    table: Array,
    table_2d: Array,
    focus: str,
) -> WordMap:
    vectors = table[list(rows)]
    exact = table.shape[1] <= 2
    spread = components(vectors, DEPTH)
    as_they_are = table_2d if len(rows) == len(words) else locked(table_2d[list(rows)])
    names = tuple(words[row] for row in rows)
    distances, drawn = _distances(vectors, spread.axes)
    shortened = _shortened(distances, drawn)
    mean, worst, share = _worst(distances, shortened)
    return WordMap(
        chosen=chosen,
        words=names,
        rows=rows,
        focus=names.index(focus),
        exact=exact,
        distances=distances,
        cosines=locked(similarity.cosines(vectors, vectors)),
        nearest=_nearest(distances),
        spread=spread,
        places=as_they_are if exact else spread.places,
        drawn=drawn,
        shortened=shortened,
        mean_shortened=mean,
        worst=worst,
        worst_shortened=share,
        groups=groups_of(distances, names.index(focus)),
    )


def _distances(vectors: Array, axes: Array) -> tuple[Array, Array]:
    """Between every two words [m, m], and as their first components show them [3, m, m]."""
    count = len(vectors)
    true, drawn = np.zeros((count, count)), np.zeros((DEPTH, count, count))
    for row, vector in enumerate(vectors):  # row by row: all gaps at once would be large
        gaps = vectors[row:] - vector
        true[row, row:] = true[row:, row] = similarity.lengths(gaps)
        along = gaps @ axes.T
        for number in range(DEPTH):
            shown = similarity.lengths(along[:, : number + 1])
            drawn[number, row, row:] = drawn[number, row:, row] = shown
    return locked(true), locked(drawn)


def _shortened(distances: Array, drawn: Array) -> Array:  # [m, m], [3, m, m] -> [3, m, m]
    apart = distances > 0
    share = 1 - np.divide(drawn, distances, out=np.ones_like(drawn), where=apart[None])
    return locked(np.where(share > NOISE, share, 0.0))


def _worst(distances: Array, shortened: Array) -> tuple[Array, NDArray[np.int64], Array]:
    """The average share that pictures lose, the pair that loses most length, and its share."""
    pairs = np.argwhere(np.triu(distances > 0, 1))  # [p, 2]
    mean, share = np.zeros(DEPTH), np.zeros(DEPTH)
    worst = np.zeros((DEPTH, 2), dtype=np.int64)
    if len(pairs):
        shares = shortened[:, pairs[:, 0], pairs[:, 1]]  # [3, p]
        lost = rounded(distances)[pairs[:, 0], pairs[:, 1]] * shares
        mean, most = shares.mean(axis=1), np.argmax(np.round(lost, DIGITS), axis=1)
        worst, share = pairs[most], shares[np.arange(DEPTH), most]
    worst.setflags(write=False)
    return locked(mean), worst, locked(share)


def _nearest(distances: Array) -> NDArray[np.int64]:  # [m, m] -> [m, m - 1]
    from_itself = np.where(np.eye(len(distances), dtype=bool), -1.0, rounded(distances))
    found = np.argsort(from_itself, axis=1, kind="stable")[:, 1:].astype(np.int64)
    found.setflags(write=False)
    return found

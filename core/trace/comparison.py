"""The same words in two sentences: how far apart one head's values and outputs are.

Axes: n tokens of the first sentence, m of the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.maths import similarity
from core.maths.linear import Array, locked

if TYPE_CHECKING:
    from core.trace.computing import SentenceTrace


@dataclass(frozen=True, eq=False)
class Comparison:
    """One head's work on two sentences, side by side."""

    sentences: tuple[int, int]  # their indices, from 0
    head: int  # its index, from 0
    before: Array  # [n, m] |v_i − v'_j|; exactly 0 where both are the same word
    after: Array  # [n, m] |y_i − y'_j|
    to_other_values: Array  # [n, m] |y_i − v'_j|
    from_other_outputs: Array  # [m, n] |y'_j − v_i|


def comparison(first: SentenceTrace, second: SentenceTrace, head: int) -> Comparison:
    """Compare one head's work on two sentences."""
    here, there = first.heads[head], second.heads[head]
    same_row = np.array(first.rows)[:, None] == np.array(second.rows)[None, :]
    gaps = similarity.distances(here.values, there.values)
    return Comparison(
        sentences=(first.index, second.index),
        head=head,
        before=locked(np.where(same_row, 0.0, gaps)),
        after=locked(similarity.distances(here.outputs, there.outputs)),
        to_other_values=locked(similarity.distances(here.outputs, there.values)),
        from_other_outputs=locked(similarity.distances(there.outputs, here.values)),
    )

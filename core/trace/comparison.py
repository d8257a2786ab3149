"""The same words in two sentences: how far apart one head's values and outputs are.

Axes: n tokens of the first sentence, m of the second.
"""

from __future__ import annotations

import numpy as np

from core.maths import similarity
from core.maths.linear import locked
from core.trace.records import Comparison, SentenceTrace


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

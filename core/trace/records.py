"""Every number that a film of a lesson may draw, as data: float64, read-only.

Axes: n tokens of a sentence (rows ask, columns are asked), d the embeddings' width, d_k the
queries' and keys', d_v the values', V words of the table. A field that ends in `_2d` is its
namesake as drawn in the plane; for 2-D vectors it is the very same array.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.maths.components import Components
from core.maths.groups import Groups
from core.maths.linear import Array, MapChoice, Step, locked

MOST_UNLIKE = 6.0  # times as long as the basis arrows: longer than that, they become dots


@dataclass(frozen=True, eq=False)
class View:
    """How a space is drawn in the plane. The origin stays the origin: nothing is centred."""

    basis: Array  # [2, d] the plane's axes, orthonormal, largest share of length first
    explained: float  # share of all vectors' squared length that the plane keeps, 0 to 1
    exact: bool  # whether nothing is lost because d ≤ 2
    kept: Array  # [1] `explained` again, as an array that a picture can show

    def draw(self, vectors: Array) -> Array:  # [..., d] -> [..., 2]
        """The vectors as drawn: themselves if 2-D, padded if 1-D, projected otherwise."""
        if vectors.shape[-1] == 2 and self.exact:
            return vectors
        return locked(vectors @ self.basis.T)


@dataclass(frozen=True, eq=False)
class MapTrace:
    """A 2x2 map and all that it does to the words of the table, after each of its steps.

    Axes: s steps (entry 0 is before the first), V words of the table, j the basis arrow. One more
    row than words: the last is the arrow (1, 1), which any picture of the basis has room for.
    """

    choice: MapChoice  # as its author chose it
    head: int | None  # from 0; None for a map of a storyboard's own
    name: str  # W_Q, W_K or W_V; empty for a map of a storyboard's own
    matrix: Array  # [2, 2]
    steps: tuple[Step, ...]  # its named maps in order; a single "matrix" where it has no names
    products: Array  # [s + 1, 2, 2] the product of the first k steps: starts at I, ends at W
    landings: Array  # [s + 1, 2, 2] landings[k, j]: basis arrow j after k steps, a column of W
    coordinates: Array  # [V + 1, 2] each word in the plane, as drawn
    images: Array  # [s + 1, V + 1, 2] each word after k steps
    parts: Array  # [s + 1, V + 1, 2, 2] coordinate j times landing j; their sum is the image

    def row_to_follow(self, row: int) -> int:
        """This word's row; the last, (1, 1), if its arrow would dwarf the basis or vanish."""
        reach = float(np.abs(self.images[:, row]).max())
        basis = float(np.abs(self.landings).max())
        fits = basis / MOST_UNLIKE <= reach <= basis * MOST_UNLIKE
        return row if fits else len(self.coordinates) - 1

    @property
    def last(self) -> int:
        """The number of steps, and so the place of the finished map."""
        return len(self.steps)


@dataclass(frozen=True, eq=False)
class HeadTrace:
    """One head's work on one sentence, step by step."""

    name: str
    W_Q: Array  # [d_k, d]
    W_K: Array  # [d_k, d]
    W_V: Array  # [d_v, d]
    steps_Q: tuple[Step, ...]  # the named maps of W_Q in order; none for the identity
    steps_K: tuple[Step, ...]
    steps_V: tuple[Step, ...]
    queries: Array  # [n, d_k] q_i = W_Q e_i
    keys: Array  # [n, d_k] k_i = W_K e_i
    values: Array  # [n, d_v] v_i = W_V e_i
    queries_2d: Array  # [n, 2]
    keys_2d: Array  # [n, 2]
    values_2d: Array  # [n, 2]
    dots: Array  # [n, n] q_i · k_j
    cosines: Array  # [n, n] of the angle from q_i to k_j; 0 for a zero arrow
    angles: Array  # [n, n] radians from q_i to k_j, 0 to pi; pi/2 for a zero arrow
    defined: NDArray[np.bool_]  # [n, n] whether q_i and k_j both have a direction
    pairs_2d: Array  # [n, n, 2, 2] q_i and k_j in a plane that holds both: true lengths, true angle
    query_lengths: Array  # [n]
    key_lengths: Array  # [n]
    value_lengths: Array  # [n]
    d_k: int
    scale: float  # √d_k, the divisor of the `scaled` similarity
    divisors: Array  # [3] d_k, √d_k and the temperature, as an array that a picture can show
    scaled: Array  # [n, n] dots / √d_k, or the lesson's other similarity; before temperature
    scores: Array  # [n, n] what softmax reads before masking: similarity / temperature
    masked: Array  # [n, n] scores, −∞ where i may not look at j
    exponents: Array  # [n, n] what e is raised to: masked, less its row's maximum if shifted
    exponentials: Array  # [n, n] exp(masked), or exp(masked − row maximum) if shifted
    shifted: bool  # whether row maxima were subtracted first, to keep exponentials readable
    exponential_sums: Array  # [n] sum of each row of exponentials
    weights: Array  # [n, n] exponentials / sums; each row sums to 1
    weighted_values: Array  # [n, n, d_v] w_ij v_j
    weighted_values_2d: Array  # [n, n, 2]
    partial_sums: Array  # [n, n + 1, d_v] weighted values head to tail: starts at 0, ends at y_i
    partial_sums_2d: Array  # [n, n + 1, 2]
    pulls: Array  # [n, n, d_v] w_ij (v_j − v_i); they sum to y_i − v_i
    pulls_2d: Array  # [n, n, 2]
    outputs: Array  # [n, d_v] y_i, the sum of w_ij v_j
    outputs_2d: Array  # [n, 2]
    distances_before: Array  # [n, n] |v_i − v_j|
    distances_after: Array  # [n, n] |y_i − v_j|
    cosines_before: Array  # [n, n] of the angle from v_i to v_j
    cosines_after: Array  # [n, n] of the angle from y_i to v_j
    strongest: NDArray[np.int64]  # [n] the context token j ≠ i of most weight; itself if alone

    @property
    def symmetric(self) -> bool:
        """Whether a asks b exactly as loudly as b asks a, for every pair."""
        return bool(np.allclose(self.scores, self.scores.T, rtol=1e-9, atol=1e-12))


@dataclass(frozen=True, eq=False)
class SentenceTrace:
    """One sentence: its words, its tokens, and what attention makes of them."""

    index: int  # from 0
    name: str
    text: str
    words: tuple[str, ...]  # all words in order, also those that take no part
    participates: tuple[bool, ...]  # [words] which words are tokens
    tokens: tuple[str, ...]  # [n] the words that take part
    rows: tuple[int, ...]  # [n] each token's row in the table
    embeddings: Array  # [n, d]
    embeddings_2d: Array  # [n, 2]
    heads: tuple[HeadTrace, ...]
    outputs: Array  # [n, d_out] all heads side by side, through W_O if any, + e if residual
    focus: int | None  # the token in focus; None if the sentence lacks it

    def find(self, word: str | None) -> int | None:
        """The first token that is this word, or None."""
        return self.tokens.index(word) if word in self.tokens else None


@dataclass(frozen=True, eq=False)
class Comparison:
    """One head's work on two sentences, side by side."""

    sentences: tuple[int, int]  # their indices, from 0
    head: int  # its index, from 0
    before: Array  # [n, m] |v_i − v'_j|; exactly 0 where both are the same word
    after: Array  # [n, m] |y_i − y'_j|
    to_other_values: Array  # [n, m] |y_i − v'_j|
    from_other_outputs: Array  # [m, n] |y'_j − v_i|


@dataclass(frozen=True, eq=False)
class Summary:
    """What is drawn of a sentence that has more tokens than a picture can hold."""

    place: tuple[int, int, int]  # sentence, head and asking token, from 0, whose weights decide
    kept_tokens: tuple[int, ...]  # [k] in the sentence's order
    rest: tuple[int, ...]  # [n - k] the others
    summed: SentenceTrace  # the kept tokens, and one more that stands for the rest
    kept: SentenceTrace  # the kept tokens alone


@dataclass(frozen=True, eq=False)
class WordMap:
    """Some words of the table, how far apart they are, and how they look in a picture.

    Words of one or two numbers are drawn as they are, so that the picture loses nothing; others
    along their components, from their centre. Then words can only look nearer than they are.
    """

    chosen: tuple[str, ...]  # as a storyboard chose the words; none for the whole table
    words: tuple[str, ...]  # [m] in the table's order
    rows: tuple[int, ...]  # [m] their rows in the table
    focus: int  # the place of the word in focus among the m
    exact: bool  # whether the words are drawn as they are, because d ≤ 2
    distances: Array  # [m, m] |e_i − e_j|, in all d dimensions
    cosines: Array  # [m, m] of the angle from e_i to e_j; 0 for a word without length
    nearest: NDArray[np.int64]  # [m, m - 1] the others, nearest first; of equals the first word
    spread: Components  # the words' first three principal components
    places: Array  # [m, 2] the words as they are, or [m, 3] along their components
    drawn: Array  # [3, m, m] distances as a picture of the first 1, 2, 3 components shows them
    shortened: Array  # [3, m, m] by which share of the true distance they are too short, 0 to 1
    mean_shortened: Array  # [3] the same, on average over all pairs of words in different places
    worst: NDArray[np.int64]  # [3, 2] the pair that loses most length, the first of equals; or 0, 0
    worst_shortened: Array  # [3] and the share that it loses
    groups: Groups  # of the words other than the one in focus

    def place(self, word: str) -> int:
        """Where a word stands among the m; raises ValueError."""
        return self.words.index(word)

    @property
    def loses(self) -> bool:
        """Whether any two words look nearer than they are, in the plane where they are drawn."""
        return not self.exact and bool(self.mean_shortened[1] > 0)

    @property
    def depth(self) -> float:
        """The share of the spread that lies along the third component."""
        return float(self.spread.shares[-1])


@dataclass(frozen=True, eq=False)
class Trace:
    """A lesson, computed."""

    title: str
    question: str | None
    focus: str
    words: tuple[str, ...]  # [V] the table's words, in its order
    table: Array  # [V, d] one locked row for each word
    table_2d: Array  # [V, 2]
    in_sentence: tuple[bool, ...]  # [V] whether a word is a token of any sentence
    sentences: tuple[SentenceTrace, ...]
    similarity: str  # scaled, dot or cosine
    temperature: float
    mask: str  # none or causal
    residual: bool
    W_O: Array | None  # [d_out, all heads' d_v]
    d: int
    d_k: int  # of the first head
    scale: float  # √d_k of the first head
    model_view: View  # of the embeddings
    key_views: tuple[View, ...]  # of each head's queries and keys
    value_views: tuple[View, ...]  # of each head's values
    maps: tuple[MapTrace, ...]  # every map of the plane that a beat may show, step by step
    comparisons: tuple[Comparison, ...]  # of the sentences that a beat may compare, by head
    word_maps: tuple[WordMap, ...]  # of the words that a beat may map; none if they are too many
    summaries: tuple[Summary, ...] = ()  # of sentences with more tokens than are drawn

    def map_of_head(self, head: int, name: str) -> MapTrace | None:
        """W_Q, W_K or W_V of a head (from 0) by its steps; None if it is no map of the plane."""
        found = (each for each in self.maps if (each.head, each.name) == (head, name))
        return next(found, None)

    def row(self, word: str) -> int:
        """A word's row in the table."""
        return self.words.index(word)

    def comparison(self, first: int, second: int, head: int) -> Comparison:
        """One head's work on two sentences, by their indices; raises KeyError."""
        for each in self.comparisons:
            if (each.sentences, each.head) == ((first, second), head):
                return each
        raise KeyError(f"no comparison of sentences {first} and {second} by head {head}")

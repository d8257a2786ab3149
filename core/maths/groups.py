"""Which words belong together: those that short links join, if some links are clearly shorter.

Single linkage (Florek et al. 1951): every link joins the two nearest groups, and between two of
these links there may be a step so wide that it parts the words into groups. Axes: m words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from core.maths.linear import Array, locked

CLEAR_STEP = 1.25  # times as long as the links before: a step that an eye can see
DIGITS = 12  # of a distance; what differs beyond them is equally far


@dataclass(frozen=True, eq=False)
class Groups:
    """Words in groups. Where no step is clear there are none, and each word has its nearest."""

    links: tuple[tuple[int, int], ...]  # [m - 1] the pairs that join groups, nearest first
    lengths: Array  # [m - 1] how far apart each pair is; never falling
    clear: bool  # whether a step parts the words into groups
    groups: tuple[tuple[int, ...], ...]  # of two words or more, by their first words
    ties: tuple[tuple[int, int], ...]  # links within groups; if none, of words to their nearest
    reach: Array  # [1] what is nearer than this belongs together, half-way up the step; else 0


def rounded(distances: Array) -> Array:
    """Distances as shares of the longest, without what rounding makes of equal ones."""
    longest = float(np.max(distances, initial=0.0)) or 1.0
    return np.round(distances / longest, DIGITS)


def groups_of(distances: Array, without: int) -> Groups:  # [m, m]
    """Group words by their distances, all `without` one: it is to be seen where that one stands.

    Of all steps that leave two groups or more, and most words in one of them, the widest counts.
    Equally short links are taken in the words' order.
    """
    words = [word for word in range(len(distances)) if word != without]
    links = tuple(_links(rounded(distances), words))
    lengths = locked([distances[pair] for pair in links])
    steps = list(_steps(links, lengths, words))
    widest, taken = max(steps, key=lambda step: (step[0], -step[1]), default=(0.0, 0))
    if widest < CLEAR_STEP:
        return Groups(links, lengths, False, (), _to_nearest(distances), locked([0.0]))
    last, following = float(lengths[taken - 1]), float(lengths[taken])
    reach = last * math.sqrt(widest) if last > 0 else following / 2
    groups = tuple(group for group in _joined(links[:taken], words) if len(group) > 1)
    return Groups(links, lengths, True, groups, links[:taken], locked([reach]))


def short_of_group(distances: Array, without: int, group: Sequence[int]) -> float:
    """How far these words are from being a group: 0 if they are, else more the less they part.

    Of all steps that leave them as a group, the one that needs least: it would have to be clear,
    and the widest. Infinite where no step leaves them so.
    """
    words = [word for word in range(len(distances)) if word != without]
    links = tuple(_links(rounded(distances), words))
    lengths = np.array([distances[pair] for pair in links])
    steps = list(_steps(links, lengths, words))
    wanted = max([CLEAR_STEP, *(step for step, _ in steps)])
    return min(
        (
            math.log(wanted / step) if step > 0 else math.inf
            for step, taken in steps
            if tuple(sorted(group)) in _joined(links[:taken], words)
        ),
        default=math.inf,
    )


def _steps(
    links: Sequence[tuple[int, int]], lengths: Array, words: Sequence[int]
) -> Iterator[tuple[float, int]]:
    """Every step that may part the words: how wide it is, and how many links lie before it."""
    for taken in range(2, len(links)):
        if _is_parted(_joined(links[:taken], words), len(words)):
            yield _step(lengths, taken), taken


def _links(distances: Array, words: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Kruskal's spanning tree: pairs by their distance, less those that are joined already."""
    group = {word: word for word in words}
    for one, other in sorted(combinations(words, 2), key=lambda pair: distances[pair]):
        if group[one] != group[other]:
            yield one, other
            _join(group, one, other)


def _join(group: dict[int, int], one: int, other: int) -> None:
    new, old = sorted((group[one], group[other]))
    for word, name in group.items():
        group[word] = new if name == old else name


def _joined(links: Sequence[tuple[int, int]], words: Sequence[int]) -> list[tuple[int, ...]]:
    """The groups that these links make of the words, by their first words."""
    group = {word: word for word in words}
    for one, other in links:
        _join(group, one, other)
    names = dict.fromkeys(group.values())
    return [tuple(word for word in words if group[word] == name) for name in names]


def _is_parted(groups: list[tuple[int, ...]], count: int) -> bool:
    large = [group for group in groups if len(group) > 1]
    return len(large) >= 2 and 2 * sum(map(len, large)) > count


def _step(lengths: Array, taken: int) -> float:
    """How many times as long the next link is as the last that was taken."""
    last, following = float(lengths[taken - 1]), float(lengths[taken])
    if last > 0:
        return following / last
    return np.inf if following > 0 else 0.0


def _to_nearest(distances: Array) -> tuple[tuple[int, int], ...]:
    """From every word to the one that is nearest to it: its first link in the tree of all."""
    words = range(len(distances))
    links = list(_links(rounded(distances), words))
    first = {next(link for link in links if word in link) for word in words if links}
    return tuple(link for link in links if link in first)

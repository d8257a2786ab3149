"""Which beat of one storyboard is which of another: by name, options and order."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Pair:
    """A beat's places in two storyboards, from 0; None where it isn't."""

    before: int | None
    after: int | None
    moved: bool = False  # past other beats that stand in both


def pairs(
    before: Sequence[tuple[str, Hashable]], after: Sequence[tuple[str, Hashable]]
) -> tuple[Pair, ...]:
    """Every beat of either storyboard once, in the order of the second; gone ones where they were.

    Beats are given as name and options. Equal ones are matched first, then those of a name.
    """
    found: dict[int, int] = dict(_in_order(before, after))
    for place, (name, _) in enumerate(before):
        free = set(range(len(after))) - set(found.values())
        if place not in found:
            alike = [other for other in free if after[other][0] == name]
            if alike:
                found[place] = min(alike, key=lambda other: abs(other - place))
    places = sorted(found)
    turned: list[int] = sorted(found, key=lambda place: found[place])
    settled = [places[number] for number, _ in _in_order(places, turned)]
    both = [Pair(place, other, place not in settled) for place, other in found.items()]
    gone = [Pair(place, None) for place in range(len(before)) if place not in found]
    new = [Pair(None, place) for place in range(len(after)) if place not in found.values()]
    return tuple(sorted([*both, *gone, *new], key=_order))


def _in_order(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            yield block.a + step, block.b + step


def _order(pair: Pair) -> tuple[int, bool]:
    if pair.after is not None:
        return pair.after, False
    return pair.before or 0, True

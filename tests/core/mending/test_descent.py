"""A search satisfies constraints that it knows nothing of, by changing little, or says it can't."""

from collections.abc import Callable

import numpy as np
import pytest

from core.maths.linear import Array
from core.mending.descent import Goal, Standing, drawn_back, nearest, nearest_met, restored

START = (1.0, 2.0, -3.0, 0.5)
PAIRS = (slice(0, 2), slice(2, 4))


def goal_of(*lacks: Callable[[Array], float], most: int = 5000) -> Goal:
    """Each constraint's lack, 0 where it is met, of four numbers in two groups."""

    def look(x: Array) -> Standing:
        shortfalls = np.array([lack(x) for lack in lacks])
        return Standing(np.maximum(shortfalls + 0.005, 0.0), shortfalls > 0)

    start = np.array(START)
    return Goal(start, np.full(4, -5.0), np.full(4, 5.0), np.ones(4), PAIRS, look, most)


def test_what_is_met_stays_as_it_is() -> None:
    met = nearest_met(goal_of(lambda x: x[0] - 2), (1, 2), 3)
    assert met is not None
    assert met.numbers.tolist() == list(START)
    assert met.change == 0


def test_the_least_change_is_found_and_rounded() -> None:
    met = nearest_met(goal_of(lambda x: 2 - x[0], lambda x: 2.5 - x[1]), (1, 2), 3)
    assert met is not None
    assert met.numbers == pytest.approx([2.0, 2.5, -3.0, 0.5], abs=0.11)
    assert met.numbers[2:].tolist() == [-3.0, 0.5]
    assert met.decimals == 1


def test_as_many_decimals_as_it_takes_but_no_more() -> None:
    narrow = goal_of(lambda x: abs(x[0] - 1.237) - 0.002)
    met = nearest_met(narrow, (1, 2, 3), 3)
    assert met is not None
    assert (met.decimals, abs(met.numbers[0] - 1.237) <= 0.002) == (3, True)


def test_of_two_ways_the_one_that_moves_one_group_is_taken() -> None:
    met = nearest_met(goal_of(lambda x: 3 - (x[0] - x[2] - 4) * 2), (1,), 3)
    assert met is not None
    moved = np.flatnonzero(met.numbers != np.array(START))
    assert moved.tolist() in ([0], [2])


def test_a_trap_around_the_start_is_left() -> None:
    """Nearby, going away only makes it worse."""
    met = nearest_met(
        goal_of(lambda x: min(1 - abs(x[0] - 1) * 0.01, abs(x[0] - 3) - 0.2)), (1,), 12
    )
    assert met is not None
    assert 2.8 <= met.numbers[0] <= 3.2


def test_what_cannot_be_is_not_found_and_the_nearest_is_known() -> None:
    goal = goal_of(lambda x: (7 - x[0]) / 10, lambda x: x[3] - 1)
    assert nearest_met(goal, (1, 2), 3) is None
    assert nearest(goal)[0] == pytest.approx(5.0, abs=0.1)


def test_a_search_ends_when_it_has_looked_often_enough() -> None:
    goal = goal_of(lambda x: 7 - x[0], most=50)
    assert nearest_met(goal, (1, 2), 1000) is None
    assert len(goal.seen) <= 60


def test_what_moved_too_far_comes_nearer() -> None:
    goal = goal_of(lambda x: 1.43 - x[0])
    for far in (1.5, 1.6, 1.9, 4.9):
        x = np.array([far, 2.0, -3.0, 0.5])
        assert drawn_back(goal, x, 1).tolist() == [1.5, 2.0, -3.0, 0.5]


def test_what_need_not_have_moved_goes_back() -> None:
    goal = goal_of(lambda x: 1.4 - x[0])
    assert restored(goal, np.array([1.5, 2.2, -2.0, 0.7])).tolist() == [1.5, 2.0, -3.0, 0.5]

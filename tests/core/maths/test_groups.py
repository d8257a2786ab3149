"""Words fall into groups where some links are clearly shorter: by hand, and as SciPy links them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist, squareform

from core.maths.groups import CLEAR_STEP, groups_of


def distances(*places: float) -> np.ndarray:
    line = np.array(places)
    return np.abs(line[:, None] - line[None, :])


def test_two_groups_on_a_line_and_one_word_between_them() -> None:
    found = groups_of(distances(0, 1, 10, 20, 22), without=2)
    assert found.clear
    assert found.groups == ((0, 1), (3, 4))
    assert found.ties == ((0, 1), (3, 4))
    assert found.links == ((0, 1), (3, 4), (1, 3))
    assert found.lengths.tolist() == [1, 2, 19]
    assert 2 < found.reach[0] < 19
    assert found.reach[0] == pytest.approx(np.sqrt(2 * 19))


def test_the_word_in_focus_neither_joins_nor_bridges() -> None:
    apart = groups_of(distances(0, 1, 2, 3, 4), without=2)
    assert apart.groups == ((0, 1), (3, 4))
    bridged = groups_of(distances(0, 1, 2, 3, 4), without=0)
    assert not bridged.clear


def test_evenly_spread_words_have_no_groups_but_each_its_nearest() -> None:
    found = groups_of(distances(0, 1, 2.1, 3.3, 4.6), without=0)
    assert not found.clear
    assert found.groups == ()
    assert found.reach.tolist() == [0]
    assert set(found.ties) == {(0, 1), (1, 2), (2, 3), (3, 4)}


def test_one_crowd_and_a_stray_are_no_groups() -> None:
    assert not groups_of(distances(0, 1, 2, 3, 50, -7), without=5).clear


def test_two_pairs_among_many_loners_are_no_groups() -> None:
    loners = [2.0**k * 50 for k in range(6)]
    assert not groups_of(distances(0, 1, 10, 11, *loners), without=9).clear


def test_words_in_one_place_belong_together() -> None:
    found = groups_of(distances(3, 3, 8, 8, 100), without=4)
    assert found.groups == ((0, 1), (2, 3))
    assert found.reach[0] == 2.5


@pytest.mark.parametrize("places", [(), (1.0,), (1.0, 2.0), (5.0, 5.0, 5.0)])
def test_few_or_equal_words_are_no_groups(places: tuple[float, ...]) -> None:
    found = groups_of(distances(*places), without=0)
    assert not found.clear
    assert np.isfinite(found.lengths).all()
    assert not found.reach.flags.writeable


@pytest.mark.parametrize("seed", range(12))
def test_links_are_those_of_scipy(seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(19, 3))
    condensed = pdist(points)
    found = groups_of(np.insert(np.insert(squareform(condensed), 0, 0, 0), 0, 0, 1), without=0)
    assert np.allclose(found.lengths, linkage(condensed, "single")[:, 2])
    if found.clear:
        names = fcluster(linkage(condensed, "single"), found.reach[0], "distance")
        wanted = {
            tuple(np.flatnonzero(names == name) + 1)
            for name in set(names)
            if np.sum(names == name) > 1
        }
        assert set(found.groups) == wanted


@pytest.mark.parametrize("seed", range(6))
def test_groups_are_clearly_apart_and_the_same_at_every_scale(seed: int) -> None:
    random = np.random.default_rng(seed)
    centres = random.normal(size=(4, 5)) * 6
    points = np.vstack([centre + random.normal(size=(5, 5)) * 0.4 for centre in centres])
    gaps = squareform(pdist(points))
    found = groups_of(gaps, without=0)
    assert found.clear
    longest = max(gaps[pair] for pair in found.ties)
    across = [gaps[a, b] for a in found.groups[0] for b in found.groups[1]]
    assert min(across) >= CLEAR_STEP * longest
    for scale in (1e-300, 1e-6, 1e6, 1e300):
        assert groups_of(gaps * scale, without=0).groups == found.groups


def test_equal_links_are_taken_in_the_words_order() -> None:
    """Distances of a square are equal but for rounding, which must not choose."""
    corners = np.array([[0.1, 0.1], [0.1, 0.4], [0.4, 0.4], [0.4, 0.1], [9, 9]])
    found = groups_of(squareform(pdist(corners)), without=4)
    assert found.links == ((0, 1), (0, 3), (1, 2))

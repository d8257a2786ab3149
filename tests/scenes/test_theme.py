"""Themes can be read; layouts keep their regions apart."""

from __future__ import annotations

from itertools import combinations

import pytest

from scenes.kit.labels import overlap
from scenes.kit.layout import LAYOUTS, Layout
from scenes.kit.theme import LEAST_CONTRAST, TEXT_ROLES, THEMES, contrast, theme_of


@pytest.mark.parametrize("name", THEMES)
def test_every_letter_stands_out_from_its_ground(name: str) -> None:
    theme = THEMES[name]
    for role in TEXT_ROLES:
        assert contrast(theme.colour(role), theme.background) >= LEAST_CONTRAST
        assert contrast(theme.colour(role), theme.card) >= LEAST_CONTRAST


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_faint_override_is_refused_with_its_numbers() -> None:
    with pytest.raises(ValueError, match=r"query #222222 .*wanted a contrast of 4\.5:1, got 1\."):
        theme_of({"base": "night", "query": "#222222"})


def test_an_unknown_theme_and_role_are_named() -> None:
    with pytest.raises(ValueError, match="night, paper, contrast"):
        theme_of("dusk")
    with pytest.raises(ValueError, match="'querry'"):
        theme_of({"querry": "#ffffff"})


@pytest.mark.parametrize("shape", LAYOUTS)
def test_regions_do_not_meet_and_stay_inside(shape: str) -> None:
    layout = Layout.of(shape)
    regions = [layout.title, layout.stage, layout.panel, layout.caption]
    assert all(layout.safe.holds(region) for region in regions)
    assert all(overlap(one, other) == 0 for one, other in combinations(regions, 2))
    assert layout.whole.holds(layout.stage) and layout.whole.holds(layout.panel)


def test_an_unknown_shape_is_named() -> None:
    with pytest.raises(ValueError, match="16:9, 9:16, 1:1"):
        Layout.of("4:3")

"""Themes can be read; layouts keep their regions apart."""

from __future__ import annotations

from itertools import combinations

import pytest

from scenes.kit.layout import LAYOUTS, Layout, Region
from scenes.kit.plane.labels import overlap
from scenes.kit.props.chips import LIT, TINT, Chip, Sentence
from scenes.kit.theme import (
    LEAST_CONTRAST,
    NIGHT,
    TEXT_ROLES,
    THEMES,
    Theme,
    blended,
    contrast,
    theme_of,
)
from scenes.sets.similarity.readings import COUNTS, _band


@pytest.mark.parametrize("name", THEMES)
def test_every_letter_stands_out_from_its_ground(name: str) -> None:
    theme = THEMES[name]
    for role in TEXT_ROLES:
        assert contrast(theme.colour(role), theme.background) >= LEAST_CONTRAST
        assert contrast(theme.colour(role), theme.card) >= LEAST_CONTRAST


def on_its_tint(theme: Theme, chip: Chip, ground: str) -> float:
    """The contrast of a chip's word with the chip's fill on a ground."""
    colour = theme.colour(chip.word.role)
    fill = blended(theme.colour(ground), colour, float(chip.box.fill_opacity))
    return contrast(colour, fill)


@pytest.mark.parametrize("role", TEXT_ROLES)
@pytest.mark.parametrize("name", THEMES)
def test_a_word_stands_out_from_its_tinted_chip(name: str, role: str) -> None:
    theme = THEMES[name]
    chip = Chip(theme, "bank", role=role)
    focus = Sentence(theme, ["bank"], [True], 9, focus=0, focus_role=role).chips[0]
    assert on_its_tint(theme, focus, "background") >= LEAST_CONTRAST
    for ground in ("background", "card"):
        assert on_its_tint(theme, chip, ground) >= LEAST_CONTRAST


@pytest.mark.parametrize("name", THEMES)
def test_readings_stand_out_from_the_band_behind_the_one_that_counts(name: str) -> None:
    theme, region = THEMES[name], Region(0, 0, 3, 1)
    band = _band(theme, region)
    fill = blended(theme.card, theme.edge, float(band.fill_opacity))
    assert band.fill_opacity > COUNTS / 2
    for role in ("text", "muted", "query", "key"):
        assert contrast(theme.colour(role), fill) >= LEAST_CONTRAST


def test_a_tint_that_leaves_its_word_readable_stays_as_strong_as_it_was() -> None:
    focus = Sentence(NIGHT, ["bank"], [True], 9, focus=0, focus_role="output").chips[0]
    assert focus.box.fill_opacity == LIT
    assert Chip(NIGHT, "bank").box.fill_opacity == TINT


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

"""Themes can be read; layouts keep their regions apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
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


SEEN_BY = {  # linear RGB without one kind of cones (Machado, Oliveira, Fernandes 2009)
    "all": np.eye(3),
    "protanopes": np.array(
        [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]
    ),
    "deuteranopes": np.array(
        [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]
    ),
    "tritanopes": np.array(
        [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]
    ),
}
ON_ITS_STAGE = ("text", "muted", "query", "key", "value", "output", "positive")
APART = 14.0  # in CIELAB: seen at a glance, side by side


def lab(colour: str, eyes: np.ndarray) -> np.ndarray:
    """A colour in CIELAB as some eyes see it."""
    shades = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(shades <= 0.04045, shades / 12.92, ((shades + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(eyes @ linear, 0, 1) / to_xyz.sum(axis=1)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", SEEN_BY)
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_weights_are_told_from_all_that_stands_beside_them(theme: Theme, eyes: str) -> None:
    weight = lab(theme.weight, SEEN_BY[eyes])
    for role in ON_ITS_STAGE:
        apart = np.linalg.norm(weight - lab(theme.colour(role), SEEN_BY[eyes]))
        assert apart >= APART, f"{role}: {apart:.1f}"

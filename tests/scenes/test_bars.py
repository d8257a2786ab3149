"""Bars stay bars: neither a long word nor a long number takes the room of their lengths."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.kit.layout import LEAST_TEXT, Region
from scenes.kit.props.bars import WeightBars
from scenes.kit.theme import NIGHT

WORDS = ("incomprehensibility", "bank")


@pytest.mark.parametrize("width", [2.6, 3.4, 5.0])
@pytest.mark.parametrize("value", [0.25, -0.00000147, -123456.78])
def test_a_bar_has_a_third_of_its_row_or_about(width: float, value: float) -> None:
    numbers = np.array([[value, 0.5]])
    region = Region(0.0, 0.0, width, 1.4)
    drawn = WeightBars(NIGHT, region, WORDS, numbers, 0, role="output")
    for name, bar, number in zip(drawn.names, drawn.bars, drawn.digits, strict=True):
        assert bar.track.width >= 0.24 * width
        assert name.get_right()[0] < bar.track.get_left()[0]
        assert bar.track.get_right()[0] < number.get_left()[0]
        assert min(name.em, number.em) >= LEAST_TEXT - 1e-9

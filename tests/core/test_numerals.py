"""Numbers read well, and nothing is rounded into a lie."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numerals import Numerals, coordinates, numeral, percent, share, shortest


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.707, "0.71"),
        (-0.707, "−0.71"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (6e-17, "0.00"),
        (-1e-15, "0.00"),
        (3, "3.00"),
        (99_999.99, "99999.99"),
        (123_456, "1.23×10⁵"),
        (-0.0004, "−4.00×10⁻⁴"),
        (1.72e-6, "1.72×10⁻⁶"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_numerals(number: float, text: str) -> None:
    assert numeral(number) == text


def test_decimals_can_be_chosen() -> None:
    assert numeral(39.37, 0) == "39"
    assert numeral(-0.2, 0) == "0"
    assert numeral(2.345, 1) == "2.3"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.5714, "57%"),
        (0.0, "0%"),
        (1.0, "100%"),
        (0.004, "<1%"),
        (0.996, ">99%"),
        (1 - 1e-16, "100%"),
        (-0.08, "−8%"),
    ],
)
def test_percents(share: float, text: str) -> None:
    assert percent(share) == text


def test_percents_with_decimals() -> None:
    assert percent(0.57143, 1) == "57.1%"
    assert percent(0.0004, 1) == "<0.1%"


def test_vectors_and_chosen_numbers() -> None:
    assert coordinates([1.2, -0.5]) == "(1.20, −0.50)"
    assert coordinates(range(6), 0) == "(0, 1, 2, 3, …)"
    assert [shortest(x) for x in (30, 1.5, -0.25, 0)] == ["30", "1.5", "−0.25", "0"]


def test_a_small_chosen_number_is_neither_nothing_nor_another() -> None:
    assert [shortest(x) for x in (5e-7, -2e-9, 1.5e-6, 0.0001, 1 / 3)] == [
        "5×10⁻⁷",
        "−2×10⁻⁹",
        "1.5×10⁻⁶",
        "0.0001",
        "0.333333",
    ]


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 6))
def test_no_number_reads_as_minus_zero_or_runs_on(number: float, decimals: int) -> None:
    text = numeral(number, decimals)
    assert len(text) <= 14
    assert "-" not in text
    assert text.strip("−0.") != "" or not text.startswith("−")


SPANISH = Numerals(point=",", percent_sign=" %", between="; ")


def test_a_language_has_marks_of_its_own() -> None:
    assert SPANISH.numeral(-0.714) == "−0,71"
    assert SPANISH.percent(0.573) == "57 %"
    assert SPANISH.percent(0.001) == "<1 %"
    assert SPANISH.coordinates([1.2, -0.5]) == "(1,20; −0,50)"
    assert SPANISH.shortest(1.5) == "1,5"


@given(st.floats(-1e7, 1e7), st.integers(0, 4))
def test_what_a_language_writes_can_be_read_back(number: float, decimals: int) -> None:
    assert SPANISH.plain(SPANISH.numeral(number, decimals)) == numeral(number, decimals)
    assert SPANISH.plain(SPANISH.percent(number, decimals)) == percent(number, decimals)


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "0.00"),
        (4.13e-7, "<0.01"),
        (0.0049, "<0.01"),
        (0.005, "0.01"),
        (0.571, "0.57"),
        (0.994, "0.99"),
        (0.9951, ">0.99"),
        (1.0, "1.00"),
    ],
)
def test_a_share_is_never_quite_nothing_nor_all(x: float, text: str) -> None:
    assert share(x) == text
    assert Numerals(point=",").share(x) == text.replace(".", ",")

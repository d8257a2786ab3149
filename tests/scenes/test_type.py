"""Letters, symbols and digits: what is set is what was written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes.kit.layout import LEAST_TEXT
from scenes.kit.theme import NIGHT
from scenes.kit.type.markup import quoted, reads_leftward
from scenes.kit.type.maths import Maths, symbol
from scenes.kit.type.number import Number, spoken_number
from scenes.kit.type.setting import typeset
from scenes.kit.type.words import Words, brief, cut, held

INJECTIONS = [
    '#read("/etc/passwd")',
    "$x^2$",
    "*bold*",
    '"); #panic("no',
    "\\u{41}",
    "// not a comment",
    '#import "@preview/cetz:0.1.0"',
    "@label",
    "`raw`",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_markup_in_a_word_is_only_letters(text: str) -> None:
    visible = len(text.replace(" ", ""))
    glyphs = typeset(f"#{quoted(text)}", NIGHT.families, NIGHT.font_folders).glyphs
    assert abs(len(glyphs) - visible) <= 2  # a ligature joins two letters


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30)
)
def test_any_text_is_set_as_text(text: str) -> None:
    assert len(typeset(f"#{quoted(text)}", NIGHT.families, NIGHT.font_folders).glyphs) <= len(text)


@pytest.mark.parametrize("text", ["bank", "gypq", "مال", "שלום", "संधि", "Überraschung", "12:30"])
def test_every_bundled_script_is_drawn(text: str) -> None:
    ink = Words(NIGHT, text).ink
    assert sum(len(part.points) for part in ink) > 40
    assert ink.width > 0.1


def test_centred_words_share_a_baseline_whatever_their_letters() -> None:
    flat, deep = Words(NIGHT, "bank"), Words(NIGHT, "gypsy")
    flat.move_to(np.zeros(3))
    deep.move_to(np.zeros(3))
    assert flat.baseline == pytest.approx(deep.baseline)


def test_a_long_text_wraps_into_its_width() -> None:
    text = Words(NIGHT, "a sentence of several words that needs more than one line", 0.3, width=3.0)
    assert text.width <= 3.01
    assert text.height > 0.5


def test_a_word_is_not_shrunk_below_what_can_be_read() -> None:
    word = Words(NIGHT, "incomprehensibility", 0.36).narrowed_to(0.5)
    assert word.em == pytest.approx(8 / 36)


def test_roles_colour_their_part_of_a_formula() -> None:
    formula = Maths(NIGHT, symbol("q", "bank", "query"))
    assert {part.fill_color.to_hex().upper() for part in formula.ink} == {NIGHT.query}


@pytest.mark.parametrize("value", [0.0, 1.0, -0.714, 12.5, -0.004, 123456.0, 1e-7, -3.2e8])
def test_a_number_can_be_read_back(value: float) -> None:
    number = Number(NIGHT, np.array([value]), 0)
    assert number.drawn() == pytest.approx(value, abs=number.tolerance() * 1.001)


@pytest.mark.parametrize(("form", "value"), [("percent", 0.573), ("degrees", 0.785)])
def test_other_forms_can_be_read_back(form: str, value: float) -> None:
    number = Number(NIGHT, np.array([value]), 0, form=form)
    assert number.drawn() == pytest.approx(value, abs=number.tolerance())


def test_digits_keep_their_right_edge_while_they_count() -> None:
    number = Number(NIGHT, np.array([9.5]), 0).move_to(np.array([1.0, 2.0, 0.0]))
    right, baseline = number.get_right()[0], number.baseline
    for value in (-0.25, 10.0, 123.4, 9.5):
        number.show(value)
        assert number.get_right()[0] == pytest.approx(right)
        assert number.baseline == pytest.approx(baseline)


def test_a_scaled_number_keeps_its_size_while_it_counts() -> None:
    number = Number(NIGHT, np.array([1.0]), 0).scale(0.5)
    em = number.em
    assert number.show(-22.0).em == pytest.approx(em)


def test_a_copy_keeps_the_very_same_array() -> None:
    values = np.array([1.0, 2.0])
    assert Number(NIGHT, values, 1).copy().numbers is values


def test_minus_and_infinity_are_read() -> None:
    assert spoken_number("−0.50") == -0.5
    assert spoken_number("−∞") == -np.inf
    assert spoken_number("1.20×10⁻⁵") == pytest.approx(1.2e-5)


def test_a_long_word_is_cut_between_letters_and_keeps_what_closes_it() -> None:
    assert cut("“internationalisation”", lambda text: len(text) <= 9) == "“intern…”"
    assert cut("bank", lambda text: len(text) <= 9) == "bank"
    assert cut("e\u0301e\u0301e\u0301", lambda text: len(text) <= 4) == "e\u0301…"


def test_a_symbol_bears_its_word_in_brief() -> None:
    assert brief("electrodynamic") == "electrodynamic"
    assert "electroenceph…" in symbol("v", "electroencephalograph")


def test_a_word_is_held_in_its_width_and_can_be_read() -> None:
    word = held(NIGHT, "internationalisation", 0.4, "text", 1.1)
    assert word.width <= 1.1
    assert word.em >= LEAST_TEXT - 1e-9


@pytest.mark.parametrize("text", ["а\u0301", "Ы\u0301", "г\u030c", "ε\u0304", "ω\u0304", "q\u0303"])
def test_a_mark_stands_on_its_letter(text: str) -> None:
    letter, mark = typeset(f"#{quoted(text)}", NIGHT.families, NIGHT.font_folders).glyphs
    (left, right), (start, end) = [
        (float(each.points[:, 0].min()), float(each.points[:, 0].max())) for each in (letter, mark)
    ]
    assert left < (start + end) / 2 < right
    assert mark.points[:, 1].min() > letter.points[:, 1].max()


def test_greek_with_breathings_is_drawn() -> None:
    assert len(typeset(f"#{quoted('ἀᾷ')}", NIGHT.families, NIGHT.font_folders).glyphs) == 2


@pytest.mark.parametrize("text", ["שלום.", "שלו…", "سلام."])
def test_what_closes_a_text_from_the_right_stands_at_its_left_end(text: str) -> None:
    (closing,) = typeset(f"#{quoted(text[-1])}", NIGHT.families, NIGHT.font_folders).glyphs
    first = min(Words(NIGHT, text)._setting.glyphs, key=lambda glyph: glyph.points[:, 0].min())
    assert np.ptp(first.points[:, 0]) == pytest.approx(np.ptp(closing.points[:, 0]), abs=0.01)


def test_the_first_letter_with_a_direction_sets_it() -> None:
    assert reads_leftward("“5 שלום world.”")
    assert not reads_leftward("5 world שלום.")
    assert not reads_leftward("12.5")
    assert not reads_leftward("“ماء” asks “عين”")
    assert reads_leftward("“bank” היא מילה")
    assert reads_leftward("“שלום”")


def test_a_paragraph_begins_where_its_script_does() -> None:
    text = "אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע"
    paragraph = Words(NIGHT, text, 0.3, width=3.0)
    lines = {round(float(each.points[:, 1].min())) for each in paragraph._setting.glyphs}
    ends = [
        max(
            float(each.points[:, 0].max())
            for each in paragraph._setting.glyphs
            if round(float(each.points[:, 1].min())) == line
        )
        for line in lines
    ]
    assert len(ends) > 1
    assert max(ends) - min(ends) < 0.2


def test_a_line_of_a_caption_may_be_read_as_all_of_it_is() -> None:
    first = [
        min(words._setting.glyphs, key=lambda glyph: glyph.points[:, 0].min())
        for words in (Words(NIGHT, "bank שלום"), Words(NIGHT, "bank שלום", leftward=True))
    ]
    (b,), (mem,) = (Words(NIGHT, letter)._setting.glyphs for letter in "bם")
    assert np.ptp(first[0].points[:, 0]) == pytest.approx(np.ptp(b.points[:, 0]))
    assert np.ptp(first[1].points[:, 0]) == pytest.approx(np.ptp(mem.points[:, 0]))

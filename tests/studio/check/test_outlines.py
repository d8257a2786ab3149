"""Every cluster of letters has its outline, or is refused by name."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from scenes.kit.theme import theme_of
from studio.check.outlines import ASTRAY, EMPTY, UNDRAWN, faults_of
from studio.draw.glyphs import bundled, clusters_of

INTER = next(font for font in bundled() if font.name == "Inter-Medium.ttf")


def faults(text, *fonts):
    return faults_of(clusters_of(text), theme_of("night", fonts), fonts)


def font_of(folder, characters, *, blank="") -> Path:
    """A font of its own name with Inter's “A” for all letters, and nothing for the blank ones."""
    font = TTFont(INTER)
    usual = font.getBestCmap()
    for table in font["cmap"].tables:
        table.cmap = {ord(each): usual[ord(" " if each in blank else "A")] for each in characters}
    for identifier in (1, 16):
        font["name"].setName("Copied", identifier, 3, 1, 0x409)
    font.save(folder / "copied.ttf")
    return folder / "copied.ttf"


@pytest.mark.parametrize(
    "text",
    ["за\u0301мок Ы\u0301", "α\u0301 ᾷ", "בַּנְק", "بَنْك", "क्षत्रिय", "→\ufe0f ê\u0302", "a\u034f"],
)
def test_what_the_bundled_fonts_draw_is_fine(text):
    assert faults(text) == {}


def test_a_cluster_whose_parts_are_of_different_fonts_is_refused():
    assert faults("א\u0301") == {"א\u0301": UNDRAWN}


def test_a_mark_beside_its_letter_or_through_it_is_refused():
    assert set(faults("1\u0304 θ\u0342").values()) == {ASTRAY}


def test_a_letter_without_an_outline_is_refused(tmp_path):
    font = font_of(tmp_path, "川岸", blank="岸")
    assert faults("川岸", font) == {"岸": EMPTY}


def test_a_variation_selector_alone_refuses_no_emoji(tmp_path):
    assert faults("\u267b\ufe0f", font_of(tmp_path, "\u267b")) == {}
    assert faults("\u267b\ufe0f") == {"\u267b\ufe0f": UNDRAWN}

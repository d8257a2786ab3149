"""The bundled fonts: found by name, licensed, and covering what they are there for."""

from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "scenes" / "kit" / "fonts"
FAMILIES = {
    "Inter": ((400, 500, 600), "bank Ελληνικά Банк Việt 0123456789 −×→√≤∑³₁✓"),
    "Noto Sans Arabic": ((500, 600), "بنك المال ١٢٣"),
    "Noto Sans Devanagari": ((500, 600), "बैंक क्षत्रिय १२३"),
    "Noto Sans Hebrew": ((500, 600), "בנק שָׁלוֹם"),
}
STYLES = {400: "Regular", 500: "Medium", 600: "SemiBold"}
CASES = [(family, weight) for family, (weights, _) in FAMILIES.items() for weight in weights]


def font_of(family: str, weight: int) -> TTFont:
    return TTFont(FONTS / f"{family.replace(' ', '')}-{STYLES[weight]}.ttf")


def test_these_are_all_the_fonts() -> None:
    named = {f"{family.replace(' ', '')}-{STYLES[weight]}.ttf" for family, weight in CASES}
    assert {path.name for path in FONTS.glob("*.ttf")} == named


@pytest.mark.parametrize("family, weight", CASES)
def test_a_font_bears_its_family_name_and_weight(family: str, weight: int) -> None:
    font = font_of(family, weight)
    assert font["name"].getBestFamilyName() == family
    assert font["OS/2"].usWeightClass == weight


@pytest.mark.parametrize("family, weight", CASES)
def test_a_font_covers_its_script(family: str, weight: int) -> None:
    covered = font_of(family, weight).getBestCmap()
    missing = {character for character in FAMILIES[family][1] if ord(character) not in covered}
    assert missing == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_font_has_its_licence_beside_it(family: str) -> None:
    text = (FONTS / f"{family.replace(' ', '')}-OFL.txt").read_text()
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert text.startswith("Copyright")


def drawn(text: str, family: str) -> bytes:
    source = (
        "#set page(width: auto, height: auto)\n"
        f'#set text(font: "{family}", weight: 500, fallback: false)\n#text("{text}")'
    )
    picture = typst.compile(
        source.encode(), font_paths=[FONTS], ignore_system_fonts=True, format="svg"
    )
    assert isinstance(picture, bytes)
    return picture


@pytest.mark.parametrize("family", FAMILIES)
def test_typst_finds_the_family_and_draws_its_script(family: str) -> None:
    word = FAMILIES[family][1].split()[0]
    assert drawn(word, family).count(b"<use ") >= 3
    assert drawn(word, family) != drawn(word, "No Such Family")

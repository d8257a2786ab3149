"""A font file in which type can't be set is refused in one line that says why."""

import shutil
import struct

import pytest
from fontTools.ttLib import TTFont

from studio.check.fonts import fault_of
from studio.draw.glyphs import bundled

INTER = next(font for font in bundled() if font.name == "Inter-Medium.ttf")


def damaged(tag, file):
    data = bytearray(INTER.read_bytes())
    (count,) = struct.unpack(">H", data[4:6])
    records = (struct.unpack(">4sIII", data[at : at + 16]) for at in range(12, 12 + 16 * count, 16))
    _, _, start, length = next(each for each in records if each[0] == tag)
    data[start : start + length] = b"\xff" * length
    file.write_bytes(data)
    return file


def test_the_bundled_fonts_are_fine():
    assert [fault_of(font) for font in bundled()] == [None] * len(bundled())


@pytest.mark.parametrize(
    ("name", "told"), [("inter", "a name without"), ("a.font", "ending .font")]
)
def test_an_ending_that_typst_passes_over_is_named(tmp_path, name, told):
    assert told in fault_of(shutil.copy(INTER, tmp_path / name))


def test_a_font_packed_for_web_pages_is_refused_whatever_its_ending(tmp_path):
    font = TTFont(INTER)
    font.flavor = "woff"
    font.save(tmp_path / "web.ttf")
    assert "WOFF" in fault_of(tmp_path / "web.ttf")


@pytest.mark.parametrize("table", [b"cmap", b"head"])
def test_a_font_with_damaged_tables_is_refused(tmp_path, table):
    assert "damaged" in fault_of(damaged(table, tmp_path / "broken.ttf"))


def test_what_is_no_font_is_refused(tmp_path):
    (tmp_path / "no.ttf").write_text("no")
    assert "got a file that is none" in fault_of(tmp_path / "no.ttf")
    assert "can't be read" in fault_of(tmp_path / "absent.ttf")

"""Files that a lesson names are found by how their names read."""

import shutil
import unicodedata
from pathlib import Path

import pytest
from PIL import Image

from core.reading.beside import beside
from core.reading.lesson import read_lesson
from tests.core.conftest import SMALLEST

FONT = Path(__file__).parents[3] / "scenes/kit/fonts/Inter-Regular.ttf"
FORMS = ("NFC", "NFD")


@pytest.mark.parametrize("on_disk", FORMS)
@pytest.mark.parametrize("named", FORMS)
def test_a_file_is_found_in_either_form(tmp_path, on_disk, named):
    file = tmp_path / unicodedata.normalize(on_disk, "été/é.txt")
    file.parent.mkdir()
    file.write_text("found")
    assert beside(tmp_path, unicodedata.normalize(named, "été/é.txt")).read_text() == "found"


def test_the_name_as_written_comes_first(tmp_path):
    for form in FORMS:
        (tmp_path / unicodedata.normalize(form, "é")).write_text(form)
    for form in FORMS:
        assert beside(tmp_path, unicodedata.normalize(form, "é")).read_text() == form


@pytest.mark.parametrize("name", ["é.txt", "none/é.txt", "a.txt", "é\0.txt"])
def test_a_name_that_no_file_has_stays_as_it_is(tmp_path, name):
    assert beside(tmp_path, name) == tmp_path / name


@pytest.mark.parametrize("named", FORMS)
def test_a_lesson_finds_its_fonts_logo_and_vectors_in_either_form(tmp_path, named):
    other = FORMS[1 - FORMS.index(named)]

    def on_disk(name):
        return tmp_path / unicodedata.normalize(other, name)

    shutil.copy(FONT, on_disk("é.ttf"))
    Image.new("RGB", (8, 8)).save(on_disk("é.png"))
    on_disk("é.txt").write_text("money 1 2\nriver 3 4\nbank 5 6\n")
    text = SMALLEST.partition("embeddings:")[0] + (
        "embeddings: {file: é.txt}\nfonts: [é.ttf]\nbrand: {logo: é.png}\n"
    )
    file = tmp_path / "lesson.yaml"
    file.write_text(unicodedata.normalize(named, text))
    lesson = read_lesson(file)
    assert lesson.embeddings["river"] == (3, 4)
    assert lesson.fonts[0].read_bytes() == FONT.read_bytes()
    assert lesson.brand.logo

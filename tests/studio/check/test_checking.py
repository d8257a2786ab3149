"""Every mistake is found before anything is drawn, with its place."""

import pytest

from core.problems import LessonError
from studio.check.checking import findings_of, sound_lesson, sound_lessons
from studio.check.examining import Examination
from studio.draw.glyphs import bundled, missing
from studio.errors import UsageError


def problems(lesson_file, old="", new=""):
    lesson_file.write_text(lesson_file.read_text().replace(old, new) if old else new)
    return [
        str(problem).removeprefix(f"{lesson_file}:")
        for problem in findings_of(lesson_file).mistakes
    ]


def test_a_sound_lesson_has_no_problems(lesson_file):
    assert findings_of(lesson_file).mistakes == ()
    assert sound_lesson(lesson_file).lesson.title == "Which bank?"


def test_a_theme_that_cannot_be_read_is_a_problem_of_the_lesson(lesson_file):
    text = lesson_file.read_text() + "theme: {base: night, query: '#101010'}\n"
    (problem,) = problems(lesson_file, new=text)
    assert problem.startswith("6:8: theme: ")
    assert "wanted a contrast of 4.5:1" in problem


def test_an_unknown_theme_is_named(lesson_file):
    (problem,) = problems(lesson_file, new=lesson_file.read_text() + "theme: nigth\n")
    assert "wanted one of night, paper, contrast, got 'nigth'" in problem


def test_a_broken_promise_is_a_problem_with_its_numbers(lesson_file):
    promise = "expect: [{weight: {word: bank, on: money, at_least: 0.99}}]\n"
    (problem,) = problems(lesson_file, new=lesson_file.read_text() + promise)
    assert problem.startswith("6:")
    assert "promise 1: broken promise: " in problem


def test_a_beat_whose_needs_are_not_met_is_a_problem(lesson_file):
    (problem,) = problems(lesson_file, "pull]", "{beat: pull, sentence: 2, word: money}]")
    assert "beat 3: pull needs “money” in “river bank”" in problem


def test_characters_that_no_font_draws_are_named_where_they_stand_first(lesson_file):
    found = problems(lesson_file, "river", "川岸")
    assert len(found) == 1
    assert "川 (U+5DDD), 岸 (U+5CB8); name a font file" in found[0]


def test_a_brand_is_text_on_screen(lesson_file):
    found = problems(lesson_file, new=lesson_file.read_text() + "brand: {text: 川}\n")
    assert found == [
        "6:15: brand.text: no font draws 川 (U+5DDD); name a font file that does under `fonts:`"
    ]


@pytest.mark.parametrize("word", ["नदी", "نهر", "נהר", "Fluß", "no", "x²"])
def test_scripts_with_a_bundled_font_are_fine(lesson_file, word):
    assert problems(lesson_file, "river", word) == []


def test_a_font_file_that_is_none_is_a_problem(lesson_file):
    (lesson_file.parent / "fake.ttf").write_text("not a font")
    found = problems(lesson_file, new=lesson_file.read_text() + "fonts: [fake.ttf]\n")
    assert len(found) == 1
    assert found[0].startswith("6:9: fonts[0]: wanted a TrueType or OpenType font file")


def test_burned_captions_are_checked_as_titles_are(lesson_file):
    board = "[{beat: title, say: {ask: 日本 is said}}]"
    lesson_file.write_text(lesson_file.read_text().replace("[title, tokens, pull]", board))
    found = findings_of(lesson_file)
    assert found.mistakes == ()
    (told,) = [each.message for each in found.warnings if "burned" in each.message]
    assert told.startswith("captions can't be burned: no font draws 日 (U+65E5), 本 (U+672C); ")
    with pytest.raises(LessonError, match="no font draws 日"):
        sound_lesson(lesson_file, burned=True)


def test_a_mark_that_no_font_sets_on_its_letter_is_named(lesson_file):
    (found,) = problems(lesson_file, "river", "ri1\u0304ver")
    assert "no font sets the mark of 1\u0304 (U+0031 U+0304) where it belongs" in found


def test_every_problem_of_every_lesson_is_told_at_once(lesson_file, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(lesson_file.read_text().replace("focus: bank", "focus: lake"))
    lesson_file.write_text(lesson_file.read_text().replace("bank: [1.2, 1.8]", "bank: [1.2]"))
    with pytest.raises(LessonError) as caught:
        sound_lessons([lesson_file, other])
    assert {problem.file for problem in caught.value.problems} == {str(lesson_file), str(other)}


def test_two_lessons_of_one_name_cannot_be_rendered_together(lesson_file, tmp_path):
    other = tmp_path / "copies" / lesson_file.name
    other.parent.mkdir()
    other.write_text(lesson_file.read_text())
    with pytest.raises(UsageError, match="small: wanted lessons of different file names"):
        sound_lessons([lesson_file, other])


def test_missing_characters_are_named_once_and_spaces_need_no_glyph():
    assert missing("川 岸\u200d川 a−×√∞°", bundled()) == ["川", "岸"]


def test_a_film_of_more_than_twenty_minutes_is_refused(lesson_file):
    long = "{beat: title, say: {ask: " + "word " * 119 + "}}"
    board = ", ".join([long] * 40)
    lines = problems(lesson_file, "[title, tokens, pull]", f"[{board}]")
    assert len(lines) == 1
    assert (
        "storyboard: wanted a film of at most 20 minutes, got at least 26.4, for its narration"
        in lines[0]
    )


def test_a_fault_of_a_picture_is_told_once_with_its_shapes_and_its_first_cue(
    lesson_file, monkeypatch
):
    def found(clips, _jobs):
        for clip in clips:
            if clip.spec.beat == "pull" and clip.screen.shape in ("1:1", "4:5"):
                over = f"“a” and “b” overlap at x {len(clip.screen.shape)}.1…2.0, y −1.0…2.0"
                flaws = (f"ghost: {over}", f"pull: {over}", ": no place for the name “b”")
                yield Examination(clip, (), flaws)

    monkeypatch.setattr("studio.check.examining.examined", found)
    told = [each.message for each in findings_of(lesson_file, draw=True).warnings]
    assert [each for each in told if each.startswith("pull")] == [
        "pull in 1:1, 4:5 (from “ghost” on): “a” and “b” overlap",
        "pull in 1:1, 4:5: no place for the name “b”",
    ]

"""Every language says what English says, at the same cues, and begins with a sound lesson."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.computing import trace_of
from core.lesson import Lesson
from core.reading.lesson import read_lesson
from core.words import templates
from core.words.beginning import beginning
from core.words.language import Choice, Language, language_pack, languages
from core.words.script import scripts_of
from studio.check.checking import findings_of

ENGLISH = language_pack("en")
OTHERS = [code for code in languages() if code != "en"]
ROOT = Path(__file__).parents[3]
LESSONS = [ROOT / "configs" / "minimal.yaml", *sorted((ROOT / "tests/lessons").glob("*.yaml"))]


def texts(pack: Language) -> Iterator[tuple[str, Choice]]:
    """Every text of a pack by where it stands."""
    yield from ((f"labels.{name}", each) for name, each in pack.labels.items())
    yield from ((f"promises.{name}", each) for name, each in pack.promises.items())
    for beat, words in pack.beats.items():
        yield f"{beat}.heading", words.heading
        yield f"{beat}.subheading", words.subheading
        yield from ((f"{beat}.say.{cue}", each) for cue, each in words.say.items())
        yield from ((f"{beat}.labels.{name}", each) for name, each in words.labels.items())


def test_there_are_the_languages_that_viewers_asked_in() -> None:
    assert {"en", "es", "fr", "hi"} <= set(languages())


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_the_texts_of_english_in_their_order(code: str) -> None:
    pack = language_pack(code)
    assert [place for place, _ in texts(pack)] == [place for place, _ in texts(ENGLISH)]
    assert set(pack.comparing) == set(ENGLISH.comparing)


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_chooses_by_the_conditions_of_english(code: str) -> None:
    ours, theirs = dict(texts(language_pack(code))), dict(texts(ENGLISH))
    for place, choice in theirs.items():
        wanted = {condition for condition, _ in choice.variants}
        got = {condition for condition, _ in ours[place].variants}
        assert wanted <= got | {"else"} or got == {"else"}, place
        assert ("else" in wanted) == ("else" in got), place


@pytest.mark.parametrize("code", languages())
def test_every_template_can_be_read(code: str) -> None:
    for place, choice in texts(language_pack(code)):
        for _, template in choice.variants:
            if place.startswith("promises."):
                assert templates.parse(template), place
            else:
                known = frozenset(templates.WORD_NAMES)
                assert templates.problems_in(template.replace("{0}", ""), known) == [], place


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("file", LESSONS, ids=lambda file: file.stem)
def test_every_lesson_can_be_told_in_it(code: str, file: Path, tmp_path: Path) -> None:
    scripts = scripts_of(*_told_in(code, file, tmp_path))
    english = scripts_of(*_told_in("en", file, tmp_path))
    for ours, theirs in zip(scripts, english, strict=True):
        assert [cue.name for cue in ours.cues] == [cue.name for cue in theirs.cues]
        assert set(ours.labels) == set(theirs.labels)
        assert ours.seconds < 2 * theirs.seconds


def _told_in(code: str, file: Path, folder: Path) -> tuple[Lesson, object]:
    lines = [line for line in file.read_text("utf-8").splitlines() if "language:" not in line]
    copy = folder / f"{file.stem}-{code}.yaml"
    copy.write_text("\n".join([*lines, f"language: {code}"]) + "\n", encoding="utf-8")
    lesson = read_lesson(copy)
    return lesson, trace_of(lesson)


@pytest.mark.parametrize("code", languages())
def test_its_first_lesson_is_sound_and_clear(code: str, tmp_path: Path) -> None:
    path = tmp_path / "first.yaml"
    path.write_text(beginning(code), encoding="utf-8")
    found = findings_of(path)
    assert (found.mistakes, found.warnings, found.promises) == ((), (), 2)
    assert read_lesson(path).language == code

"""A lesson is read into frozen values, or refused with every mistake and its place."""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.catalogue.maps import LinearMap
from core.catalogue.similarity import Similarity
from core.computing import trace_of
from core.lesson import Lesson
from core.maths.linear import NamedMap
from core.problems import LessonError, Problem
from core.reading.lesson import read_lesson
from tests.core.conftest import SMALLEST

Reader = Callable[[str], Lesson]
Refusals = Callable[[str], list[str]]

CONFIGS = Path(__file__).parents[3] / "configs"
STRESS = sorted((Path(__file__).parents[2] / "lessons").glob("*.yaml"))


# -- what is read ------------------------------------------------------------------------------


def test_the_smallest_lesson_has_four_keys(lesson_of: Reader) -> None:
    lesson = lesson_of(SMALLEST)
    assert [sentence.words for sentence in lesson.sentences] == [
        ("money", "bank"),
        ("river", "bank"),
    ]
    assert lesson.embeddings["river"] == (-0.8, 2.4)
    assert lesson.attention.similarity == "scaled"
    assert lesson.name == "bank"
    assert lesson.width == 2


def test_sentences_may_have_names_and_ignored_words(lesson_of: Reader) -> None:
    text = SMALLEST.replace("[money bank, river bank]", "{shore: by the river bank}")
    lesson = lesson_of(text + "ignore: [by, the]\n")
    (sentence,) = lesson.sentences
    assert (sentence.name, sentence.text) == ("shore", "by the river bank")
    assert lesson.tokens(sentence) == ("river", "bank")


def test_numbers_are_numbers_where_numbers_are_meant(lesson_of: Reader) -> None:
    lesson = lesson_of(SMALLEST.replace("[2.6, 0.8]", "[2.6e3, .8]"))
    assert lesson.embeddings["money"] == (2600, 0.8)


def test_maps_keep_the_names_of_their_steps(lesson_of: Reader) -> None:
    heads = (
        "heads: [{W_Q: [{rotate: 30}, {shear: [0.6, 0]}], W_K: identity, W_V: [[1, 2], [3, 4]]}]"
    )
    (head,) = lesson_of(SMALLEST + heads).heads
    assert head.W_Q.named == (NamedMap("rotate", (30.0,)), NamedMap("shear", (0.6, 0.0)))
    assert head.W_K.is_named_identity
    assert head.W_V.rows == ((1, 2), (3, 4))


def test_a_storyboard_takes_names_and_options(lesson_of: Reader) -> None:
    board = """storyboard:
  - title
  - {beat: similarity, sentence: river bank, word: river, with: bank}
  - {beat: linear_map, map: [{rotate: 30}], say: {steps: "Turn, by {steps}.", basis: }}
"""
    title, similarity, linear_map = lesson_of(SMALLEST + board).storyboard
    assert title.beat == "title"
    assert isinstance(similarity, Similarity)
    assert (similarity.sentence, similarity.word, similarity.partner) == (2, "river", "bank")
    assert isinstance(linear_map, LinearMap)
    assert linear_map.say == {"steps": "Turn, by {steps}.", "basis": ""}


def test_a_theme_is_a_name_or_a_name_with_colours(lesson_of: Reader) -> None:
    assert lesson_of(SMALLEST + "theme: paper").theme.base == "paper"
    theme = lesson_of(SMALLEST + "theme: {base: night, query: '#F5C24B'}").theme
    assert (theme.base, theme.colours) == ("night", {"query": "#F5C24B"})


def test_a_lesson_travels_to_another_process(lesson_of: Reader) -> None:
    lesson = lesson_of(SMALLEST + "storyboard: [title, pull]\nexpect: [unchanged: {word: bank}]")
    copy = pickle.loads(pickle.dumps(lesson))
    assert copy == lesson
    assert copy.problem(("focus",), "wrong") == lesson.problem(("focus",), "wrong")


def test_a_dump_holds_all_that_an_author_chose_and_no_places(lesson_of: Reader) -> None:
    text = SMALLEST + "storyboard: [{beat: similarity, with: money}]\nexpect: [closer: {to: money}]"
    dumped = lesson_of(text).model_dump(mode="json")
    assert dumped["storyboard"][0]["partner"] == "money"
    assert dumped["expect"][0]["to"] == "money"
    assert dumped == lesson_of("# a comment moves every line\n" + text).model_dump(mode="json")


def test_a_lesson_too_large_to_compute_is_refused(refusals: Refusals) -> None:
    row = ", ".join(["1"] * 1024)
    words = " ".join(["bank"] * 64)
    text = f"title: Large\nsentences: [{words}]\nfocus: bank\nembeddings: {{bank: [{row}]}}\n"
    (problem,) = refusals(text)
    assert "wanted at most 2,000,000 numbers to compute, got 4,194,304" in problem


def test_a_lesson_cannot_be_changed(lesson_of: Reader) -> None:
    with pytest.raises(ValueError, match="frozen"):
        lesson_of(SMALLEST).title = "Another"


@pytest.mark.parametrize("file", STRESS, ids=lambda file: file.stem)
def test_stress_lessons_are_lessons(file: Path) -> None:
    assert read_lesson(file).storyboard or trace_of(read_lesson(file)).sentences


def test_words_that_yaml_would_change_stay_words() -> None:
    (lesson,) = (read_lesson(file) for file in STRESS if file.stem == "odd_words")
    assert [sentence.words for sentence in lesson.sentences] == [
        ("no", "on", "bank"),
        ("12:30", "1e3", "bank"),
    ]


# -- what is refused ---------------------------------------------------------------------------

MISTAKES = [
    # vectors
    ("[2.6, 0.8]", "[2.6, .nan]", "bank.yaml:5:16: embeddings.money[1]: wanted a finite number"),
    ("[2.6, 0.8]", "[2.6, 1e400]", "bank.yaml:5:16: embeddings.money[1]: wanted a finite number"),
    ("[2.6, 0.8]", "[2.6, 2e6]", "bank.yaml:5:16: embeddings.money[1]: wanted at most 1e+06"),
    (
        "[2.6, 0.8]",
        "[2.6, much]",
        "bank.yaml:5:16: embeddings.money[1]: wanted a number, got “much”",
    ),
    (
        "[2.6, 0.8]",
        "[2.6, ]",
        "bank.yaml:5:10: embeddings.money: ragged: wanted 2 numbers, as “river”",
    ),
    ("[-0.8, 2.4]", "[-0.8, 2.4, 1]", "bank.yaml:6:10: embeddings.river: ragged: wanted 2 numbers"),
    ("[2.6, 0.8]", "[]", "bank.yaml:5:10: embeddings.money: “money” is zero wide"),
    ("[2.6, 0.8]", "2.6", "bank.yaml:5:10: embeddings.money: wanted a list, got “2.6”"),
    ("[2.6, 0.8]", "", "bank.yaml:5:9: embeddings.money: wanted a list, got nothing"),
    ("  river:", "  money:", "bank.yaml:6:3: embeddings.money: duplicate: given twice"),
    # words
    (
        "money bank",
        "monay bank",
        "bank.yaml:2:13: sentence 1: “monay” has no row in `embeddings`",
    ),
    ("money bank,", "'',", "bank.yaml:2:13: sentence 1: is empty"),
    ("[money bank, river bank]", "[]", "bank.yaml:2:12: sentences: wanted a list of sentences"),
    ("money bank,", "river bank,", "bank.yaml:2:25: sentence 2: duplicate: “river bank”"),
    (
        "focus: bank",
        "focus: bnk",
        "bank.yaml:3:8: focus: “bnk” is in no sentence; did you mean “bank”",
    ),
    ("focus: bank\n", "", "bank.yaml:1:1: `focus` is missing"),
    ("focus: bank", "focus: ''", "bank.yaml:3:8: focus: wanted at least 1 characters"),
    ("title: Which bank?\n", "", "bank.yaml:1:1: `title` is missing"),
    ("focus: bank", "focus: bank\nignore: [bank]", "bank.yaml:3:8: focus: “bank” is ignored"),
    ("  money:", "  " + "m" * 41 + ":", "wanted at most 40 characters, got 41; shorten it"),
    # keys
    (
        "focus: bank",
        "focus: bank\nsentence: x",
        "bank.yaml:4:1: sentence: unknown key; did you mean",
    ),
]


@pytest.mark.parametrize(("old", "new", "line"), MISTAKES)
def test_a_mistake_has_a_line(refusals: Refusals, old: str, new: str, line: str) -> None:
    assert any(line in problem for problem in refusals(SMALLEST.replace(old, new, 1)))


ADDED_MISTAKES = [
    ("heads: [{W_V: [[1, 2, 3], [4, 5, 6]]}]", "head 1, W_V: wanted 2x2, got 2x3; one column"),
    ("heads: [{W_Q: [[1, 2]]}]", "head 1, W_K: wanted as many rows as W_Q has (1), got 2"),
    ("heads: [{W_Q: [[1, 2], [3]]}]", "8:24: head 1, W_Q[1]: ragged: wanted 2 numbers"),
    (
        "heads: [{W_Q: [{rotat: 3}]}]",
        "8:17: head 1, W_Q[0].rotat: no such map; did you mean “rotate”?",
    ),
    ("heads: [{W_Q: [{rotate: far}]}]", "head 1, W_Q[0].rotate: wanted a number, got “far”"),
    ("heads: [{W_Q: [{shear: [1]}]}]", "wanted two numbers, [of x by y, of y by x], got 1"),
    ("heads: [{W_Q: [{stretch: [1, 2, 3]}]}]", "wanted 2 factors, one an axis, got 3"),
    ("heads: [{W_q: identity}]", "8:10: head 1, W_q: unknown key; did you mean “W_Q”?"),
    ("heads: identity", "8:8: heads: wanted a list of heads"),
    ("W_O: [[1, 2, 3]]", "W_O: wanted 1x2, got 1x3; one column for each value coordinate"),
    ("attention: {temperature: 0}", "attention.temperature: wanted at least 0.001, got “0”"),
    ("attention: {similarity: cosin}", "attention.similarity: wanted one of scaled, dot, cosine"),
    (
        "attention: {temprature: 1}",
        "attention.temprature: unknown key; did you mean “temperature”?",
    ),
    (
        "W_O: [[1, 2]]\nattention: {residual: true}",
        "attention.residual: wanted outputs of 2 numbers",
    ),
    ("voice: {pace: 40}", "8:15: voice.pace: wanted at most 30, got “40”"),
    ("theme: {query: red}", "8:16: theme.query: wanted a colour such as #4CC9B0, got “red”"),
    ("fonts: [none.ttf]", "8:9: fonts[0]: no such file: none.ttf"),
    ("language: xx", "8:11: language: no words for “xx”"),
    ("storyboard: [titel]", "8:14: beat 1: no beat “titel”; did you mean “title”?"),
    ("storyboard: []", "8:13: storyboard: wanted a list of beats"),
    (
        "storyboard: [{beat: pull, words: x}]",
        "beat 1, words: unknown key; did you mean “word”?",
    ),
    (
        "storyboard: [{beat: pull, word: bnk}]",
        "beat 1, word: “bnk” has no row in `embeddings`",
    ),
    (
        "storyboard: [{beat: pull, sentence: 3}]",
        "wanted a number from 1 to 2, or a sentence's name",
    ),
    ("storyboard: [{beat: pull, sentence: rivr bank}]", "did you mean “river bank”?"),
    (
        "storyboard: [{beat: pull, head: one}]",
        "beat 1, head: wanted a number from 1 to 1, or a head's name, got “one”",
    ),
    (
        "storyboard: [{beat: linear_map, map: W_X}]",
        "beat 1, map: wanted one of W_Q, W_K, W_V",
    ),
    ("storyboard: [{beat: pull, say: {gost: x}}]", "no such cue in pull; did you mean “ghost”?"),
    (
        "storyboard: [{beat: pull, labels: {befor: x}}]",
        "no such label in pull; did you mean “before”?",
    ),
    ("storyboard: [{beat: pull, say: {ghost: '{wait(bank, money)}'}}]", "did you mean “weight”?"),
    ("storyboard: [{beat: pull, say: {ghost: '{weight(bank)}'}}]", "wanted 2 words and perhaps"),
    ("storyboard: [{beat: pull, say: {ghost: '{weight(bank, mony)}'}}]", "no word “mony”"),
    (
        "storyboard: [{beat: pull, say: {ghost: '{weight(bank, zzz)}'}}]",
        "no word “zzz”: use one of: money, river, bank",  # in the file's order
    ),
    (
        "storyboard: [{beat: pull, say: {ghost: '{fokus}'}}]",
        "unknown {fokus}: did you mean “focus”?",
    ),
    ("storyboard: [{beat: pull, say: {ghost: 'a } b'}}]", "a lone “}”; write “}}” for a brace"),
    ("storyboard: [{beat: pull, say: {ghost: '{focus:d}'}}]", "wanted a format such as .2f or .0%"),
    (
        "expect: [{closr: {to: money}}]",
        "8:11: promise 1, closr: no such promise; did you mean “closer”?",
    ),
    ('storyboard: ["a\\n\\tb"]', "no beat “a b”; use one of"),
    ('"a\\nb": 1', "a b: unknown key"),
    ('question: "why\\u202eyhw"', "question: a character that nobody sees (U+202E) is not allowed"),
    ('brand: {text: "a\\0b"}', "brand.text: a character that nobody sees (U+0000)"),
    ('brand: {text: "  "}', "brand.text: wanted at least 1 characters"),
    ("expect: [{closer: {word: bank}}]", "8:19: promise 1, closer: `to` is missing"),
    ("expect: [{weight: {on: bank, atleast: 1}}]", "unknown key; did you mean “at_least”?"),
    ("expect: [{angle: {with: bank, about: wide}}]", "promise 1, angle.about: wanted a number"),
]


@pytest.mark.parametrize(("added", "line"), ADDED_MISTAKES)
def test_an_added_mistake_has_a_line(refusals: Refusals, added: str, line: str) -> None:
    problems = refusals(SMALLEST + added)
    assert any(line in problem for problem in problems), problems


def test_every_mistake_is_told_at_once(refusals: Refusals) -> None:
    text = """\
titel: Which bank?
sentences: [monay bank, river bank]
focus: bnk
embeddings: {money: [1, x], river: [1], bank: [1, 2]}
heads: [{W_Q: [{twist: 3}]}]
attention: {mask: casual}
expect: [{closer: {to: 3, by: 2}}]
storyboard: [titles, {beat: pull, say: {gost: "{x}"}}]
"""
    problems = refusals(text)
    lines = [int(problem.split(":")[1]) for problem in problems]
    assert set(lines) == {1, 2, 3, 4, 5, 6, 7, 8}
    assert lines == sorted(lines)
    assert len(problems) >= 11


@pytest.mark.parametrize("text", ["", "hello", "[1, 2]", "12", "a:", "{}"])
def test_what_is_no_lesson_at_all_is_refused(refusals: Refusals, text: str) -> None:
    assert refusals(text)


def test_an_error_survives_its_way_from_a_worker(refusals: Refusals) -> None:
    error = LessonError([])
    assert pickle.loads(pickle.dumps(error)).problems == ()


@pytest.mark.parametrize("name", ["bank", "apple", "minimal"])
def test_a_damaged_lesson_is_refused_or_read_but_never_crashes(tmp_path: Path, name: str) -> None:
    """Every line of a shipped lesson, left out or doubled."""
    lines = (CONFIGS / f"{name}.yaml").read_text("utf-8").splitlines()
    file = tmp_path / "damaged.yaml"
    for at in range(len(lines)):
        for damaged in (lines[:at] + lines[at + 1 :], lines[: at + 1] + lines[at:]):
            file.write_text("\n".join(damaged), encoding="utf-8")
            assert all(problem.line >= 1 for problem in _problems(file))


def _problems(file: Path) -> tuple[Problem, ...]:
    try:
        trace_of(read_lesson(file))
    except LessonError as error:
        return error.problems
    return ()


# -- speed -------------------------------------------------------------------------------------


def test_reading_and_tracing_the_bank_lesson_is_fast() -> None:
    read_lesson(CONFIGS / "bank.yaml")
    start = time.perf_counter()
    trace_of(read_lesson(CONFIGS / "bank.yaml"))
    assert time.perf_counter() - start < 0.15


def test_core_needs_neither_manim_nor_scipy() -> None:
    modules = "core.reading.lesson, core.words.script"
    code = f"import {modules}, sys; print({{'manim', 'scipy'}} & set(sys.modules))"
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_no_lesson(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(LessonError, match="wanted a file; this is a pipe or a device"):
        read_lesson(tmp_path / "pipe.yaml")

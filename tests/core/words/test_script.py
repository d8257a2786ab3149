"""Scripts are filled with the trace's numbers, and read at a human pace."""

import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from core.catalogue.beats import storyboard_of
from core.catalogue.words import WordMap
from core.computing import trace_of
from core.lesson import Lesson
from core.problems import LessonError
from core.reading.lesson import read_lesson
from core.words.language import language_pack
from core.words.script import Script, cue_seconds, script_of, scripts_of
from tests.core.conftest import SMALLEST

Reader = Callable[[str], Lesson]

ROOT = Path(__file__).parents[3]
SHIPPED = sorted(ROOT.glob("configs/*.yaml"))
LESSONS = [*SHIPPED, *sorted(ROOT.glob("tests/lessons/*.yaml"))]

ENGLISH = language_pack("en").beats


def spoken(lesson: Lesson) -> dict[str, Script]:
    trace = trace_of(lesson)
    board = storyboard_of(lesson, trace)
    return {spec.beat: script for spec, script in zip(board, scripts_of(lesson, trace))}


def said(lesson_of: Reader, template: str, beat: str = "pull", more: str = "") -> str:
    cue = next(iter(ENGLISH[beat].say))
    board = f"storyboard:\n  - beat: {beat}\n    say:\n      {cue}: >-\n        {template}\n"
    lesson = lesson_of(SMALLEST + more + board)
    return script_of(lesson, trace_of(lesson), 0).cues[0].text


# -- every lesson ------------------------------------------------------------------------------


@pytest.mark.parametrize("file", LESSONS, ids=lambda file: file.stem)
def test_every_lesson_can_be_told(file: Path) -> None:
    lesson = read_lesson(file)
    trace = trace_of(lesson)
    for beat, script in spoken(lesson).items():
        cues = [cue.name for cue in script.cues]
        assert cues == [cue for cue in ENGLISH[beat].say if cue in cues]
        assert beat != "softmax" or ("mask" in cues) == (lesson.attention.mask == "causal")
        assert beat != "word_map" or ("turn" in cues) == WordMap().turns(trace)
        assert beat != "recap" or ("promises" in cues) == bool(lesson.expect)
        assert script.heading
        texts = [script.heading, script.subheading, *script.labels.values()]
        texts += [cue.text for cue in script.cues]
        assert not any(mark in text for text in texts for mark in "{}\n")
        assert all(
            len(script.labels[key]) <= 60 for key in script.labels if key.startswith("point")
        )


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_film_takes_between_three_and_a_half_and_five_minutes(
    file: Path,
) -> None:
    scripts = spoken(read_lesson(file)).values()
    assert 210 <= sum(script.seconds for script in scripts) <= 300
    for script in scripts:
        assert len(script.heading) <= 32
        assert len(script.subheading) <= 60
        for cue in script.cues:
            assert cue.seconds >= len(cue.text) / 17


def test_the_bank_lesson_says_its_own_numbers() -> None:
    scripts = spoken(read_lesson(ROOT / "configs" / "bank.yaml"))
    assert "65% of its attention to “money”" in scripts["softmax"].cue("divide").text
    assert "rotate −25°, stretch 1.2 × 0.9, shear 0.5" in scripts["linear_map"].cue("steps").text


# -- placeholders ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{weight(bank, money):.0%}", "48%"),
        ("{weight(focus, context)}", "0.48"),
        ("{weight(bank, river, 2):.1%}", "28.2%"),
        ("{weight(bank, other_context, other):.0%}", "28%"),
        ("{weight(bank, river, river bank)}", "0.28"),
        ('{dot("bank", money):.3f}', "4.560"),
        ("{angle(bank, money)}", "39"),
        ("{cosine(bank, bank)}", "1.00"),
        ("{embedding(river, 2):.1f}", "(−0.8, 2.4)"),
        ("{distance_before(bank, money)}", "1.72"),
        ("{strongest(bank)} and {strongest(bank, 2)}", "money and river"),
        ("{word} {context} {count} {d_k} {scale}", "bank money 2 2 1.41"),
        ("{other_sentence}, {title}", "river bank, Which bank?"),
        ("{count} {drawn} {others}", "2 2 0"),
        ("{{brace}}", "{brace}"),
    ],
)
def test_placeholders(lesson_of: Reader, template: str, text: str) -> None:
    assert said(lesson_of, template) == text


def test_a_placeholder_that_cannot_be_filled_has_its_line(lesson_of: Reader) -> None:
    with pytest.raises(LessonError) as caught:
        said(lesson_of, "{weight(bank, river)}")
    (problem,) = caught.value.problems
    assert (problem.line, problem.path) == (11, "beat 1, say.ghost")
    assert "“river” is not a token of “money bank”" in problem.message


def test_every_template_that_cannot_be_filled_is_told(lesson_of: Reader) -> None:
    board = (
        "storyboard: [{beat: pull, say: {ghost: '{weight(bank, river)}', pull: '{key(river)}'}},"
    )
    lesson = lesson_of(SMALLEST + board + "{beat: softmax, heading: '{apart(money)}'}]")
    with pytest.raises(LessonError) as caught:
        scripts_of(lesson, trace_of(lesson))
    assert len(caught.value.problems) == 3


# -- choices -----------------------------------------------------------------------------------


def test_the_words_follow_what_is_true(lesson_of: Reader) -> None:
    plain = spoken(lesson_of(SMALLEST))
    assert "mirror image" in plain["scores"].cue("asymmetry").text
    maps = "heads: [{W_Q: [{rotate: 30}], W_V: [{rotate: 10}]}]\n"
    turned = spoken(lesson_of(SMALLEST + maps))
    assert "The other way round" in turned["scores"].cue("asymmetry").text
    assert "leaves the arrow" not in turned["projections"].cue("three").text
    cosine = spoken(lesson_of(SMALLEST + "attention: {similarity: cosine}"))
    assert "cosine" in cosine["similarity"].cue("pair").text
    assert "mask" not in plain["softmax"]


def test_a_lesson_of_one_sentence_speaks_of_one(lesson_of: Reader) -> None:
    scripts = spoken(lesson_of(SMALLEST.replace("[money bank, river bank]", "[money bank]")))
    assert "context_swap" not in scripts
    told = " ".join(cue.text for script in scripts.values() for cue in script.cues)
    assert "both sentences" not in told


def test_what_is_said_of_a_long_sentence_is_said_of_all_of_it() -> None:
    lesson = read_lesson(ROOT / "tests" / "lessons" / "sixty_four_tokens.yaml")
    head = trace_of(lesson).sentences[0].heads[0]
    scripts = spoken(lesson)
    assert scripts["scores"].subheading.endswith("7 of 64 words")
    assert "The 57 others" in scripts["softmax"].cue("exp").text
    assert f"{head.exponential_sums[19]:.2f}" in scripts["softmax"].cue("sum").text


# -- pace --------------------------------------------------------------------------------------


def test_a_cue_lasts_as_long_as_its_reading() -> None:
    assert cue_seconds("a" * 150, 15) == 10
    assert cue_seconds("short", 15) == 1.2
    assert cue_seconds("", 15) == 0


def test_a_script_travels_to_another_process() -> None:
    (script, *_) = spoken(read_lesson(SHIPPED[0])).values()
    assert pickle.loads(pickle.dumps(script)) == script
    with pytest.raises(TypeError):
        script.labels["query"] = "other"  # type: ignore[index]


# -- several heads -----------------------------------------------------------------------------

HEADS = """\
heads:
  - {name: plain}
  - {name: adjective, W_Q: [{rotate: 90}]}
W_O: [[1, 0, 2, 0], [0, 1, 0, 2]]
attention: {residual: true}
"""


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{weight(bank, money)}", "0.48"),
        ("{weight(bank, money, head=adjective):.0%}", "7%"),
        ("{weight(bank, money, 1, head=2):.0%}", "7%"),
        ('{weight(bank, money, head="plain")}', "0.48"),
        ("{head}", "plain"),
    ],
)
def test_a_number_is_of_the_head_that_is_named(lesson_of: Reader, template: str, text: str) -> None:
    assert said(lesson_of, template, more=HEADS) == text


def test_the_heads_weights_are_the_traces(lesson_of: Reader) -> None:
    lesson = lesson_of(SMALLEST + HEADS)
    rows = [head.weights[1] for head in trace_of(lesson).sentences[0].heads]
    numerals = language_pack("en").numerals
    for number, row in enumerate(rows, 1):
        template = f"{{weight(bank, money, head={number}):.0%}}"
        assert said(lesson_of, template, more=HEADS) == numerals.percent(row[0], 0)


def test_the_output_is_that_of_all_heads(lesson_of: Reader) -> None:
    lesson = lesson_of(SMALLEST + HEADS)
    sentence = trace_of(lesson).sentences[0]
    numerals = language_pack("en").numerals
    for template, array in [
        ("{output(bank)}", sentence.outputs),
        ("{head_output(bank)}", sentence.heads[0].outputs),
        ("{head_output(bank, head=2)}", sentence.heads[1].outputs),
    ]:
        assert said(lesson_of, template, more=HEADS) == numerals.coordinates(array[1])


@pytest.mark.parametrize(
    ("template", "wanted"),
    [
        ("{weight(bank, money, head=verb)}", "wanted a head from 1 to 2, or its name (plain"),
        ("{output(bank, head=2)}", "output is of no single head"),
        ("{weight(bank, head=2, money)}", "wanted `head=` once, after all else"),
    ],
)
def test_a_head_that_cannot_be_meant_is_refused(
    lesson_of: Reader, template: str, wanted: str
) -> None:
    with pytest.raises(LessonError, match=re.escape(wanted)):
        said(lesson_of, template, more=HEADS)


def test_beats_and_promises_take_a_head_by_name(lesson_of: Reader) -> None:
    more = "expect: [{weight: {on: money, head: adjective, at_most: 0.1}}]\n"
    more += "storyboard: [{beat: pull, head: adjective}, recap]\n"
    lesson = lesson_of(SMALLEST + HEADS + more)
    assert (lesson.storyboard[0].look.head, lesson.expect[0].head) == (2, 2)
    pull, recap = scripts_of(lesson, trace_of(lesson))
    assert pull.heading.endswith(" · adjective")
    assert recap.labels["promise1"].endswith("(adjective)")
    assert recap.labels["point3"].endswith("(plain)")
    with pytest.raises(LessonError, match="a number from 1 to 2, or a head's name, got “verb”"):
        lesson_of(SMALLEST + HEADS + "storyboard: [{beat: pull, head: verb}]\n")


def test_two_heads_have_two_names(lesson_of: Reader) -> None:
    with pytest.raises(LessonError, match="head 1 is called “a” as well"):
        lesson_of(SMALLEST + "heads: [{name: a}, {name: a}]\n")


def test_a_lesson_of_one_head_does_not_speak_of_heads(lesson_of: Reader) -> None:
    scripts = spoken(lesson_of(SMALLEST))
    assert not any("head 1" in text for one in scripts.values() for text in one.words.values())
    assert scripts["pull"].heading == "Company pulls"


def test_lines_of_the_recap_name_one_of_many_sentences(lesson_of: Reader) -> None:
    text = SMALLEST.replace("river bank]", "river bank, bank money, bank]")
    promise = "expect: [{weight: {on: money, sentence: 3, at_least: 0.1}}]\n"
    recap = spoken(lesson_of(text + promise))["recap"]
    assert recap.labels["promise1"].endswith("(bank money)")
    assert recap.labels["point3"].endswith("(money bank)")

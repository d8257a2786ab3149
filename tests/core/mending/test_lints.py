"""Warnings: what viewers may not see or believe, with the numbers."""

from collections.abc import Callable

import pytest

from core.computing import trace_of
from core.lesson import Lesson
from core.mending.lints import lints

Reader = Callable[[str], Lesson]
CLEAR = """\
title: Which bank?
sentences: [money bank, river bank]
focus: bank
embeddings: {money: [3.0, 0.8], river: [-0.6, 3.0], bank: [1.0, 1.4]}
"""


def warnings(lesson: Lesson) -> list[str]:
    return [f"{each.path}: {each.message}" for each in lints(lesson, trace_of(lesson))]


def test_a_clear_lesson_is_not_warned_of(lesson_of: Reader) -> None:
    assert warnings(lesson_of(CLEAR)) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("[1.0, 1.4]", "[9.0, 9.4]", "sentence 1", "goes 0% of the way to “money” (10.49 to"),
        ("[1.0, 1.4]", "[0.1, 0.1]", "sentence 2", "about alike (46% to 54%)"),
        ("title:", "voice: {pace: 20}\ntitle:", "voice.pace", "at most 17 characters a second"),
        (
            "title:",
            "storyboard: [{beat: title, say: {ask: Which is closer?}}]\ntitle:",
            "beat 1, say.ask",
            "says “closer”, but no promise (closer)",
        ),
        ("money: [3.0, 0.8]", "money: [1.02, 1.4]", "sentence 1", "lie 0.02 apart"),
    ],
)
def test_what_is_unclear_is_said_with_its_numbers(
    lesson_of: Reader, old: str, new: str, place: str, said: str
) -> None:
    found = warnings(lesson_of(CLEAR.replace(old, new)))
    assert any(each.startswith(place) and said in each for each in found), found


def test_a_promise_answers_for_a_comparison(lesson_of: Reader) -> None:
    told = "storyboard: [{beat: title, say: {ask: Which is closer?}}]\n"
    assert warnings(lesson_of(CLEAR + told + "expect: [{closer: {to: money, by: 0.1}}]\n")) == []


def test_a_pull_by_length_alone_is_named(lesson_of: Reader) -> None:
    lesson = lesson_of(
        CLEAR.replace("[money bank,", "[money cash bank,").replace(
            "money: [3.0, 0.8]", "money: [9.0, -1.0], cash: [0.3, 0.4]"
        )
    )
    (found,) = [each for each in warnings(lesson) if "length alone" in each]
    assert "hears “money” most, but “cash” points nearer (1° to 61°)" in found
    assert "(9.06 to 0.50)" in found


def test_a_word_that_hears_itself_most_is_not_told_to_grow_colder(lesson_of: Reader) -> None:
    (said, *_) = list(warnings(lesson_of(CLEAR.replace("[1.0, 1.4]", "[9.0, 9.4]"))))
    assert "raise attention.temperature, as it hears itself most (100%)" in said
    assert "lower" not in said


def test_masked_words_pull_by_no_length(lesson_of: Reader) -> None:
    text = CLEAR.replace("[money bank,", "[money bank cash,").replace(
        "money: [3.0, 0.8]", "money: [9.0, -1.0], cash: [0.3, 0.4]"
    )
    assert [w for w in warnings(lesson_of(text)) if "length alone" in w]
    masked = lesson_of(text + "attention: {mask: causal}\n")
    assert not [w for w in warnings(masked) if "length alone" in w]


@pytest.mark.parametrize(
    ("promise", "why"),
    [
        ("closer: {to: money}", "it always ends closer; say how much, by:"),
        ("weight: {on: money, at_least: 0}", "it allows all from 0 to 1"),
        ("angle: {with: money, at_most: 180}", "it allows all from 0 to 180"),
        ("closer: {to: money, by: 0.1}", ""),
        ("weight: {on: money, at_least: 0.2}", ""),
        ("angle: {with: money, at_most: 90}", ""),
    ],
)
def test_a_promise_that_nothing_can_break_is_named(
    lesson_of: Reader, promise: str, why: str
) -> None:
    found = warnings(lesson_of(CLEAR + f"expect: [{{{promise}}}]\n"))
    assert any("promise 1: cannot be broken" in each and why in each for each in found) == bool(why)


HEADS = "heads: [{name: plain}, {name: adjective, W_Q: [{rotate: 90}]}]\n"


def test_what_no_beat_shows_is_named(lesson_of: Reader) -> None:
    more = "W_O: [[1, 0, 1, 0], [0, 1, 0, 1]]\nattention: {residual: true}\n"
    found = [w for w in warnings(lesson_of(CLEAR + HEADS + more)) if "no beat shows" in w]
    places = {warning.partition(":")[0] for warning in found}
    assert places == {"W_O", "attention.residual", "head 2"}
    assert "no beat shows “adjective”; give one `head: adjective`" in " ".join(found)


def test_a_head_that_a_beat_looks_at_is_shown(lesson_of: Reader) -> None:
    board = "storyboard: [pull, {beat: pull, head: adjective}]\n"
    assert not [w for w in warnings(lesson_of(CLEAR + HEADS + board)) if "no beat shows" in w]

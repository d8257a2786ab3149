"""Promises are kept or broken by the numbers, and a broken one says them."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from core.catalogue.promises import judge, misfit
from core.computing import trace_of
from core.lesson import Lesson, Promise, Verdict
from core.reading.lesson import read_lesson
from tests.core.conftest import SMALLEST

Reader = Callable[[str], Lesson]
ROOT = Path(__file__).parents[3]


def verdicts(lesson: Lesson) -> list[Verdict]:
    trace = trace_of(lesson)
    return [judge(promise, trace) for promise in lesson.expect]


@pytest.mark.parametrize("name", ["bank", "apple"])
def test_shipped_lessons_keep_all_their_promises(name: str) -> None:
    found = verdicts(read_lesson(ROOT / "configs" / f"{name}.yaml"))
    assert len(found) >= 9
    assert all(verdict.kept for verdict in found), found


@pytest.mark.parametrize(
    ("promise", "kept"),
    [
        ("closer: {to: money}", True),
        ("closer: {to: money, by: 0.45}", True),
        ("closer: {to: money, by: 0.5}", False),
        ("closer: {word: bank, to: river, sentence: river bank}", True),
        ("closer: {word: bank, to: bank}", False),
        ("farther: {word: bank, from: bank}", True),
        ("farther: {word: bank, from: money}", False),
        ("weight: {on: money, at_least: 0.4, at_most: 0.5}", True),
        ("weight: {on: money, about: 0.48}", True),
        ("weight: {on: money, about: 0.45}", False),
        ("weight: {on: money, about: 0.45, within: 0.05}", True),
        ("ranks: {order: [bank, money]}", True),
        ("ranks: {order: [money, bank]}", False),
        ("differs: {at_least: 1}", True),
        ("differs: {at_least: 3}", False),
        ("unchanged: {word: bank}", True),
        ("unchanged:", True),
        ("angle: {with: money, about: 39}", True),
        ("angle: {with: money, at_most: 30}", False),
        ("closer: {to: river}", False),
    ],
)
def test_promises(lesson_of: Reader, promise: str, kept: bool) -> None:
    (verdict,) = verdicts(lesson_of(SMALLEST + f"expect:\n  - {promise}\n"))
    assert verdict.kept is kept, verdict.text


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("cash, money", True),
        ("money, cash", True),
        ("money, river", False),
        ("money, cash, river", False),
        ("money, mony", False),
    ],
)
def test_words_form_a_group(lesson_of: Reader, words: str, kept: bool) -> None:
    more = "  cash: [2.7, 0.6]\n  shore: [-0.7, 2.2]\n"
    lesson = lesson_of(SMALLEST + more + f"expect: [together: {{words: [{words}]}}]")
    (verdict,) = verdicts(lesson)
    assert verdict.kept is kept
    assert "mony" in words or "money, cash; river, shore" in verdict.text


def test_a_broken_promise_says_the_numbers(lesson_of: Reader) -> None:
    (verdict,) = verdicts(lesson_of(SMALLEST + "expect: [weight: {on: money, at_least: 0.9}]"))
    assert verdict.text == (
        "“bank” gives “money” a weight of at least 0.9: it is 0.479, in “money bank”"
    )


def test_a_promise_about_what_is_not_there_is_broken(lesson_of: Reader) -> None:
    (verdict,) = verdicts(lesson_of(SMALLEST + "expect: [closer: {to: river}]"))
    assert "“river” is not a token of “money bank”" in verdict.text


# -- how far from kept -------------------------------------------------------------------------

PROMISED = [
    "closer: {to: money}",
    "closer: {to: money, by: 0.45}",
    "farther: {from: bank}",
    "weight: {on: money, at_least: 0.4, at_most: 0.5}",
    "weight: {on: money, about: 0.5}",
    "ranks: {order: [bank, money]}",
    "differs: {at_least: 1}",
    "differs:",
    "unchanged: {word: bank}",
    "angle: {with: money, about: 39}",
    "angle: {with: money, at_most: 30}",
    "separates: {words: [money], from: [bank, river], at_least: 0.7}",
]


def with_row(word: str, row: Sequence[float], promise: str, more: str = "") -> str:
    rows = {"money": [2.6, 0.8], "river": [-0.8, 2.4], "bank": [1.2, 1.8], word: list(row)}
    table = "\n".join(f"  {name}: {numbers}" for name, numbers in rows.items())
    head = "title: A\nsentences: [money bank, river bank]\nfocus: bank\nembeddings:\n"
    return f"{head}{table}\n{more}expect:\n  - {promise}\n"


@pytest.mark.parametrize("promise", PROMISED)
def test_nothing_is_short_of_kept_only_where_it_is_kept(lesson_of: Reader, promise: str) -> None:
    random = np.random.default_rng(7)
    for row in random.normal(0, 2, (60, 2)):
        lesson = lesson_of(with_row("bank", row.tolist(), promise))
        trace = trace_of(lesson)
        (one,) = lesson.expect
        short = one.shortfall(trace)
        assert short >= 0
        assert short > 0 or judge(one, trace).kept
        assert short < 0.021 or not judge(one, trace).kept


@pytest.mark.parametrize(
    "promise", ["weight: {on: money, at_least: 0.9}", "ranks: {order: [money, bank]}"]
)
def test_what_softmax_has_flattened_can_still_be_worked_down(
    lesson_of: Reader, promise: str
) -> None:
    """A weight of 0 in the last digit is nearer to kept than one that is smaller still."""
    shorts = []
    for height in (20.0, 30.0, 40.0):
        lesson = lesson_of(with_row("bank", [0.0, height], promise))
        (one,) = lesson.expect
        shorts.append(one.shortfall(trace_of(lesson)))
    assert shorts == sorted(shorts)
    assert shorts[0] < shorts[1] < shorts[2]


def test_a_weight_on_what_is_masked_is_infinitely_short(lesson_of: Reader) -> None:
    causal = "attention: {mask: causal}\n"
    for promise, short in (
        ("weight: {word: money, on: bank, at_least: 0.1}", math.inf),
        ("weight: {word: money, on: bank, at_most: 0.1}", 0.0),
        ("weight: {word: money, on: money, at_least: 1}", 0.0),
        ("ranks: {word: money, order: [bank, money]}", math.inf),
        ("ranks: {word: money, order: [money, bank]}", 0.0),
    ):
        lesson = lesson_of(with_row("bank", [1.2, 1.8], promise, causal))
        (one,) = lesson.expect
        assert one.shortfall(trace_of(lesson)) == short, promise


def test_a_promise_without_a_measure_of_its_own_is_kept_or_not(lesson_of: Reader) -> None:
    lesson = lesson_of(SMALLEST + "expect: [ranks: {order: [money, bank]}]")
    (one,) = lesson.expect
    assert Promise.shortfall(one, trace_of(lesson)) == 1.0


def test_a_promise_of_what_is_not_there_is_a_misfit(lesson_of: Reader) -> None:
    lesson = lesson_of(SMALLEST + "expect: [closer: {to: river}, closer: {to: money}]")
    lacking, sound = (misfit(one, trace_of(lesson)) for one in lesson.expect)
    assert lacking == "closer: “river” is not a token of “money bank”"
    assert sound is None

"""Promises are kept or broken by the numbers, and a broken one says them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.claims import Verdict, judge
from core.lesson import Lesson, read_lesson
from core.trace import trace_of
from tests.core.conftest import SMALLEST

Reader = Callable[[str], Lesson]
ROOT = Path(__file__).parents[2]


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
        ("closer: {to: money, head: 2}", False),
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

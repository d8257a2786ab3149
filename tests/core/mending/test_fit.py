"""A lesson is repaired by the least change, or told what is in the way."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.catalogue.promises import PROMISES, judge
from core.computing import trace_of
from core.documents import document_of
from core.lesson import Lesson, Promise, Verdict
from core.mending.fit import Fit, example, fit_shear, fit_vectors
from core.mending.movable import FixedError
from core.problems import LessonError
from core.reading.lesson import lesson_in, read_lesson
from core.trace.records import Trace
from tests.core.conftest import SMALLEST

Reader = Callable[[str], Lesson]
CONFIGS = Path(__file__).parents[3] / "configs"
BANK = (CONFIGS / "bank.yaml").read_text(encoding="utf-8")
APPLE = (CONFIGS / "apple.yaml").read_text(encoding="utf-8")


def promising(*promises: str, text: str = SMALLEST) -> str:
    return text + "expect:\n" + "".join(f"  - {promise}\n" for promise in promises)


def again(fit: Fit) -> Lesson:
    """The lesson as the proposal writes it."""
    return lesson_in(document_of(fit.source, Path(fit.lesson.document.file)))


def keeps_all(lesson: Lesson) -> bool:
    trace = trace_of(lesson)
    return all(judge(promise, trace).kept for promise in lesson.expect)


def changed(fit: Fit) -> dict[str, tuple[float, ...]]:
    return {change.name: change.after for change in fit.changes}


# -- vectors -------------------------------------------------------------------------------------


def test_a_lesson_that_keeps_its_promises_stays_as_it_is() -> None:
    fit = fit_vectors(read_lesson(CONFIGS / "bank.yaml"))
    assert fit.kept
    assert fit.changes == ()
    assert fit.source == BANK.encode()


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        (BANK, "money: [2.8, 0.7]", "river: [-0.8, 2.9]"),
        (APPLE, "apple: [1.1, 2.2]", "orange: [2.7, 0.9]"),
    ],
)
def test_a_lesson_with_swapped_vectors_is_repaired(
    lesson_of: Reader, text: str, one: str, other: str
) -> None:
    (word, row), (second, another) = one.split(": "), other.split(": ")
    swapped = text.replace(one, f"{word}: {another}").replace(other, f"{second}: {row}")
    lesson = lesson_of(swapped)
    assert not keeps_all(lesson)
    fit = fit_vectors(lesson)
    assert fit.kept
    assert keeps_all(again(fit))


def test_a_narrow_promise_brings_the_one_word_back_that_broke_it(lesson_of: Reader) -> None:
    """45° within a hundredth of a degree, twice: few vectors of one decimal do."""
    fit = fit_vectors(lesson_of(APPLE.replace("apple: [1.1, 2.2]", "apple: [1.5, 2.0]")))
    assert changed(fit) == {"apple": (1.1, 2.2)}


def test_the_smallest_change_wins(lesson_of: Reader) -> None:
    """Among all moves of one word to another point of one decimal."""
    lesson = lesson_of(promising("differs: {at_least: 2}"))
    (change,) = fit_vectors(lesson).changes

    def keeps(word: str, row: tuple[float, ...]) -> bool:
        moved = lesson.embeddings | {word: row}
        return keeps_all(lesson.model_copy(update={"embeddings": moved}))

    steps = [step / 10 for step in range(-7, 8)]
    ways = [
        math.dist(row, old) / math.hypot(*old)
        for word, old in lesson.embeddings.items()
        for row in ((round(old[0] + x, 1), round(old[1] + y, 1)) for x in steps for y in steps)
        if keeps(word, row)
    ]
    share = math.dist(change.before, change.after) / math.hypot(*change.before)
    assert share == pytest.approx(min(ways))


def test_words_that_no_promise_speaks_of_stay(lesson_of: Reader) -> None:
    fit = fit_vectors(lesson_of(promising("weight: {on: money, at_least: 0.6}")))
    assert fit.kept
    assert set(changed(fit)) <= {"money", "bank"}


def test_neighbours_of_a_cluster_stay(lesson_of: Reader) -> None:
    fit = fit_vectors(lesson_of(BANK.replace("about: 0.65", "about: 0.75")))
    assert fit.kept
    assert set(changed(fit)) <= {"money", "river", "bank"}


def test_only_the_words_that_were_named_move(lesson_of: Reader) -> None:
    lesson = lesson_of(promising("weight: {on: money, at_least: 0.6}"))
    for word in ("money", "bank"):
        fit = fit_vectors(lesson, [word])
        assert fit.kept
        assert set(changed(fit)) == {word}


def test_what_is_proposed_is_rounded_and_still_kept(lesson_of: Reader) -> None:
    lesson = lesson_of(promising("weight: {on: money, about: 0.62, within: 0.01}"))
    fit = fit_vectors(lesson)
    numbers = [number for row in changed(fit).values() for number in row]
    assert fit.kept
    assert numbers == [round(number, 1) for number in numbers]
    assert again(fit).embeddings == lesson.embeddings | changed(fit)


def test_as_many_decimals_as_a_narrow_promise_needs(lesson_of: Reader) -> None:
    lesson = lesson_of(promising("weight: {on: money, about: 0.6217, within: 0.00002}"))
    fit = fit_vectors(lesson, ["money"])
    numbers = [number for row in changed(fit).values() for number in row]
    assert fit.kept
    assert numbers == [round(number, 3) for number in numbers]
    assert numbers != [round(number, 1) for number in numbers]


def test_tiny_vectors_are_rounded_as_finely_as_they_need(lesson_of: Reader) -> None:
    tiny = SMALLEST
    for number in ("2.6", "0.8", "2.4", "1.2", "1.8"):
        tiny = tiny.replace(number, f"{number}e-6")
    fit = fit_vectors(lesson_of(promising("angle: {with: money, at_most: 20}", text=tiny)))
    assert fit.kept
    assert all(0 < math.hypot(*row) < 1e-5 for row in changed(fit).values())


def test_huge_vectors_are_rounded_as_coarsely_as_they_may(lesson_of: Reader) -> None:
    huge = SMALLEST
    for number in ("2.6", "0.8", "2.4", "1.2", "1.8"):
        huge = huge.replace(number, f"{number}e5")
    fit = fit_vectors(lesson_of(promising("angle: {with: money, at_most: 20}", text=huge)))
    assert fit.kept
    assert all(number % 1e4 == 0 for row in changed(fit).values() for number in row)


def test_the_same_lesson_gets_the_same_proposal(lesson_of: Reader) -> None:
    text = promising("weight: {on: money, about: 0.7}", "angle: {with: money, about: 45}")
    first, second = (fit_vectors(lesson_of(text)) for _ in range(2))
    assert first.source == second.source


def test_what_is_always_true_is_never_in_the_way(lesson_of: Reader) -> None:
    promises = ("unchanged: {word: bank}", "weight: {on: money, at_least: 0.6}")
    alone, both = (fit_vectors(lesson_of(promising(*some))) for some in (promises[1:], promises))
    assert both.kept
    assert changed(both) == changed(alone)
    assert both.before[0] == both.after[0]


def test_vectors_of_any_width_are_fitted(lesson_of: Reader) -> None:
    wide = SMALLEST.replace("0.8]", "0.8, 1, 0]").replace("2.4]", "2.4, 0, 1]")
    wide = wide.replace("1.8]", "1.8, 0.5, 0.5]")
    fit = fit_vectors(lesson_of(promising("weight: {on: money, at_least: 0.7}", text=wide)))
    assert fit.kept


class Apart(Promise):
    """Two words of the table, in a sentence or not, stand so far apart; a promise of a test."""

    kind = "apart"
    words: tuple[str, str]
    at_least: float

    def _gap(self, trace: Trace) -> float:
        one, other = (trace.table[trace.row(word)] for word in self.words)
        return math.dist(one, other)

    def judge(self, trace: Trace) -> Verdict:
        gap = self._gap(trace)
        return Verdict(gap >= self.at_least, f"{gap:.2f} apart")

    def shortfall(self, trace: Trace) -> float:
        return max(0.0, self.at_least + 0.01 - self._gap(trace))


@pytest.mark.parametrize(
    ("words", "moving"), [("[money, cash]", {"money"}), ("[cash, loan]", {"cash", "loan"})]
)
def test_neighbours_move_only_if_it_cannot_be_done_without(
    lesson_of: Reader, monkeypatch: pytest.MonkeyPatch, words: str, moving: set[str]
) -> None:
    monkeypatch.setitem(PROMISES, "apart", Apart)
    neighbours = "  cash: [3.2, 0.2]\n  loan: [2.3, 0.2]\n  shore: [-1.2, 2.0]\n"
    text = promising(f"apart: {{words: {words}, at_least: 1.5}}", text=SMALLEST + neighbours)
    fit = fit_vectors(lesson_of(text))
    assert fit.kept
    assert changed(fit)
    assert set(changed(fit)) <= moving


def test_groups_of_words_are_separated(lesson_of: Reader) -> None:
    neighbours = "  cash: [0.2, 1.2]\n  shore: [-1.2, 2.0]\n"
    promise = "separates: {words: [money, cash], from: [river, shore]}"
    lesson = lesson_of(promising(promise, text=SMALLEST + neighbours))
    assert not keeps_all(lesson)
    assert keeps_all(again(fit_vectors(lesson)))


# -- what cannot be ------------------------------------------------------------------------------


def test_a_promise_that_cannot_be_kept_is_named_with_the_nearest(lesson_of: Reader) -> None:
    fit = fit_vectors(lesson_of(promising("closer: {to: money}", "closer: {to: bank}")))
    assert not fit.kept
    assert list(fit.alone) == [1]
    assert fit.together == ()
    assert "ends closer to “bank”" in fit.alone[1].text


def test_a_promise_out_of_reach_is_named_with_the_nearest(lesson_of: Reader) -> None:
    fit = fit_vectors(lesson_of(promising("unchanged:", "differs: {at_least: 50}")))
    assert list(fit.alone) == [1]
    assert "wanted 50.00" in fit.alone[1].text


def test_a_weight_on_a_masked_word_is_out_of_reach(lesson_of: Reader) -> None:
    text = SMALLEST + "attention: {mask: causal}\n"
    fit = fit_vectors(
        lesson_of(promising("weight: {word: money, on: bank, at_least: 0.1}", text=text))
    )
    assert list(fit.alone) == [0]


def test_promises_in_each_others_way_are_named_and_others_are_not(lesson_of: Reader) -> None:
    fit = fit_vectors(
        lesson_of(
            promising(
                "differs: {at_least: 1}",
                "weight: {on: money, at_least: 0.7}",
                "closer: {to: money}",
                "weight: {on: bank, at_least: 0.6}",
            )
        )
    )
    assert not fit.kept
    assert (dict(fit.alone), fit.together) == ({}, (1, 3))


def test_what_was_not_found_still_tells_the_nearest(lesson_of: Reader) -> None:
    fit = fit_vectors(
        lesson_of(promising("weight: {on: money, about: 0.7}", "weight: {on: bank, about: 0.35}"))
    )
    assert not fit.kept
    assert sum(verdict.kept for verdict in fit.after) == 1


def test_a_promise_of_what_is_not_there_is_a_mistake_of_the_lesson(lesson_of: Reader) -> None:
    with pytest.raises(LessonError) as caught:
        fit_vectors(lesson_of(promising("closer: {to: money}", "closer: {to: river}")))
    (problem,) = caught.value.problems
    assert (problem.line, problem.path) == (10, "promise 2")
    assert problem.message == "closer: “river” is not a token of “money bank”"


def test_a_word_without_a_row_is_refused(lesson_of: Reader) -> None:
    lesson = lesson_of(promising("differs: {at_least: 50}"))
    with pytest.raises(FixedError, match="“mony” has no row; did you mean “money”"):
        fit_vectors(lesson, ["mony"])


def test_vectors_of_another_file_are_refused(lesson_of: Reader) -> None:
    lesson = lesson_of(promising("differs: {at_least: 50}"))
    vectors = {"file": "vectors.txt", "words": ["cash"]}
    elsewhere = lesson.document.content | {"embeddings": vectors}
    document = lesson.document.__class__(lesson.document.file, elsewhere, {}, {})
    with pytest.raises(
        FixedError, match=r"“money” does not stand in .*; copy its rows .*`--what shear`"
    ):
        fit_vectors(lesson.model_copy(update={"document": document}))


# -- a shear -------------------------------------------------------------------------------------


def test_a_shear_is_added_where_there_are_no_maps(lesson_of: Reader) -> None:
    fit = fit_shear(lesson_of(promising("ranks: {order: [money, bank]}")))
    assert fit.kept
    assert [change.before for change in fit.changes] == [(0.0, 0.0)]
    (head,) = again(fit).heads
    assert again(fit).embeddings == fit.lesson.embeddings
    sheared = [each for each in (head.W_Q, head.W_K) if not each.is_named_identity]
    assert [step.name for (choice) in sheared for step in choice.named] == ["shear"]


def test_a_shear_that_is_there_is_changed(lesson_of: Reader) -> None:
    lesson = lesson_of(BANK.replace("{shear: [0.5, 0]}", "{shear: [-0.9, 0]}"))
    fit = fit_shear(lesson, 0, "W_Q")
    assert fit.kept
    names = [step.name for step in again(fit).heads[0].W_Q.named]
    assert names == ["rotate", "stretch", "shear"]


def test_a_shear_of_the_map_and_head_that_were_named(lesson_of: Reader) -> None:
    heads = "heads: [{}, {}]\n"
    text = promising(
        "farther: {from: bank, head: 2}",
        "closer: {to: money, head: 2, by: 0.6}",
        text=SMALLEST + heads,
    )
    fit = fit_shear(lesson_of(text), 1, "W_K")
    assert fit.kept
    assert [change.name for change in fit.changes] == ["shear of head 2, W_K"]
    assert again(fit).heads[0] == fit.lesson.heads[0]


def test_a_map_given_by_its_rows_is_not_sheared(lesson_of: Reader) -> None:
    heads = "heads: [{W_Q: [[1, 0], [0, 1]], W_K: identity}]\n"
    lesson = lesson_of(promising("ranks: {order: [money, bank]}", text=SMALLEST + heads))
    with pytest.raises(FixedError, match="W_Q of head 1 is given by its rows"):
        fit_shear(lesson, 0, "W_Q")
    fit = fit_shear(lesson)
    assert fit.kept
    assert [change.name for change in fit.changes] == ["shear of head 1, W_K"]


def test_only_the_plane_is_sheared(lesson_of: Reader) -> None:
    wide = SMALLEST.replace("0.8]", "0.8, 1]").replace("2.4]", "2.4, 0]").replace("1.8]", "1.8, 1]")
    with pytest.raises(FixedError, match="the words are 3-dimensional; use `--what vectors`"):
        fit_shear(lesson_of(promising("differs: {at_least: 50}", text=wide)))


def test_a_head_that_is_not_there_is_refused(lesson_of: Reader) -> None:
    with pytest.raises(FixedError, match="wanted a head from 1 to 1, got 3"):
        fit_shear(lesson_of(promising("differs: {at_least: 50}")), 2)


# -- lessons by the dozen ------------------------------------------------------------------------


def random_lesson(seed: int) -> str:
    """A small lesson with promises that some vectors keep, and with quite other vectors."""
    random = np.random.default_rng(seed)
    names = ["a", "b", "c", "d", "e", "f"][: random.integers(2, 7)]

    def text(*promises: str) -> str:
        rows = "".join(
            f"  {name}: {np.round(random.normal(0, 1.6, 2), 1).tolist()}\n" for name in names
        )
        head = f"title: T\nsentences: [{' '.join(names)}]\nfocus: a\nembeddings:\n{rows}"
        return head if not promises else promising(*promises, text=head)

    (sentence,) = trace_of(lesson_in(document_of(text().encode(), Path("x")))).sentences
    (head,) = sentence.heads
    ranked = sorted(names, key=lambda name: -head.weights[0, names.index(name)])[:2]
    promises = [f"ranks: {{order: {ranked}}}".replace("'", "")]
    for number, name in enumerate(names[1:4], 1):
        before, after = head.distances_before[0, number], head.distances_after[0, number]
        kind = "closer: {to" if after < before else "farther: {from"
        weight = head.weights[0, number]
        promises.append(f"{kind}: {name}}}")
        promises.append(f"weight: {{on: {name}, about: {weight:.2f}, within: 0.03}}")
    return text(*promises)


@pytest.mark.parametrize("seed", range(5))
def test_a_random_lesson_that_can_keep_its_promises_is_made_to(seed: int) -> None:
    fit = fit_vectors(lesson_in(document_of(random_lesson(seed).encode(), Path("random.yaml"))))
    assert fit.kept
    assert keeps_all(again(fit))


# -- lessons without promises --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentences", "focus", "line"),
    [
        ("[money bank]", "bank", "expect: [{closer: {word: bank, to: money}}]"),
        ("[bank, river bank]", "bank", "expect: [{closer: {word: bank, to: river, sentence: 2}}]"),
        ("[bank]", "bank", "expect: [{unchanged: {word: bank}}]"),
    ],
)
def test_an_example_of_a_promise_has_the_lessons_own_words(
    lesson_of: Reader, sentences: str, focus: str, line: str
) -> None:
    text = SMALLEST.replace("[money bank, river bank]", sentences)
    lesson = lesson_of(text)
    assert example(lesson) == line
    assert keeps_all(lesson_of(f"{text}{line}\n"))


def test_an_example_quotes_words_that_yaml_would_misread(lesson_of: Reader) -> None:
    text = SMALLEST.replace("[money bank, river bank]", "[['12:30', bank]]")
    text = text.replace("money:", "'12:30':")
    line = example(lesson_of(text))
    assert line == 'expect: [{closer: {word: bank, to: "12:30"}}]'
    assert len(lesson_of(f"{text}{line}\n").expect) == 1

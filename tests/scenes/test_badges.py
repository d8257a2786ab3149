"""Wherever vectors of more than two numbers are drawn flat, the picture says so, and how flat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.trace.records import Trace, View
from scenes.kit.beat import Beat
from scenes.kit.checks.legibility import SEEN
from scenes.kit.checks.truth import sourced
from scenes.kit.plane.arrows import Arrow, Ghost, Mark
from scenes.kit.props.badges import Badge
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words
from tests.scenes.rehearsals import (
    SHIPPED,
    STRESS,
    configured,
    lesson_of,
    made,
    perturbed,
    storyboard,
)

LESSONS = {path.stem: path for path in [*SHIPPED, *STRESS]}
FLAT = [LESSONS["crane"], LESSONS["four_dimensional"]]
EXACT = [LESSONS["bank"], LESSONS["tiny"]]
OF_VALUES = ("values_2d", "outputs_2d", "weighted_values_2d", "partial_sums_2d", "pulls_2d")
OF_A_NUMBER = ("tokens", "projections", "mixing", "pull", "context_swap")
OF_KEYS = ("queries_2d", "keys_2d")


def cases(paths: list[Path], shapes: tuple[str, ...]) -> list[object]:
    return [
        pytest.param(path, position, shape, id=f"{path.stem}-{name}-{shape}")
        for path in paths
        for shape in shapes
        for position, name in enumerate(storyboard(path))
    ]


def spaces(trace: Trace) -> Iterator[tuple[np.ndarray, View]]:
    """Every array of flat vectors, with the space that it was drawn from."""
    yield trace.table_2d, trace.model_view
    sentences = [*trace.sentences, *(each.kept for each in trace.summaries)]
    for sentence in [*sentences, *(each.summed for each in trace.summaries)]:
        yield sentence.embeddings_2d, trace.model_view
        for number, head in enumerate(sentence.heads):
            for names, views in ((OF_VALUES, trace.value_views), (OF_KEYS, trace.key_views)):
                yield from ((getattr(head, name), views[number]) for name in names)


def seen(prop: Arrow | Ghost | Mark) -> bool:
    parts = (part for part in prop.get_family() if len(part.points))
    return any(max(part.get_fill_opacity(), part.get_stroke_opacity()) > SEEN for part in parts)


def flat_spaces(beat: Beat) -> list[View]:
    """The spaces of which arrows are seen at the moment that lose something by being flat."""
    known = list(spaces(beat.trace))
    arrows = [prop for prop in sourced(beat.mobjects) if isinstance(prop, Arrow | Ghost | Mark)]
    drawn = [prop.source.numbers for prop in arrows if seen(prop)]
    found = [view for array, view in known if any(array is each for each in drawn)]
    return [view for view in found if not view.exact]


def told(beat: Beat) -> tuple[list[np.ndarray], list[str]]:
    """What the stage says is kept, and all its words."""
    family = [part for mobject in beat.mobjects for part in mobject.get_family()]
    badges = [part for part in family if isinstance(part, Badge) and len(part)]
    numbers = [part for badge in badges for part in badge if isinstance(part, Number)]
    words = [part.words for part in family if isinstance(part, Words)]
    return [each.source.numbers for each in numbers], words


@pytest.mark.parametrize(
    ("path", "position", "shape"), [*cases(FLAT[:1], ("16:9", "4:5")), *cases(FLAT[1:], ("1:1",))]
)
def test_every_flat_picture_says_what_it_keeps(path: Path, position: int, shape: str) -> None:
    unsaid = []

    def look(beat: Beat, cue: str) -> None:
        kept, words = told(beat)
        for space in flat_spaces(beat):
            in_words = beat.script.labels["plane"] in words  # beside a grid of scores
            if not in_words and not any(space.kept is each for each in kept):
                unsaid.append(cue)

    with configured(shape):
        beat = made(path, position, shape)
        beat.resting.append(look)
        beat.rehearse()
    assert unsaid == []


@pytest.mark.parametrize(("path", "position", "shape"), cases(EXACT, ("16:9",)))
def test_a_picture_that_loses_nothing_bears_no_badge(path: Path, position: int, shape: str) -> None:
    found = []

    def look(beat: Beat, cue: str) -> None:
        assert flat_spaces(beat) == []
        found.extend(told(beat)[0])
        own = [beat.script.labels[name] for name in ("kept", "kept_brief", "measured")]
        found.extend(word for word in told(beat)[1] if word in own)

    with configured(shape):
        beat = made(path, position, shape)
        beat.resting.append(look)
        beat.rehearse()
    assert found == []


def test_the_beats_of_a_flat_lesson_that_draw_values_are_badged() -> None:
    path, badged = LESSONS["crane"], set()

    def look(beat: Beat, _: str) -> None:
        if told(beat)[0]:
            badged.add(beat.spec.beat)

    with configured("16:9"):
        for position in range(len(storyboard(path))):
            beat = made(path, position, "16:9")
            beat.resting.append(look)
            beat.rehearse()
    assert badged >= {*OF_A_NUMBER, "recap"}


@pytest.mark.parametrize("name", OF_A_NUMBER)
def test_a_badge_tells_the_number_of_the_trace(name: str) -> None:
    path = LESSONS["crane"]
    trace = lesson_of(path)[1]
    view = trace.model_view if name == "tokens" else trace.value_views[0]
    other = perturbed(trace, view.kept)
    shown: list[set[str]] = []

    def look(beat: Beat, _: str) -> None:
        family = [part for mobject in beat.mobjects for part in mobject.get_family()]
        numbers = [part for part in family if isinstance(part, Number)]
        shown[-1] |= {each.shown for each in numbers if each.form == "percent"}

    with configured("16:9"):
        for each in (trace, other):
            shown.append(set())
            beat = made(path, storyboard(path).index(name), "16:9", each)
            beat.resting.append(look)
            beat.rehearse()
    assert shown[0] != shown[1]

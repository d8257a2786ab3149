"""The catalogue of beats, in the order in which they teach, and the storyboards they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.catalogue import framing, maps, pull, similarity, words
from core.catalogue.looks import OfWord
from core.lesson import BeatSpec, Lesson
from core.maths.linear import EXAMPLE_MAP
from core.trace.records import Trace

BEATS: dict[str, type[BeatSpec]] = {
    spec.catalogue_name(): spec
    for spec in (
        framing.Title,
        words.Tokens,
        words.WordMap,
        maps.LinearMap,
        maps.Projections,
        similarity.Similarity,
        similarity.Scores,
        similarity.Softmax,
        pull.Mixing,
        pull.Pull,
        pull.ContextSwap,
        framing.Recap,
        framing.End,
    )
}


class Own(OfWord):
    """A beat that a lesson brings itself, made from none of these."""

    idea = "Whatever its lesson's own code shows."
    beat: str = "own"


@dataclass(frozen=True)
class OwnBeat:
    """What a lesson's own code tells of a beat."""

    spec_class: type[BeatSpec]  # that of the beat it is made from
    heading: str | None
    subheading: str | None
    say: Mapping[str, str]  # what it says at its cues, unless the lesson says otherwise
    labels: Mapping[str, str]


OwnBeats = Callable[[Path, str], OwnBeat]
"""From a lesson's folder and a name, `my_beats.py:MyPull`; ValueError (one line) if it has none."""


def default_storyboard(lesson: Lesson, trace: Trace) -> tuple[BeatSpec, ...]:
    """Every beat that this lesson can feed and has a use for, in the order in which it teaches."""
    wanted = [spec_class(beat=name) for name, spec_class in BEATS.items()]
    if _maps_nothing(lesson):
        wanted[list(BEATS).index("linear_map")] = maps.LinearMap(map=EXAMPLE_MAP)
    fed = [spec for spec in wanted if not spec.needs(lesson, trace)]
    return tuple(spec for spec in fed if spec.is_worth_showing(trace))


def storyboard_of(lesson: Lesson, trace: Trace) -> tuple[BeatSpec, ...]:
    """The lesson's own storyboard, or the default one where it has none."""
    return lesson.storyboard or default_storyboard(lesson, trace)


def _maps_nothing(lesson: Lesson) -> bool:
    return all(choice.is_named_identity for head in lesson.heads for choice in head.maps.values())

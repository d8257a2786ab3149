"""Which spaces a picture draws flat, and whether it says what it keeps of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.trace.records import Trace, View
from scenes.kit.beat import Beat
from scenes.kit.checks.legibility import SEEN
from scenes.kit.checks.truth import sourced
from scenes.kit.plane.arrows import Arrow, Ghost, Mark
from scenes.kit.props.badges import Badge
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words

OF_VALUES = ("values_2d", "outputs_2d", "weighted_values_2d", "partial_sums_2d", "pulls_2d")
OF_KEYS = ("queries_2d", "keys_2d")
BADGES = ("kept", "kept_brief", "measured")  # a beat's labels that tell of a flat picture


def unsaid(beat: Beat) -> list[str]:
    """A line for every flat space that the stage is silent about, and for what it says in vain."""
    kept, words = told(beat)
    flat = flat_spaces(beat)
    in_words = beat.script.labels["plane"] in words  # beside a grid of scores
    silent = [space for space in flat if not any(space.kept is each for each in kept)]
    found = ["a flat space is not told" for _ in silent if not in_words]
    if all(view.exact for _, view in spaces(beat.trace)):
        own = {beat.script.labels[name] for name in BADGES}
        found += ["a badge where nothing is lost" for _ in (*kept, *own.intersection(words))]
    return found


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

"""Where two sentences meet: one plane for both copies, and how far apart they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from manim import Line, Mobject, VGroup, VMobject

from core.catalogue.casting import Cast
from core.trace.records import Comparison
from scenes.kit.layout import Layout, Region
from scenes.kit.plane.arrows import Arrow, Ghost
from scenes.kit.plane.labels import at_tip, beside, box_of, clear_of, place, strayed
from scenes.kit.plane.measures import Distance
from scenes.kit.plane.plane import Plane
from scenes.kit.plane.view import View
from scenes.kit.props.badges import Badge, Badges
from scenes.kit.props.cards import Card, Lock, Rule
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.lines import on_line
from scenes.kit.type.maths import Maths, held_symbol, symbol
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words, fitted, held

ACROSS, UP = 0.13, 0.82  # kept free around the arrows: of the width; Manim units
GAP = 0.25  # above those of two lines, which need more
MEANING = 0.33  # of the width at most: what a copy means
LETTERS = 0.07  # of the width at most: em of those words
LONG = 1.8  # meanings that would need more than this many lines are told in brief
CLEAR = 0.3  # between an axis number and the distance, which must not read as one
WIDE = 1.6  # a panel this much wider than high has its two blocks abreast
COLUMNS = 0.14  # between two columns of a panel
NEAR = 0.7  # an original's or a context's name farther off could mean another arrow
BESIDE = 0.14  # between a word and its lock
READINGS = 0.62  # of a panel's width at most: its numbers

Reading = tuple[VGroup, Sequence[Lettering]]  # a line of a panel: a name, and its numbers


def meanings(theme: Theme, layout: Layout, words: Mapping[str, str]) -> tuple[str, str]:
    """What the two copies mean: their sentences, or where those are long, their company."""
    room = LONG * MEANING * layout.stage.width
    size = layout.type.label
    full = (words["meaning"], words["other_meaning"])
    if all(Words(theme, text, size, weight=600).width <= room for text in full):
        return full
    return words["brief_meaning"], words["other_brief_meaning"]


class Overlay:
    """One plane for both copies: the originals coincide, the copies stand apart."""

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        casts: tuple[Cast, Cast],
        comparison: Comparison,
        badges: Badges,
        texts: tuple[str, str],
    ) -> None:
        self.theme, self.size = theme, layout.type.label
        self.badges = [badges(layout.type.small, layout.stage.width) for _ in casts]
        shown = [cast.head.values_2d[[cast.asking, cast.partner]] for cast in casts]
        shown += [cast.head.outputs_2d[cast.asking] for cast in casts]
        high = max(self._meaning(text, layout.stage.width).height for text in texts)
        room = (ACROSS * layout.stage.width, max(UP, high + GAP))
        self.region, _ = (badge.under(layout.stage) for badge in self.badges)
        self.view = View.fitting(self.region, *shown, room=room).over(layout.frame)
        self.plane = Plane(theme, self.view)
        self.plane.set_z_index(-1)  # it comes when the arrows are already there
        ends = zip(casts, texts, self.badges, strict=True)
        self.ends = tuple(self._end(*each) for each in ends)
        same = ["original", "original_name", "badge"]
        if casts[0].context == casts[1].context:
            same += ["context", "context_name"]
        self.twins = [self.ends[1][key] for key in same]
        pair = (casts[0].in_full.asking, casts[1].in_full.asking)
        self.number = Number(theme, comparison.after, pair, layout.type.maths, "output")
        self.mark = self._mark(exact=not len(self.badges[0]))
        arrows = [end[key] for end in self.ends for key in ("original", "copy", "context")]
        self.plane.kept_clear([*(arrow.segment for arrow in arrows), self.tips])
        self._name(same)

    def _end(self, cast: Cast, text: str, badge: Badge) -> dict[str, Any]:
        """Where what goes to the meeting from one half arrives."""
        theme, head, size = self.theme, cast.head, self.size
        return {
            "original": Ghost(theme, self.view, head.values_2d, cast.asking),
            "copy": Arrow(
                theme, self.view, head.outputs_2d, cast.asking, "output", shaft=theme.strokes.bold
            ),
            "context": Arrow(theme, self.view, head.values_2d, cast.partner, "value"),
            "original_name": Maths(theme, symbol("v", cast.word, "muted"), size),
            "copy_name": self._meaning(text, self.region.width),
            "context_name": Maths(theme, symbol("v", cast.context, "value"), size),
            "badge": badge,
        }

    def _meaning(self, text: str, width: float) -> Words:
        """What a copy means, for a stage of this width."""
        size = min(self.size, LETTERS * width)
        return Words(self.theme, text, size, "output", 600, MEANING * width, centred=True)

    def _mark(self, *, exact: bool) -> VMobject:
        """The distance between the copies; in a shadow of more dimensions, only a link."""
        tips = (self.ends[0]["copy"].tip, self.ends[1]["copy"].tip)
        self.tips = tips
        source = self.number.source
        if exact:
            index = source.index
            return Distance(self.theme, tips, self.view.scale, source.numbers, index, "output")
        return Line(*tips, stroke_color=self.theme.output, stroke_width=self.theme.strokes.mark)

    def _name(self, same: Sequence[str]) -> None:
        """Place all names; an original's or a context's that finds no clear spot stays out."""
        one, other = self.ends
        arrows = [end[key] for end in self.ends for key in ("original", "copy", "context")]
        lines = [arrow.segment for arrow in arrows]
        ticks = self.plane.kept_free
        tags = [
            at_tip(end[f"{key}_name"], end[key].tip, end[key].segment[0])
            for end in self.ends
            for key in ("copy", "original", "context")
            if end[f"{key}_name"] not in self.twins
        ]
        place(tags, self.region, [*lines, self.tips], ticks, self.plane.lines)
        for key in same:
            other[key].move_to(one[key])
        boxes = {id(each.label): box_of(each.label) for each in tags}
        stray = {id(each.label) for each in tags if strayed(box_of(each.label), each) > NEAR}
        for end in self.ends:
            for key in ("original_name", "context_name"):
                mine = boxes.get(id(end[key]))
                others = [box for each, box in boxes.items() if each != id(end[key])]
                if mine is None:
                    continue
                if id(end[key]) in stray or not clear_of(mine, lines, others):
                    del boxes[id(end.pop(key))]
        apart = [tick.inset(-CLEAR) for tick in ticks]
        clear = beside(self.number, self.tips, self.region, lines, [*apart, *boxes.values()])
        self.found = [self.mark, self.number] if clear else [self.mark]
        for end in self.ends:
            for key in ("copy", "original", "context"):
                if f"{key}_name" in end:
                    end[f"{key}_name"].with_halo()
        self.number.with_halo()


class Apart:
    """The panel of the meeting: how far apart the copies are, and what each of them lies near."""

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        casts: tuple[Cast, Cast],
        comparison: Comparison,
        words: Mapping[str, str],
        texts: tuple[str, str],
        *,
        exact: bool,
    ) -> None:
        self.theme, self.type = theme, layout.type
        card = Card(theme, layout.panel)
        inside = card.inside
        between = self._between(casts, comparison, words, inside.width)
        title = Words(theme, words["distance_to"], self.type.body, "muted")
        if inside.width > WIDE * inside.height:
            left, right = inside.columns(1, 1.1, gap=0.6)
            rule = []
        else:
            right = inside
            rule = [Rule(theme, inside.width)]
        if not exact:
            measured = Words(theme, words["measured"], self.type.small, "muted")
            between.insert(1, (measured, []))
        elif not rule:
            between.insert(1, (VGroup(), []))  # a table has four lines
        near = [(title, []), *self._near(casts, comparison, texts, right.width)]
        if rule:
            left, right = inside.rows(len(between), len(near), gap=0.4)
            rule[0].move_to(np.array([inside.centre[0], (left.bottom + right.top) / 2, 0.0]))
        found = [*set_out(left, between), *rule, *set_out(right, near)]
        self.parts = [card, *(part for part in found if part is not self.after)]

    def _between(
        self,
        casts: tuple[Cast, Cast],
        comparison: Comparison,
        words: Mapping[str, str],
        width: float,
    ) -> list[Reading]:
        """Nothing lay between the originals; this lies between the copies."""
        theme, type_ = self.theme, self.type
        index = (casts[0].in_full.asking, casts[1].in_full.asking)
        before = Number(theme, comparison.before, index, type_.maths, "muted")
        lock = Lock(theme, 0.26)
        same = Words(theme, words["same_row"], type_.body, "muted")
        same.narrowed_to(width - before.width - lock.width - BESIDE - 2 * COLUMNS)
        self.after = Number(theme, comparison.after, index, type_.maths, "output")
        return [
            (Words(theme, words["how_far"], type_.body, "muted"), []),
            (
                on_line(same, lock, gap=BESIDE),
                [before],
            ),
            (Words(theme, words["after"], type_.body, "output"), [self.after]),
        ]

    def _near(
        self,
        casts: tuple[Cast, Cast],
        comparison: Comparison,
        texts: tuple[str, str],
        width: float,
    ) -> list[Reading]:
        """From each copy to both contexts: as a table, or line by line where that is too wide."""
        (one, other), type_ = (cast.in_full for cast in casts), self.type
        numbers = [
            (one.head.distances_after, (one.asking, one.partner)),
            (comparison.to_other_values, (one.asking, other.partner)),
            (comparison.from_other_outputs, (other.asking, one.partner)),
            (other.head.distances_after, (other.asking, other.partner)),
        ]
        found = np.array([array[index] for array, index in numbers]).reshape(2, 2)
        nearer = (found <= found.min(axis=1, keepdims=True)).flatten()
        readings = [
            Number(self.theme, array, index, type_.body, "output" if near else "muted")
            for (array, index), near in zip(numbers, nearer, strict=True)
        ]
        heads = [
            Maths(self.theme, symbol("v", each.context, "value"), type_.body) for each in casts
        ]
        names = [Words(self.theme, text, type_.small, "output") for text in texts]
        column = max(each.width for each in (*heads, *readings))
        room = width - 2 * (column + COLUMNS)
        fits = 2 * column <= READINGS * width
        if fits and all(_in_two_lines(name, room) for name in names):
            table = [(name, readings[2 * row : 2 * row + 2]) for row, name in enumerate(names)]
            return [(VGroup(), heads), *table]
        room = width - max(each.width for each in readings) - COLUMNS
        heads = [
            held_symbol(self.theme, "v", each.context, "value", type_.body, room) for each in casts
        ]
        lines = [
            (head.copy(), [reading]) for head, reading in zip(heads * 2, readings, strict=True)
        ]
        return [(names[0], []), *lines[:2], (names[1], []), *lines[2:]]


def _in_two_lines(name: Words, room: float) -> bool:
    set_anew = fitted(name.theme, name.words, name.em, name.role, room)
    return bool(set_anew.width <= room and set_anew.height < 2 * name.em)


def set_out(region: Region, lines: Sequence[Reading]) -> list[Mobject]:
    """Lines from top to bottom: a name on the left, its readings in columns on the right.

    Returns what was set; names too long for their room are set anew.
    """
    columns = max(len(readings) for _, readings in lines)
    width = max((each.width for _, readings in lines for each in readings), default=0.0)
    width = min(width, READINGS * region.width / columns)
    found: list[Mobject] = []
    for (name, readings), row in zip(
        lines, region.rows(*(1 for _ in lines), gap=0.06), strict=True
    ):
        room = region.width - len(readings) * (width + COLUMNS)
        if isinstance(name, Words):
            text, em, role = name.words, name.em, name.role
            name = fitted(name.theme, text, em, role, room)
            if name.height > row.height:
                name = held(name.theme, text, em, role, room)
        if len(name):
            found.append(name.move_to(np.array([region.left + name.width / 2, row.centre[1], 0.0])))
        for column, reading in enumerate(readings):
            reading.narrowed_to(width)
            right = region.right - (len(readings) - 1 - column) * (width + COLUMNS)
            reading.move_to(np.array([right - reading.width / 2, row.centre[1], 0.0]))
            found.append(reading)
    return found

"""A small plane of all queries and keys, beside the grid of their scores."""

from __future__ import annotations

import numpy as np
from manim import VGroup, VMobject

from core.catalogue.casting import Cast
from core.trace.records import HeadTrace
from scenes.kit.layout import Layout, Region
from scenes.kit.plane.arrows import Arrow
from scenes.kit.plane.labels import box_of, clear_of, place, tag
from scenes.kit.plane.plane import Plane
from scenes.kit.plane.view import ROOM, View
from scenes.kit.props.cards import Card
from scenes.kit.theme import Theme
from scenes.kit.type.maths import Maths, symbol
from scenes.kit.type.words import fitted

FEW = 3  # tokens: so many arrows can all be named
NAME_WIDTH = 0.6  # share of the plane's width that a name may take
UNNAMED = (0.25, 0.25)  # room around arrows that bear no names


class Vectors(VGroup):
    """A small plane of all queries and keys, on a card; they bear their names if there is room."""

    def __init__(self, theme: Theme, layout: Layout, region: Region, cast: Cast, note: str) -> None:
        super().__init__()
        self.theme, head, tokens = theme, cast.head, cast.sentence.tokens
        self.card = Card(theme, region)
        room = self.card.inside
        self.add(self.card)
        if note:
            told = fitted(theme, note, layout.type.small, "muted", room.width)
            told.move_to(np.array([room.left + told.width / 2, room.bottom + told.height / 2, 0]))
            room = Region(room.left, room.bottom + told.height + 0.1, room.right, room.top)
            self.add(told)
        margin = ROOM if len(tokens) <= FEW else UNNAMED
        self.view = View.fitting(room, head.queries_2d, head.keys_2d, room=margin)
        self.plane = Plane(theme, self.view, ticks=False)
        self.queries = [
            Arrow(theme, self.view, head.queries_2d, i, "query", shaft=self._shaft(head, i))
            for i in range(len(tokens))
        ]
        self.keys = [Arrow(theme, self.view, head.keys_2d, j, "key") for j in range(len(tokens))]
        size = layout.type.label
        self.query_names = [Maths(theme, symbol("q", text, "query"), size) for text in tokens]
        self.key_names = [Maths(theme, symbol("k", text, "key"), size) for text in tokens]
        self.all_named = len(tokens) <= FEW and self._set_names(room)
        layers = [*self.queries, *self.keys, *self.query_names, *self.key_names]
        for layer, part in enumerate(layers, start=1):
            part.set_z_index(layer / len(layers))  # one order, whichever was touched last
        self.add(self.plane, *self.queries, *self.keys)
        if self.all_named:
            self.add(*self.query_names, *self.key_names)

    def _shaft(self, head: HeadTrace, i: int) -> float:
        """How wide a query is drawn: wider where its own key lies on it."""
        apart = float(np.linalg.norm(head.queries_2d[i] - head.keys_2d[i])) * self.view.scale
        strokes = self.theme.strokes
        return strokes.under if apart < strokes.under else strokes.shaft

    def query(self, i: int) -> list[VMobject]:
        """A query's arrow, and its name if all are named."""
        return [self.queries[i], *([self.query_names[i]] if self.all_named else [])]

    def key(self, j: int) -> list[VMobject]:
        """A key's arrow, and its name if all are named."""
        return [self.keys[j], *([self.key_names[j]] if self.all_named else [])]

    def _set_names(self, room: Region) -> bool:
        """Names at their arrows' tips; whether all found room."""
        arrows = [*self.queries, *self.keys]
        names = [*self.query_names, *self.key_names]
        for name in names:
            name.narrowed_to(room.width * NAME_WIDTH).with_halo("card")
        segments = [arrow.segment for arrow in arrows]
        tags = [
            tag(name, arrow.tip, arrow.start) for name, arrow in zip(names, arrows, strict=True)
        ]
        place(tags, room, [*segments, *self.plane.lines])
        boxes = [box_of(name) for name in names]
        return all(
            clear_of(box, segments, [other for other in boxes if other is not box]) for box in boxes
        )

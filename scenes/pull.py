"""Context pulls a copy of a word's value toward what it attends to; the original stays."""

from __future__ import annotations

import numpy as np
from manim import AnimationGroup, DashedLine, FadeIn, VGroup, VMobject
from scipy.spatial import ConvexHull, QhullError

from core.storyboard import Pull as PullSpec
from scenes.kit import moves
from scenes.kit.arrows import Arrow, Ghost, Pull as PullArrow
from scenes.kit.beat import Beat
from scenes.kit.cards import Lock, Rule
from scenes.kit.layout import Region
from scenes.kit.stages import AttentionCard, ValuePlane
from scenes.kit.text import Number, Words


class Pull(Beat):
    """A ghost stays, a copy is drawn along pulls as wide as their weights, distances shrink."""

    spec_class = PullSpec
    continues = ("mixing",)

    def set_stage(self) -> None:
        cast, layout = self.cast, self.layout
        self.values = ValuePlane(self.theme, layout.stage, cast, layout.type.label)
        self.card = AttentionCard(
            self.theme, layout, cast, self.label("attends"), cast.sentence.tokens
        )
        self.present(self.values, self.card)
        view, head = self.values.view, cast.head
        self.ghost = Ghost(self.theme, view, head.values_2d, cast.asking)
        self.copy = Arrow(self.theme, view, head.values_2d, cast.asking, "output", shaft=0.085)
        self.pulls = VGroup(*self._pulls())
        self.measures = Measures(self, self.card.below)
        self.tethers = VGroup(*(self._tether(start, end) for start, end in self._links()))
        self.hull = hull_of([arrow.tip for arrow in self.values.values], self.theme.colour("output"))

    def construct(self) -> None:
        mine = self.values.values[self.cast.asking]
        with self.saying("ghost"):
            self.play(FadeIn(self.ghost), FadeIn(self.copy), mine.animate.set_opacity(0))
            self.play(moves.appear(self.measures.lock, self.measures.locked))
        with self.saying("pull"):
            self.play(moves.appear(*self.tethers), moves.dim(*self._others()))
            self.play(moves.appear(*self.pulls, seconds=moves.USUAL))
            self.play(self._drawn_along())
            self.play(FadeIn(self.values.output_name))
        with self.saying("measure"):
            self.play(moves.appear(*self.measures.before))
            self.play(moves.appear(*self.measures.after))
        with self.saying("analogy"):
            self.play(moves.undim(*self._others()), FadeIn(self.hull))

    def _drawn_along(self) -> AnimationGroup:
        head, asking = self.cast.head, self.cast.asking
        path = moves.straight(head.values_2d[asking], head.outputs_2d[asking])
        self.copy.source = self.values.output.source
        return AnimationGroup(moves.carry(self.copy, path, moves.LONG))

    def _pulls(self) -> list[PullArrow]:
        """The pulls head to tail, from the word's own value to its output."""
        head, asking = self.cast.head, self.cast.asking
        tail = np.array(head.values_2d[asking])
        drawn = []
        for other in range(len(self.cast.sentence.tokens)):
            pull = head.pulls_2d[asking, other]
            if other != asking and head.weights[asking, other] > 0:
                arguments = (head.pulls_2d, head.weights, (asking, other), tail)
                drawn.append(PullArrow(self.theme, self.values.view, *arguments))
                tail = tail + pull
        return drawn

    def _links(self) -> list[tuple[np.ndarray, np.ndarray]]:
        return self.values.links(self.cast.asking)

    def _tether(self, start: np.ndarray, end: np.ndarray) -> DashedLine:
        return DashedLine(start, end, stroke_color=self.theme.value, stroke_width=2)

    def _others(self) -> list[VMobject]:
        """The value arrows that are not the word's own nor its strongest context's."""
        cast = self.cast
        return [
            part
            for row, pair in enumerate(zip(self.values.values, self.values.names, strict=True))
            if row not in (cast.asking, cast.partner)
            for part in pair
        ]


class Measures(VGroup):
    """The panel's lower half: the locked row, and the distance to the context before and after."""

    def __init__(self, beat: Pull, region: Region) -> None:
        super().__init__()
        theme, type_, cast = beat.theme, beat.layout.type, beat.cast
        place = (cast.asking, cast.partner)
        self.lock = Lock(theme, 0.3)
        self.locked = Words(theme, beat.label("locked"), type_.small, "muted").narrowed_to(
            region.width - 0.5
        )
        title = Words(theme, beat.label("distance"), type_.body, "muted").narrowed_to(region.width)
        rule = Rule(theme, region.width)
        rows = [
            self._row(beat, region, "before", cast.head.distances_before, place, "muted"),
            self._row(beat, region, "after", cast.head.distances_after, place, "output"),
        ]
        heights = [rule, VGroup(self.lock, self.locked), title, *rows]
        self.before, self.after = [rule, title, rows[0]], [rows[1]]
        step = region.height / len(heights)
        for number, part in enumerate(heights):
            part.set_y(region.top - step * (number + 0.5))
        self.lock.move_to(np.array([region.left + 0.15, self.lock.get_y(), 0.0]))
        self.locked.next_to(self.lock, np.array([1.0, 0, 0]), buff=0.15)
        rule.set_x(region.centre[0])
        title.set_x(region.left + title.width / 2)

    @staticmethod
    def _row(
        beat: Pull, region: Region, name: str, numbers: np.ndarray, at: tuple[int, int], role: str
    ) -> VGroup:
        size = beat.layout.type.body
        word = Words(beat.theme, beat.label(name), size, role)
        number = Number(beat.theme, numbers, at, size * 1.2, role)
        word.set_x(region.left + word.width / 2)
        number.set_x(region.right - number.width / 2)
        number.on_line_with(word)
        return VGroup(word, number)


def hull_of(points: list[np.ndarray], colour: str) -> VMobject:
    """The convex hull of points [3]: all that a weighted average of them can reach."""
    corners = np.array(points)
    try:
        corners = corners[ConvexHull(corners[:, :2]).vertices]
    except QhullError:
        pass  # all on one line, or fewer than three: the segment itself
    hull = VMobject(stroke_color=colour, stroke_width=2, fill_color=colour, fill_opacity=0.12)
    hull.set_points_as_corners([*corners, corners[0]])
    return hull

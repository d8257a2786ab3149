"""Context pulls a copy of a word's value toward what it attends to; the original stays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, Animation, AnimationGroup, FadeIn, FadeOut, VGroup, VMobject

from core.catalogue.pull import Pull as PullSpec
from scenes.kit import moves
from scenes.kit.beat import HALFWAY, Beat
from scenes.kit.layout import Region
from scenes.kit.plane.arrows import Arrow, Ghost, pulls_of
from scenes.kit.plane.arrows import Pull as PullArrow
from scenes.kit.plane.labels import Tag, at_tip, beside, box_of, clear_of, place
from scenes.kit.plane.measures import Distance, Glow
from scenes.kit.plane.reach import hull_of
from scenes.kit.props.cards import Lock, Rule
from scenes.kit.segments import Segment
from scenes.kit.stages.attention import AttentionCard
from scenes.kit.stages.values import ValuePlane, badges_of_values, space_of_values
from scenes.kit.type.maths import Maths, symbol
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words, fitted

ROOM_ABREAST = 5.0  # Manim units: a panel as wide as this shows its two readings side by side
UNDER = 0.06  # Manim units between two lines of a title
LOOSE = 0.8  # free height of a panel with a second line under its title, or that one is left out
LOCK = 0.5  # width that a lock before a line needs
APART = 0.17  # Manim units between a copy and its ghost, while they are told apart


class Pull(Beat):
    """A ghost stays, a copy is drawn along pulls as wide as their weights, distances shrink."""

    spec_class = PullSpec
    spec: PullSpec

    def set_stage(self) -> None:
        cast, layout, theme = self.cast, self.layout, self.theme
        head, asking = cast.head, cast.asking
        self.values = ValuePlane(theme, layout, cast, badges_of_values(self))
        self.card = AttentionCard(
            theme, layout, cast, self.label("attends_to"), cast.sentence.tokens
        )
        self.present(self.values, self.card)
        view = self.values.view
        self.ghost = Ghost(theme, view, head.values_2d, asking)
        self.ghost_name = self._pale(self.values.names[asking])
        self.copy = Arrow(theme, view, head.values_2d, asking, "output", shaft=theme.strokes.bold)
        self.aside = _aside(self.copy, self.values.names[asking], self.values.seen_names)
        self.copy.shift(self.aside)
        self.glow = Glow(theme, self.copy.tip, layout.safe)
        self.pulls = pulls_of(theme, view, head, asking)
        self.marks = self._distances()
        self._name_the_output()
        self.weights = self._weights_on_the_pulls()
        self.panel = Panel(self, self.card.below)
        self.hull = hull_of(self.values.tips, theme.colour("output"), layout.stage)

    @property
    def left_out(self) -> list[str]:
        """The words of values that have no name beside them."""
        return self.values.left_out

    def construct(self) -> None:
        mine = self.values.values[self.cast.asking]
        with self.saying("ghost"):
            self.play(moves.fly(mine, self.copy), FadeIn(self.glow))
            self.wait_until(HALFWAY)
            self.play(*self._into_a_ghost(mine), moves.appear(*self.panel.lock))
        with self.saying("pull"):
            self.play(self._onto_the_ghost(), moves.dim(*self._others()))
            self.play(moves.appear(*self.pulls, seconds=moves.USUAL))
            self.play(*self._weighed())
            self.play(self._drawn_along())
            self.play(FadeIn(self.values.output_name))
        with self.saying("measure"):
            self.play(moves.appear(*self.marks[:1], *self.panel.distance))
            self.play(moves.send(self.panel.before, self._halfway(self.ghost.tip)))
            self.play(moves.appear(*self.marks[1:]), FadeOut(*self.weights.values()))
            self.play(moves.send(self.panel.after, self._halfway(self.copy.tip)))
        with self.saying("analogy"):
            self.play(moves.vanish(*self.marks), moves.undim(*self._others()))
            self.wait_until(HALFWAY)
            self.play(moves.dim(*self.pulls), moves.appear(*self.values.rest), FadeIn(self.hull))

    def _into_a_ghost(self, mine: Arrow) -> list[Animation]:
        """The word's own value, and its name, pale and stay."""
        name = self.values.names[self.cast.asking]
        return [FadeOut(mine, name), FadeIn(self.ghost, self.ghost_name)]

    def _onto_the_ghost(self) -> AnimationGroup:
        """The copy, seen apart until now, sets out from where the original is."""
        ways = [(part, np.array(part.get_center())) for part in (self.copy, self.glow)]
        return AnimationGroup(
            *(
                moves.follow(part, moves.straight(place, place - self.aside), moves.SHORT)
                for part, place in ways
            )
        )

    def _drawn_along(self) -> AnimationGroup:
        """The copy, and the glow at its tip, from the word's own value to its output."""
        head, asking, view = self.cast.head, self.cast.asking, self.values.view
        path = moves.straight(head.values_2d[asking], head.outputs_2d[asking])
        self.copy.source = self.values.output.source
        return AnimationGroup(
            moves.carry(self.copy, path), moves.follow(self.glow, lambda t: view.point(path(t)))
        )

    def _distances(self) -> list[Distance]:
        """From the ghost, and from the output, to the strongest context's value, where exact."""
        cast, head = self.cast, self.cast.head
        if not space_of_values(self).exact:
            return []
        marks = self.values.measured(cast.asking, cast.partner)
        numbers = (head.distances_before, head.distances_after)
        return [
            Distance(
                self.theme, ends, self.values.view.scale, each, (cast.asking, cast.partner), role
            )
            for ends, each, role in zip(marks, numbers, ("muted", "output"), strict=True)
        ]

    def _pale(self, name: Maths) -> Maths:
        """The name of a value as that of a ghost, in the same place."""
        pale = Maths(self.theme, symbol("v", self.cast.word, "muted"), self.layout.type.label)
        return pale.with_halo().move_to(name)

    def _name_the_output(self) -> None:
        """The output's name keeps off what is drawn here, which is less than in other beats."""
        values = self.values
        arrows: list[Arrow | Distance] = [*values.values, values.output, *self.pulls, *self.marks]
        name = at_tip(values.output_name, values.output.tip, values.output.start)
        lines = [arrow.segment for arrow in arrows]
        taken = [*(box_of(each) for each in values.seen_names), *values.kept_free]
        home = name.label.get_center()
        tips = [arrow.tip for arrow in values.values]
        place([name], self.layout.stage, lines, taken, values.plane.lines, tips)
        if not clear_of(box_of(name.label), lines, taken):
            here = name.label.get_center()
            if not clear_of(box_of(name.label.move_to(home)), lines, taken):
                name.label.move_to(here)

    def _weights_on_the_pulls(self) -> dict[int, Number]:
        """The strongest context's weight beside its pull, and that of the widest pull of all."""
        values, size = self.values, self.layout.type.label
        names = [*values.seen_names, values.output_name]
        taken = [*(box_of(name) for name in names), *values.kept_free]
        lines = [arrow.segment for arrow in [*values.values, values.output]]
        lines += [side for each in self.pulls for side in (each.segment, *each.sides)]
        cast, found = self.cast, dict[int, Number]()
        others = [row for row in range(len(values.values)) if row != cast.asking]
        widest = max(others, key=lambda row: float(cast.head.weights[cast.asking, row]))
        for row in dict.fromkeys([widest, cast.partner]):
            pair = (cast.asking, row)
            number = Number(self.theme, cast.head.weights, pair, size, "weight", form="share")
            pull = next(each for each in self.pulls if each.source.index == pair)
            _set_beside(number, pull, self.layout.stage, lines, taken, values.plane.lines)
            taken.append(box_of(number.with_halo()))
            found[row] = number
        return found

    def _weighed(self) -> list[Animation]:
        """The weights fly from their bars to their pulls."""
        digits = self.card.bars.digits
        return [moves.fly(digits[row], weight) for row, weight in self.weights.items()]

    def _halfway(self, start: np.ndarray) -> np.ndarray:
        """The middle between a point and the strongest context's value."""
        return (start + self.values.values[self.cast.partner].tip) / 2

    def _others(self) -> list[VMobject]:
        """The value arrows that are not the word's own nor its strongest context's."""
        cast = self.cast
        return [
            part
            for row, pair in enumerate(zip(self.values.values, self.values.names, strict=True))
            if row not in (cast.asking, cast.partner)
            for part in pair
        ]


def _set_beside(
    number: Number,
    pull: PullArrow,
    bounds: Region,
    lines: Sequence[Segment],
    taken: Sequence[Region],
    axes: Sequence[Segment],
) -> None:
    """Move a weight close to a long side of its pull, the upper one first, or near if it must.

    Rather than away from its pull, it stands on an axis.
    """
    sides = sorted(pull.sides, key=lambda each: -(each[0] + each[1])[1])
    for kept_off in ([*lines, *axes], lines):
        for side in sides:
            if beside(number, side, bounds, kept_off, taken):
                return
    (x, y, _), middle = pull.tip - pull.start, (pull.start + pull.tip) / 2
    place([Tag(number, middle, np.array([y, -x, 0.0]))], bounds, lines, taken, axes)


def _aside(arrow: Arrow, name: VMobject, names: Sequence[VMobject]) -> np.ndarray:
    """A small step across an arrow, so that it is seen beside its ghost.

    It goes away from its name, unless it would then run through another one.
    """
    x, y, _ = arrow.tip - arrow.start
    step = APART * np.array([y, -x, 0.0]) / max(float(np.hypot(x, y)), 1e-9)
    step = -step if float(step @ (name.get_center() - arrow.tip)) > 0 else step
    boxes = [box_of(each, arrow.drawn_width() / 2) for each in names]
    start, tip = arrow.segment
    clear = [clear_of(each, [(start + step, tip + step)], []) for each in boxes]
    back = [clear_of(each, [(start - step, tip - step)], []) for each in boxes]
    return -step if all(back) and not all(clear) else step


class Panel(VGroup):
    """The card's lower half: the locked row, and the distance to the context before and after."""

    def __init__(self, beat: Pull, region: Region) -> None:
        super().__init__()
        theme, type_, head = beat.theme, beat.layout.type, beat.cast.head
        pair = (beat.cast.asking, beat.cast.partner)
        room = region.width - LOCK
        locked = fitted(theme, beat.label("original"), type_.small, "muted", room)
        self.lock = [Lock(theme, 0.3), locked]
        title = fitted(theme, beat.label("distance_to"), type_.body, "muted", region.width)
        names = [
            Words(theme, beat.label("before"), type_.body, "muted"),
            Words(theme, beat.label("after"), type_.body, "output"),
        ]
        self.before = Number(theme, head.distances_before, pair, type_.maths, "muted")
        self.after = Number(theme, head.distances_after, pair, type_.maths, "output")
        rows = [(names[0], self.before), (names[1], self.after)]
        titles = VGroup(title)
        if not space_of_values(beat).exact:
            note = fitted(theme, beat.label("measured"), type_.small, "muted", region.width)
            readings = self.before.height if region.width > ROOM_ABREAST else 2 * self.before.height
            needed = sum(part.height for part in (locked, title, note)) + readings
            if needed + LOOSE <= region.height:
                titles.add(note)
        titles.arrange(DOWN, buff=UNDER, aligned_edge=LEFT)
        self.distance = [Rule(theme, region.width), titles, *names]
        _set_out(region, self.lock, self.distance[:2], rows)


def _set_out(
    region: Region,
    lock: Sequence[VMobject],
    title: Sequence[VMobject],
    rows: list[tuple[Words, Number]],
) -> None:
    """Lock line, rule, title, then the two readings: below each other, or abreast if wide."""
    abreast = region.width > ROOM_ABREAST
    heights = [lock[1].height, title[1].height, *(name.height for name, _ in rows)]
    lines = region.rows(*(heights[:3] if abreast else heights), gap=0.04)
    columns = region.columns(1, 1, gap=0.6) if abreast else (region, region)
    lock[0].move_to(np.array([region.left + lock[0].width / 2, lines[0].centre[1], 0.0]))
    lock[1].next_to(lock[0], RIGHT, buff=0.16)
    title[1].move_to(np.array([region.left + title[1].width / 2, lines[1].centre[1], 0.0]))
    between = (lock[1].get_bottom()[1] + title[1].get_top()[1]) / 2
    title[0].move_to(np.array([region.centre[0], between, 0.0]))
    for number, (name, reading) in enumerate(rows):
        line = lines[2 if abreast else 2 + number]
        name.move_to(np.array([columns[number].left + name.width / 2, line.centre[1], 0.0]))
        reading.narrowed_to(columns[number].width - name.width - 0.15)
        reading.set_x(columns[number].right - reading.width / 2)
        reading.on_line_with(name)

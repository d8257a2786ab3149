"""A matrix is where two small arrows land; the whole grid, and every arrow in it, rides along."""

from __future__ import annotations

import numpy as np
from manim import (
    LEFT,
    UP,
    Animation,
    AnimationGroup,
    FadeIn,
    FadeOut,
    LaggedStart,
    Mobject,
    Transform,
    VGroup,
)

from core.catalogue.maps import LinearMap as LinearMapSpec
from core.maths.linear import partly, whole
from core.trace.records import MapTrace
from scenes.kit import moves
from scenes.kit.beat import Beat
from scenes.kit.layout import LEAST_TEXT, Region, at
from scenes.kit.plane.arrows import Arrow, Ghost
from scenes.kit.plane.labels import box_of, place, tag
from scenes.kit.plane.plane import MovingGrid, Plane, UnitSquare
from scenes.kit.plane.riders import GLIMPSES, Name, PlaneMotion, Rider, riding, trip
from scenes.kit.plane.view import View
from scenes.kit.props.cards import Card
from scenes.kit.props.chips import Chip, set_in_lines
from scenes.kit.props.matrix import Matrix
from scenes.kit.segments import Segment
from scenes.kit.source import Source
from scenes.kit.theme import Theme
from scenes.kit.type.maths import SUBSCRIPT, Maths, symbol
from scenes.kit.type.words import Words
from scenes.sets.linear_map.recipe import BASIS, Names, Recipe

HATS = ("first(hat(dotless.i))", "second(hat(dotless.j))")
IMAGES = {"W_Q": ("q", "query"), "W_K": ("k", "key"), "W_V": ("v", "value")}
THIN = 0.045  # width of the shafts that an arrow is put together from
GAP = 0.15  # between a matrix and its name
LONGEST = 0.4  # share of the stage's width that a name may take; longer, it loses its word
MARK = 5  # stroke width of what marks the step that is playing
SLOWEST, FASTEST = 2.2, 0.9  # seconds of one step


class LinearMap(Beat):
    """Two arrows land where the columns say; step by step; then a word's arrow rides along."""

    spec_class = LinearMapSpec

    def set_stage(self) -> None:
        assert isinstance(self.spec, LinearMapSpec)
        self.map = self.spec.found(self.trace)
        self.row = self.map.row_to_follow(self.cast.sentence.rows[self.cast.asking])
        self.names = self._names()
        self.ground = Ground(self)
        self.panel = Panel(self)
        self.present(self.ground.plane, self.ground.grid, self.panel.card, self.panel.frame)

    def construct(self) -> None:
        ground, panel, last = self.ground, self.panel, self.map.last
        free: list[Rider | Name] = [*ground.free, panel.rider]
        with self.saying("basis"):
            for arrow, name, j in zip(ground.basis, ground.letters, (0, 1), strict=True):
                self.play(moves.grow(arrow), FadeIn(name), run_time=moves.SHORT)
                self.play(moves.send(panel.matrix.column(j), arrow.tip, moves.SHORT))
            self.play(moves.appear(ground.square, ground.ghosts))
            self.play(trip(free, self._there, last, moves.LONG))
            self.play(moves.appear(panel.name))
        with self.saying("steps") as cue:
            back = trip(free, self._back, 0, moves.USUAL)
            self.play(back, moves.vanish(panel.name, panel.title))
            if panel.chips:
                self.play(panel.make_room())
                self.play(moves.appear(*panel.chips, *panel.marks[:1]))
            for number in range(last):
                step = trip(free, self._step(number), number + 1, self._seconds(cue.seconds))
                self.play(step, panel.point_at(number))
            self.play(moves.appear(panel.name), moves.vanish(*panel.marks[:1]))
        with self.saying("anywhere"):
            recipe = panel.recipe
            back = trip(ground.crowd, self._back, 0, moves.USUAL)
            self.play(back, moves.vanish(*panel.chips))
            if not panel.chips:
                self.play(panel.make_room(panel.name))
            self.play(moves.grow(ground.word, moves.SHORT), moves.appear(ground.word_name))
            self.play(moves.dim(*ground.basis), *ground.put_together(), recipe.written())
            self.play(
                moves.vanish(ground.word, recipe.start), moves.appear(*ground.leaving(), recipe.end)
            )
            riders = [*ground.crowd, *ground.passengers, *recipe.riders]
            self.play(trip(riders, self._there, last, moves.LONG), FadeOut(recipe.names[0]))
            self.play(moves.appear(recipe.names[1], ground.image_name))

    def _there(self, t: float) -> np.ndarray:
        return partly(whole(self.map.matrix), t)

    def _back(self, t: float) -> np.ndarray:
        return partly(whole(self.map.matrix), 1 - t)

    def _step(self, number: int) -> PlaneMotion:
        step, before = self.map.steps[number], self.map.products[number]
        return lambda t: partly(step, t) @ before

    def _seconds(self, cue: float) -> float:
        """How long a step may take, so that all steps fit their narration."""
        share = (cue - moves.USUAL - 4 * moves.SHORT) / self.map.last
        return min(SLOWEST, max(FASTEST, share))

    def _names(self) -> Names:
        """What the arrow is called before and after: e_bank and q_bank, or W e_bank, or W x."""
        is_word = self.row < len(self.map.coordinates) - 1
        matrix = self.map.name or "W"
        letter, role = IMAGES.get(self.map.name, ("", "embedding"))
        if not is_word:
            plain = ("embedding(x)", f"{matrix} embedding(x)")
            return Names(matrix, plain, plain, role)
        before = symbol("e", self.cast.word, "embedding")
        after = symbol(letter, self.cast.word, role) if letter else f"{matrix} {before}"
        short = ("embedding(e)", f"{role}({letter})" if letter else f"{matrix} embedding(e)")
        return Names(matrix, (before, after), short, role)


class Ground:
    """The stage: fixed axes, the moving grid, the basis, and one arrow put together from it.

    `free` ride while the basis is alone, `crowd` once the arrow is there, `passengers` with it.
    """

    def __init__(self, beat: LinearMap) -> None:
        self.map, self.row, self.region = beat.map, beat.row, beat.layout.stage
        theme, size, map_, row = beat.theme, beat.layout.type.label, beat.map, beat.row
        view = View.fitting(self.region, *_extent(map_, row)).in_units()
        self.view = view = view.over(beat.layout.frame)
        self.plane = Plane(theme, view)
        self.grid, self.square = MovingGrid(theme, view), UnitSquare(theme, view)
        self.basis = [
            Arrow(theme, view, map_.landings, (0, j), BASIS[j], shaft=theme.strokes.bold)
            for j in (0, 1)
        ]
        self.ghosts = VGroup(*(Ghost(theme, view, map_.landings, (0, j)) for j in (0, 1)))
        self.letters = [Maths(theme, hat, size).with_halo() for hat in HATS]
        self.word = Arrow(theme, view, map_.coordinates, row, "embedding", shaft=theme.strokes.bold)
        self.ghost = Ghost(theme, view, map_.coordinates, row, "embedding")
        self.image = Arrow(
            theme, view, map_.images, (0, row), beat.names.role, shaft=theme.strokes.bold
        )
        self.parts = [
            Arrow(theme, view, map_.parts, (0, row, j), BASIS[j], tail, THIN)
            for j, tail in enumerate((np.zeros(2), map_.parts[0, row, 0]))
        ]
        rests = [map_.landings[stop] for stop in (0, -1)]  # of the basis; then of the arrow's parts
        arrows = [*np.vstack(rests), map_.coordinates[row], map_.images[-1, row]]
        lines = [view.point(np.array([np.zeros(2), tip])) for tip in arrows]
        lines += [view.point(np.cumsum(map_.parts[stop, row], axis=0)) for stop in (0, -1)]
        self.plane.kept_clear([(line[0], line[1]) for line in lines])
        called = [Maths(theme, name, size).with_halo() for name in beat.names.long]
        if max(name.width for name in called) > LONGEST * self.region.width:
            called = [Maths(theme, name, size).with_halo() for name in beat.names.short]
        self.word_name, self.image_name = called
        for prop in (*self.basis, self.word, self.image, *self.parts):
            prop.set_z_index(1)
        for name in (*self.letters, self.word_name, self.image_name):
            name.set_z_index(2)
        self._mount()

    def put_together(self) -> list[Animation]:
        """The arrow's two parts grow, one after the other."""
        grown = [moves.grow(part, moves.SHORT) for part in self.parts]
        return [LaggedStart(*grown, lag_ratio=0.8)]

    def leaving(self) -> list[Mobject]:
        """What stays of the arrow, and the copy that will move."""
        return [self.ghost, self.image]

    def _mount(self) -> None:
        """Say what rides, and settle every name beside its tip for every stop."""
        map_, unit = self.map, np.eye(2)
        products, landings = map_.products, map_.landings
        x, y = map_.coordinates[self.row]
        moved = [
            Rider(each, each.show, lambda stop, m=each: m.tell(Source(products, (stop,))))  # type: ignore[misc]
            for each in (self.grid, self.square)
        ]
        basis = [riding(self.basis[j], products, landings, (j,), unit[j]) for j in (0, 1)]
        self.passengers = [
            riding(self.parts[0], products, map_.parts, (self.row, 0), x * unit[0]),
            riding(self.parts[1], products, map_.parts, (self.row, 1), y * unit[1], x * unit[0]),
            riding(self.image, products, map_.images, (self.row,), np.array([x, y])),
        ]
        self._stops = [*moved, *basis, *self.passengers]
        self._name_arrows()
        crowded, free = self._spots(crowded=True), self._spots(crowded=False)
        self.crowd: list[Rider | Name] = [*moved, *basis, *self._riding_names(crowded)]
        self.free: list[Rider | Name] = [*moved, *basis, *self._riding_names(free)]

    def _name_arrows(self) -> None:
        """Place the names of the arrow and of its image, which don't move."""
        ends = [self._segments(stop, crowded=True) for stop in (0, self.map.last)]
        pair = [(self.word_name, self.word), (self.image_name, self.image)]
        tags = [tag(name, arrow.tip, arrow.start) for name, arrow in pair]
        place(tags, self.region, [*ends[0], *ends[1], *self.plane.lines], self._ticks())

    def _spots(self, crowded: bool) -> list[dict[int, np.ndarray]]:
        """For either letter and every stop, its way from the tip; ends at the first stop."""
        spots: list[dict[int, np.ndarray]] = [{}, {}]
        names = [box_of(self.word_name), box_of(self.image_name)] if crowded else []
        for stop in reversed(range(self.map.last + 1)):
            lines = [*self._segments(stop, crowded), *self.plane.lines]
            pairs = list(zip(self.letters, self.basis, strict=True))
            tags = [tag(letter, arrow.tip, arrow.start) for letter, arrow in pairs]
            place(tags, self.region, lines, [*self._ticks(), *names])
            for j, (letter, arrow) in enumerate(pairs):
                spots[j][stop] = letter.get_center() - arrow.tip
        return spots

    def _segments(self, stop: int, crowded: bool) -> list[Segment]:
        """Move everything to a stop, and tell where the arrows lie there."""
        for rider in self._stops:
            rider.rest(stop)
        crowd: list[Arrow | Ghost] = [self.ghost, self.image, *self.parts] if crowded else []
        return [arrow.segment for arrow in (*self.basis, *crowd)]

    def _riding_names(self, spots: list[dict[int, np.ndarray]]) -> list[Name]:
        return [Name(self.letters[j], self.basis[j], spots[j]) for j in (0, 1)]

    def _ticks(self) -> list[Region]:
        return self.plane.kept_free


class Panel:
    """Beside the stage: the matrix, whose columns are the landings; its steps; a recipe."""

    def __init__(self, beat: LinearMap) -> None:
        theme, map_, type_ = beat.theme, beat.map, beat.layout.type
        self.card = Card(theme, beat.layout.panel)
        inside = self.card.inside
        wide = inside.width > 1.3 * inside.height
        self.home, below = inside.columns(1, 1, gap=0.5) if wide else inside.rows(0.36, 0.64)
        self.title = Words(theme, beat.label("columns"), type_.body, "muted")
        self.title.narrowed_to(inside.width)
        self.title.move_to(np.array([inside.centre[0], inside.top - self.title.height / 2, 0.0]))
        later = [(stop,) for stop in range(map_.last + 1)]
        size = type_.maths
        self.matrix = Matrix(theme, map_.products, size, BASIS, place=(0,), later=later)
        self.name = Maths(theme, f"{beat.names.matrix} =", size)
        self._set_matrix(theme, inside, size, self.home.width)
        self.rider = Rider(
            self.matrix, self.matrix.show, lambda stop: self.matrix.rest(map_.products, (stop,))
        )
        self.frame = VGroup(self.title, self.heads, self.matrix.brackets)
        self.chips = self._chips(beat, below)
        self.marks = [self._mark(theme, chip) for chip in self.chips]
        self.recipe = Recipe(theme, below, map_, beat.row, beat.names, type_.maths)

    def _set_matrix(self, theme: Theme, room: Region, size: float, widest: float) -> None:
        """The matrix, the basis arrows' letters above its columns, its name beside or on top."""
        least = LEAST_TEXT / SUBSCRIPT / size  # the name's subscript must still be read
        beside = widest / (self.name.width + GAP + self.matrix.width)
        self.name.scale(min(1.0, max(beside, least)))
        scale = (widest - GAP - self.name.width) / self.matrix.width
        on_top = scale < LEAST_TEXT / size
        scale = min(1.0, widest / self.matrix.width if on_top else scale)
        self.matrix.scale(scale)
        self.heads = VGroup(*(Maths(theme, hat, size * 0.8 * scale) for hat in HATS))
        for j, head in enumerate(self.heads):
            above = self.matrix.get_top()[1] + head.height / 2
            head.move_to(np.array([self.matrix.column(j).get_x(), above, 0.0]))
        formula = VGroup(self.heads, self.matrix)
        side = UP if on_top else LEFT
        self.name.next_to(formula if on_top else self.matrix, side, buff=GAP)
        formula.add(self.name)
        formula.move_to(at(room))

    def _chips(self, beat: LinearMap, region: Region) -> list[Chip]:
        """The named steps in order; none for a matrix without names."""
        if any(step.name == "matrix" for step in beat.map.steps):
            return []
        size = beat.layout.type.body
        labels = [beat.label(f"step{number + 1}") for number in range(beat.map.last)]
        while True:
            chips = [Chip(beat.theme, label, size) for label in labels]
            if not chips:
                return []
            set_in_lines(chips, region.width, 0.2)
            group = VGroup(*chips)
            if size <= LEAST_TEXT or (
                group.width <= region.width and group.height <= region.height
            ):
                break
            size = max(LEAST_TEXT, size * 0.92)
        group.move_to(at(region))
        return chips

    @staticmethod
    def _mark(theme: Theme, chip: Chip) -> Mobject:
        mark = chip.box.copy().set_fill(opacity=0)
        return mark.set_stroke(theme.colour("grid"), MARK, 1)

    def make_room(self, *also: Mobject) -> Animation:
        """The matrix steps aside for what comes below or beside it; so does its name, if seen."""
        way = at(self.home) - VGroup(self.heads, self.matrix, self.name).get_center()
        seen = [self.heads, self.matrix, *also]
        if self.name not in seen:
            self.name.shift(way)
        ends = [(each.get_center(), each.get_center() + way) for each in seen]
        glides = [
            moves.follow(each, moves.straight(*pair), moves.SHORT)
            for each, pair in zip(seen, ends, strict=True)
        ]
        return AnimationGroup(*glides)

    def point_at(self, number: int) -> Animation:
        """The mark goes to a step's chip."""
        if not self.marks:
            return AnimationGroup()
        return Transform(self.marks[0], self.marks[number].copy(), run_time=moves.SHORT)


def _extent(map_: MapTrace, row: int) -> list[np.ndarray]:
    """Everywhere that an arrow will point on its way, as vectors [2]."""
    shares = np.linspace(0, 1, GLIMPSES)
    ways = [partly(whole(map_.matrix), t) for t in shares]
    for number, step in enumerate(map_.steps):
        ways += [partly(step, t) @ map_.products[number] for t in shares]
    basis = np.array(ways).transpose(0, 2, 1).reshape(-1, 2)
    arrow = np.array([way @ map_.coordinates[row] for way in ways[: len(shares)]])
    parts = map_.parts[[0, map_.last], row].reshape(-1, 2)
    corners = np.array([map_.landings[-1].sum(axis=0), -0.5 * map_.landings[0].sum(axis=0)])
    return [basis, arrow, parts, corners]

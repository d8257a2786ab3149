"""A matrix is where two small arrows land; the whole grid, and every arrow in it, rides along."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import FadeIn, FadeOut, Mobject, VGroup

from core.linear import partly, whole
from core.maps import MapTrace
from core.storyboard import LinearMap as LinearMapSpec
from core.storyboard import map_of
from scenes.kit import moves
from scenes.kit.arrows import Arrow, Ghost
from scenes.kit.beat import Beat
from scenes.kit.cards import Card, at
from scenes.kit.chips import Chip, set_in_lines
from scenes.kit.labels import box_of, place, tag
from scenes.kit.layout import LEAST_TEXT, Region
from scenes.kit.matrix import ColumnVector, Matrix
from scenes.kit.plane import MovingGrid, Plane, Segment, UnitSquare, View
from scenes.kit.riders import Name, Path, Rider, riding, trip
from scenes.kit.stages import tick_box
from scenes.kit.text import Lettering, Maths, Number, Words, symbol
from scenes.kit.theme import Theme

BASIS = ("first", "second")  # the roles of the two basis arrows and of a matrix's columns
HATS = ("first(hat(dotless.i))", "second(hat(dotless.j))")
IMAGES = {"W_Q": ("q", "query"), "W_K": ("k", "key"), "W_V": ("v", "value")}
BOLD, THIN = 0.085, 0.045  # widths of the spoken arrows' shafts, and of what they are made of
GLIMPSES = 9  # looks at each step's motion, to keep it inside the stage
SLOWEST, FASTEST = 2.2, 0.9  # seconds of one step


class LinearMap(Beat):
    """Two arrows land where the columns say; step by step; then a word's arrow rides along."""

    spec_class = LinearMapSpec

    def set_stage(self) -> None:
        assert isinstance(self.spec, LinearMapSpec)
        self.map = map_of(self.spec, self.trace)
        self.row = self.map.row_to_follow(self.cast.sentence.rows[self.cast.asking])
        names = self._names()
        self.ground = Ground(self, names)
        self.panel = Panel(self, names)
        self.present(self.ground.plane, self.ground.grid, self.panel.card, self.panel.frame)

    def construct(self) -> None:
        ground, panel, last = self.ground, self.panel, self.map.last
        free = [*ground.free, panel.rider]
        with self.saying("basis"):
            for arrow, name, j in zip(ground.basis, ground.letters, (0, 1), strict=True):
                self.play(moves.grow(arrow), FadeIn(name), run_time=moves.SHORT)
                self.play(moves.send(panel.matrix.column(j), arrow.tip, moves.SHORT))
            self.play(FadeIn(ground.square), FadeIn(ground.ghosts), run_time=moves.SHORT)
            self.play(trip(free, self._there, last, moves.LONG))
            self.play(FadeIn(panel.name))
        with self.saying("steps") as cue:
            self.play(trip(free, self._back, 0, moves.USUAL), FadeOut(panel.name))
            self.play(moves.appear(*panel.chips))
            for number in range(last):
                others, seconds = panel.chips_but(number), self._seconds(cue.seconds)
                self.play(moves.dim(*others, seconds=moves.SHORT / 2))
                self.play(trip(free, self._step(number), number + 1, seconds))
                self.play(moves.undim(*others, seconds=moves.SHORT / 2))
            self.play(FadeIn(panel.name))
        with self.saying("anywhere"):
            back = trip(ground.crowd, self._back, 0, moves.USUAL)
            self.play(back, moves.vanish(*panel.chips))
            self.play(moves.grow(ground.word, moves.SHORT), FadeIn(ground.word_name))
            for part, term in zip(ground.parts, panel.recipe.terms, strict=True):
                self.play(moves.grow(part, moves.SHORT), moves.appear(*term))
            self.play(moves.appear(*panel.recipe.sum))
            self.play(FadeOut(ground.word), FadeIn(ground.ghost), FadeIn(ground.image))
            riders = [*ground.crowd, *ground.passengers, *panel.recipe.riders]
            before, after = panel.recipe.names
            self.play(trip(riders, self._there, last, moves.LONG), FadeOut(before))
            self.play(FadeIn(after), FadeIn(ground.image_name))

    def _there(self, t: float) -> np.ndarray:
        return partly(whole(self.map.matrix), t)

    def _back(self, t: float) -> np.ndarray:
        return partly(whole(self.map.matrix), 1 - t)

    def _step(self, number: int) -> Path:
        step, before = self.map.steps[number], self.map.products[number]
        return lambda t: partly(step, t) @ before

    def _seconds(self, cue: float) -> float:
        """How long a step may take, so that all steps fit their narration."""
        share = (cue - 2 * moves.USUAL) / self.map.last - moves.SHORT
        return min(SLOWEST, max(FASTEST, share))

    def _names(self) -> Names:
        """What the arrow is called before and after: e_bank and q_bank, or W e_bank, or W x."""
        is_word = self.row < len(self.map.coordinates) - 1
        before = symbol("e", self.cast.word, "embedding") if is_word else "embedding(x)"
        letter, role = IMAGES.get(self.map.name, ("", "embedding"))
        matrix = self.map.name or "W"
        after = symbol(letter, self.cast.word, role) if is_word and letter else f"{matrix} {before}"
        return Names(matrix, before, after, role)


@dataclass(frozen=True)
class Names:
    """Formulas: the map's, the arrow's before and after; and the role of what comes out."""

    matrix: str
    before: str
    after: str
    role: str


class Ground:
    """The stage: fixed axes, the moving grid, the basis, and one arrow put together from it.

    `free` ride while the basis is alone, `crowd` once the arrow is there, `passengers` with it.
    """

    def __init__(self, beat: LinearMap, names: Names) -> None:
        self.map, self.row, self.region = beat.map, beat.row, beat.layout.stage
        theme, size, map_, row = beat.theme, beat.layout.type.label, beat.map, beat.row
        self.view = view = View.fitting(self.region, *_extent(map_, row)).in_units()
        self.plane = Plane(theme, view)
        self.grid, self.square = MovingGrid(theme, view), UnitSquare(theme, view)
        self.basis = [
            Arrow(theme, view, map_.landings, (0, j), BASIS[j], shaft=BOLD) for j in (0, 1)
        ]
        self.ghosts = VGroup(*(Ghost(theme, view, map_.landings, (0, j)) for j in (0, 1)))
        self.letters = [Maths(theme, hat, size).with_halo() for hat in HATS]
        self.word = Arrow(theme, view, map_.coordinates, row, "embedding", shaft=BOLD)
        self.ghost = Ghost(theme, view, map_.coordinates, row, "embedding")
        self.image = Arrow(theme, view, map_.images, (0, row), names.role, shaft=BOLD)
        self.parts = [
            Arrow(theme, view, map_.parts, (0, row, j), BASIS[j], tail, THIN)
            for j, tail in enumerate((np.zeros(2), map_.parts[0, row, 0]))
        ]
        self.word_name = Maths(theme, names.before, size).with_halo()
        self.image_name = Maths(theme, names.after, size).with_halo()
        self._mount()

    def _mount(self) -> None:
        """Say what rides, and settle every name beside its tip for every stop."""
        map_, unit = self.map, np.eye(2)
        products, landings = map_.products, map_.landings
        x, y = map_.coordinates[self.row]
        moved = [
            Rider(each, each.show, lambda stop, m=each: m.rest(products, (stop,)))  # type: ignore[misc]
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
        self.crowd = [*moved, *basis, *self._riding_names(crowded)]
        self.free = [*moved, *basis, *self._riding_names(free)]

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
        crowd = [self.ghost, self.image, *self.parts] if crowded else []
        return [arrow.segment for arrow in (*self.basis, *crowd)]

    def _riding_names(self, spots: list[dict[int, np.ndarray]]) -> list[Name]:
        return [Name(self.letters[j], self.basis[j], spots[j]) for j in (0, 1)]

    def _ticks(self) -> list[Region]:
        return [tick_box(tick) for tick in self.plane.ticks]


class Panel:
    """Beside the stage: the matrix, whose columns are the landings; its steps; an arrow's recipe."""

    def __init__(self, beat: LinearMap, names: Names) -> None:
        theme, map_, type_ = beat.theme, beat.map, beat.layout.type
        self.card = Card(theme, beat.layout.panel)
        inside = self.card.inside
        wide = inside.width > 1.3 * inside.height
        top, below = inside.columns(1, 1, gap=0.5) if wide else inside.rows(0.44, 0.56)
        title = Words(theme, beat.label("columns"), type_.body, "muted").narrowed_to(top.width)
        title.move_to(np.array([top.centre[0], top.top - title.height / 2, 0.0]))
        later = [(stop,) for stop in range(map_.last + 1)]
        size = type_.maths * 1.1
        self.matrix = Matrix(theme, map_.products, size, BASIS, place=(0,), later=later)
        self.name = Maths(theme, f"{names.matrix} =", size)
        room = Region(top.left, top.bottom, top.right, top.top - title.height - 0.1)
        self._set_matrix(theme, room, size)
        self.rider = Rider(
            self.matrix, self.matrix.show, lambda stop: self.matrix.rest(map_.products, (stop,))
        )
        self.frame = VGroup(title, self.heads, self.matrix.brackets)
        self.chips = self._chips(beat, below)
        self.recipe = Recipe(beat, below, names)

    def _set_matrix(self, theme: Theme, room: Region, size: float) -> None:
        """The name and the matrix side by side, the basis arrows' letters above its columns."""
        self.heads = VGroup(*(Maths(theme, hat, size * 0.8) for hat in HATS))
        gap = 0.15
        scale = min(1.0, room.width / (self.name.width + gap + self.matrix.width))
        for part in (self.name, self.matrix, self.heads):
            part.scale(max(scale, LEAST_TEXT / size))
        width = self.name.width + gap + self.matrix.width
        height = self.matrix.height + self.heads.height
        left = room.centre[0] - width / 2
        bottom = room.centre[1] - height / 2
        self.matrix.move_to(
            np.array([left + width - self.matrix.width / 2, bottom + self.matrix.height / 2, 0.0])
        )
        self.name.move_to(np.array([left + self.name.width / 2, self.matrix.get_y(), 0.0]))
        for j, head in enumerate(self.heads):
            above = self.matrix.get_top()[1] + head.height / 2
            head.move_to(np.array([self.matrix.column(j).get_x(), above, 0.0]))

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

    def chips_but(self, number: int) -> list[Mobject]:
        """All steps but one."""
        return [chip for place_, chip in enumerate(self.chips) if place_ != number]


class Recipe:
    """An arrow as so much of the first column and so much of the second; the amounts never change.

    `terms` are its two lines, `sum` the third; `riders` are the columns, which do change.
    """

    def __init__(self, beat: LinearMap, region: Region, names: Names) -> None:
        self.beat, self.region = beat, region
        size = beat.layout.type.maths
        while not self._fits(names, size) and size > LEAST_TEXT:
            size = max(LEAST_TEXT, size * 0.93)

    def _fits(self, names: Names, size: float) -> bool:
        """Build every line at this size and set them in columns; whether they fit the region."""
        beat, map_ = self.beat, self.beat.map
        theme, row, later = beat.theme, beat.row, range(map_.last + 1)
        self.names = (Maths(theme, names.before, size), Maths(theme, names.after, size))
        signs = [Maths(theme, sign, size) for sign in ("=", "+", "=")]
        amounts = [Number(theme, map_.coordinates, (row, j), size, "embedding") for j in (0, 1)]
        columns = [
            ColumnVector(
                theme, map_.landings, (0, j), size, BASIS[j], later=[(k, j) for k in later]
            )
            for j in (0, 1)
        ]
        total = ColumnVector(
            theme, map_.images, (0, row), size, names.role, later=[(k, row) for k in later]
        )
        vectors = [*columns, total]
        gap = 0.45 * size
        widths = [
            max(part.width for part in parts) for parts in (self.names, signs, amounts, vectors)
        ]
        width = sum(widths) + 3 * gap
        line = max(vector.height for vector in vectors) + 0.35 * size
        self._set(signs, amounts, vectors, widths, gap, line)
        self.terms = [
            [self.names[0], signs[0], amounts[0], columns[0]],
            [signs[1], amounts[1], columns[1]],
        ]
        self.sum = [signs[2], total]
        self.riders = [
            *(
                Rider(
                    columns[j],
                    lambda m, j=j: columns[j].show(m[:, j]),  # type: ignore[misc]
                    lambda stop, j=j: columns[j].rest(map_.landings, (stop, j)),  # type: ignore[misc]
                )
                for j in (0, 1)
            ),
            Rider(
                total,
                lambda m: total.show(m @ map_.coordinates[row]),
                lambda stop: total.rest(map_.images, (stop, row)),
            ),
        ]
        return width <= self.region.width and 3 * line <= self.region.height

    def _set(
        self,
        signs: list[Maths],
        amounts: list[Number],
        vectors: list[ColumnVector],
        widths: list[float],
        gap: float,
        line: float,
    ) -> None:
        """Three lines: name = amount column, + amount column, = sum."""
        middle = np.array([*self.region.centre, 0.0])
        left = middle[0] - (sum(widths) + 3 * gap) / 2
        rights = left + np.cumsum(widths) + gap * np.arange(4)
        for number, vector in enumerate(vectors):
            y = middle[1] + (1 - number) * line
            vector.move_to(np.array([rights[3] - widths[3] / 2, y, 0.0]))
            lettering: list[tuple[Lettering, float]] = [(signs[number], rights[1])]
            if number < 2:
                lettering.append((amounts[number], rights[2]))
            if number == 0:
                lettering += [(name, rights[0]) for name in self.names]
            for part, right in lettering:
                part.move_to(np.array([right - part.width / 2, y, 0.0]))


def _extent(map_: MapTrace, row: int) -> list[np.ndarray]:
    """Everywhere that an arrow will point on its way, as vectors [2]."""
    shares = np.linspace(0, 1, GLIMPSES)
    ways = [partly(whole(map_.matrix), t) for t in shares]
    for number, step in enumerate(map_.steps):
        ways += [partly(step, t) @ map_.products[number] for t in shares]
    basis = np.array(ways).transpose(0, 2, 1).reshape(-1, 2)
    arrow = np.array([way @ map_.coordinates[row] for way in ways[: len(shares)]])
    parts = map_.parts[[0, map_.last], row].reshape(-1, 2)
    corner = map_.landings[-1].sum(axis=0)
    return [basis, arrow, parts, corner]

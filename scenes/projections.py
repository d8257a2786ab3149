"""Three matrices make a query, a key and a value out of every word's one arrow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import (
    DOWN,
    LEFT,
    Animation,
    AnimationGroup,
    Mobject,
    VGroup,
)

from core.catalogue.maps import Projections as ProjectionsSpec
from core.maths.linear import is_identity, partly, whole
from scenes.kit import moves
from scenes.kit.beat import Beat
from scenes.kit.layout import LEAST_TEXT, Region, at
from scenes.kit.plane.arrows import Arrow, Ghost
from scenes.kit.plane.labels import box_of, clear_of, place, tag
from scenes.kit.plane.plane import MovingGrid, Plane
from scenes.kit.plane.riders import GLIMPSES, Rider, riding, trip
from scenes.kit.plane.view import View
from scenes.kit.props.badges import Badge
from scenes.kit.props.cards import Card
from scenes.kit.segments import Segment
from scenes.kit.source import Source
from scenes.kit.stages.vectors import FEW
from scenes.kit.type.lines import on_line
from scenes.kit.type.maths import SUBSCRIPT, Maths, symbol
from scenes.kit.type.words import Words
from scenes.sets.projections.product import ROLES, Product, Role, can_be_written, set_alike

THIN = 0.05  # width of the shafts of words that are not followed
FAINT = 0.35  # opacity of the others
ROOM, ROOM_SHARE = (0.55, 0.4), 0.17  # kept free around the arrows of a small plane, at most
MARGIN = 0.16  # between a card's border and what stands on it
UNLIKE = 2.2  # times as long: from here on, planes have scales of their own
NARROW = 2.6  # Manim units: a card narrower than this stacks its header and its product
LONGEST = 0.34  # share of the plane's width that a name may take; longer, it loses its word
HALF = 0.55  # opacity of their names
STRIP = 0.3  # height below a plane for a note
GAP = 0.2  # between a role's name and its question
ROW = 1.1  # seconds in which one row of the matrix meets the arrow


class Projections(Beat):
    """Three planes, three moving grids, the same arrow into each; out come q, k and v."""

    spec_class = ProjectionsSpec

    def set_stage(self) -> None:
        room = self.layout.whole
        cut = room.rows if self.layout.upright else room.columns
        regions = cut(1, 1, 1, gap=0.2)
        self.parts = [Part(self, role, at_) for role, at_ in zip(ROLES, regions, strict=True)]
        set_alike([part.product for part in self.parts])
        self.present(*(part.ground for part in self.parts))

    def construct(self) -> None:
        with self.saying("three"):
            self.play(*(part.showing(*part.given, part.given_name) for part in self.parts))
            for part in self.parts:
                self.play(part.showing(part.header, part.product.matrix))
                self.play(part.bringing())
        for role, part in zip(ROLES, self.parts, strict=True):
            others = [prop for each in self.parts if each is not part for prop in each.seen]
            with self.saying(role.name):
                slowly = part is self.parts[0]
                self.play(moves.dim(*others), part.departing(slowly=slowly))
                for act in part.acts(slowly=slowly):
                    self.play(act)
                self.play(moves.undim(*others))


def _cut(inside: Region, *, formula_only: bool) -> tuple[Region, Region, Region]:
    """A card's header, plane and product; one without numbers leaves its room to the plane."""
    if inside.width > 1.5 * inside.height:
        shares = (1.1, 0.9) if formula_only else (0.85, 1.15)
        plane, right = inside.columns(*shares, gap=0.25)
        header, product = right.rows(0.24, 0.76, gap=0.1)
    elif inside.width > NARROW:
        shares = (0.78, 0.12) if formula_only else (0.58, 0.32)
        header, plane, product = inside.rows(0.1, *shares, gap=0.12)
    else:
        shares = (0.7, 0.16) if formula_only else (0.38, 0.48)
        header, plane, product = inside.rows(0.14, *shares, gap=0.1)
    return header, plane, product


class Part:
    """A card: a role's question, its plane, and its matrix at work on the word's numbers.

    `ground` is there from the start; `seen` is all that is there so far.
    """

    def __init__(self, beat: Projections, role: Role, region: Region) -> None:
        cast, theme = beat.cast, beat.theme
        self.beat, self.role = beat, role
        self.map = beat.trace.map_of_head(cast.sentence.heads.index(cast.head), role.matrix)
        self.drawn: np.ndarray = getattr(cast.head, f"{role.field}_2d")
        inside = region.inset(MARGIN)
        large = not any(can_be_written(getattr(cast.head, each.matrix)) for each in ROLES)
        header, plane, product = _cut(inside, formula_only=large)
        self.note = self._note(plane.width)
        if len(self.note):
            high = max(STRIP, self.note.height)
            plane, strip = plane.rows(plane.height - high, high, gap=0)
            self.note.move_to(at(strip))
        self.region = plane
        self.header = self._header(header)
        self.product = Product(theme, product, cast, role, beat.layout.type.maths)
        self.view = self._view()
        self.plane = Plane(theme, self.view)
        self.grid = MovingGrid(theme, self.view)
        self.ground = VGroup(Card(theme, region), self.plane)
        self._draw_arrows()
        self._name_arrows()
        if self.map is not None:
            self.grid.tell(Source(self.map.products, (0,)))
            self.ground.add(self.grid)
        self.seen: list[Mobject] = [self.ground]

    def showing(self, *props: Mobject) -> Animation:
        """Props come, one after the other."""
        there = [prop for prop in props if len(prop.family_members_with_points())]
        self.seen += there
        return moves.appear(*there)

    def bringing(self) -> Animation:
        """The arrow's numbers come out of its tip, to be multiplied."""
        given, result = self.product.given, self.product.result
        if self.map is None or not len(given.submobjects):
            return self.showing(given, result)
        self.seen.append(given)
        flight = moves.send(given, self.given[-1].tip, moves.SHORT)
        return AnimationGroup(flight, self.showing(result))

    def departing(self, slowly: bool) -> Animation:
        """The word's arrow stays as a ghost; copies of all arrows, and numbers, are to move."""
        if self.map is None:
            return AnimationGroup()
        self.seen = [prop for prop in self.seen if prop not in self.given]
        self.seen += [self.ghost, *self.made]
        changing = [moves.vanish(*self.given), moves.appear(self.ghost, *self.made)]
        if not slowly and len(self.product.digits):
            self.seen.append(self.product.digits)
            changing.append(self.product.copying())
        return AnimationGroup(*changing)

    def acts(self, slowly: bool) -> Iterator[Animation]:
        """The grid moves, the arrows with it, and the product is worked out: slowly, row by row."""
        if self.map is not None and self._moves:
            riders = [*self.riders, *([] if slowly else self.product.riders())]
            trip_ = trip(riders, self._way, self.map.last, moves.LONG)
            start, end = self.given_name.get_center(), self.given_spot
            name = moves.follow(self.given_name, moves.straight(start, end), moves.LONG)
            yield AnimationGroup(trip_, name)
        if self.map is not None:
            yield self.showing(*self.made_names, self.note)
        if slowly or self.map is None:
            self.seen += [self.product.digits] if len(self.product.digits) else []
            yield from self.product.rows(ROW if slowly else ROW / 2)
        if self.map is None:
            self.seen += [*self.made]
            yield AnimationGroup(*(moves.grow(arrow) for arrow in self.made))
            yield self.showing(*self.made_names, self.note)

    @property
    def _moves(self) -> bool:
        """Whether the plane moves at all."""
        return self.map is not None and not is_identity(self.map.matrix)

    def _way(self, t: float) -> np.ndarray:
        assert self.map is not None
        return partly(whole(self.map.matrix), t)

    def _header(self, region: Region) -> VGroup:
        """The role's name and its question, on one line if there is room."""
        theme, type_ = self.beat.theme, self.beat.layout.type
        name = Words(theme, self.beat.label(self.role.name), type_.label, self.role.name, 600)
        question = Words(theme, self.beat.label(self.role.question), type_.small, "muted")
        room = region.width - name.width - GAP
        if question.width * LEAST_TEXT / question.em <= room:
            on_line(name, question.narrowed_to(room), gap=GAP)
        else:
            question.narrowed_to(region.width).next_to(name, DOWN, buff=0)
            question.align_to(name, LEFT)
        header = VGroup(name, question)
        header.move_to(at(region)).align_to(np.array([region.left, 0, 0]), LEFT)
        return header

    def _view(self) -> View:
        """The same scale as the other planes, unless their arrows would dwarf this one's."""
        head, embeddings = self.beat.cast.head, self.beat.cast.sentence.embeddings_2d
        across, down = (ROOM_SHARE * side for side in (self.region.width, self.region.height))
        room = (min(ROOM[0], across), min(ROOM[1], down))
        if self.map is None:
            return View.fitting(self.region, self.drawn, room=room)
        own = [embeddings, *(embeddings @ self._way(t).T for t in np.linspace(0, 1, GLIMPSES))]
        most = UNLIKE * max(float(np.abs(vectors).max()) for vectors in own)
        moved = [role for role in ROLES if getattr(head, role.matrix).shape == (2, 2)]
        every = [getattr(head, f"{role.field}_2d") for role in moved]
        alike = [vectors for vectors in every if np.abs(vectors).max() <= most]
        return View.fitting(self.region, *own, *alike, room=room)

    def _draw_arrows(self) -> None:
        """White arrows in, coloured arrows out; the word's own bold, the others thin and faint."""
        theme, sentence, asking = self.beat.theme, self.beat.cast.sentence, self.beat.cast.asking
        order = [token for token in range(len(sentence.tokens)) if token != asking] + [asking]
        styles = {
            token: (theme.strokes.bold, 1.0) if token == asking else (THIN, FAINT)
            for token in order
        }
        self.made = [
            Arrow(theme, self.view, self.drawn, token, self.role.name, None, *styles[token])
            for token in order
        ]
        self.ghost = Ghost(theme, self.view, sentence.embeddings_2d, asking, "embedding")
        given = [
            Arrow(
                theme, self.view, sentence.embeddings_2d, token, "embedding", None, *styles[token]
            )
            for token in order
        ]
        self.given = given if self.map is not None else []
        self.riders: list[Rider] = []
        if self.map is None:
            return
        products, images = self.map.products, self.map.images
        self.riders.append(
            Rider(self.grid, self.grid.show, lambda k: self.grid.tell(Source(products, (k,))))
        )
        for token, arrow in zip(order, self.made, strict=True):
            row = sentence.rows[token]
            rider = riding(arrow, products, images, (row,), self.map.coordinates[row])
            rider.rest(0)
            self.riders.append(rider)

    def _name_arrows(self) -> None:
        """Names for the word's arrows, and for the others where few enough have room."""
        origin = self.view.point(np.zeros(2))
        self.lands: list[Segment] = [(origin, self.view.point(vector)) for vector in self.drawn]
        self.starts: list[Segment] = [arrow.segment for arrow in self.given]
        self.plane.kept_clear([*self.lands, *self.starts])
        if not self._placed_own(with_words=True):
            self._placed_own(with_words=False)
        taken = [*self._ticks(), *self._used]
        lines = [*self.lands, *self.starts]
        tokens = self.beat.cast.sentence.tokens
        for token, land in enumerate(self.lands if len(tokens) <= FEW else []):
            name = self._name(self.role.letter, token, self.role.name)
            if tokens[token] == self.beat.cast.word or "_" not in name.formula:
                continue
            place([tag(name, land[1], origin)], self.region, [*lines, *self.plane.lines], taken)
            if clear_of(box_of(name), lines, taken):
                name.set_opacity(HALF)
                taken.append(box_of(name))
                self.made_names.append(name)

    def _placed_own(self, *, with_words: bool) -> bool:
        """Place the word's own names, for before and after; whether no arrow runs through one."""
        asking, plane = self.beat.cast.asking, self.plane
        made = self._name(self.role.letter, asking, self.role.name, with_word=with_words)
        self.made_names, self.given_name = [made], VGroup()
        tags, stays = [tag(made, self.lands[asking][1], self.lands[asking][0])], []
        if self.starts:
            self.given_name = self._name("e", asking, "embedding", with_word=with_words)
            tags.append(tag(self.given_name, self.ghost.tip, self.lands[asking][0]))
            stays = [self.ghost.segment]
        after = [*self.lands, *stays]
        place(tags, self.region, [*after, *plane.lines], self._ticks())
        self._used = [box_of(each.label) for each in tags]
        self.given_spot = self.given_name.get_center()
        clear = all(clear_of(box, after, []) for box in self._used)
        if self._moves:
            place(tags[1:], self.region, [*self.starts, *plane.lines], self._ticks())
        return clear and all(clear_of(box_of(each.label), self.starts, []) for each in tags[1:])

    def _ticks(self) -> list[Region]:
        return self.plane.kept_free

    def _name(self, letter: str, token: int, role: str, *, with_word: bool = True) -> Maths:
        """A token's name for its arrow; where its word is too long, the letter alone."""
        theme, word = self.beat.theme, self.beat.cast.sentence.tokens[token]
        size = max(self.beat.layout.type.small, LEAST_TEXT / SUBSCRIPT)
        name = Maths(theme, symbol(letter, word, role), size)
        if not with_word or name.width > LONGEST * self.region.width:
            name = Maths(theme, f"{role}({letter})", size)
        return name.with_halo("card")

    def _note(self, width: float) -> VGroup:
        """That the matrix changes nothing, or how much of the arrows a flat picture keeps."""
        beat, size = self.beat, LEAST_TEXT
        spaces = beat.trace.value_views if self.role.letter == "v" else beat.trace.key_views
        space = spaces[beat.cast.sentence.heads.index(beat.cast.head)]
        if self.map is not None and not self._moves:
            return VGroup(Words(beat.theme, beat.label("unchanged"), size, "muted"))
        return Badge(beat.theme, space, (beat.label("kept"),), size, width)

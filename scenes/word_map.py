"""Meaning is a place: words of a kind lie close together, and a flat map loses some of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, UL, Animation, AnimationGroup, Create, FadeIn, Mobject, VGroup

from core.catalogue.words import WordMap as WordMapSpec
from core.catalogue.words import word_map_of
from scenes.kit import moves
from scenes.kit.beat import HALFWAY, Beat
from scenes.kit.layout import DIGITS, Layout, Region, at
from scenes.kit.plane.arrows import Arrow
from scenes.kit.props.bars import Bar, WeightBars
from scenes.kit.props.cards import Rule
from scenes.kit.props.table import EmbeddingTable, rows_that_fit
from scenes.kit.source import Source
from scenes.kit.type.lines import on_line
from scenes.kit.type.number import Number
from scenes.kit.type.words import fitted
from scenes.sets.word_map.atlas import Atlas
from scenes.sets.word_map.cloud import Ties
from scenes.sets.word_map.orbit import Orbit

STRIP = 0.5  # height of a line below a map that loses some
WIDE = 8.0  # a strip this wide holds two lines side by side
BAR, NARROW = (1.3, 0.2), 0.2  # of what a picture keeps: its size; at most, of the strip's width
BLOCK, LINE, TITLED = 2.4, 0.62, 0.12  # heights on the card: a block, its lines, below its title
WIDER = 1.5  # a card this much wider than high has its two blocks abreast
LARGE, ASIDE = 1.3, 0.15  # a number, in sizes of its words; between them
FLAT, DEEP = 1, 2  # places of pictures of two and of three directions in the trace's arrays
GROWING, TURNING = 2.6, 9.0  # seconds in which circles grow, and the cloud goes round


class WordMap(Beat):
    """Arrows become places, places of a kind form islands, the focus finds its neighbours; then
    what the flat map loses is told, and where there is more to see, the cloud is gone round.
    """

    spec_class = WordMapSpec
    spec: WordMapSpec

    def set_stage(self) -> None:
        theme, trace, layout = self.theme, self.trace, self.layout
        found = word_map_of(self.spec, trace)
        assert found is not None  # the spec's needs are met
        self.found, self.turned = found, self.spec.turns(trace)
        self.regions = Regions.of(layout, found.loses, self.turned)
        self.atlas = Atlas(theme, layout, self.regions.map, found, trace.in_sentence)
        self.orbit = Orbit(self.atlas) if self.turned else None
        self.kept = Kept(self, self.regions.strips)
        self.panel = Panel(self, layout.panel)
        self.arrows = self._arrows()
        self.present(self.atlas.plane, *self.arrows.values(), self.panel.first)

    def construct(self) -> None:
        atlas, panel = self.atlas, self.panel
        with self.saying("places"):
            self.play(moves.one_by_one(*self._arrivals(), seconds=moves.LONG))
            self.wait_until(HALFWAY)
            self.play(moves.appear(*self.kept.flat), FadeIn(atlas.light))
        with self.saying("kin"):
            self.play(*self._grounds(), *self._ties(), run_time=moves.LONG)
        with self.saying("near"):
            self.play(*self._reaching_out())
            self.play(moves.appear(*atlas.gaps.values()))
            self.play(moves.vanish(*panel.table))
            listed = moves.one_by_one(*self._listed(), seconds=moves.LONG)
            self.play(moves.appear(panel.title), listed)
        with self.saying("lost"):
            self.play(*self._ring_leaves())
            self.wait_until(HALFWAY)
            self.play(moves.appear(*panel.lost, seconds=moves.USUAL))
            self.play(*self._spoilt())
        if self.orbit and self.tells("turn"):
            with self.saying("turn"):
                self._turn(self.orbit)

    def _turn(self, orbit: Orbit) -> None:
        """The words come off the sheet, and the cloud is gone round."""
        atlas = self.atlas
        self.play(moves.vanish(*orbit.hidden, *atlas.gaps.values()))
        orbit.set_out()
        self.play(orbit.raise_it(moves.LONG), FadeIn(orbit.stems), *self.panel.deepened())
        self.play(moves.appear(*self.kept.deep))
        self.play(orbit.go_round(TURNING))
        orbit.arrive()
        self.play(moves.appear(*orbit.resting))

    # --- how its parts come

    def _arrows(self) -> dict[int, Arrow]:
        """The sentences' arrows, by place: as the words were last seen, where nothing is lost."""
        if not self.found.exact:
            return {}
        parts, view = self.atlas.parts, self.atlas.front.view
        shown = [parts.focus, *parts.spoken]
        return {place: Arrow(self.theme, view, self.found.places, place) for place in shown}

    def _arrivals(self) -> Iterator[Animation]:
        """Arrows draw in to their tips, other rows fly out; each becomes a dot with its name."""
        atlas, rows = self.atlas, self.panel.rows
        for place, dot in enumerate(atlas.dots):
            row = rows.get(self.found.rows[place])
            word = VGroup(dot, *([atlas.names[place]] if place in atlas.ways else []))
            if place in self.arrows:
                yield AnimationGroup(moves.draw_in(self.arrows[place]), FadeIn(word))
            else:
                yield moves.send(word, np.array(row.get_center())) if row else FadeIn(word)

    def _grounds(self) -> Iterator[Animation]:
        """Circles grow around the words until they melt together, or islands appear."""
        if self.found.exact:
            reach = float(self.found.groups.reach[0])
            for ground in self.atlas.grounds:
                yield moves.live(ground, lambda m, t: m.show(reach * t), GROWING)
        elif self.atlas.grounds:
            yield FadeIn(*self.atlas.grounds, run_time=moves.LONG)

    def _ties(self) -> Iterator[Animation]:
        if len(self.atlas.ties.points):
            yield Create(self.atlas.ties, run_time=moves.LONG)

    def _reaching_out(self) -> Iterator[Animation]:
        """A ring grows around the focus, or only links do, until the neighbours are reached."""
        atlas, found = self.atlas, self.found
        pairs = [(found.focus, near) for near in atlas.parts.neighbours]
        far = float(found.distances[pairs[-1]])
        if atlas.ring:
            yield moves.live(atlas.ring, lambda m, t: m.show(far * t), GROWING)
        for link, pair in zip(atlas.links, pairs, strict=True):
            share = float(found.distances[pair]) / far if far > 0 else 1.0
            yield moves.live(link, _reaching(share), GROWING)

    def _listed(self) -> Iterator[Animation]:
        """Each neighbour's name and distance go to the card."""
        bars, atlas = self.panel.bars, self.atlas
        for number, near in enumerate(atlas.parts.neighbours):
            gap, digits = atlas.gaps.get(near), bars.digits[number]
            told = moves.fly(gap, digits) if gap else FadeIn(digits)
            here, there = atlas.names[near], bars.names[number]
            name = moves.fly(here, there) if near in atlas.ways else FadeIn(there)
            yield AnimationGroup(name, FadeIn(bars.bars[number]), told)

    def _spoilt(self) -> Iterator[Animation]:
        """The two words that the flat map brings much too close."""
        if len(self.atlas.spoilt.points):
            yield Create(self.atlas.spoilt, run_time=moves.SHORT)

    def _ring_leaves(self) -> list[Animation]:
        return [moves.vanish(self.atlas.ring)] if self.atlas.ring else []


def _reaching(share: float) -> Callable[[Ties, float], object]:
    """A link grows as the ring does, and stops where its neighbour is, a share of the way."""
    return lambda link, t: link.partly(min(1.0, t / share) if share > 0 else 1.0)


@dataclass(frozen=True)
class Regions:
    """Where the map stands, and below it what is told of a picture that loses some."""

    map: Region
    strips: tuple[Region, ...]

    @staticmethod
    def of(layout: Layout, lossy: bool, turned: bool) -> Regions:
        """For a frame of this shape; a second strip is for the picture in depth."""
        stage, count = layout.stage, lossy + turned
        if not count:
            return Regions(stage, ())
        abreast = stage.width > WIDE
        room = STRIP * (1 if abreast else count)
        found, strip = stage.rows(stage.height - room, room, gap=0.0)
        cut = strip.columns if abreast else strip.rows
        return Regions(found, cut(*[1] * count, gap=0.0))


class Kept:
    """How much of the words' spread a picture keeps: a line each for two directions and three."""

    def __init__(self, beat: WordMap, strips: tuple[Region, ...]) -> None:
        labels = ("keeps", "keeps_in_depth")
        lines = [
            kept_line(beat, beat.label(label), FLAT + number, strip)
            for number, (label, strip) in enumerate(zip(labels, strips, strict=False))
        ]
        self.flat, self.deep = lines[:1], lines[1:]


def kept_line(beat: WordMap, text: str, index: int, region: Region) -> VGroup:
    """A share of the spread in words, as a bar, and as a number."""
    theme, size = beat.theme, beat.layout.type.small
    kept = beat.found.spread.kept
    number = Number(theme, kept, index, size * DIGITS, form="percent")
    width = min(BAR[0], NARROW * region.width)
    words = fitted(theme, text, size, "muted", region.width - width - number.width - 3 * ASIDE)
    bar = Bar(theme, Region(0, 0, width, BAR[1]), kept, index, "embedding")
    return on_line(words, bar, number).move_to(at(region))


class Panel:
    """The card beside the map: the table that the words come from, then the focus's neighbours,
    and at last what the picture loses.
    """

    def __init__(self, beat: WordMap, region: Region) -> None:
        trace, found = beat.trace, beat.found
        first = [found.rows[place] for place in beat.atlas.parts.told]
        rows = rows_that_fit(first, found.rows, region.height)
        table = EmbeddingTable(
            beat.theme, region, beat.label("table"), trace.words, trace.table, rows, most=len(rows)
        )
        self.rows, self.first = table.rows, table
        self.table = [table.lock, table.title, *table.rows.values()]
        inside = table.card.inside
        abreast = inside.width > WIDER * inside.height
        if abreast:
            middle = inside.inset(0.0, max(0.0, (inside.height - BLOCK) / 2))  # as high as a block
            upper, lower = middle.columns(1, 1, gap=0.5)
        else:
            upper, lower = inside.rows(1.25, 1, gap=0.3)
        self.title, self.bars = self._neighbours(beat, upper)
        self.shortened: list[Number] = []
        self.lost = self._lost(beat, lower)
        if not abreast:
            rule = Rule(beat.theme, lower.width)
            self.lost.insert(0, rule.move_to(np.array([lower.centre[0], lower.top, 0.0])))

    def _neighbours(self, beat: WordMap, region: Region) -> tuple[VGroup, WeightBars]:
        """The focus's neighbours, nearest first, each with its distance: not as it is drawn."""
        found, near = beat.found, beat.atlas.parts.neighbours
        size, small = beat.layout.type.body, beat.layout.type.small
        title = VGroup(fitted(beat.theme, beat.label("near"), size, "muted", region.width))
        if not found.exact:
            note = fitted(beat.theme, beat.label("measured"), small, "muted", region.width)
            note.next_to(title, DOWN, buff=0.0)
            title.add(note.align_to(title, LEFT))
        corner = np.array([region.left, region.top, 0.0])
        title.move_to(corner, aligned_edge=UL)
        below = Region(region.left, region.bottom, region.right, title.get_bottom()[1] - TITLED)
        farthest = float(found.distances[found.focus, near[-1]])
        bars = WeightBars(
            beat.theme,
            below,
            found.words,
            found.distances,
            found.focus,
            role="output",
            size=size,
            shown=near,
            full=farthest or 1.0,
        )
        return title, bars

    def _lost(self, beat: WordMap, region: Region) -> list[Mobject]:
        """What the map keeps if it keeps all; else by how much distances look too short."""
        text = beat.label("too_short" if beat.found.loses else "keeps")
        title = fitted(beat.theme, text, beat.layout.type.body, "muted", region.width)
        top = region.top if region.height >= BLOCK else region.top - ASIDE  # below a rule
        title.move_to(np.array([region.left + title.width / 2, top - title.height / 2, 0.0]))
        below = Region(region.left, region.bottom, region.right, title.get_bottom()[1] - TITLED)
        height = min(LINE, below.height / 2)
        lines = [
            Region(below.left, y - height, below.right, y) for y in (below.top, below.top - height)
        ]
        if beat.found.loses:
            return [title, *self._too_short(beat, lines)]
        return [title, *_kept_all(beat, lines[0])]

    def _too_short(self, beat: WordMap, lines: list[Region]) -> Iterator[Mobject]:
        """By how much distances look too short: on average, and that of the worst pair."""
        theme, found, size = beat.theme, beat.found, beat.layout.type.body
        pair = tuple(int(place) for place in found.worst[FLAT])
        self.shortened = [
            Number(theme, found.mean_shortened, FLAT, size * DIGITS, form="percent"),
            Number(theme, found.shortened, (FLAT, *pair), size * DIGITS, form="percent"),
        ]
        texts = [beat.label("on_average"), beat.label("worst")]
        room = lines[0].width - max(number.width for number in self.shortened) - ASIDE
        em = min(fitted(theme, text, size, "text", room).em for text in texts)
        for line, text, number in zip(lines, texts, self.shortened, strict=True):
            name = fitted(theme, text, em, "text", room)
            yield name.move_to(np.array([line.left + name.width / 2, line.centre[1], 0.0]))
            yield number.move_to(np.array([line.right - number.width / 2, line.centre[1], 0.0]))

    def deepened(self) -> Iterator[Animation]:
        """How much too short distances look once a third direction is seen."""
        for number in self.shortened:
            start, index = float(number.source.value), number.source.index
            place = (DEEP, *index[1:]) if isinstance(index, tuple) else DEEP
            number.source = Source(number.numbers, place)
            end = float(number.source.value)
            yield moves.count(number, moves.straight(start, end))


def _kept_all(beat: WordMap, line: Region) -> list[Mobject]:
    """All of the spread, as a bar and as a number."""
    kept, size = beat.found.spread.kept, beat.layout.type.body
    number = Number(beat.theme, kept, FLAT, size * LARGE, form="percent")
    number.move_to(np.array([line.right - number.width / 2, line.centre[1], 0.0]))
    track = Region(line.left, line.bottom, number.get_left()[0] - ASIDE, line.top)
    return [Bar(beat.theme, track.inset(0.0, line.height / 3), kept, FLAT, "embedding"), number]

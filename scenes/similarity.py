"""Two arrows agree: the angle between them, and their lengths, make one number."""

from __future__ import annotations

from manim import AnimationGroup, FadeIn, FadeOut

from core.catalogue.similarity import Similarity as SimilaritySpec
from scenes.kit import moves
from scenes.kit.beat import Beat
from scenes.kit.layout import Layout, Region, at
from scenes.kit.type.words import fitted
from scenes.sets.similarity.equation import Equation
from scenes.sets.similarity.meeting import KeyMotion, Meeting
from scenes.sets.similarity.readings import Readings
from scenes.sets.similarity.rivals import Rivals

SLIM = 1.9  # width of the stage in card widths, where there is little room for both
STRIP = 0.1  # height of a note below the stage, in heights of the stage
PAUSE = 0.6  # seconds that a what-if stands still


class Similarity(Beat):
    """A query and a key at one origin; the key turns and stretches, and the numbers follow."""

    spec_class = SimilaritySpec

    def set_stage(self) -> None:
        cast, theme, layout, counts = self.cast, self.theme, self.layout, self.trace.similarity
        rival = None if counts == "cosine" else cast.rival
        words = {name: self.label(name) for name in ("length", "angle", "cosine", "dot")}
        stage, card = stage_and_card(layout)
        if cast.head.d_k > 2:
            stage, strip = stage.rows(1, STRIP, gap=0)
            note = fitted(theme, self.label("own_plane"), layout.type.small, "muted", strip.width)
            self.present(note.move_to(at(strip)))
        self.meeting = Meeting(theme, layout, stage, cast, rival)
        self.panel = Readings(theme, layout, card, self.meeting, words, counts)
        self.equation = Equation(theme, layout, self.panel.below, self.meeting, counts)
        keys = [] if rival is None else [rival, cast.partner]
        self.rivals = [Rivals(theme, layout, self.panel.below, cast, keys)] if keys else []
        self.present(self.meeting.plane, self.meeting.query, self.meeting.key)
        self.present(self.panel.card, self.panel.band, *self.panel.names)

    def construct(self) -> None:
        meeting, panel, equation = self.meeting, self.panel, self.equation
        with self.saying("angle"):
            self.play(moves.appear(*meeting.names))
            self.play(FadeIn(meeting.arc), moves.send(meeting.degrees, meeting.arc.middle))
            self.play(*panel.filled())
            self.play(moves.fly(panel.angle, panel.cosine))
            self.play(*panel.answered())
        with self.saying("sweep"):
            self.play(FadeIn(meeting.ghost), self._varied(meeting.turns[0]))
            for turn in meeting.turns[1:]:
                self.wait(PAUSE)
                self.play(self._varied(turn))
        with self.saying("length"):
            self.play(self._varied(meeting.home))
            self.play(self._varied(meeting.halving))
            self.wait(PAUSE)
            self._come_home(meeting.doubling)
            if self.rivals:
                self.play(*meeting.rival_appears(), *panel.make_room())
                self.play(moves.appear(*self.rivals, seconds=moves.USUAL))
        with self.saying("pair"):
            self.play(*meeting.rival_leaves(), moves.vanish(*self.rivals), *panel.make_room())
            self.play(moves.appear(*equation.symbols, *equation.signs))
            for reading, number in equation.flights(panel):
                self.play(moves.fly(reading, number, moves.SHORT))

    def _varied(self, motion: KeyMotion) -> AnimationGroup:
        return AnimationGroup(*self.meeting.varied(motion), *self.panel.varied(motion))

    def _come_home(self, motion: KeyMotion) -> None:
        """Back to the lesson's own key, where every number is the trace's again."""
        self.play(self._varied(motion))
        self.meeting.settle()
        self.panel.settle()
        self.play(FadeOut(self.meeting.ghost), run_time=moves.SHORT / 2)


def stage_and_card(layout: Layout) -> tuple[Region, Region]:
    """The plane's region and the readings': in a square frame the plane takes the larger part."""
    if not layout.cramped:
        return layout.stage, layout.panel
    stage, card = layout.whole.columns(SLIM, 1)
    return stage, card

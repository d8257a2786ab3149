"""What the lesson asks: its title, its question, its sentences, and the word in focus."""

from __future__ import annotations

from manim import Create, FadeIn, Mobject, ReplacementTransform, VGroup

from core.catalogue.framing import Title as TitleSpec
from scenes.kit import moves
from scenes.kit.beat import Beat
from scenes.kit.props.chips import Chip
from scenes.kit.stages.opening import Opening, headline_region
from scenes.kit.type.words import Words

LARGE, QUESTION = 1.15, 0.48  # em of the title, and of the question below it
GAP = 0.6  # between them
APART, LIGHT, COMPARE = 0.22, 0.48, 0.64  # shares of the cue at which things happen


class Title(Beat):
    """The title is the picture: the sentences rise under it, and the word in focus lights up."""

    spec_class = TitleSpec

    def make_header(self) -> VGroup:
        """The title and its question, large, in the middle of the frame's upper part."""
        title, question = headline_region(self.layout).rows(2, 1, gap=GAP)
        heading = Words.filling(
            self.theme, self.script.heading, title, LARGE, "text", 600, centred=True
        )
        asked = Words.filling(
            self.theme, self.script.subheading, question, QUESTION, "muted", 400, centred=True
        )
        hanging = heading.ink.get_bottom()[1] - heading.get_bottom()[1]  # of a line without g or y
        heading.set_y(title.bottom + heading.height / 2 - hanging)
        asked.set_y(question.top - asked.height / 2)
        return VGroup(heading, asked)

    def set_stage(self) -> None:
        self.opening = Opening(self.theme, self.layout, self.trace)
        self.unlit = {chip: self._unlit(chip) for chip in self.opening.focus}

    def construct(self) -> None:
        opening = self.opening
        with self.saying("ask"):
            for place, sentence in enumerate(opening.sentences):
                self.wait_until(APART * place)
                said = [self.unlit.get(chip, chip) for chip in sentence.chips]
                self.play(moves.rise(*said))
            self.wait_until(LIGHT)
            lit = [ReplacementTransform(plain, chip) for chip, plain in self.unlit.items()]
            self.play(*lit, FadeIn(opening.glows), run_time=moves.USUAL)
            self.play(Create(opening.link), run_time=moves.SHORT)
            self.wait_until(COMPARE)
            aside: list[Mobject] = []
            for sentence in opening.compared:
                self.play(moves.undim(*aside), moves.dim(*opening.besides(sentence)))
                aside = opening.besides(sentence)
                self.wait()
            self.play(moves.undim(*aside))

    def _unlit(self, chip: Chip) -> Chip:
        """The chip as it looks before the film points at it."""
        return Chip(self.theme, chip.word.words, chip.word.em).move_to(chip)

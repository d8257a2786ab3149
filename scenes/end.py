"""The last card: thanks, sources, where to go on."""

from __future__ import annotations

import re

from manim import VGroup
from typing_extensions import override

from core.catalogue.framing import End as EndSpec
from scenes.kit import moves
from scenes.kit.beat import Beat
from scenes.kit.layout import Region
from scenes.kit.type.words import Words

LINE = re.compile(r"line\d+")  # the labels of what stands on the card
HEADING, BODY = 0.72, 0.36  # em, at most
PITCH = 1.7  # from one line to the next, in em


class End(Beat):
    """The heading and some lines in the middle of the frame."""

    spec_class = EndSpec
    spec: EndSpec

    @override
    def make_header(self) -> VGroup:
        """The heading in the middle, with the film's title below it."""
        above, _ = self._rooms()
        heading, below = above.rows(1.5, 1, gap=0.1)
        drawn = VGroup(
            Words.filling(
                self.theme, self.script.heading, heading, HEADING, weight=600, centred=True
            )
        )
        if self.script.subheading:
            drawn.add(
                Words.filling(
                    self.theme, self.script.subheading, below, BODY, "muted", centred=True
                )
            )
        return drawn

    @override
    def set_stage(self) -> None:
        texts = [text for name, text in self.script.labels.items() if LINE.fullmatch(name)]
        _, room = self._rooms()
        height = min(PITCH * BODY, room.height / max(len(texts), 1))
        self.lines = [
            Words.filling(
                self.theme, text, _row(room, number, height), min(BODY, height / 1.2), centred=True
            )
            for number, text in enumerate(texts)
        ]

    @override
    def construct(self) -> None:
        with self.saying("rest"):
            if self.lines:
                self.play(moves.rise(*self.lines))
            self.wait(self.spec.seconds)

    def _rooms(self) -> tuple[Region, Region]:
        """Where the heading stands, and the lines."""
        above, below = self.layout.whole.rows(1, 1.6, gap=0.3)
        return above, below


def _row(room: Region, number: int, height: float) -> Region:
    top = room.top - number * height
    return Region(room.left, top - height, room.right, top)

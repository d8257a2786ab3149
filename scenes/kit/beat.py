"""A beat: one idea, played in time with its narration, in whole frames."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from manim import (
    Animation,
    AnimationGroup,
    Camera,
    FadeIn,
    FadeOut,
    Mobject,
    Scene,
    VGroup,
    Wait,
    config,
)
from PIL.Image import Image

from core.catalogue.beats import Own, storyboard_of
from core.catalogue.casting import Cast, drawn_cast
from core.computing import trace_of
from core.lesson import BeatSpec, Lesson
from core.reading.lesson import read_lesson
from core.trace.records import Trace
from core.words.script import Cue, Script, Spoken, script_of
from scenes.kit.handover import Handover
from scenes.kit.layout import LAYOUTS, Layout
from scenes.kit.props.cards import Header
from scenes.kit.theme import Theme, theme_of

BANK = Path(__file__).parents[2] / "configs" / "bank.yaml"
REST = 0.8  # seconds of stillness after an idea has landed
HALFWAY = 0.45  # share of a cue: about where its second sentence begins
READ, SETTLE = 2.0, 0.7  # seconds of a large heading, and in which it becomes a tag
OPEN, ENTER = 0.7, 1.3  # seconds in which a film opens, and a beat takes over from another


class Beat(Scene):
    """One idea of the film. A subclass builds its stage and then plays its cues.

    `set_stage` makes every prop in its place and names with `present` what is seen at the start;
    `construct` plays. Neither reads anything but `spec`, `trace`, `theme`, `layout`, `script`.
    `before` makes the beat whose last picture this one opens on; without, it fades in. Without
    arguments a beat plays the bank lesson, for plain `manim scenes/<beat>.py`.
    """

    spec_class: ClassVar[type[BeatSpec]] = Own
    """Its options, and what it needs of a lesson."""

    texts: ClassVar[Mapping[str, Any]] = {}
    """What a beat of a lesson's own says and shows by default: heading, subheading, say, labels."""

    def __init__(
        self,
        spec: BeatSpec | None = None,
        trace: Trace | None = None,
        theme: Theme | None = None,
        layout: Layout | None = None,
        script: Script | None = None,
        before: Callable[[], Beat] | None = None,
        **manim: Any,
    ) -> None:
        if spec is None or trace is None or script is None:
            lesson, trace, position = _bank(self.spec_class)
            spec = storyboard_of(lesson, trace)[position]
            script = script_of(lesson, trace, position)
        self.spec, self.trace, self.script = spec, trace, script
        self.cast: Cast = drawn_cast(spec, trace)
        self.theme = theme or theme_of("night")
        self.layout = layout or _layout_for(config.pixel_width / config.pixel_height)
        config.frame_width, config.frame_height = self.layout.frame_width, self.layout.frame_height
        config.background_color = self.theme.background
        super().__init__(**manim)
        self._before = before
        self.frames = self._settles = 0
        self.timeline: list[Spoken] = []
        self.resting: list[Callable[[Beat, str], None]] = []
        self.midway: list[Callable[[Beat], None]] = []
        self.rehearsing, self.fading = False, True
        self._spoken_since: tuple[int, Cue] = (0, Cue("", "", 0.0))
        self._present: list[Mobject] = []
        self.header = self.make_header()

    # --- what a beat is made of

    def make_header(self) -> VGroup:
        """What stands above the stage as long as the beat lasts: heading and subheading."""
        return Header(self.theme, self.layout, self.script.heading, self.script.subheading)

    def set_stage(self) -> None:
        """Build every prop in its final place; play nothing."""

    def present(self, *props: Mobject) -> None:
        """Name what is on the stage when the beat begins."""
        self._present.extend(props)

    def label(self, name: str) -> str:
        """One of the beat's short on-screen texts, in the lesson's language."""
        return self.script.label(name)

    def tells(self, cue: str) -> bool:
        """Whether this lesson's script has the cue at all."""
        return any(each.name == cue for each in self.script.cues)

    @contextmanager
    def saying(self, cue: str) -> Iterator[Cue]:
        """Play while a cue is spoken; stay until it has been read and the idea has rested."""
        spoken, first = self.script.cue(cue), self.frames
        self._spoken_since = first, spoken
        yield spoken
        least = int(np.ceil(spoken.seconds * config.frame_rate))
        self.hold(max(least - (self.frames - first), self._whole(REST)))
        self.timeline.append(Spoken(cue, spoken.text, first, self.frames))
        for look in self.resting:
            look(self, cue)

    @property
    def left_out(self) -> list[str]:
        """The words whose names have no place in the beat's picture."""
        return []

    # --- time, in whole frames

    def play(self, *animations: Any, **options: Any) -> None:
        """Play for a whole number of frames; refuses to draw what is not finite.

        Groups without animations (a lesson has nothing there to move) are left out.
        """
        compiled = [a for a in self.compile_animations(*animations, **options) if not _empty(a)]
        if not compiled:
            return
        if self._settles and self.frames >= self._settles:
            compiled += self._settled()
        seconds = max(animation.run_time for animation in compiled)
        frames = self._whole(seconds)
        stretch = (frames - 0.25) / config.frame_rate / seconds  # Manim then draws just `frames`
        for animation in compiled:
            animation.run_time *= stretch
        self.frames += frames
        if self.rehearsing:
            self._rehearse(compiled)
        else:
            super().play(*compiled)
        self._assert_finite()

    def hold(self, frames: int) -> None:
        """Stay as it is for a number of frames."""
        if frames <= 0:
            return
        if self._settles and self.frames + frames >= self._settles + self._whole(SETTLE):
            end = self.frames + frames
            self.hold(self._settles - self.frames)
            self.play(*self._settled())
            self.hold(end - self.frames)
            return
        self.frames += frames
        if not self.rehearsing:
            still = Wait(run_time=(frames + 0.25) / config.frame_rate, frozen_frame=True)
            super().play(still)

    def wait(self, duration: float = REST, *args: Any, **options: Any) -> None:
        """Stay as it is for some seconds, rounded to whole frames."""
        del args, options  # Manim's ways to stop early: a beat has none
        self.hold(self._whole(duration))

    def wait_until(self, share: float) -> None:
        """Stay as it is until this share of the cue that is being spoken has passed."""
        first, spoken = self._spoken_since
        self.hold(first + self._whole(share * spoken.seconds) - self.frames)

    def until(self, mark: str) -> None:
        """Stay as it is until a mark in the text of the cue that is being spoken.

        Where that has passed, and where the text lacks the mark, what follows comes at once.
        """
        first, spoken = self._spoken_since
        moment = spoken.moment(mark)
        if moment is not None:
            self.hold(first + round(moment * config.frame_rate) - self.frames)

    def _settled(self) -> list[Animation]:
        """The heading, which has been read, becomes a tag in its corner."""
        self._settles = 0
        return self.header.settled(SETTLE) if isinstance(self.header, Header) else []

    @staticmethod
    def _whole(seconds: float) -> int:
        return max(1, round(seconds * config.frame_rate))

    def _assert_finite(self) -> None:
        for mobject in self.get_mobject_family_members():
            if len(mobject.points) and not np.isfinite(mobject.points).all():
                raise FloatingPointError(f"{type(self).__name__}: {mobject!r} is not finite")

    # --- opening and closing

    def setup(self) -> None:
        """Open on the last picture of the beat before, and hand over from it; or fade in."""
        self.set_stage()
        stage = [*self._present, self.header]
        if self._before is None:
            self.play(*map(FadeIn, stage), run_time=OPEN)
        elif self.rehearsing:
            self.frames += 1 + self._whole(ENTER)
        else:
            last = self._before().rehearse().mobjects
            self.add(*last)
            self.hold(1)
            self.remove(*last)
            self.play(Handover(last, stage), run_time=ENTER)
        self.clear()
        self.add(*stage)
        if isinstance(self.header, Header):
            self._settles = self.frames + self._whole(READ)

    def tear_down(self) -> None:
        """Close on the last picture, for the beat after to open on."""
        self.hold(1)

    # --- rehearsal

    def rehearse(self, *, fading: bool = True) -> Beat:
        """Run the whole beat without drawing: frames, cue times and resting states, fast.

        `resting` hooks see every resting state, `midway` hooks the middle of every play, in which
        what fades is half there if it is `fading`, and all there or gone if not, which is faster.
        """
        self.rehearsing, self.fading = True, fading
        self.setup()
        self.construct()
        self.tear_down()
        return self

    def _rehearse(self, animations: list[Animation]) -> None:
        if not (self.midway and self.fading):
            _shorten(animations)
        self.add_mobjects_from_animations(animations)
        for animation in animations:
            animation._setup_scene(self)  # noqa: SLF001  # what Manim's own play does
            animation.begin()
        if self.midway:
            for animation in animations:
                animation.interpolate(0.5)
            for look in self.midway:
                look(self)
        for animation in animations:
            animation.finish()
            animation.clean_up_from_scene(self)

    def picture(self) -> Image:
        """What the camera sees now, as a picture of the configured pixel size."""
        camera = self.camera
        assert isinstance(camera, Camera)
        camera.reset()
        camera.capture_mobjects(self.mobjects)
        return camera.get_image().convert("RGB")


def _shorten(animations: Iterable[Animation]) -> None:
    """Have things come and go without the copies that fading takes, where nobody looks on."""
    for animation in animations:
        if isinstance(animation, AnimationGroup):
            _shorten(animation.animations)
        elif type(animation) in (FadeIn, FadeOut):
            vars(animation).update(begin=_nothing, interpolate=_nothing)


def _nothing(_alpha: float = 0.0) -> None:
    """What a fade does that nobody sees."""


def _empty(animation: Animation) -> bool:
    return isinstance(animation, AnimationGroup) and not animation.animations


def beat_class(name: str) -> type[Beat]:
    """The scene that plays a beat: context_swap is scenes.context_swap.ContextSwap."""
    module = importlib.import_module(f"scenes.{name}")
    kind = getattr(module, name.title().replace("_", ""))
    assert issubclass(kind, Beat)
    return kind


@lru_cache(maxsize=16)
def _bank(kind: type[BeatSpec]) -> tuple[Lesson, Trace, int]:
    """The bank lesson, and where it plays a beat; or that beat alone, if it doesn't play it."""
    lesson, name = read_lesson(BANK), kind.catalogue_name()
    played = [spec.beat for spec in lesson.storyboard]
    if name in played:
        return lesson, trace_of(lesson), played.index(name)
    alone = lesson.model_copy(update={"storyboard": (kind(beat=name),)})
    return alone, trace_of(alone), 0


def _layout_for(aspect: float) -> Layout:
    return min(
        LAYOUTS.values(), key=lambda layout: abs(layout.frame_width / layout.frame_height - aspect)
    )

"""What is to be made: every clip as one frozen value, in the film's order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.catalogue.beats import storyboard_of
from core.computing import Computed
from core.documents import Document
from core.lesson import BeatSpec, Lesson
from core.reading.beside import beside
from core.words.script import Script, script_of
from studio.errors import UsageError
from studio.places import RENDERS
from studio.plan.forms import Form
from studio.plan.screen import Screen

USUAL = Form()
LONGEST_PART = 80  # characters of a folder's name that say which beats are in it


Slot = tuple[str, int]  # a lesson's file, and a position in its storyboard
Span = tuple[str | None, str | None]  # the first and the last beat, by name or number


@dataclass(frozen=True)
class Ending:
    """The last picture of a beat, by all that decides it: not by what it says, nor how long."""

    spec: BeatSpec  # as is its script, without narration
    script: Script
    code: Path | None = None


@dataclass(frozen=True)
class Clip:
    """Everything that a beat receives. Equal clips have equal frames."""

    lesson: Lesson  # as far as a beat may see it
    position: int  # in the storyboard, from 0
    spec: BeatSpec
    script: Script
    theme: tuple[tuple[str, str], ...]  # a base theme, and the colours of roles
    screen: Screen
    before: Ending | None  # the picture that it opens on
    coding: str = USUAL.coding
    code: Path | None = None  # the lesson's own, which draws the beat
    transparent: bool = False
    burned: bool = False  # whether captions are drawn into the frames

    @property
    def name(self) -> str:
        """How messages call the clip: `7 softmax`."""
        return f"{self.position + 1} {self.spec.called}"

    @property
    def options(self) -> dict[str, Any]:
        """What its author chose for the beat, but for the words."""
        return self.spec.model_dump(mode="json", exclude=set(BeatSpec.model_fields))

    @property
    def slot(self) -> Slot:
        """What tells it from all others that are made together."""
        return str(self.lesson.document.file), self.position

    @property
    def heading(self) -> str:
        """What the viewer knows the beat by."""
        return self.script.heading or self.spec.called

    @property
    def seconds(self) -> float:
        """The least time that its narration takes."""
        return self.script.seconds


@dataclass(frozen=True)
class Plan:
    """A film: the clips that make it, and the folder that it is published in."""

    computed: Computed
    source: str  # SHA-256 of the lesson's file
    screen: Screen
    clips: tuple[Clip, ...]
    folder: Path
    form: Form = USUAL

    @property
    def lesson(self) -> Lesson:
        """What the film teaches."""
        return self.computed.lesson

    @property
    def film(self) -> Path:
        """Where the film itself is published: a file, or a folder of frames."""
        return self.folder / self.form.film


Clips = tuple[Clip, ...]


def plan(
    computed: Computed,
    screen: Screen,
    renders: Path = RENDERS,
    only: Iterable[str] = (),
    theme: str | None = None,
    span: Span = (None, None),
    form: Form = USUAL,
) -> Plan:
    """The plan of a lesson's film, or of some of its beats, by name or by number from 1.

    The beats are those of `only`, or all from the first to the last of `span`.
    Raises UsageError for a beat that the storyboard does not have, or a span that is none.
    """
    lesson, every = computed.lesson, clips_of(computed, screen, theme, form)
    only = tuple(only)
    clips, part = _among(every, only) if only else _between(every, span)
    look = look_of(lesson, screen, theme)
    folder = "-".join(filter(None, (look, part, form.name)))
    source = hashlib.sha256(lesson.document.source).hexdigest()
    return Plan(computed, source, screen, clips, renders / lesson.name / folder, form)


def look_of(lesson: Lesson, screen: Screen, theme: str | None) -> str:
    """How folders are called of what is drawn for a screen, and in another theme than its own."""
    usual = theme_choice(lesson) == {"base": theme}
    return screen.name if theme is None or usual else f"{screen.name}-{theme}"


def clips_of(
    computed: Computed, screen: Screen, theme: str | None = None, form: Form = USUAL
) -> tuple[Clip, ...]:
    """A clip for every beat of the storyboard."""
    lesson, trace = computed.lesson, computed.trace
    beats = storyboard_of(lesson, trace)
    look = theme_choice(lesson) if theme is None else {"base": theme}
    scripts = [script_of(lesson, trace, position) for position in range(len(beats))]
    endings = [
        Ending(spec.model_copy(update={"say": {}}), script.silent, code_of(lesson, spec))
        for spec, script in zip(beats, scripts, strict=True)
    ]
    return tuple(
        Clip(
            lesson=_inputs_of(lesson, beats[max(0, position - 1) : position + 1]),
            position=position,
            spec=spec,
            script=scripts[position],
            theme=tuple(look.items()),
            screen=screen,
            before=endings[position - 1] if position > 0 else None,
            code=code_of(lesson, spec),
            coding=form.coding,
            transparent=form.transparent,
            burned=form.burned,
        )
        for position, spec in enumerate(beats)
    )


def code_of(lesson: Lesson, spec: BeatSpec) -> Path | None:
    """The file of a beat that its lesson brings."""
    if not spec.is_own:
        return None
    folder, name = Path(lesson.document.file).resolve().parent, spec.beat.rpartition(":")[0]
    return beside(folder, name)


def _inputs_of(lesson: Lesson, seen: tuple[BeatSpec, ...]) -> Lesson:
    """The lesson as far as these beats' pictures depend on it: words, vectors, maps, switches.

    Texts reach a beat in its script, filled; so another title, another beat's options or a comment
    more in the file make no other clip.
    """
    unseen = ("question", "theme", "language", "voice", "expect")
    fields = Lesson.model_fields
    blank = {name: fields[name].get_default(call_default_factory=True) for name in unseen}
    document = Document(lesson.document.file, None, {}, {})
    kept = {"title": "", "storyboard": seen, "document": document}
    return lesson.model_copy(update=kept | blank)


def theme_choice(lesson: Lesson) -> dict[str, str]:
    """The lesson's theme as `scenes.kit.theme.theme_of` takes it."""
    return {"base": lesson.theme.base, **lesson.theme.colours}


def positions(clips: Sequence[Clip], choice: str) -> list[int]:
    """Where a beat stands in the storyboard: every place of a name, or the place of a number.

    Raises UsageError for a beat that is not in it.
    """
    names = [clip.spec.called for clip in clips]
    if choice.isascii() and choice.isdigit() and 1 <= int(choice) <= len(names):
        return [int(choice) - 1]
    found = [
        place for place, clip in enumerate(clips) if choice in (clip.spec.called, clip.spec.beat)
    ]
    if not found:
        raise UsageError(
            f"beat: wanted a number from 1 to {len(names)} or one of "
            f"{', '.join(dict.fromkeys(names))}, got {choice!r}"
        )
    return found


def _among(clips: Clips, choices: Iterable[str]) -> tuple[Clips, str]:
    """The clips of the beats chosen one by one, and what a folder says of them."""
    places = sorted({place for choice in choices for place in positions(clips, choice)})
    chosen = tuple(clips[place] for place in places)
    named = "+".join(f"{clip.position + 1}.{clip.spec.called}" for clip in chosen)
    if len(named) > LONGEST_PART:
        digest = hashlib.sha256(named.encode()).hexdigest()[:8]
        named = f"{len(chosen)}-beats-{digest}"
    return chosen, named


def _between(clips: Clips, span: Span) -> tuple[Clips, str]:
    """The clips from one beat to another, and what a folder says of them: nothing of all."""
    first = 0 if span[0] is None else positions(clips, span[0])[0]
    last = len(clips) - 1 if span[1] is None else positions(clips, span[1])[-1]
    if first > last:
        raise UsageError(
            f"--from, --to: wanted a beat and one that comes later, got {clips[first].name} "
            f"and {clips[last].name}"
        )
    chosen = clips[first : last + 1]
    return chosen, "" if chosen == clips else f"beats-{first + 1}-{last + 1}"

"""A lesson is checked in full before a frame is drawn: no Manim, no waiting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.catalogue.beats import OwnBeats, storyboard_of
from core.catalogue.promises import judge
from core.computing import Computed
from core.documents import read_yaml
from core.lesson import Lesson
from core.mending.lints import lints
from core.problems import COUNTED, Address, LessonError, Problem
from core.reading.lesson import lesson_in, read_lesson
from core.words.script import Script, script_of, scripts_of
from scenes.kit.theme import theme_of
from studio.check.fonts import fault_of
from studio.check.outlines import faults_of
from studio.crew.workers import cores
from studio.draw.glyphs import clusters_of, names_of
from studio.errors import UsageError
from studio.plan.plan import clips_of, theme_choice
from studio.plan.screen import SHAPES, Screen

PLACE = re.compile(r":?(?: at)? x \S+, y \S+$")  # of a fault, which differs by the frame's shape
OF_STORYBOARD = ("storyboard", f"{COUNTED['storyboard']} ")  # how problems with it are called
LONGEST_FILM = 20 * 60.0  # seconds


def sound_lesson(
    path: Path, own_beats: OwnBeats | None = None, *, burned: bool = False
) -> Computed:
    """The lesson, read, computed and checked; raises LessonError with every problem found.

    `own_beats` knows the beats whose code a lesson brings; without it, those are refused. `burned`
    captions must be drawn too.
    """
    computed = Computed.of(_read(path, own_beats))
    problems = [*_blockers(computed), *_broken_promises(computed)]
    if not problems:
        problems.extend(_glyphs(computed, _texts_on_screen(computed)))
    if not problems and burned:
        problems.extend(_glyphs(computed, _spoken(computed)))
    if not problems:
        problems.extend(_own_code_faults(computed))
    if problems:
        raise LessonError(problems)
    return computed


def _read(path: Path, own_beats: OwnBeats | None) -> Lesson:
    """The lesson; if only its storyboard is at fault, its promises are judged all the same."""
    document = read_yaml(path)
    try:
        return lesson_in(document, own_beats)
    except LessonError as error:
        if not all(problem.path.startswith(OF_STORYBOARD) for problem in error.problems):
            raise
        content = document.content.items()
        others = {key: each for key, each in content if not key.startswith("storyboard")}
        computed = Computed.of(lesson_in(replace(document, content=others)))
        raise LessonError([*error.problems, *_broken_promises(computed)]) from None


def drawable_lesson(path: Path, own_beats: OwnBeats | None = None) -> Computed:
    """A lesson for a review: it can be drawn, but its promises need not hold. LessonError else."""
    computed = Computed.of(read_lesson(path, own_beats))
    problems = [*_blockers(computed)] or [*_own_code_faults(computed)]
    if problems:
        raise LessonError(problems)
    return computed


def sound_lessons(
    paths: Iterable[Path], own_beats: OwnBeats | None = None, *, burned: bool = False
) -> list[Computed]:
    """Several lessons for one call; raises LessonError with every problem of all of them.

    Raises UsageError for two of one name.
    """
    lessons, problems = list[Computed](), list[Problem]()
    for path in paths:
        try:
            lessons.append(sound_lesson(path, own_beats, burned=burned))
        except LessonError as error:
            problems.extend(error.problems)
    if problems:
        raise LessonError(problems)
    names = [each.lesson.name for each in lessons]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError(f"{twice}: wanted lessons of different file names, got it twice")
    return lessons


@dataclass(frozen=True)
class Findings:
    """What there is to say of a lesson: mistakes forbid a film, warnings do not."""

    mistakes: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    promises: int = 0  # that are kept
    seconds: float = 0.0  # that the film takes at least: its narration, and its silences


def findings_of(path: Path, own_beats: OwnBeats | None = None, *, draw: bool = False) -> Findings:
    """Every mistake of a lesson, or if there is none, every warning; `draw`: of pictures too."""
    try:
        computed = sound_lesson(path, own_beats)
    except LessonError as error:
        return Findings(error.problems)
    lesson, unread = computed.lesson, _unreadable(computed) if draw else ()
    warnings = {*lints(lesson, computed.trace), *unread, *_unburnable(computed)}
    return Findings((), tuple(sorted(warnings)), len(lesson.expect), seconds_of(computed))


def _unburnable(computed: Computed) -> Iterator[Problem]:
    """What captions say that can't be drawn: it forbids them in the pictures only."""
    for problem in _glyphs(computed, _spoken(computed)):
        yield replace(problem, message=f"captions can't be burned: {problem.message}")


def _unreadable(computed: Computed) -> Iterator[Problem]:
    """What can't be read in the lesson's pictures: a line for each beat and fault.

    It names the shapes of frame that have the fault, and the cue from which on it is seen.
    """
    from studio.check.examining import examined

    clips = [clip for shape in SHAPES for clip in clips_of(computed, Screen.of("l", shape))]
    told = dict[tuple[int, str], dict[str, str]]()  # the first cue, by shape
    for found in examined(clips, cores()):
        for cue, _, flaw in (each.partition(": ") for each in found.flaws):
            fault = found.clip.position, PLACE.sub("", flaw)
            told.setdefault(fault, {}).setdefault(found.clip.screen.shape, cue)
    names = {clip.position: clip.spec.called for clip in clips}
    for (position, flaw), shapes in told.items():
        cue = next(iter(shapes.values()))
        since = f" (from “{cue}” on)" if cue else ""
        message = f"{names[position]} in {', '.join(shapes)}{since}: {flaw}"
        yield computed.lesson.problem(("storyboard", position), message)


def _blockers(computed: Computed) -> Iterator[Problem]:
    """What keeps a lesson from being drawn."""
    yield from _fonts(computed.lesson)
    yield from _theme(computed.lesson)
    yield from [*_beats(computed)] or _length(computed)


def _fonts(lesson: Lesson) -> Iterator[Problem]:
    for number, font in enumerate(lesson.fonts):
        if fault := fault_of(font):
            yield lesson.problem(("fonts", number), fault)


def _theme(lesson: Lesson) -> Iterator[Problem]:
    try:
        theme_of(theme_choice(lesson))
    except ValueError as error:
        yield lesson.problem(("theme",), str(error).removeprefix("theme: "))


def _beats(computed: Computed) -> Iterator[Problem]:
    lesson, trace = computed.lesson, computed.trace
    beats = storyboard_of(lesson, trace)
    if not beats:
        yield lesson.problem((), "wanted a lesson that at least one beat can teach, got none")
    for position, spec in enumerate(beats):
        unmet = spec.needs(lesson, trace)
        for sentence in unmet:
            yield lesson.problem(("storyboard", position), f"{spec.beat} {sentence}")
        if not unmet:
            yield from _script_problems(computed, position)


def seconds_of(computed: Computed) -> float:
    """How long a film is at least: what its narration takes to read, and its silences."""
    seconds = sum(script.seconds for script in scripts_of(computed.lesson, computed.trace))
    return seconds + sum(spec.silence for spec in computed.lesson.storyboard)


def _length(computed: Computed) -> Iterator[Problem]:
    """A film that would be too long, by what its narration takes alone."""
    lesson, seconds = computed.lesson, seconds_of(computed)
    if seconds > LONGEST_FILM:
        wanted = f"wanted a film of at most {LONGEST_FILM / 60:.0f} minutes"
        remedy = "leave beats out, say less, or raise voice.pace"
        message = f"{wanted}, got at least {seconds / 60:.1f}, for its narration; {remedy}"
        yield lesson.problem(("storyboard",), message)


def _script_problems(computed: Computed, position: int) -> Iterator[Problem]:
    try:
        script_of(computed.lesson, computed.trace, position)
    except LessonError as error:
        yield from error.problems


def _broken_promises(computed: Computed) -> Iterator[Problem]:
    lesson = computed.lesson
    for number, promise in enumerate(lesson.expect):
        verdict = judge(promise, computed.trace)
        if not verdict.kept:
            yield lesson.problem(
                ("expect", number), f"broken promise: {verdict.text}; heed fit looks for vectors"
            )


def _own_code_faults(computed: Computed) -> Iterator[Problem]:
    """What a lesson's own code does wrong: fail, show numbers that are not the trace's, dawdle."""
    lesson = computed.lesson
    if not any(spec.is_own for spec in lesson.storyboard):
        return
    from studio.check.examining import examined

    own = [clip for clip in clips_of(computed, Screen.of("l")) if clip.spec.is_own]
    scripts = scripts_of(lesson, computed.trace)
    seconds = [script.seconds for script in scripts]  # of each beat, at least
    for found in examined(own, jobs=1):
        seconds[found.clip.position] = found.seconds
        for fault in found.faults:
            yield lesson.problem(("storyboard", found.clip.position), fault)
    if sum(seconds) > LONGEST_FILM:
        longest = max((clip.position for clip in own), key=lambda position: seconds[position])
        beat, film = seconds[longest] / 60, sum(seconds) / 60
        wanted = f"wanted a film of at most {LONGEST_FILM / 60:.0f} minutes"
        message = f"{wanted}, got {film:.1f}, {beat:.1f} of them in this beat; shorten its code"
        yield lesson.problem(("storyboard", longest), message)


def _glyphs(computed: Computed, texts: Iterable[tuple[Address, str]]) -> Iterator[Problem]:
    """Letters of texts that would not be drawn as they are written, each where it stands first."""
    lesson = computed.lesson
    theme, named = theme_of(theme_choice(lesson), lesson.fonts), set[str]()
    for address, text in texts:
        fresh = [each for each in clusters_of(text) if each not in named]
        told = dict[str, list[str]]()
        for cluster, fault in faults_of(fresh, theme, lesson.fonts).items():
            told.setdefault(fault, []).append(names_of(cluster))
        for fault, clusters in told.items():
            yield lesson.problem(address, fault.format(", ".join(clusters)))
        named.update(fresh)


def _spoken(computed: Computed) -> Iterator[tuple[Address, str]]:
    """What captions say; burned, they are drawn as titles are."""
    for position, script in enumerate(scripts_of(computed.lesson, computed.trace)):
        yield ("storyboard", position), " ".join(cue.text for cue in script.cues)


def _texts_on_screen(computed: Computed) -> Iterator[tuple[Address, str]]:
    lesson, trace = computed.lesson, computed.trace
    yield ("title",), lesson.title
    yield ("question",), lesson.question or ""
    yield ("brand", "text"), lesson.brand.text or "" if lesson.brand else ""
    for number, sentence in enumerate(lesson.sentences):
        named = isinstance(lesson.document.get(("sentences",)), dict)
        address = ("sentences", sentence.name if named else number)
        yield address, sentence.text + (sentence.name if named else "")
    for word in lesson.embeddings:
        yield ("embeddings", word), word
    for number, head in enumerate(lesson.heads):
        yield ("heads", number, "name"), head.name
    for position in range(len(storyboard_of(lesson, trace))):
        yield ("storyboard", position), _shown(script_of(lesson, trace, position))


def _shown(script: Script) -> str:
    return "".join((script.heading, script.subheading, *script.labels.values()))

"""A published film, made anew without the cache and compared with what its manifest says."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from core.computing import Computed
from core.lesson import Lesson
from studio.crew.render import Crew, render_by
from studio.draw.keys import key_of
from studio.film.manifest import PACKAGES
from studio.film.record import Promised, Record, record_of
from studio.keep.digests import sha256
from studio.keep.scratch import scratch_of
from studio.keep.sources import Sources
from studio.plan.plan import Clip, clips_of, theme_choice
from studio.review.changes import changed_numbers, concerning, words_moved
from studio.review.compare import Finding, review_clip
from studio.review.findings import (
    BROKEN,
    CHANGED,
    IDENTICAL,
    MISSING,
    Part,
    Review,
    Side,
    Where,
    differing,
    options_notes,
    pictures_of,
    reworded,
)
from studio.review.matching import pairs
from studio.review.published import Published, PublishedClip
from studio.versions import heed_version, version_of
from studio.video.codings import CODINGS
from studio.video.footage import BrokenError

SCRATCH = "heed-review-"
MOST_NAMED = 6  # words that a note names


class Matched(NamedTuple):
    """A clip of the film and the beat that it shows today; None where there's none."""

    before: PublishedClip | None
    after: Clip | None
    moved: bool  # past other beats


def verify(computed: Computed, folder: Path, crew: Crew) -> Review:
    """Make every clip of a published film again, somewhere else, and compare.

    Raises StudioError for what can't be rendered at all. The folder is only read.
    """
    lesson = computed.lesson
    after = Side(lesson.document.file, "", {}, versions_now(), lesson.document.source)
    title = f"{lesson.name} · {folder.name}"
    try:
        film = Published(folder)
    except BrokenError as unreadable:
        nothing = Side(str(folder), "", {}, {}, None)
        return Review("verify", title, nothing, after, troubles=(str(unreadable),))
    matched, broken = match(film, computed), film.broken()
    whole = [(was, now) for was, now, _ in matched if was and now and was.position not in broken]
    filmed = {now.position: film.filmed(was) for was, now in whole}
    clips = [now for _, now in whole]
    with scratch_of(SCRATCH) as scratch:
        findings = render_by(crew, clips, partial(review_clip, filmed), scratch)
        review = _Reviewing(film, computed, broken, findings).review(title, matched)
    film.assert_unchanged()
    return review


def versions_now() -> dict[str, str]:
    """What films are made with here."""
    ours = {"heed": heed_version(), "python": platform.python_version()}
    return ours | {name: version_of(name) for name in PACKAGES}


def match(film: Published, computed: Computed) -> list[Matched]:
    """Every clip of the film with its beat of today; and new beats, if the film has all."""
    manifest = film.manifest
    theme = None if manifest.theme_chosen_by == "lesson" else manifest.theme["base"]
    clips = clips_of(computed, film.screen, theme, film.form)
    if manifest.is_whole:
        places = [clip.position - 1 for clip in manifest.clips]
        before = [(clip.beat, _text(clip.options)) for clip in manifest.clips]
        now = [(clip.spec.beat, _text(clip.options)) for clip in clips]
    else:
        places = list(range(len(manifest.storyboard)))
        before = [(beat, "") for beat in manifest.storyboard]
        now = [(clip.spec.beat, "") for clip in clips]
    held = {clip.position - 1: clip for clip in manifest.clips}
    found = (
        Matched(
            None if pair.before is None else held.get(places[pair.before]),
            None if pair.after is None else clips[pair.after],
            pair.moved,
        )
        for pair in pairs(before, now)
    )
    return [each for each in found if each.before or manifest.is_whole]


def _text(options: Mapping[str, Any] | None) -> str:
    return json.dumps(options, sort_keys=True)


def side_of(film: Published, promises: tuple[Promised, ...]) -> Side:
    """A published film, to be shown beside another."""
    manifest = film.manifest
    versions = {"heed": manifest.heed, "python": manifest.python, **manifest.packages}
    theme = dict(manifest.theme)
    return Side(str(film.folder), film.screen.name, theme, versions, film.lesson(), promises)


def _side_now(lesson: Lesson, matched: list[Matched], promises: tuple[Promised, ...]) -> Side:
    clip = next((now for _, now, _ in matched if now), None)
    screen, theme = (clip.screen.name, dict(clip.theme)) if clip else ("", {})
    config = lesson.document.source
    return Side(lesson.document.file, screen, theme, versions_now(), config, promises)


def _where(before: PublishedClip, finding: Finding, fps: int) -> Where | None:
    if finding.difference is None:
        return None
    first = before.start + finding.difference.first
    cue = next((cue.cue for cue in before.cues if cue.start <= first < cue.end), None)
    return Where.of(finding.difference, fps, cue)


def _notes(film: Published, lesson: Lesson, was: Record | None, now: Record) -> Iterator[str]:
    """What may explain a difference, and is none by itself."""
    manifest = film.manifest
    if was is None:
        yield "the film's numbers can't be read, so they aren't compared"
    if manifest.lesson.sha256 != sha256(Path(lesson.document.file)):
        yield "the lesson's file has changed since"
    if was and (moved := words_moved(was, now)):
        yield f"embeddings changed: {_listed(moved)}"
    yield from differing(manifest.theme, _theme(film, lesson), "theme ")
    yield from differing(manifest.lesson.fonts, _fonts(lesson), "font ")
    profile = CODINGS[film.form.coding].profile
    encoder = {name: manifest.encoder.get(name, "none") for name in profile}
    yield from differing(encoder, profile, "encoder ")
    here = versions_now()
    there = {"heed": manifest.heed, "python": manifest.python, **manifest.packages}
    yield from differing(there, {name: here.get(name, "none") for name in there}, "")


def _listed(words: tuple[str, ...]) -> str:
    further = len(words) - MOST_NAMED
    said = ", ".join(f"“{word}”" for word in words[:MOST_NAMED])
    return f"{said} and {further} more" if further > 0 else said


def _theme(film: Published, lesson: Lesson) -> Mapping[str, str]:
    chosen = film.manifest.theme_chosen_by == "lesson"
    return theme_choice(lesson) if chosen else film.manifest.theme


def _fonts(lesson: Lesson) -> dict[str, str]:
    return {font.name: sha256(font) for font in lesson.fonts}


class _Reviewing:
    """What was found of a film, put together."""

    def __init__(
        self,
        film: Published,
        computed: Computed,
        broken: Mapping[int, str],
        findings: Iterable[Finding],
    ) -> None:
        self.film, self.lesson, self.broken = film, computed.lesson, broken
        self.findings = {finding.clip.position: finding for finding in findings}
        self.was, self.now = film.record(), record_of(computed)
        self.numbers = changed_numbers(self.was, self.now) if self.was else ()
        self.sources = Sources()

    def review(self, title: str, matched: list[Matched]) -> Review:
        film = self.film
        return Review(
            kind="verify",
            title=title,
            before=side_of(film, self.was.promises if self.was else ()),
            after=_side_now(self.lesson, matched, self.now.promises),
            parts=tuple(map(self._part, matched)),
            troubles=tuple(film.troubles()),
            notes=tuple(_notes(film, self.lesson, self.was, self.now)),
            numbers=self.numbers,
        )

    def _part(self, matched: Matched) -> Part:
        before, after, _ = matched
        if before is None:
            assert after is not None, "a clip stands in one of them"
            said = "in the storyboard, but not in the film"
            return Part(after.spec.beat, after.heading, MISSING, None, after.position + 1, (said,))
        if before.position in self.broken or after is None:
            return self._lone_part(before, after)
        return self._compared_part(before, after, moved=matched.moved)

    def _lone_part(self, before: PublishedClip, after: Clip | None) -> Part:
        broken = self.broken.get(before.position)
        gone = None if after else "in the film, but no longer in the storyboard"
        return Part(
            beat=before.beat,
            heading=before.heading,
            status=BROKEN if broken else MISSING,
            place_before=before.position,
            place_after=after.position + 1 if after else None,
            notes=tuple(filter(None, (broken, gone))),
            frames_before=before.frames,
        )

    def _compared_part(self, before: PublishedClip, after: Clip, *, moved: bool) -> Part:
        finding = self.findings[after.position]
        words = reworded(before.words, after.script.words)
        differs = finding.difference or moved or any(each.is_spoken for each in words)
        notes = [finding.broken] if finding.broken else []
        if moved:
            notes.append(f"stood at place {before.position}, stands at {after.position + 1}")
        notes += options_notes(before.options, after.options)
        if finding.difference:
            notes += self._reasons(before, after, explained=bool(words or self.numbers))
        return Part(
            beat=after.spec.beat,
            heading=after.heading,
            status=BROKEN if finding.broken else CHANGED if differs else IDENTICAL,
            place_before=before.position,
            place_after=after.position + 1,
            notes=tuple(notes),
            frames_before=before.frames,
            frames_after=finding.frames,
            where=_where(before, finding, self.film.screen.fps),
            words=words,
            numbers=concerning(after.options, self.numbers) if finding.difference else (),
            shown=pictures_of(finding.shots),
        )

    def _reasons(self, before: PublishedClip, after: Clip, *, explained: bool) -> Iterator[str]:
        if before.key == key_of(after, self.sources):
            yield "its inputs, code and versions are the same: it should be, too"
        elif not explained:
            yield "nothing it says or counts has changed: its look, code, a font or a version has"

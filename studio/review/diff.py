"""Two lessons, two films, or one of each: numbers, words and pictures side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.catalogue.beats import OwnBeats
from core.computing import Computed
from studio.check.checking import drawable_lesson
from studio.crew.render import Crew, render_by
from studio.draw.clips import Album
from studio.draw.stills import rehearse_clip
from studio.errors import UsageError
from studio.film.record import Record, record_of
from studio.keep.claims import SIGN
from studio.keep.scratch import scratch_of
from studio.plan.plan import clips_of
from studio.plan.screen import Screen
from studio.review.changes import Changed, changed_numbers, concerning
from studio.review.compare import STILL, Shot, lone_shot, shot_of
from studio.review.findings import (
    CHANGED,
    IDENTICAL,
    MISSING,
    Part,
    Review,
    Side,
    options_notes,
    pictures_of,
    reworded,
)
from studio.review.likeness import ssim
from studio.review.matching import Pair, pairs
from studio.review.published import Published, PublishedClip
from studio.review.verify import SCRATCH, side_of, versions_now
from studio.video.footage import BrokenError, image

ALIKE = 0.97  # structural similarity of a drawn picture and the same one out of a film


@dataclass(frozen=True)
class SeenBeat:
    """One beat: what it is, what it says, and how it looks where it rests."""

    beat: str
    heading: str
    place: int  # in the storyboard, from 1
    options: Mapping[str, Any] | None  # None where they aren't known
    words: Mapping[str, str] | None
    sha256: str | None  # of its frames; None for a lesson, which has none
    rests: Mapping[str, Path]  # a picture for each cue


@dataclass(frozen=True)
class Seen:
    """One side, ready to be compared."""

    name: str
    side: Side
    record: Record | None
    beats: tuple[SeenBeat, ...]
    troubles: tuple[str, ...] = ()

    @property
    def is_film(self) -> bool:
        return any(beat.sha256 for beat in self.beats)


def diff(
    one: Path, other: Path, shape: str, crew: Crew, own_beats: OwnBeats | None = None
) -> Review:
    """Compare two lessons or films. Raises StudioError or LessonError."""
    with scratch_of(SCRATCH) as scratch:
        before, after = (
            look(path, shape, scratch / name, crew, own_beats)
            for path, name in ((one, "before"), (other, "after"))
        )
        return _review(before, after, scratch)


def look(
    path: Path, shape: str, scratch: Path, crew: Crew, own_beats: OwnBeats | None = None
) -> Seen:
    """What there is to see of a lesson (its file) or a film (its folder or manifest).

    Raises UsageError for a folder without a film, LessonError for what can't be drawn.
    """
    folder = path.parent if path.name == SIGN else path
    if folder.is_dir():
        try:
            return _look_at_film(Published(folder), scratch)
        except BrokenError as broken:
            wanted = "wanted a lesson's file or a published film's folder"
            raise UsageError(f"{path}: {wanted}; {broken}") from None
    computed = drawable_lesson(path, own_beats)
    return _look_at_lesson(computed, Screen.of("l", shape), scratch, crew)


def _look_at_lesson(computed: Computed, screen: Screen, scratch: Path, crew: Crew) -> Seen:
    lesson, clips = computed.lesson, clips_of(computed, screen)
    albums = render_by(crew, clips, rehearse_clip, scratch)
    record = record_of(computed)
    file, theme = lesson.document.file, dict(clips[0].theme)
    config = lesson.document.source
    side = Side(file, screen.name, theme, versions_now(), config, record.promises)
    return Seen(lesson.name, side, record, tuple(map(_rehearsed, albums)))


def _rehearsed(album: Album) -> SeenBeat:
    clip = album.clip
    return SeenBeat(
        beat=clip.spec.beat,
        heading=clip.heading,
        place=clip.position + 1,
        options=clip.options,
        words=clip.script.words,
        sha256=None,
        rests={still.cue: still.path for still in album.stills},
    )


def _look_at_film(film: Published, scratch: Path) -> Seen:
    scratch.mkdir(parents=True)
    record = film.record()
    troubles = list(film.troubles())
    beats = list[SeenBeat]()
    for clip in film.manifest.clips:
        try:
            rests = dict(_stills(film, clip, scratch))
        except BrokenError as broken:
            rests = {}
            troubles.append(f"clip {clip.name}: {broken}")
        beats.append(
            SeenBeat(
                clip.beat, clip.heading, clip.position, clip.options, clip.words, clip.sha256, rests
            )
        )
    side = side_of(film, record.promises if record else ())
    name = f"{film.manifest.lesson.name} {film.folder.name}"
    return Seen(name, side, record, tuple(beats), tuple(troubles))


def _stills(film: Published, clip: PublishedClip, scratch: Path) -> Iterator[tuple[str, Path]]:
    """The frames in which a clip rests, small, as files."""
    filmed = film.filmed(clip)
    wanted = {frame: cue for cue, frame in filmed.rests}
    for number, picture in enumerate(filmed.footage.pictures()):
        if number in wanted:
            path = scratch / f"{clip.position:02}-{number:05}.png"
            image(picture, STILL).save(path)
            yield wanted[number], path


def _review(before: Seen, after: Seen, scratch: Path) -> Review:
    was, now = before.record, after.record
    numbers = changed_numbers(was, now) if was and now else ()
    matched = pairs(
        *([(beat.beat, _text(beat)) for beat in each.beats] for each in (before, after))
    )
    notes = (
        [] if was and now else ["the numbers of one side can't be read, so they aren't compared"]
    )
    if before.is_film != after.is_film:
        notes.append(f"a lesson's pictures are like a film's from a similarity of {ALIKE} on")
    texts = [[promise.text for promise in each.side.promises] for each in (before, after)]
    return Review(
        kind="diff",
        title=f"{before.name} → {after.name}",
        before=before.side,
        after=after.side,
        parts=tuple(
            _part(pair, before, after, numbers, scratch / f"{number:02}")
            for number, pair in enumerate(matched)
        ),
        troubles=(*before.troubles, *after.troubles),
        notes=tuple(notes),
        numbers=numbers,
        promises_differ=texts[0] != texts[1],
    )


def _text(beat: SeenBeat) -> str:
    return json.dumps(beat.options, sort_keys=True)


def _part(
    pair: Pair, before: Seen, after: Seen, numbers: tuple[Changed, ...], folder: Path
) -> Part:
    if pair.before is None or pair.after is None:
        return _lone_part(pair, before, after, folder)
    one, other = before.beats[pair.before], after.beats[pair.after]
    exact = before.is_film == after.is_film and before.side.screen == after.side.screen
    shots = tuple(_shots(one, other, folder, exact=exact))
    other_frames = exact and one.sha256 != other.sha256
    words = reworded(one.words, other.words or {}) if other.words is not None else ()
    notes = list(_part_notes(pair, one, other, frames=other_frames and not shots))
    differs = bool(shots or words or other_frames or pair.moved or one.rests.keys() ^ other.rests)
    return Part(
        beat=other.beat,
        heading=other.heading,
        status=CHANGED if differs else IDENTICAL,
        place_before=one.place,
        place_after=other.place,
        notes=tuple(notes),
        words=words,
        numbers=concerning(other.options or {}, numbers) if differs else (),
        shown=pictures_of(shots or _only_shot(other, folder)),
    )


def _lone_part(pair: Pair, before: Seen, after: Seen, folder: Path) -> Part:
    if pair.before is None:
        assert pair.after is not None, "a beat stands in one of them"
        beat, said = after.beats[pair.after], "only after"
    else:
        beat, said = before.beats[pair.before], "only before"
    place_before = beat.place if pair.before is not None else None
    place_after = beat.place if pair.after is not None else None
    shown = pictures_of(_only_shot(beat, folder, is_gone=pair.after is None))
    return Part(beat.beat, beat.heading, MISSING, place_before, place_after, (said,), shown=shown)


def _only_shot(beat: SeenBeat, folder: Path, *, is_gone: bool = False) -> list[Shot]:
    """The last state in which a beat rests."""
    if not beat.rests:
        return []
    shot = lone_shot(list(beat.rests.values())[-1], folder)
    return [Shot(shot.moment, shot.after, None)] if is_gone else [shot]


def _shots(one: SeenBeat, other: SeenBeat, folder: Path, *, exact: bool) -> Iterator[Shot]:
    """The states that both have and that look different."""
    for number, cue in enumerate(cue for cue in one.rests if cue in other.rests):
        with Image.open(one.rests[cue]) as first, Image.open(other.rests[cue]) as second:
            if not _alike(first, second, exact=exact):
                yield shot_of(f"end of “{cue}”", first, second, folder, number)


def _alike(one: Image.Image, other: Image.Image, *, exact: bool) -> bool:
    if exact:
        return one.size == other.size and one.tobytes() == other.tobytes()
    if abs(one.width * other.height - one.height * other.width) > one.width + other.width:
        return False  # of another shape
    size = min(one.size, other.size)
    luma = (np.asarray(each.convert("L").resize(size)) for each in (one, other))
    return ssim(*luma) >= ALIKE


def _part_notes(pair: Pair, one: SeenBeat, other: SeenBeat, *, frames: bool) -> Iterator[str]:
    if pair.moved:
        yield f"stood at place {one.place}, stands at {other.place}"
    if other.options is not None:
        yield from options_notes(one.options, other.options)
    for cue in [*one.rests, *other.rests]:
        if (cue in one.rests) != (cue in other.rests):
            yield f"cue {cue}: only {'before' if cue in one.rests else 'after'}"
    if frames:
        yield "some frames differ, but none in which it rests"

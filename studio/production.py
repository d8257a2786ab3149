"""A plan becomes a published film, or nothing changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from functools import partial
from itertools import accumulate
from pathlib import Path

from PIL import Image
from rich.console import Console

from scenes.kit.theme import theme_of
from studio.cache import Cache
from studio.captions import Line, captions_of, srt_text, vtt_text
from studio.clips import Album, ClipResult, render_clip
from studio.film import Chapter, assemble
from studio.keys import film_key, key_of
from studio.manifest import heed_version, is_made, manifest_of
from studio.pictures import Band, Tile, contact_sheet
from studio.plan import Clip, Plan
from studio.progress import Watch
from studio.publish import SIGN, publish, recover, scratch_beside
from studio.record import keep_record
from studio.render import render_clips
from studio.room import room_for
from studio.shelf import CachedClips
from studio.sources import Sources
from studio.stills import rehearse_clip, still_of
from studio.transcript import Part, clock, markdown, plain
from studio.workers import Workers

BEST_POSTERS = ("pull", "context_swap", "title")  # whose last resting state sells the film


def make_film(
    plan: Plan,
    jobs: int,
    console: Console,
    cache: Cache | None = None,
    check: Callable[[], None] = lambda: None,
    crew: Callable[[int], AbstractContextManager[Executor]] | None = None,
) -> Path:
    """Render, join and publish; the film's path. Raises StudioError or LessonError.

    With a cache, what has not changed is not made again. Whatever `check` raises, several times
    a second while clips are drawn, ends it. `crew(jobs)` draws clips elsewhere than here.
    """
    sources, film = Sources(), plan.folder / "film.mp4"
    keys = {clip.position: key_of(clip, sources) for clip in plan.clips}
    key = film_key(plan, keys, sources)
    recover(plan.folder)
    if cache and is_made(plan.folder, key):
        console.print(f"{plan.lesson.name}: nothing has changed", highlight=False)
        return film
    with room_for(plan), scratch_beside(plan.folder) as scratch:
        with (crew or Workers)(jobs) as workers, Watch(plan.clips, console) as watch:
            shelf = CachedClips(cache, keys, sources, watch.say) if cache else None
            results = render_clips(
                plan.clips, scratch, workers, jobs, watch, render_clip, shelf, check
            )
        ready = scratch / "film"
        ready.mkdir()
        _fill(ready, plan, results)
        sure = None if sources.have_changed() else key
        manifest = manifest_of(plan, results, sorted(ready.iterdir()), sure, keys)
        written = json.dumps(manifest, indent=2, ensure_ascii=False)
        (ready / SIGN).write_text(written + "\n", encoding="utf-8")
        publish(ready, plan.folder)
    return film


def _fill(folder: Path, plan: Plan, results: Sequence[ClipResult]) -> None:
    """Write the film and all its companions but the manifest."""
    lesson, fps = plan.lesson, plan.screen.fps
    starts = list(accumulate((result.frames for result in results), initial=0))
    headings = [result.clip.heading for result in results]
    chapters = [Chapter(*part) for part in zip(headings, starts, starts[1:])]
    captions = captions_of(_lines(results, starts), fps)
    assemble(
        folder / "film.mp4",
        [result.path for result in results],
        plan.screen,
        chapters,
        captions,
        lesson.language,
        {
            "title": lesson.title,
            "comment": f"Heed {heed_version()}, lesson {plan.source}",
        },
    )
    parts = [
        Part(heading, start, tuple(line.text for _, line in result.cues if line.text))
        for heading, start, result in zip(headings, starts, results)
    ]
    texts = {
        "film.srt": srt_text(captions, fps),
        "film.vtt": vtt_text(captions, fps),
        "transcript.md": markdown(lesson.title, parts, fps),
        "transcript.txt": plain(lesson.title, parts, fps),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    keep_record(lesson, folder)
    shutil.copyfile(_poster(results), folder / "poster.png")
    sheet_of(results).save(folder / "contact_sheet.png")


def _lines(results: Sequence[ClipResult], starts: Sequence[int]) -> list[Line]:
    """Every cue, in the film's frames."""
    return [
        Line(line.text, start + line.start, start + line.end)
        for result, start in zip(results, starts)
        for _, line in result.cues
    ]


def _poster(results: Sequence[ClipResult]) -> Path:
    named = {result.clip.spec.beat: result.poster for result in results}
    return next((named[beat] for beat in BEST_POSTERS if beat in named), results[-1].poster)


def sheet_of(albums: Sequence[Album]) -> Image.Image:
    """The contact sheet of some clips, in the order given."""
    clip, bands, start = albums[0].clip, list[Band](), 0
    for album in albums:
        fps = album.clip.screen.fps
        tiles = tuple(
            Tile(Image.open(still.path), f"{clock(start + still.frame, fps)}  {still.cue}")
            for still in album.stills
        )
        start += album.frames
        if tiles:
            bands.append(Band(f"{album.clip.name}: {album.clip.heading}", tiles))
    theme = theme_of(dict(clip.theme), clip.lesson.fonts)
    return contact_sheet(bands, theme, clip.lesson.fonts)


def make_storyboard(plan: Plan, path: Path, jobs: int, console: Console) -> Path:
    """A contact sheet of the plan's clips, without rendering them."""
    with scratch_beside(path) as scratch:
        with Workers(jobs) as workers, Watch(plan.clips, console) as watch:
            albums = render_clips(plan.clips, scratch, workers, jobs, watch, rehearse_clip)
        ready = scratch / "sheet.png"
        sheet_of(albums).save(ready)
        ready.replace(path)
    return path


def make_still(clip: Clip, at: str | None, path: Path, console: Console) -> Path:
    """One picture of one beat."""
    with scratch_beside(path) as scratch:
        with Workers(1) as workers, Watch([clip], console) as watch:
            (still,) = render_clips([clip], scratch, workers, 1, watch, partial(still_of, at))
        still.path.replace(path)
    return path

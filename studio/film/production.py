"""A plan becomes a published film, or nothing changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from functools import partial
from itertools import accumulate
from pathlib import Path

from PIL import Image

from core.words.script import Spoken
from scenes.kit.theme import theme_of
from scenes.kit.type.markup import isolated
from studio.crew.progress import Watch
from studio.crew.render import Crew, Job, render, render_by
from studio.crew.shelf import CachedClips, Shelf
from studio.draw.clips import Album, ClipResult, render_clip
from studio.draw.keys import film_key, key_of
from studio.draw.stills import rehearse_clip, still_of
from studio.film.assembly import Chapter, Reel, assemble
from studio.film.gif import write_gif
from studio.film.manifest import is_made, manifest_of
from studio.film.pictures import Band, Tile, contact_sheet
from studio.film.record import keep_record
from studio.film.room import room_for
from studio.film.sequence import write_frames
from studio.film.transcript import Part, clock, markdown, plain
from studio.keep.cache import Cache
from studio.keep.claims import SIGN, refuse_others
from studio.keep.publish import publish, recover, scratch_beside
from studio.keep.sources import Sources
from studio.plan.captions import Caption, captions_of, srt_text, vtt_text
from studio.plan.forms import NONE, SOFT, Muxed, Numbered, Reduced
from studio.plan.plan import Clip, Plan, Slot
from studio.versions import heed_version

BEST_POSTERS = ("pull", "context_swap", "title")  # whose last resting state sells the film


def make_film(plan: Plan, crew: Crew, cache: Cache | None = None) -> Path:
    """Render, join and publish; the film's path. As `make_films`, for a single one."""
    (film,) = make_films([plan], crew, cache)
    return film


def make_films(plans: Sequence[Plan], crew: Crew, cache: Cache | None = None) -> list[Path]:
    """Render the clips of all films side by side; publish each film once its clips are complete.

    With a cache, what has not changed is not made again. Returns the films' paths.
    Raises StudioError or LessonError; films published so far stay.
    """
    sources = Sources()
    films = [Film(plan, sources) for plan in plans]
    for film in films:
        recover(film.plan.folder)
        refuse_others(film.plan.folder, Path(film.plan.lesson.document.file))
        film.is_made = cache is not None and is_made(film.plan.folder, film.key)
        if film.is_made:
            crew.console.print(f"{film.plan.lesson.name}: nothing has changed", highlight=False)
    if wanted := [film for film in films if not film.is_made]:
        with room_for([film.plan for film in wanted]), ExitStack() as stack:
            for film in wanted:
                film.scratch = stack.enter_context(scratch_beside(film.plan.folder))
            executor = stack.enter_context(crew.workers())
            _make(wanted, executor, crew, cache)
    return [film.plan.film for film in films]


class Film:
    """A film in the making."""

    def __init__(self, plan: Plan, sources: Sources) -> None:
        self.plan, self.sources = plan, sources
        self.keys = {clip.slot: key_of(clip, sources) for clip in plan.clips}
        self.key = film_key(plan, self.keys, sources)
        self.is_made = False
        self.scratch = Path()  # a folder on the disk that the film is published on
        self._results: dict[Slot, ClipResult] = {}

    def add(self, result: ClipResult) -> None:
        """Take a finished clip, if it is one of ours; publish with the last one."""
        if result.clip.slot in self.keys:
            self._results[result.clip.slot] = result
            if len(self._results) == len(self.keys):
                self._publish([self._results[clip.slot] for clip in self.plan.clips])

    def _publish(self, results: Sequence[ClipResult]) -> None:
        ready = self.scratch / "film"
        ready.mkdir()
        _fill(ready, self.plan, results)
        sure = None if self.sources.have_changed() else self.key
        manifest = manifest_of(self.plan, results, ready, sure, self.keys)
        written = json.dumps(manifest, indent=2, ensure_ascii=False)
        (ready / SIGN).write_text(written + "\n", encoding="utf-8")
        publish(ready, self.plan.folder)


def _make(films: Sequence[Film], executor: Executor, crew: Crew, cache: Cache | None) -> None:
    """Render the clips of some films, and publish them."""
    clips = [clip for film in films for clip in film.plan.clips]
    keys = {slot: key for film in films for slot, key in film.keys.items()}

    def add(result: ClipResult) -> None:
        for film in films:
            film.add(result)

    with Watch(clips, crew.console) as watch:
        shelf = CachedClips(cache, keys, films[0].sources, watch.say) if cache else Shelf()
        job = Job(
            clips,
            render_clip,
            films[0].scratch,
            executor,
            watch,
            crew.jobs,
            shelf=shelf,
            check=crew.check,
            done=add,
        )
        render(job)


def _fill(folder: Path, plan: Plan, results: Sequence[ClipResult]) -> None:
    """Write the film and all its companions but the manifest."""
    lesson, fps = plan.lesson, plan.screen.fps
    starts = list(accumulate((result.frames for result in results), initial=0))
    headings = [result.clip.heading for result in results]
    chapters = [Chapter(*part) for part in zip(headings, starts, starts[1:])]
    captions = () if plan.form.captions == NONE else captions_of(_spoken(results, starts), fps)
    clips = [result.path for result in results]
    _join(folder / plan.form.film, plan, clips, chapters, captions)
    parts = [
        Part(heading, start, tuple(spoken.text for spoken in result.cues if spoken.text))
        for heading, start, result in zip(headings, starts, results)
    ]
    texts = {
        "transcript.md": markdown(lesson.title, parts, fps),
        "transcript.txt": plain(lesson.title, parts, fps),
    }
    if plan.form.captions != NONE:
        texts["film.srt"] = srt_text(captions, fps)
        texts["film.vtt"] = vtt_text(captions, fps)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    keep_record(plan.computed, folder)
    shutil.copyfile(_poster(results), folder / "poster.png")
    sheet_of(results).save(folder / "contact_sheet.png")


def _join(
    path: Path,
    plan: Plan,
    clips: Sequence[Path],
    chapters: Sequence[Chapter],
    captions: Sequence[Caption],
) -> None:
    """Write the film itself, in the plan's form."""
    match plan.form.joined:
        case Reduced():
            write_gif(path, clips, plan.screen)
        case Numbered(pattern):
            write_frames(path, clips, pattern)
        case Muxed() as muxed:
            inside = captions if plan.form.captions == SOFT else ()
            said = f"Heed {heed_version()}, lesson {plan.source}"
            about = {"title": plan.lesson.title, "comment": said}
            reel = Reel(clips, plan.screen, chapters, inside, plan.lesson.language, about)
            assemble(path, reel, muxed)


def _spoken(results: Sequence[ClipResult], starts: Sequence[int]) -> list[Spoken]:
    """Every cue, in the film's frames."""
    return [spoken.later(start) for result, start in zip(results, starts) for spoken in result.cues]


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
            bands.append(Band(f"{album.clip.name}: {isolated(album.clip.heading)}", tiles))
    theme = theme_of(dict(clip.theme), clip.lesson.fonts)
    return contact_sheet(bands, theme)


def make_storyboard(plan: Plan, path: Path, crew: Crew) -> Path:
    """A contact sheet of the plan's clips, without rendering them."""
    with scratch_beside(path) as scratch:
        albums = render_by(crew, plan.clips, rehearse_clip, scratch)
        ready = scratch / "sheet.png"
        sheet_of(albums).save(ready)
        ready.replace(path)
    return path


def make_still(clip: Clip, at: str | None, path: Path, crew: Crew) -> Path:
    """One picture of one beat."""
    with scratch_beside(path) as scratch:
        (still,) = render_by(crew, [clip], partial(still_of, at), scratch)
        still.path.replace(path)
    return path

"""A published film as its folder holds it, and whether that is what its manifest says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated, Any

import av
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from studio.errors import RenderError
from studio.film.record import LESSON, Record, read_record
from studio.keep.claims import SIGN
from studio.keep.digests import sha256
from studio.plan.forms import CAPTIONS, FORMATS, SOFT, USUAL, Form
from studio.plan.screen import Screen
from studio.review.compare import Filmed
from studio.video.footage import BrokenError, Footage, packets_sha256
from studio.video.frames import count


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PublishedCue(_Read):
    """A cue's first frame and the frame after its last, in the film."""

    cue: str
    start: int
    end: int


class PublishedClip(_Read):
    """A clip of a film. Times are the film's frames."""

    position: int = Field(ge=1)  # in the storyboard
    beat: str
    heading: str
    start: int = Field(ge=0)
    frames: int = Field(ge=1)
    key: str | None = None
    sha256: str  # of the frames as they were drawn
    packets: str | None = None  # SHA-256 of what the film stores; earlier versions don't say
    cues: tuple[PublishedCue, ...] = ()
    options: dict[str, Any] | None = None  # films of earlier versions don't say
    words: dict[str, str] | None = None

    @property
    def name(self) -> str:
        """How messages call it: `7 softmax`."""
        return f"{self.position} {self.beat}"


class PublishedScreen(_Read):
    """Pixels, and frames a second."""

    shape: str
    width: int = Field(ge=2)
    height: int = Field(ge=2)
    fps: int = Field(ge=1)


def _one_of(known: Collection[str]) -> AfterValidator:
    """Refuses a name that isn't known here."""

    def check(name: str) -> str:
        if name not in known:
            raise ValueError(f"wanted one of {', '.join(known)}, got {name!r}")
        return name

    return AfterValidator(check)


class PublishedForm(_Read):
    """What the film was published as; films of earlier versions are MP4s."""

    format: Annotated[str, _one_of(FORMATS)] = USUAL
    transparent: bool = False
    captions: Annotated[str, _one_of(CAPTIONS)] = SOFT


class PublishedLesson(_Read):
    """The lesson that a film was made from."""

    name: str
    sha256: str
    fonts: dict[str, str] = {}


class Manifest(_Read):
    """The part of `manifest.json` that a review reads."""

    heed: str
    python: str
    packages: dict[str, str]
    lesson: PublishedLesson
    theme: dict[str, str]
    theme_chosen_by: str = "lesson"
    storyboard: tuple[str, ...] = ()  # all beats of the lesson, also those that weren't rendered
    screen: PublishedScreen
    form: PublishedForm = PublishedForm()
    encoder: dict[str, str]
    frames: int
    clips: tuple[PublishedClip, ...] = Field(min_length=1)
    files: dict[str, str]

    @model_validator(mode="after")
    def _adds_up(self) -> Manifest:
        start = 0
        for clip in self.clips:
            if clip.start != start:
                raise ValueError(f"clip {clip.name} starts at {clip.start}, wanted {start}")
            start += clip.frames
        if start != self.frames:
            raise ValueError(f"frames is {self.frames}, but its clips have {start}")
        strange = next((name for name in self.files if not _is_plain(name)), None)
        if strange is not None:
            raise ValueError(f"files holds {strange!r}, wanted plain names")
        return self

    @property
    def is_whole(self) -> bool:
        """Whether the film holds every beat of its storyboard."""
        return len(self.storyboard) in (0, len(self.clips))


class Published:
    """A published folder: its manifest, and what is wrong with its files."""

    def __init__(self, folder: Path) -> None:
        """Read the manifest; BrokenError if it can't be."""
        self.folder = folder.absolute()
        self.manifest = read_manifest(self.folder)
        self._sign = self._stamp()
        shown = self.manifest.screen
        self.screen = Screen(shown.shape, shown.width, shown.height, shown.fps)
        self.form = Form(**self.manifest.form.model_dump())

    def _stamp(self) -> bytes | None:
        try:
            return (self.folder / SIGN).read_bytes()
        except OSError:
            return None

    def assert_unchanged(self) -> None:
        """RenderError if another film has been published here since this one was read."""
        if self._stamp() != self._sign:
            raise RenderError(f"{self.folder}: published anew meanwhile; review it again")

    @property
    def film(self) -> Path:
        """The film as FFmpeg opens it: a file, or the pattern of its frames' names."""
        return self.form.opened(self.folder)

    def filmed(self, clip: PublishedClip) -> Filmed:
        """A clip's frames."""
        footage = Footage(self.film, clip.start, clip.frames)
        rests = tuple((cue.cue, cue.end - 1 - clip.start) for cue in clip.cues)
        return Filmed(footage, clip.sha256, clip.packets, rests, self.form.hidden_by)

    def broken(self) -> dict[int, str]:
        """By position: the clips that the film doesn't hold as its manifest says, and why."""
        clips = self.manifest.clips
        if self.form.hidden_by:
            return {}
        try:
            held = packets_sha256(self.film, [clip.frames for clip in clips])
        except BrokenError as broken:
            return {clip.position: str(broken) for clip in clips}
        said = "its frames aren't those of the manifest"
        return {
            clip.position: said
            for clip, digest in zip(clips, held)
            if clip.packets not in (None, digest)
        }

    def troubles(self) -> Iterator[str]:
        """Every file that isn't as the manifest says, a line each."""
        for name, digest in self.manifest.files.items():
            try:
                found = sha256(self.folder / name)
            except OSError as error:
                yield f"{name}: {'missing' if isinstance(error, FileNotFoundError) else error}"
            else:
                if found != digest:
                    yield f"{name}: damaged; its bytes aren't those of the manifest"
        film = self.form.film
        if not any(Path(name).parts[0] == film for name in self.manifest.files):
            yield f"{film}: the manifest doesn't name it"
        if not self.form.hidden_by:
            yield from self._film_troubles(film)

    def _film_troubles(self, name: str) -> Iterator[str]:
        try:
            with av.open(self.film) as film:
                held = film.streams.video[0].frames or count(self.film)
        except (av.error.FFmpegError, OSError, IndexError) as error:
            if (self.folder / name).exists():
                yield f"{name}: can't be decoded: {error}"
        else:
            if held != self.manifest.frames:
                yield f"{name}: wanted {self.manifest.frames} frames, got {held}"

    def record(self) -> Record | None:
        """The film's numbers; None if it has none that can be read."""
        try:
            return read_record(self.folder)
        except (OSError, ValueError):
            return None

    def lesson(self) -> bytes | None:
        """The file that it was made from; None if it's gone."""
        try:
            return (self.folder / LESSON).read_bytes()
        except OSError:
            return None


def _is_plain(name: str) -> bool:
    """Whether a file of this name stands in the folder, or in a folder in it."""
    *folder, file = name.split("/")
    return all(part not in ("", ".", "..") and Path(part).name == part for part in (*folder, file))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder; BrokenError with one line if it can't be read."""
    try:
        return Manifest.model_validate_json((folder / SIGN).read_bytes())
    except OSError as error:
        raise BrokenError(f"{SIGN} can't be read: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BrokenError(
            f"{SIGN} can't be read: {place}: {first['msg']}".replace(": :", ":")
        ) from None


def films_of(lesson: str, renders: Path) -> list[Path]:
    """The folders of a lesson's published films."""
    signs = (renders / lesson).glob(f"*/{SIGN}")
    return sorted(sign.parent for sign in signs if not sign.parent.name.startswith("."))

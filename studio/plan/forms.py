"""What a film is published as: a format, whether its ground is see-through, its captions.

Whatever is true of one format and not of another stands in its entry of FORMATS: nobody else asks
what a format is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from studio.errors import UsageError
from studio.plan.screen import QUALITIES

SOFT, BURN, NONE = "soft", "burn", "none"
CAPTIONS = (SOFT, BURN, NONE)


@dataclass(frozen=True)
class Muxed:
    """One file that holds the clips' frames bit by bit, with captions and chapters."""

    container: str  # as FFmpeg calls it
    captions: str  # their codec in it
    options: Mapping[str, str] = field(default_factory=dict)
    is_tagged: bool = False  # four letters of it say how the codec was set: a ProRes's profile


@dataclass(frozen=True)
class Reduced:
    """One file of pictures in few colours, each different from the one before."""

    hides: str  # what no clip's own frames can be told by any more


@dataclass(frozen=True)
class Numbered:
    """A folder with a file for every frame."""

    pattern: str  # of the files' names, counted from 1 as players and editors want them


@dataclass(frozen=True)
class Format:
    """A kind of film, and all that tells it from the others."""

    coding: str  # of its clips, as `studio.video.codings` calls it
    film: str  # what it is called in its folder: a file, or a folder of frames
    what: str  # in a list of what there is to choose from
    joined: Muxed | Reduced | Numbered
    has_alpha: bool = False
    most_fps: int | None = None  # frames a second that it can show


FASTSTART = {"movflags": "+faststart"}  # it can be played before all of it is there
FORMATS = {
    "mp4": Format("h264", "film.mp4", "H.264", Muxed("mp4", "mov_text", FASTSTART)),
    "mov": Format(
        "prores",
        "film.mov",
        "ProRes 4444",
        Muxed("mov", "mov_text", FASTSTART, is_tagged=True),
        has_alpha=True,
    ),
    "webm": Format("vp9", "film.webm", "VP9", Muxed("webm", "webvtt"), has_alpha=True),
    "gif": Format(
        "png",
        "film.gif",
        "a GIF",
        Reduced("a GIF's few colours"),
        most_fps=50,  # more are shown as 10 a second
    ),
    "png": Format("png", "frames", "a picture a frame", Numbered("%06d.png"), has_alpha=True),
}
USUAL, USUAL_TRANSPARENT = "mp4", "mov"


def transparent_formats() -> list[str]:
    """The formats whose ground can be see-through."""
    return [name for name, each in FORMATS.items() if each.has_alpha]


@dataclass(frozen=True)
class Form:
    """A film's form. `soft` captions stand in the film and beside it, `burn` in its pictures."""

    format: str = USUAL
    transparent: bool = False
    captions: str = SOFT

    @staticmethod
    def of(format: str | None, captions: str = SOFT, *, transparent: bool = False) -> Form:  # noqa: A002
        """The form that a user asked for; a transparent film is a .mov unless said otherwise.

        Raises UsageError for a format that can't be transparent.
        """
        chosen = format or (USUAL_TRANSPARENT if transparent else USUAL)
        if transparent and not FORMATS[chosen].has_alpha:
            able = "|".join(transparent_formats())
            raise UsageError(f"-t: wanted --format {able}, which can be transparent, got {chosen}")
        return Form(chosen, transparent, captions)

    @property
    def _kind(self) -> Format:
        return FORMATS[self.format]

    @property
    def coding(self) -> str:
        """How the film's clips are coded."""
        return self._kind.coding

    @property
    def film(self) -> str:
        """What the film is called in its folder."""
        return self._kind.film

    @property
    def joined(self) -> Muxed | Reduced | Numbered:
        """How its clips become the film."""
        return self._kind.joined

    @property
    def hidden_by(self) -> str | None:
        """What the clips' own frames can't be told by any more; None where the film has them."""
        return self.joined.hides if isinstance(self.joined, Reduced) else None

    @property
    def burned(self) -> bool:
        """Whether captions are part of the pictures."""
        return self.captions == BURN

    @property
    def name(self) -> str:
        """What a folder says of the form: nothing of the usual one."""
        said = {SOFT: "", BURN: "burned", NONE: "uncaptioned"}
        parts = (
            "" if self.format == USUAL else self.format,
            "transparent" if self.transparent else "",
            said[self.captions],
        )
        return "-".join(filter(None, parts))

    def opened(self, folder: Path) -> Path:
        """The film in a folder as FFmpeg opens it: a file, or the pattern of its frames' names."""
        film = folder / self.film
        return film / self.joined.pattern if isinstance(self.joined, Numbered) else film

    def check_rate(self, fps: int) -> None:
        """Raise UsageError for frames a second that the format can't show."""
        most = self._kind.most_fps
        if most is not None and fps > most:
            rates = {letter: rate for letter, (_, _, rate) in QUALITIES.items() if rate <= most}
            slow = [f"-q{letter} ({rate})" for letter, rate in rates.items()]
            raise UsageError(
                f"--format {self.format}: wanted at most {most} frames a second, got {fps}; "
                f"take {', '.join(slow)} or --fps {most // 2}"
            )

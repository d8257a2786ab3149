"""What a film is published as: its file, whether its ground is see-through, its captions."""

from __future__ import annotations

from dataclasses import dataclass

from studio.errors import UsageError

H264, PRORES, VP9, PNG = "h264", "prores", "vp9", "png"
SOFT, BURN, NONE = "soft", "burn", "none"
CAPTIONS = (SOFT, BURN, NONE)
GIF_FPS = 50  # more frames a second than a GIF can hold are shown as 10 a second


@dataclass(frozen=True)
class Format:
    """A kind of film: how its clips are coded, what the film itself is called."""

    coding: str
    film: str  # a file, or a folder of frames
    has_alpha: bool


FORMATS = {
    "mp4": Format(H264, "film.mp4", has_alpha=False),
    "mov": Format(PRORES, "film.mov", has_alpha=True),
    "webm": Format(VP9, "film.webm", has_alpha=True),
    "gif": Format(PNG, "film.gif", has_alpha=False),
    "png": Format(PNG, "frames", has_alpha=True),
}


@dataclass(frozen=True)
class Form:
    """A film's form. `soft` captions stand in the film and beside it, `burn` in its pictures."""

    format: str = "mp4"
    transparent: bool = False
    captions: str = SOFT

    @staticmethod
    def of(format: str | None, captions: str = SOFT, *, transparent: bool = False) -> Form:  # noqa: A002
        """The form that a user asked for; a transparent film is a .mov unless said otherwise.

        Raises UsageError for a format that can't be transparent.
        """
        chosen = format or ("mov" if transparent else "mp4")
        if transparent and not FORMATS[chosen].has_alpha:
            able = "|".join(name for name, each in FORMATS.items() if each.has_alpha)
            raise UsageError(f"-t: wanted --format {able}, which can be transparent, got {chosen}")
        return Form(chosen, transparent, captions)

    @property
    def coding(self) -> str:
        """How the film's clips are coded."""
        return FORMATS[self.format].coding

    @property
    def film(self) -> str:
        """What the film is called in its folder."""
        return FORMATS[self.format].film

    @property
    def burned(self) -> bool:
        """Whether captions are part of the pictures."""
        return self.captions == BURN

    @property
    def name(self) -> str:
        """What a folder says of the form: nothing of the usual one."""
        said = {SOFT: "", BURN: "burned", NONE: "uncaptioned"}
        parts = (
            "" if self.format == "mp4" else self.format,
            "transparent" if self.transparent else "",
            said[self.captions],
        )
        return "-".join(filter(None, parts))

    def check_rate(self, fps: int) -> None:
        """Raise UsageError for frames a second that the format can't show."""
        if self.format == "gif" and fps > GIF_FPS:
            raise UsageError(
                f"--format gif: wanted at most {GIF_FPS} frames a second, got {fps}; "
                "take -ql (15), -qm (30) or --fps 25"
            )

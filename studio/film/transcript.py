"""The transcript: every heading and what is said under it, as Markdown and as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A beat in words: its heading, when it begins, what is said in it."""

    heading: str
    start: int  # frame of the film
    said: tuple[str, ...]  # a paragraph for each cue


def clock(frame: int, fps: int) -> str:
    """A time as people read it: `1:05`."""
    minutes, seconds = divmod(frame // fps, 60)
    return f"{minutes}:{seconds:02}"


def markdown(title: str, parts: Iterable[Part], fps: int) -> str:
    """The transcript in Markdown, a section for each beat."""
    sections = (
        "\n\n".join([f"## {_escaped(part.heading)} ({clock(part.start, fps)})", *_said(part)])
        for part in parts
    )
    return "\n\n".join([f"# {_escaped(title)}", *sections]) + "\n"


def _said(part: Part) -> list[str]:
    return [_escaped(text) for text in part.said]


def _escaped(text: str) -> str:
    """An author's words, in which no character means anything to Markdown."""
    return "".join(f"\\{one}" if one in "\\`*_{}[]<>#|~" else one for one in text)


def plain(title: str, parts: Iterable[Part], fps: int) -> str:
    """The transcript as plain text."""
    sections = (
        "\n".join([f"{part.heading} ({clock(part.start, fps)})", *part.said]) for part in parts
    )
    return "\n\n".join([title, *sections]) + "\n"

"""What a film was made from and what came out: enough to make it again and compare."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from studio.clips import ClipResult
from studio.encode import PROFILE
from studio.plan import Plan

SCHEMA = 1
PACKAGES = ("manim", "typst", "numpy", "av", "pillow", "fonttools")


def heed_version() -> str:
    """Heed's own version."""
    try:
        return version("heed")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "unknown"


def sha256(file: Path) -> str:
    """The SHA-256 of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def manifest_of(plan: Plan, results: Sequence[ClipResult], files: Iterable[Path]) -> dict[str, Any]:
    """The manifest as JSON holds it. Times are frames of the film; files are hashed."""
    lesson, screen = plan.lesson, plan.screen
    return {
        "schema": SCHEMA,
        "heed": heed_version(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "lesson": {
            "name": lesson.name,
            "title": lesson.title,
            "language": lesson.language,
            "sha256": sha256(Path(lesson.document.file)),
            "fonts": {font.name: sha256(font) for font in lesson.fonts},
        },
        "theme": dict(plan.clips[0].theme),
        "screen": {
            "shape": screen.shape,
            "width": screen.width,
            "height": screen.height,
            "fps": screen.fps,
        },
        "encoder": {"codec": "libx264", "colour": "bt709", **PROFILE},
        "frames": sum(result.frames for result in results),
        "clips": list(_clips(results)),
        "files": {file.name: sha256(file) for file in files},
    }


def _clips(results: Sequence[ClipResult]) -> Iterable[dict[str, Any]]:
    start = 0
    for result in results:
        yield {
            "position": result.clip.position + 1,
            "beat": result.clip.spec.beat,
            "heading": result.clip.heading,
            "start": start,
            "frames": result.frames,
            "sha256": result.sha256,
            "cues": [
                {"cue": name, "start": start + line.start, "end": start + line.end}
                for name, line in result.cues
            ],
        }
        start += result.frames

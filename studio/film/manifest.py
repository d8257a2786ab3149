"""What a film was made from and what came out: enough to make it again and compare."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core.catalogue.beats import storyboard_of
from studio.draw.clips import ClipResult
from studio.keep.claims import SIGN, way_to
from studio.keep.digests import sha256
from studio.plan.plan import Plan, Slot, theme_choice
from studio.versions import heed_version
from studio.video.codings import CODINGS
from studio.video.footage import packets_sha256

SCHEMA = 1
PACKAGES = ("manim", "typst", "numpy", "av", "pillow", "fonttools")


def is_made(folder: Path, key: str) -> bool:
    """Whether the film of this key stands there, every file as it was written."""
    try:
        manifest = json.loads((folder / SIGN).read_text(encoding="utf-8"))
        files = manifest["files"].items()
        return manifest["key"] == key and all(sha256(folder / name) == had for name, had in files)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


def manifest_of(
    plan: Plan,
    results: Sequence[ClipResult],
    folder: Path,
    key: str | None,
    keys: Mapping[Slot, str],
) -> dict[str, Any]:
    """The manifest as JSON holds it. Times are frames of the film; the folder's files are hashed.

    `key` is the film's (None if none is sure), `keys` are the clips'.
    """
    lesson, screen, coding = plan.lesson, plan.screen, CODINGS[plan.form.coding]
    return {
        "schema": SCHEMA,
        "key": key,
        "heed": heed_version(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "lesson": {
            "name": lesson.name,
            "file": way_to(Path(lesson.document.file), plan.folder),
            "title": lesson.title,
            "language": lesson.language,
            "sha256": plan.source,
            "fonts": {font.name: sha256(font) for font in lesson.fonts},
        },
        "theme": dict(plan.clips[0].theme),
        "theme_chosen_by": "lesson" if _is_lessons_theme(plan) else "call",
        "storyboard": [spec.beat for spec in storyboard_of(lesson, plan.computed.trace)],
        "screen": {
            "shape": screen.shape,
            "width": screen.width,
            "height": screen.height,
            "fps": screen.fps,
        },
        "form": asdict(plan.form),
        "encoder": {
            "codec": coding.codec,
            "colour": coding.colour,
            **coding.profile,
        },
        "frames": sum(result.frames for result in results),
        "clips": list(_clips(results, keys)),
        "files": {
            file.relative_to(folder).as_posix(): sha256(file)
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        },
    }


def _is_lessons_theme(plan: Plan) -> bool:
    return dict(plan.clips[0].theme) == theme_choice(plan.lesson)


def _clips(results: Sequence[ClipResult], keys: Mapping[Slot, str]) -> Iterable[dict[str, Any]]:
    start = 0
    for result in results:
        yield {
            "position": result.clip.position + 1,
            "beat": result.clip.spec.beat,
            "heading": result.clip.heading,
            "options": result.clip.options,
            "words": result.clip.script.words,
            "start": start,
            "frames": result.frames,
            "key": keys[result.clip.slot],
            "sha256": result.sha256,
            "packets": packets_sha256(result.path)[0],
            "cues": [
                {"cue": spoken.cue, "start": start + spoken.start, "end": start + spoken.end}
                for spoken in result.cues
            ],
        }
        start += result.frames

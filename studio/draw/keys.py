"""What a clip is called by its content: equal keys have equal frames, on any machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from core.lesson import BeatSpec
from studio.keep.sources import Sources
from studio.places import CHECKOUT
from studio.plan.plan import Clip, Ending, Plan, Slot

# What turns a beat into files, and what these files are called.
PAINTERS = (
    *(
        "studio.draw.branding",
        "studio.draw.camera",
        "studio.draw.clips",
        "studio.draw.drawing",
        "studio.crew.shelf",
    ),
    *(f"studio.video.{name}" for name in ("colour", "frames", "writer")),
)  # and those of the clip's coding
BURNERS = ("studio.draw.burning", "studio.plan.captions")  # where captions are part of the frames
COLOUR = CHECKOUT / "studio" / "video" / "colour.c"
EXACT = ("manim", "typst", "av", "pycairo", "svgelements")  # a later version may draw otherwise


def key_of(clip: Clip, sources: Sources) -> str:
    """The clip's key: one digest of all that decides its frames."""
    return _digest(ingredients(clip, sources))


def ingredients(clip: Clip, sources: Sources) -> dict[str, Any]:
    """Everything that decides a clip's frames. Inputs only: no number of it was computed.

    (A cue's seconds are its length over the pace, the same on every machine; the trace's floats
    differ in their last bit between processors.)
    """
    from studio.video.codings import CODINGS
    from studio.video.writer import KEYFRAME_SECONDS

    lesson = clip.lesson
    played: list[Clip | Ending] = [clip, clip.before] if clip.before else [clip]
    return {
        "beats": [_played(beat, sources) for beat in played],
        "lesson": lesson.model_dump(mode="json", exclude={"storyboard", "fonts"}),
        "theme": dict(sorted(clip.theme)),
        "screen": asdict(clip.screen),
        "fonts": [sources.fonts(), [sources.file(font) for font in lesson.fonts]],
        "sources": sources.closure(*(name for beat in played for name in _modules(beat, sources)))
        | {name: sources.module(name) for name in painters(clip)}
        | {COLOUR.name: sources.file(COLOUR)},
        "versions": {name: version(name) for name in EXACT}
        | {"numpy": version("numpy").split(".")[0]},
        "form": [clip.coding, clip.transparent, clip.burned],
        "encoder": CODINGS[clip.coding].profile | {"keyframe_seconds": KEYFRAME_SECONDS},
    }


def stage_of(spec: BeatSpec) -> str:
    """The module that draws a beat, or that its own code begins with."""
    return "scenes.kit.beat" if spec.kind == "own" else f"scenes.{spec.kind}"


def _played(beat: Clip | Ending, sources: Sources) -> dict[str, Any]:
    """A beat with its words and its lesson's own code."""
    script = beat.script
    return {
        "spec": beat.spec.model_dump(mode="json"),
        "heading": script.heading,
        "subheading": script.subheading,
        "cues": [asdict(cue) for cue in script.cues],
        "labels": dict(script.labels),
        "numerals": asdict(script.numerals),
        "own": sources.file(beat.code) if beat.code else None,
    }


def _modules(beat: Clip | Ending, sources: Sources) -> tuple[str, ...]:
    """The modules that draw a beat: its own, and what a lesson's own code imports of ours."""
    return stage_of(beat.spec), *(sources.imports(beat.code) if beat.code else ())


def painters(clip: Clip) -> tuple[str, ...]:
    """What turns this clip's beat into files."""
    from studio.video.codings import CODINGS

    return (*PAINTERS, *CODINGS[clip.coding].painters, *(BURNERS if clip.burned else ()))


def every_painter() -> tuple[str, ...]:
    """What turns any beat into files of any form."""
    from studio.video.codings import CODINGS

    codings = (painter for coding in CODINGS.values() for painter in coding.painters)
    return tuple(dict.fromkeys((*PAINTERS, *codings, *BURNERS)))


def film_key(plan: Plan, keys: Mapping[Slot, str], sources: Sources) -> str:
    """The key of a film: its clips in order, what its companions say, and what writes them."""
    lesson = plan.lesson
    return _digest(
        {
            "clips": [(clip.position, keys[clip.slot]) for clip in plan.clips],
            "lesson": [lesson.name, plan.source],
            "form": asdict(plan.form),
            "sources": sources.package("studio"),
            "versions": {name: version(name) for name in ("pillow", "srt", "webvtt-py")},
        }
    )


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

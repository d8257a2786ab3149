"""The beats of a film as scenes for plain `manim`: the same beats, words, joins, size and rate.

`manim -a benchmarks/plain.py` renders them; HEED_BENCHMARK holds the lesson, quality and beats.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.computing import Computed, trace_of
from core.reading.lesson import read_lesson
from scenes.kit.beat import beat_class
from scenes.kit.layout import Layout
from scenes.kit.theme import theme_of
from studio.plan.plan import Clip, clips_of
from studio.plan.screen import Screen


def scene_of(clip: Clip) -> type:
    """A scene without parameters that plays one clip."""
    kind = beat_class(clip.spec.beat)

    def prepare(self: object, **manim: object) -> None:
        kind.__init__(  # type: ignore[misc]
            self,
            spec=clip.spec,
            trace=trace_of(clip.lesson),
            theme=theme_of(dict(clip.theme), clip.lesson.fonts, clip.script.numerals),
            layout=Layout.of(clip.screen.shape),
            script=clip.script,
            **manim,
        )

    name = f"Clip{clip.position:02}"
    return type(name, (kind,), {"__init__": prepare, "__module__": __name__})


asked = json.loads(os.environ["HEED_BENCHMARK"])
for each in clips_of(Computed.of(read_lesson(Path(asked["lesson"]))), Screen(**asked["screen"])):
    if not asked["only"] or each.spec.beat in asked["only"]:
        globals()[f"Clip{each.position:02}"] = scene_of(each)

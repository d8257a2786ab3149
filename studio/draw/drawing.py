"""Manim, told everything in code: how a clip's beat is built, drawn and watched."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from manim import CairoRenderer, Scene, config
from manim._config.utils import ManimConfig, config_file_paths
from tqdm import tqdm

from core.computing import trace_of
from core.lesson import BeatSpec
from scenes.kit.beat import Beat, beat_class
from scenes.kit.layout import Layout
from scenes.kit.theme import Theme, theme_of
from studio.draw.branding import Mark
from studio.draw.camera import Camera
from studio.draw.own_beats import own_class
from studio.plan.plan import Clip

Draw = Callable[[np.ndarray, int], None]  # pixels [height, width, 4] uint8, how often in a row


class Projector(CairoRenderer):
    """Manim's renderer, which hands every frame to a function in place of a file."""

    def __init__(self, draw: Draw) -> None:
        super().__init__(camera_class=Camera)
        self.draw = draw

    def init_scene(self, *_: Any) -> None:
        self.file_writer = Tape(self.draw)

    def update_frame(self, scene: Scene, mobjects: Any = None, *_: Any, **options: Any) -> None:
        """Draw mobjects, or all that there are, on what stays as it is during this play."""
        if isinstance(self.camera, Camera):
            still = self.static_image
            if still is None:
                still = self.camera.background
            assert still is not None
            self.camera.show(still, mobjects or [*scene.mobjects, *scene.foreground_mobjects])
        else:  # Manim's own, to compare with
            super().update_frame(scene, mobjects, **options)

    def render(self, scene: Scene, time: float, moving_mobjects: Any = None) -> None:
        """Draw a frame and hand it on: the camera's own array, which it draws on next."""
        del time
        self.update_frame(scene, moving_mobjects)
        self.add_frame(self.camera.pixel_array)

    def freeze_current_frame(self, duration: float) -> None:
        """Hand the picture on as it stands, for so many frames at once."""
        self.add_frame(self.camera.pixel_array, int(duration * self.camera.frame_rate))


class Tape:
    """The part of Manim's file writer that its renderer calls."""

    sections = (SimpleNamespace(skip_animations=False),)
    output_spec = SimpleNamespace(is_still=False)

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    def write_frame(self, pixels: np.ndarray, *, repeat: int = 1) -> None:
        self.draw(pixels, repeat)

    def _nothing(self, *_: Any, **__: Any) -> None:
        """There are no partial files to begin or to end."""

    add_partial_movie_file = begin_animation = end_animation = _nothing


class Found(Exception):  # noqa: N818  # it ends a search, and is no error
    """The frame that was looked for, as uint8 [height, width, 4]."""

    def __init__(self, pixels: np.ndarray) -> None:
        super().__init__("found")
        self.pixels = pixels


class Seeker(Projector):
    """Plays on to one frame, draws only that, and raises it as Found."""

    def __init__(self, frame: int) -> None:
        super().__init__(self._found)
        self._ahead = frame

    def update_frame(self, scene: Scene, *arguments: Any, **options: Any) -> None:
        if self._ahead < 0:
            super().update_frame(scene, *arguments, **options)

    def render(self, scene: Scene, time: float, moving_mobjects: Any = None) -> None:
        if self._reaches(1):
            self.save_static_frame_data(scene, scene.static_mobjects)
            super().render(scene, time, moving_mobjects)

    def freeze_current_frame(self, duration: float) -> None:
        if self._reaches(int(duration * self.camera.frame_rate)):
            self.save_static_frame_data(self._scene, self._scene.static_mobjects)
            self.update_frame(self._scene, mobjects=self._scene.moving_mobjects)
            super().freeze_current_frame(duration)

    def init_scene(self, scene: Scene, *settings: Any) -> None:
        super().init_scene(scene, *settings)
        self._scene = scene

    def _reaches(self, frames: int) -> bool:
        self._ahead -= frames
        return self._ahead < 0

    def _found(self, pixels: np.ndarray, _repeat: int) -> None:
        raise Found(pixels)


def configure(clip: Clip, folder: Path) -> None:
    """Set Manim up from its own defaults and this clip alone; all its files go to `folder`.

    No manim.cfg of the user or of the working directory has a say.
    """
    tqdm.set_lock(threading.RLock())  # its own lock would outlive a killed worker
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    config.update(ManimConfig().digest_parser(_defaults()))
    config.media_dir = str(folder / "media")
    config.pixel_width, config.pixel_height = clip.screen.width, clip.screen.height
    config.frame_rate = clip.screen.fps
    config.verbosity = "ERROR"
    config.progress_bar = "none"
    config.disable_caching = True
    layout = Layout.of(clip.screen.shape)
    config.frame_width, config.frame_height = layout.frame_width, layout.frame_height
    config.background_color = theme_of_clip(clip).background  # cameras take it when they are made
    if clip.transparent:  # pixels then have the ground's colour, and hide none of it
        config.background_opacity = 0.0


def _defaults() -> ConfigParser:
    parser = ConfigParser()
    parser.read(config_file_paths()[0])  # the one that Manim ships with
    return parser


def beat_of(clip: Clip, renderer: CairoRenderer | None = None) -> Beat:
    """The clip's beat, ready to be performed by a renderer, or rehearsed without."""
    theme, layout = theme_of_clip(clip), Layout.of(clip.screen.shape)
    renderer = renderer or Projector(_unseen)
    if clip.lesson.brand:
        mark = Mark(theme, layout, clip.lesson.brand)
        mark.stamp(renderer.camera)
        layout = mark.layout
    trace, ending = trace_of(clip.lesson), clip.before

    def before() -> Beat:
        assert ending is not None
        kind = _class_of(ending.spec, ending.code)
        return kind(ending.spec, trace, theme, layout, ending.script, renderer=Projector(_unseen))

    return _class_of(clip.spec, clip.code)(
        spec=clip.spec,
        trace=trace,
        theme=theme,
        layout=layout,
        script=clip.script,
        before=before if ending else None,
        renderer=renderer,
    )


def _class_of(spec: BeatSpec, code: Path | None) -> type[Beat]:
    return own_class(code, spec.called) if code else beat_class(spec.beat)


def _unseen(_pixels: np.ndarray, _repeat: int) -> None:
    raise AssertionError("a rehearsal draws nothing")


def theme_of_clip(clip: Clip) -> Theme:
    """The clip's theme, with the lesson's fonts where Typst finds them alone."""
    fonts = tuple(_alone(number, font) for number, font in enumerate(clip.lesson.fonts))
    return theme_of(dict(clip.theme), fonts, clip.script.numerals)


def _alone(number: int, font: Path) -> Path:
    """A copy of the font in a folder without others: Typst sees all that stand beside it."""
    copy = Path(config.media_dir) / "fonts" / f"{number}-{font.name}"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(font, copy)
    return copy


def perform(beat: Beat) -> None:
    """Play a beat from its first frame to its last."""
    beat.setup()
    beat.construct()
    beat.tear_down()

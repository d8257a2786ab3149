"""The page on what own beats may use, docs/kit.md; `python -m studio.pages.kit` draws for it."""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.pages.examples import BEGIN, MOVES, PROPS, WHOLE, Example
from studio.places import CHECKOUT
from studio.plan.plan import Clip, clips_of
from studio.plan.screen import Screen

if TYPE_CHECKING:
    from PIL.Image import Image

    from scenes.kit.beat import Beat

PICTURES = CHECKOUT / "docs" / "kit"
BANK = CHECKOUT / "configs" / "bank.yaml"
SCREEN = Screen("16:9", 480, 270, 15)
ABREAST = 3  # pictures in a row
QUALITY = 82
RECORDS = (  # what a beat holds, and where its fields are told
    ("self.trace", "core/trace/records.py", "Trace"),
    ("a sentence of the trace", "core/trace/records.py", "SentenceTrace"),
    ("a head of a sentence", "core/trace/records.py", "HeadTrace"),
    ("self.cast", "core/catalogue/casting.py", "Cast"),
    ("self.layout", "scenes/kit/layout.py", "Layout"),
    ("self.layout.type", "scenes/kit/layout.py", "Type"),
    ("self.theme", "scenes/kit/theme.py", "Theme"),
    ("self.theme.strokes", "scenes/kit/theme.py", "Strokes"),
    ("self.theme.tones", "scenes/kit/theme.py", "Tones"),
)

HEAD = """# What own beats are made of

Written by `./heed schema --write` from the code; a test keeps it so, and `python -m studio.pages.kit` draws its pictures from the
very lines that stand beside them. These are the words of `scenes.kit` that a lesson's own beat may count on; whatever else
is in there may change. README, *Change a beat for one lesson*, tells how a lesson names its beat.

A beat reads `self.spec`, `self.trace`, `self.cast`, `self.theme`, `self.layout` and `self.script`, and nothing else. A prop is
given an array of the trace and a place in it, never a number: so it can be examined, and `./heed check` does. A number that the trace
lacks comes from a record of `core.trace.what_ifs`, and a prop shows it with `moves.suppose`, for as long as it lasts.
"""
ALONE = """## A whole beat

Made from `Beat` alone, in a file beside the lesson. `set_stage` makes every prop in its place and names with `self.present` what is
there when the beat begins; `construct` plays, a `with self.saying(cue)` for each of its cues. `self.until("mark")` waits for a mark
in what is said. What the next beat knows as the same thing (the same entry of the trace, the same word, the plane) moves on to it.
"""


def kit_page() -> str:
    """The whole page, as Markdown."""
    parts = [HEAD, *_records(), *_shown("Props", PROPS), *_shown("Moves", MOVES), *_whole()]
    return "\n".join(parts)


def public() -> Iterator[tuple[str, str]]:
    """Every word that own beats may count on: its module, and its name there."""
    for example in (*PROPS, *MOVES):
        for dotted in example.names:
            module, _, name = f"{example.module}.{dotted}".rpartition(".")
            yield module, name


def _records() -> Iterator[str]:
    yield "## What a beat holds\n"
    for called, file, name in RECORDS:
        source = (CHECKOUT / file).read_text(encoding="utf-8")
        record = _class_in(ast.parse(source), name)
        about = (ast.get_docstring(record) or "").partition("\n")[0]
        yield f"### `{called}`\n" if called.startswith("self") else f"### {called}\n"
        yield f"`{name}`: {about}\n\n| field | type | what it is |\n| --- | --- | --- |"
        yield from _fields(record, source.splitlines())
        yield ""


def _fields(record: ast.ClassDef, lines: Sequence[str]) -> Iterator[str]:
    for field in record.body:
        if isinstance(field, ast.AnnAssign):
            kind = ast.unparse(field.annotation).replace("|", "\\|")
            told = lines[field.lineno - 1].partition("  # ")[2].replace("|", "\\|")
            yield f"| `{ast.unparse(field.target)}` | `{kind}` | {told} |"


def _class_in(module: ast.Module, name: str) -> ast.ClassDef:
    return next(
        each for each in module.body if isinstance(each, ast.ClassDef) and each.name == name
    )


def _shown(title: str, examples: Sequence[Example]) -> Iterator[str]:
    yield f"## {title}\n"
    if examples is PROPS:
        yield f"All of these begin with\n\n```python\n{BEGIN}```\n"
    else:
        yield "Each picture is the middle of a play, in their order; the last one is their end.\n"
    for example in examples:
        for module, name in _told(example):
            yield f"* `{name}` ({module}): {_about(module, name)}"
        yield f"\n```python\n{_imports(example)}\n\n{example.lines}```\n"
        yield f"![{example.called}](kit/{example.called}.webp)\n"


def _told(example: Example) -> Iterator[tuple[str, str]]:
    for dotted in example.names:
        module, _, name = f"{example.module}.{dotted}".rpartition(".")
        yield module, name


def _imports(example: Example) -> str:
    """How the words of an example are imported."""
    if example.module == "scenes.kit.moves":
        return "from scenes.kit import moves"
    homes = dict[str, list[str]]()
    for module, name in _told(example):
        homes.setdefault(module, []).append(name)
    return "\n".join(f"from {home} import {', '.join(names)}" for home, names in homes.items())


def _about(module: str, name: str) -> str:
    """The first line of what a public name says of itself."""
    source = (CHECKOUT / Path(*module.split("."))).with_suffix(".py").read_text(encoding="utf-8")
    found = (
        each
        for each in ast.parse(source).body
        if isinstance(each, (ast.ClassDef, ast.FunctionDef)) and each.name == name
    )
    return (ast.get_docstring(next(found)) or "").partition("\n")[0]


def _whole() -> Iterator[str]:
    yield f"{ALONE}\n```python\n{WHOLE}```\n"
    yield "![a whole beat](kit/whole.webp)"


# -- pictures --------------------------------------------------------------------------------------


def main() -> None:
    """Draw every example anew."""
    from studio.draw import drawing

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="heed-kit-") as scratch:
        clip = _clip()
        drawing.configure(clip, Path(scratch))
        for example in (*PROPS, *MOVES):
            _save(example.called, pictures_of(example, drawing.beat_of(clip)))
        _save("whole", [picture_of_whole(Path(scratch) / "lesson")])


def _save(called: str, pictures: Sequence[Image]) -> None:
    path = PICTURES / f"{called}.webp"
    _sheet(pictures).save(path, quality=QUALITY, method=6)
    print(f"{path.relative_to(CHECKOUT)}  {path.stat().st_size / 1000:.0f} kB")


def _clip() -> Clip:
    clips = clips_of(Computed.of(read_lesson(BANK)), SCREEN)
    return next(clip for clip in clips if clip.spec.beat == "pull")


def pictures_of(example: Example, beat: Beat) -> list[Image]:
    """Run an example's lines in a beat: the middle of each play, and the end."""
    pictures: list[Image] = []
    beat.rehearsing = True
    beat.midway.append(lambda seen: pictures.append(seen.picture()))
    exec(compile(BEGIN + example.lines, example.called, "exec"), _names(example) | {"self": beat})  # noqa: S102
    return [*pictures, beat.picture()]


def picture_of_whole(folder: Path) -> Image:
    """The last picture of the whole beat, as a lesson in a folder of its own plays it."""
    from studio.draw import drawing, own_beats

    folder.mkdir()
    (folder / "my_beats.py").write_text(WHOLE, encoding="utf-8")
    text = BANK.read_text(encoding="utf-8").partition("\nstoryboard:")[0]
    lesson = folder / "lesson.yaml"
    lesson.write_text(f"{text}\nstoryboard: ['my_beats.py:Heard']\n", encoding="utf-8")
    (clip,) = clips_of(Computed.of(read_lesson(lesson, own_beats.told)), SCREEN)
    return drawing.beat_of(clip).rehearse().picture()


def _names(example: Example) -> dict[str, Any]:
    """All that examples import, and what they take of Manim and NumPy; first of all its own."""
    import importlib

    names: dict[str, Any] = {}
    exec("from manim import DOWN, LEFT, RIGHT, UP, VGroup\nimport numpy as np", names)  # noqa: S102
    exec("from scenes.kit import moves\nfrom scenes.kit.layout import at", names)  # noqa: S102
    exec("from scenes.kit.source import Source", names)  # noqa: S102
    exec("from core.trace.what_ifs import tempered", names)  # noqa: S102
    for module, name in (*public(), *_told(example)):
        if module != "scenes.kit.moves":
            names[name] = getattr(importlib.import_module(module), name)
    return names


def _sheet(pictures: Sequence[Image]) -> Image:
    """Pictures in rows."""
    from PIL import Image as Images

    width, height = pictures[0].size
    rows = -(-len(pictures) // ABREAST)
    sheet = Images.new("RGB", (width * min(ABREAST, len(pictures)), height * rows))
    for place, picture in enumerate(pictures):
        sheet.paste(picture, (place % ABREAST * width, place // ABREAST * height))
    return sheet


if __name__ == "__main__":
    main()

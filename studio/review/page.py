"""Reviews as one page of HTML that needs nothing else: no request, no script."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import math
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from core.documents import Document
from core.lesson import MAPS
from core.problems import Address
from scenes.kit.theme import BUNDLED_FONTS, NIGHT, PAPER, ROLES, Theme
from studio.review.changes import TOLERANCE, Changed, Field
from studio.review.compare import LOUD
from studio.review.findings import BROKEN, CHANGED, IDENTICAL, MISSING, Part, Review, Shown, line_of
from studio.review.listing import Line, listing

PAGES = Path(__file__).parent / "pages"
SIGNS = {IDENTICAL: "✓", CHANGED: "≠", MISSING: "∅", BROKEN: "✕"}
MOST_NUMBERS = 200  # rows of a table
MOST_TELLING = 8  # rows of a beat's own table
TELLING = ("table", *MAPS, "weights", "dots", "angles", "distances_after")
MOST_SHOTS = 2  # moments of a beat that are seen at once; the others are folded
FACES = {400: "Inter-Regular.ttf", 600: "Inter-SemiBold.ttf"}
LONG_NAME = 16  # characters of a digest that are shown


@dataclass(frozen=True)
class Picture:
    """A picture as the page holds it."""

    uri: str
    width: int
    height: int


def write_page(reviews: Sequence[Review], path: Path) -> Path:
    """Write the page in a moment: it's there whole, or what was there before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(page(reviews))
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return path


def page(reviews: Sequence[Review]) -> str:
    """The page of one or more reviews."""
    environment = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shortened"] = _shortened
    views = [_view(review, f"r{number}-") for number, review in enumerate(reviews)]
    template = environment.get_template("review.html")
    facts = {
        "views": views,
        "title": ", ".join(review.title for review in reviews),
        "verdict": next(s for s in reversed(SIGNS) if any(r.status == s for r in reviews)),
        "signs": SIGNS,
        "loud": LOUD,
        "seen": MOST_SHOTS,
        "tolerance": "a billionth" if TOLERANCE == 1e-9 else f"{TOLERANCE:g}",
    }
    drawn = template.render(**facts, style="", policy="")
    style = _style(drawn)
    return template.render(**facts, style=style, policy=_policy(style))


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    parts = {"default-src": "'none'", "img-src": "data:", "font-src": "data:"}
    parts |= {"style-src": f"'sha256-{digest}'", "base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(f"{name} {value}" for name, value in parts.items())


# ------------------------------------------------------------------------------------ how it looks


def _style(drawn: str) -> str:
    """Colours of the film's themes, type for the characters in use, and the sheet itself."""
    letters = "".join(sorted(set(drawn)))
    faces = "".join(_face(weight, name, letters) for weight, name in FACES.items())
    light = f"@media (prefers-color-scheme: light) {{ {_colours(PAPER)} }}"
    print_ = f"@media print {{ {_colours(PAPER)} }}"
    sheet = (PAGES / "review.css").read_text(encoding="utf-8")
    return f"{faces}{_colours(NIGHT)}\n{light}\n{print_}\n{sheet}"


def _colours(theme: Theme) -> str:
    roles = " ".join(f"--{role}: {theme.colour(role)};" for role in ROLES)
    return f":root {{ {roles} }}"


def _face(weight: int, name: str, letters: str) -> str:
    """A font with these letters alone."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # Manim lets everyone speak
    options = subset.Options(hinting=False, layout_features=["kern", "tnum", "mark", "ccmp"])
    font = TTFont(BUNDLED_FONTS / name)
    maker = subset.Subsetter(options)
    maker.populate(text=letters)
    maker.subset(font)
    file = io.BytesIO()
    font.save(file)
    data = base64.b64encode(file.getvalue()).decode()
    source = f"url(data:font/ttf;base64,{data})"
    return f"@font-face {{ font-family: Inter; font-weight: {weight}; src: {source}; }}\n"


def _shortened(text: str) -> str:
    return re.sub(rf"\b([0-9a-f]{{{LONG_NAME}}})[0-9a-f]{{20,}}\b", r"\1…", text)


# ------------------------------------------------------------------------------------ what it says


def _view(review: Review, prefix: str) -> dict[str, Any]:
    """One review in the words and figures of the page."""
    before, after = (_Lines(side.document()) for side in (review.before, review.after))
    rows = [_row(number, before, after) for number in review.numbers]
    chosen = [row for row, number in zip(rows, review.numbers) if number.address]
    derived = [row for row, number in zip(rows, review.numbers) if not number.address]
    promises = [
        {"line": _anchor(("expect", number), before, after), **promise.model_dump()}
        for number, promise in enumerate(review.after.promises)
    ]
    return {
        "review": review,
        "prefix": prefix,
        "sentence": sentence_of(review),
        "parts": [_part(part, before, after) for part in review.parts],
        "chosen": chosen[:MOST_NUMBERS],
        "derived": derived[:MOST_NUMBERS],
        "derived_count": len(derived),
        "promises": promises,
        "broken": [promise for promise in promises if not promise["kept"]],
        "versions": list(_versions(review)),
        "lines": _listing(review),
        "listing": _listing_sentence(review),
    }


def sentence_of(review: Review) -> str:
    """The verdict in a sentence."""
    count, same = len(review.parts), review.tally().get(IDENTICAL, 0)
    if not review.parts:
        return "It could not be compared."
    what = "clip" if review.kind == "verify" else "beat"
    how = "frame by frame" if review.kind == "verify" else "in pictures and words"
    if count == 1:
        said = [f"The only {what} {'is' if same else 'isn’t'} the same, {how}."]
    else:
        share = {0: "None", count: "All"}.get(same, f"{same}")
        said = [f"{share} of the {count} {what}s {'is' if same == 1 else 'are'} the same, {how}."]
    if review.numbers:
        said.append(f"{len(review.numbers)} numbers changed.")
    broken = len(review.broken_promises)
    if broken:
        are = "is" if broken == 1 else "are"
        said.append(f"{broken} of the lesson's promises {are} not kept.")
    if review.promises_differ:
        said.append("The promises differ.")
    if review.troubles:
        said.append("Files of the published film are damaged.")
    return " ".join(said)


@dataclass(frozen=True)
class _Lines:
    """Where things stand in a lesson's file."""

    document: Document | None

    def find(self, address: Address | None) -> int | None:
        return line_of(self.document, address)


def _anchor(address: Address | None, before: _Lines, after: _Lines) -> str:
    """The end of a link to a line: `a12` after, or `b12` if it stands only before."""
    for letter, lines in (("a", after), ("b", before)):
        line = lines.find(address)
        if line:
            return f"{letter}{line}"
    return ""


def _row(number: Changed, before: _Lines, after: _Lines) -> dict[str, str]:
    was, now = written(number.before, number.after)
    return {
        "path": number.path,
        "meaning": number.meaning,
        "line": _anchor(number.address, before, after),
        "before": was,
        "after": now,
    }


def written(*values: float | str | None) -> list[str]:
    """Numbers to read, with as many digits as tell them apart."""
    for digits in (4, 6, 9, 12, 17):
        found = [_written(value, digits) for value in values]
        if len(set(found)) == len(set(values)):
            return found
    return found


def _written(value: float | str | None, digits: int) -> str:
    if value is None:
        return "—"
    if isinstance(value, str):
        return {"NaN": "?", "Infinity": "∞", "-Infinity": "−∞"}.get(value, value)
    return f"{value:.{digits}g}".replace("-", "−") if math.isfinite(value) else str(value)


def _part(part: Part, before: _Lines, after: _Lines) -> dict[str, Any]:
    places = ((after, part.place_after, "a"), (before, part.place_before, "b"))
    lines = (
        (letter, found.find(("storyboard", place - 1))) for found, place, letter in places if place
    )
    telling = sorted(part.numbers, key=_telling)[:MOST_TELLING]
    return {
        "name": part.name,
        "heading": part.heading,
        "status": part.status,
        "notes": part.notes,
        "line": next((f"{letter}{line}" for letter, line in lines if line), ""),
        "facts": list(_facts(part)),
        "shots": [_shot(shown) for shown in part.shown],
        "words": part.words,
        "numbers": [_row(number, before, after) for number in telling],
        "number_count": len(part.numbers),
    }


def _telling(number: Changed) -> int:
    name = Field.of(number.path).name
    return TELLING.index(name) if name in TELLING else len(TELLING)


def _facts(part: Part) -> Iterator[tuple[str, str]]:
    where = part.where
    if where is None:
        return
    total = max(part.frames_before or 0, part.frames_after or 0)
    cue = f", in “{where.first_cue}”" if where.first_cue else ""
    yield "first difference", f"frame {where.first_frame}, at {where.first_seconds:.2f} s{cue}"
    yield "frames that differ", f"{where.differing_frames} of {total}"
    if part.frames_before != part.frames_after:
        yield "length", f"{part.frames_before} frames before, {part.frames_after} after"
    yield "similarity, mean", f"{where.mean_ssim:.5f}"
    yield "similarity, least", f"{where.least_ssim:.5f}, in frame {where.worst_frame}"
    yield "greatest difference", f"{where.greatest} of 255 levels"
    if where.box:
        left, top, width, height = where.box
        yield "where", f"{width}×{height} pixels, {left} from the left, {top} from the top"


def _shot(shown: Shown) -> dict[str, Any]:
    pictures = {name: _picture(getattr(shown, name)) for name in ("before", "after", "difference")}
    some = next(filter(None, pictures.values()), None)
    return {"moment": shown.moment, "is_tall": bool(some and some.height > some.width), **pictures}


def _picture(data: bytes | None) -> Picture | None:
    if data is None:
        return None
    with Image.open(io.BytesIO(data)) as picture:
        width, height = picture.size
    return Picture(f"data:image/webp;base64,{base64.b64encode(data).decode()}", width, height)


def _versions(review: Review) -> Iterator[dict[str, Any]]:
    sides = (review.before, review.after)
    yield _version("what", *(side.label for side in sides), is_file=True)
    yield _version("screen", *(side.screen for side in sides))
    yield _version("theme", *(", ".join(_theme(side.theme)) for side in sides))
    for name in dict.fromkeys([*review.before.versions, *review.after.versions]):
        yield _version(name, *(side.versions.get(name, "") for side in sides))


def _theme(theme: Mapping[str, str]) -> Iterable[str]:
    return (value if role == "base" else f"{role} {value}" for role, value in theme.items())


def _version(name: str, before: str, after: str, *, is_file: bool = False) -> dict[str, Any]:
    differs = before != after and not is_file
    return {"name": name, "before": before, "after": after, "differs": differs, "is_file": is_file}


def _listing(review: Review) -> tuple[Line, ...]:
    if review.after.config is None and review.before.config is None:
        return ()
    before = review.after.text if review.before.config is None else review.before.text
    after = review.before.text if review.after.config is None else review.after.text
    return listing(before, after)


def _listing_sentence(review: Review) -> str:
    if review.before.config is None or review.after.config is None:
        return "Only one side has it."
    changed = [line.kind for line in _listing(review) if line.kind in ("gone", "new")]
    if not changed:
        return "It is the same on both sides."
    gone, new = (changed.count(kind) for kind in ("gone", "new"))
    return f"{gone} {'line' if gone == 1 else 'lines'} before, {new} after that are not the same."

"""The files that the code writes: what a lesson may hold, and what own beats are made of."""

from __future__ import annotations

import json
from pathlib import Path

from core.reading.schema import schema
from studio.pages.kit import kit_page
from studio.pages.reference import reference
from studio.places import CHECKOUT

SCHEMA = CHECKOUT / "configs" / "lesson.schema.json"
REFERENCE = CHECKOUT / "docs" / "lesson.md"
KIT = CHECKOUT / "docs" / "kit.md"


def schema_text() -> str:
    """The JSON Schema of a lesson file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False)


def written() -> dict[Path, str]:
    """Each file's text as it should be."""
    texts = {SCHEMA: schema_text(), REFERENCE: reference(), KIT: kit_page()}
    return {path: text + "\n" for path, text in texts.items()}

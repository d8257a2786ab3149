"""The files that the code writes: what a lesson may hold, for editors and for readers."""

from __future__ import annotations

import json
from pathlib import Path

from core.reading.schema import schema
from studio.pages.reference import reference
from studio.places import CHECKOUT

SCHEMA = CHECKOUT / "configs" / "lesson.schema.json"
REFERENCE = CHECKOUT / "docs" / "lesson.md"


def schema_text() -> str:
    """The JSON Schema of a lesson file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False)


def written() -> dict[Path, str]:
    """Each file's text as it should be."""
    return {SCHEMA: schema_text() + "\n", REFERENCE: reference() + "\n"}

"""The published schema says what the reader reads, and the page about it says the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from core.catalogue.beats import BEATS
from core.catalogue.promises import PROMISES
from core.documents import read_yaml
from core.lesson import Lesson
from core.reading.entries import KEYS
from core.reading.schema import COMMON, schema
from studio.pages.written import written

ROOT = Path(__file__).parents[3]
LESSONS = [*(ROOT / "configs").glob("*.yaml"), *(ROOT / "tests" / "lessons").glob("*.yaml")]


NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


def typed(content: Any) -> Any:
    """A lesson as editors see it: numbers and truths by YAML 1.2, all else is text."""
    if isinstance(content, dict):
        return {key: typed(value) for key, value in content.items()}
    if isinstance(content, list):
        return [typed(value) for value in content]
    if content in ("true", "false"):
        return content == "true"
    return float(content) if NUMBER.fullmatch(content or "") else content


def seen(file: Path) -> Any:
    return typed(read_yaml(file).content)


@pytest.fixture(scope="module")
def check() -> Any:
    found = schema()
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


@pytest.mark.parametrize("file", LESSONS, ids=lambda file: file.stem)
def test_every_lesson_fits_the_schema(file: Path, check: Any) -> None:
    errors = [error.message for error in check.iter_errors(seen(file))]
    assert errors == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("focus", None),
        ("titel", "Which?"),
        ("embeddings", {"bank": ["much"]}),
        ("embeddings", {"bank": [2e6]}),
        ("embeddings", {"file": "v.txt", "bank": [1, 2]}),
        ("embeddings", {"file": "v.txt", "words": "bank"}),
        ("embeddings", {"vocabulary": 3}),
        ("attention", {"mask": "casual"}),
        ("storyboard", ["pul"]),
        ("storyboard", [{"beat": "pull", "say": {"pul": "x"}}]),
        ("storyboard", [{"beat": "linear_map", "map": "W_X"}]),
        ("expect", [{"closer": {"word": "bank"}}]),
        ("expect", [{"nearer": {"to": "bank"}}]),
        ("heads", [{"W_Q": [{"turn": 30}]}]),
        ("theme", {"query": "red"}),
        ("voice", {"pace": 40}),
    ],
)
def test_a_mistake_does_not_fit(key: str, value: Any, check: Any) -> None:
    lesson = seen(ROOT / "configs" / "minimal.yaml")
    assert check.is_valid(lesson)
    assert not check.is_valid(lesson | {key: value})


def test_vectors_of_a_file_fit_and_so_do_words_of_these_names(check: Any) -> None:
    lesson = seen(ROOT / "configs" / "minimal.yaml")
    of_file = {"file": "v.npz", "words": ["heron"], "vocabulary": "words.txt", "tensor": "e"}
    for table in (of_file, {"file": [1, 2], "words": [3, 4], "tensor": [5, 6]}):
        assert check.is_valid(lesson | {"embeddings": table})


def test_the_schema_has_every_key_option_and_promise() -> None:
    assert set(KEYS) == set(Lesson.model_fields) - {"document"}
    defs = schema()["$defs"]
    for name, spec in BEATS.items():
        written = {
            str(field.validation_alias or option) for option, field in spec.model_fields.items()
        }
        assert set(defs[f"beat_{name}"]["properties"]) == written | set(COMMON)
    for kind in PROMISES:
        assert all(
            each.get("description")
            for each in defs[f"promise_{kind}"]["properties"][kind]["properties"].values()
        )


def test_the_published_schema_and_page_say_what_the_code_says() -> None:
    for path, text in written().items():
        stale = f"{path.name} is stale: run ./heed schema --write"
        assert path.read_text("utf-8") == text, stale


@pytest.mark.parametrize("name", ["bank", "apple", "crane", "minimal"])
def test_shipped_lessons_name_the_schema(name: str) -> None:
    first, *_ = (ROOT / "configs" / f"{name}.yaml").read_text("utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=lesson.schema.json"

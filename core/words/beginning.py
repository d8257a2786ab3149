"""The lesson that `heed new` writes: small, whole, commented, in the words of a language."""

from __future__ import annotations

import json
import re
from typing import Any

from core.documents import read_yaml
from core.words.language import LANGUAGES, MODEL

PLAIN = re.compile(r"[^\W\d_][\w ?¿!¡’]*")  # what YAML reads as the text that it is


def beginning(language: str, schema: str = "lesson.schema.json") -> str:
    """A lesson's text, from the example of a language pack; `schema` is where editors find it.

    A pack without an example begins with that of English.
    """
    example = _example(language) or _example(MODEL)
    comments, focus = example["comments"], example["focus"]
    sentences = [_written(sentence) for sentence in example["sentences"]]
    rows = [
        f"  {_written(word)}: [{', '.join(row)}]" for word, row in example["embeddings"].items()
    ]
    promises = [
        f"  - closer: {{word: {_written(focus)}, to: {_written(word)}, by: 0.5, "
        f"sentence: {number}}}"
        for number, word in enumerate(example["contexts"], 1)
    ]
    named = [] if language == MODEL else [f"language: {language}"]
    lines = [
        f"# yaml-language-server: $schema={schema}",
        f"title: {_written(example['title'])}",
        f"question: {_written(example['question'])}",
        *named,
        "",
        f"# {comments['sentences']}",
        "sentences:",
        *(f"  - {sentence}" for sentence in sentences),
        f"focus: {_written(focus)}",
        "",
        f"# {comments['embeddings']}",
        "embeddings:",
        *rows,
        "",
        f"# {comments['expect']}",
        "expect:",
        *promises,
    ]
    return "\n".join(lines) + "\n"


def _example(language: str) -> Any:
    return read_yaml(LANGUAGES / f"{language}.yaml").get(("example",))


def _written(text: str) -> str:
    """A text as YAML reads it back, quoted where it must be."""
    plain = PLAIN.fullmatch(text) and text.lower() not in ("null", "true", "false", "yes", "no")
    return text if plain else json.dumps(text, ensure_ascii=False)

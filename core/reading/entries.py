"""What may stand at every key of a lesson's file, and at its beats' and promises' options.

In the words of a JSON Schema, in the order in which they are read best.
"""

from __future__ import annotations

from typing import Any

from core import lesson
from core.catalogue.beats import BEATS
from core.catalogue.promises import PROMISES
from core.words.language import languages

Schema = dict[str, Any]

THEME_NAMES = ("night", "paper", "contrast")

TEXT: Schema = {"type": ["string", "number", "boolean"]}  # `no` and `12` are words here
NUMBER: Schema = {
    "type": "number",
    "minimum": -lesson.LARGEST_NUMBER,
    "maximum": lesson.LARGEST_NUMBER,
}
VECTOR: Schema = {"type": "array", "items": NUMBER, "minItems": 1, "maxItems": lesson.WIDEST}
MATRIX: Schema = {"type": "array", "items": VECTOR, "minItems": 1, "maxItems": lesson.WIDEST}
MATRIX_OF_A_FILE: Schema = {
    "description": "A matrix in a file beside the lesson, its rows as they would stand here.",
    "type": "object",
    "properties": {
        "file": {
            "description": "The file: .npz, .npy, .safetensors, or text with a row of numbers a "
            "line.",
            "type": "string",
        },
        "tensor": {
            "description": "Which of several arrays in the file, .npz or .safetensors.",
            "type": "string",
        },
    },
    "required": ["file"],
    "additionalProperties": False,
}
SENTENCE: Schema = {
    "description": "A sentence: its number from 1, or its name.",
    "type": ["integer", "string"],
}

OPTIONS: dict[str, Schema] = {
    "sentence": SENTENCE,
    "sentences": {
        "description": "The two sentences to compare.",
        "type": "array",
        "items": SENTENCE,
        "minItems": 2,
        "maxItems": 2,
    },
    "head": {
        "description": "A head: its number from 1, or its name.",
        "type": ["integer", "string"],
    },
    "word": TEXT | {"description": "The word that asks; by default the focus."},
    "with": TEXT | {"description": "The word that is asked."},
    "map": {
        "description": "One of the head's maps, or one of the beat's own.",
        "anyOf": [{"enum": list(lesson.MAPS)}, {"$ref": "#/$defs/map"}],
    },
    "to": TEXT | {"description": "The word that it ends closer to."},
    "on": TEXT | {"description": "The word that is heard."},
    "at_least": {"description": "The least that will do."},
    "at_most": {"description": "The most that will do."},
    "about": {"description": "Near this value."},
    "within": {"description": "How near `about` means."},
}
"""What an author writes for an option, where pydantic's own description would not tell."""

KEYS: dict[str, Schema] = {
    "title": {
        "description": "What the film is called.",
        "type": "string",
        "minLength": 1,
        "maxLength": lesson.LONGEST_TITLE,
    },
    "question": {
        "description": "The question that the film answers; stands under the title.",
        "type": "string",
        "minLength": 1,
        "maxLength": lesson.LONGEST_TITLE,
    },
    "sentences": {
        "description": "One to sixteen sentences: as text, as lists of words, or by name.",
        "anyOf": [
            {
                "type": "array",
                "items": {"$ref": "#/$defs/sentence"},
                "minItems": 1,
                "maxItems": lesson.MOST_SENTENCES,
            },
            {
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/sentence"},
                "minProperties": 1,
                "maxProperties": lesson.MOST_SENTENCES,
            },
        ],
    },
    "ignore": {
        "description": "Words that are shown but take no part, such as `the`.",
        "type": "array",
        "items": TEXT,
        "default": [],
    },
    "focus": TEXT | {"description": "The word that the film follows."},
    "embeddings": {
        "description": "A row of numbers for each word, all of one length; two numbers are a place "
        "in the plane. Words that stand in no sentence are neighbours on the map. Or `file:`.",
        "type": "object",
        "properties": {
            "file": {
                "description": "A file of vectors beside the lesson: GloVe's or word2vec's text, "
                ".npy, .npz, .safetensors. The sentences' words are looked up in it.",
                "anyOf": [{"type": "string"}, VECTOR],
            },
            "words": {
                "description": "Further words to take from the file.",
                "anyOf": [
                    {"type": "array", "items": TEXT, "maxItems": lesson.MOST_FURTHER_WORDS},
                    VECTOR,
                ],
            },
            "vocabulary": {
                "description": "A file with a word a line, for arrays whose rows have no words.",
                "anyOf": [{"type": "string"}, VECTOR],
            },
            "tensor": {
                "description": "Which of several arrays in the file.",
                "anyOf": [{"type": "string"}, VECTOR],
            },
        },
        "if": {"properties": {"file": {"type": "string"}}, "required": ["file"]},
        "then": {"propertyNames": {"enum": ["file", "words", "vocabulary", "tensor"]}},
        "additionalProperties": VECTOR,
        "minProperties": 1,
    },
    "heads": {
        "description": "The heads of attention; by default one whose three maps move nothing.",
        "type": "array",
        "items": {"$ref": "#/$defs/head"},
        "minItems": 1,
        "maxItems": lesson.MOST_HEADS,
    },
    "W_O": {
        "description": "The matrix that mixes all heads' outputs; `none` leaves them side by side.",
        "anyOf": [MATRIX, MATRIX_OF_A_FILE, {"const": "none"}],
        "default": "none",
    },
    "attention": {"$ref": "#/$defs/attention"},
    "theme": {
        "description": "A theme, or one with colours of its own by role.",
        "anyOf": [
            {"enum": list(THEME_NAMES)},
            {
                "type": "object",
                "properties": {"base": {"enum": list(THEME_NAMES), "default": "night"}},
                "additionalProperties": {"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"},
            },
        ],
        "default": "night",
    },
    "fonts": {
        "description": (
            "Font files beside the lesson (.ttf, .otf, .ttc, .otc; with outlines, not only "
            "colours), for scripts that the bundled fonts lack."
        ),
        "type": "array",
        "items": {"type": "string"},
        "default": [],
    },
    "brand": {
        "description": "The mark of whoever publishes the film, at the top of every frame.",
        "type": "object",
        "properties": {
            "text": {
                "description": "A name, such as a channel's or a class's.",
                "type": "string",
                "minLength": 1,
                "maxLength": lesson.LONGEST_LABEL,
            },
            "logo": {
                "description": "A picture beside the lesson: PNG, JPEG or WebP, at most 2 MB.",
                "type": "string",
            },
        },
        "additionalProperties": False,
        "minProperties": 1,
    },
    "language": {
        "description": "The language of what the film says and shows by itself.",
        "enum": languages(),
        "default": "en",
    },
    "voice": {
        "description": "How fast narration is read.",
        "type": "object",
        "properties": {
            "pace": {
                "description": "Characters a second; most viewers can read 17.",
                "type": "number",
                "minimum": 5,
                "maximum": 30,
                "default": 15,
            }
        },
        "additionalProperties": False,
    },
    "expect": {
        "description": "What the lesson promises; checked before anything is drawn.",
        "type": "array",
        "items": {"anyOf": [{"$ref": f"#/$defs/promise_{kind}"} for kind in PROMISES]},
        "default": [],
    },
    "storyboard": {
        "description": "The beats of the film in order; by default all that the lesson can feed.",
        "type": "array",
        "minItems": 1,
        "maxItems": lesson.MOST_BEATS,
        "items": {
            "anyOf": [
                {"enum": list(BEATS)},
                *({"$ref": f"#/$defs/beat_{name}"} for name in BEATS),
                {"$ref": "#/$defs/own_beat"},
            ]
        },
    },
}

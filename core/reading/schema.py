"""The lesson file as a JSON Schema, for editors that complete and check while one types.

It says what `core.reading.lesson` reads; what only numbers can tell (promises, widths) is left
to it.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from core import lesson
from core.catalogue.beats import BEATS
from core.catalogue.promises import PROMISES
from core.lesson import BeatSpec
from core.maths.linear import MAP_NAMES
from core.words.language import language_pack, languages

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
COMMON = ("beat", "heading", "subheading", "say", "labels")  # of all beats
THEME_NAMES = ("night", "paper", "contrast")

TEXT: Schema = {"type": ["string", "number", "boolean"]}  # `no` and `12` are words here
NUMBER: Schema = {
    "type": "number",
    "minimum": -lesson.LARGEST_NUMBER,
    "maximum": lesson.LARGEST_NUMBER,
}
VECTOR: Schema = {"type": "array", "items": NUMBER, "minItems": 1, "maxItems": lesson.WIDEST}
MATRIX: Schema = {"type": "array", "items": VECTOR, "minItems": 1, "maxItems": lesson.WIDEST}
SENTENCE: Schema = {
    "description": "A sentence: its number from 1, or its name.",
    "type": ["integer", "string"],
}
INDEX: Schema = {"type": "integer", "minimum": 1}

OPTIONS: dict[str, Schema] = {
    "sentence": SENTENCE,
    "sentences": {
        "description": "The two sentences to compare.",
        "type": "array",
        "items": SENTENCE,
        "minItems": 2,
        "maxItems": 2,
    },
    "head": INDEX | {"description": "A head, counted from 1."},
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
                ".npz, .safetensors. The sentences' words are looked up in it.",
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
        "anyOf": [MATRIX, {"const": "none"}],
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
        "description": "Font files beside the lesson, for scripts that the bundled fonts lack.",
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
"""The keys of a lesson, in the order in which they are read best."""


def schema() -> Schema:
    """The JSON Schema (draft 2020-12) of a lesson file."""
    return {
        "$schema": DRAFT,
        "title": "A lesson of Heed",
        "type": "object",
        "properties": KEYS,
        "required": ["title", "sentences", "focus", "embeddings"],
        "additionalProperties": False,
        "$defs": {
            "sentence": {
                "description": "Words with spaces between, or a list of words.",
                "anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}],
            },
            "map": _map(),
            "head": _head(),
            "attention": _attention(),
            **{f"promise_{kind}": _promise(kind) for kind in PROMISES},
            **{f"beat_{name}": beat_schema(name) for name in BEATS},
            "own_beat": {
                "description": "A beat whose code stands beside the lesson (needs --allow-code).",
                "type": "object",
                "properties": {"beat": {"type": "string", "pattern": r"^\w+\.py:\w+$"}},
                "required": ["beat"],
            },
        },
    }


def _map() -> Schema:
    number_of = {"rotate": "degrees, counter-clockwise", "reflect": "degrees of the mirror's line"}
    named = [
        {
            "type": "object",
            "properties": {name: NUMBER | {"description": number_of[name]}},
            "required": [name],
            "additionalProperties": False,
        }
        if name in number_of
        else {
            "type": "object",
            "properties": {name: VECTOR},
            "required": [name],
            "additionalProperties": False,
        }
        for name in MAP_NAMES
        if name != "identity"
    ]
    return {
        "description": "`identity`, a matrix's rows, or named maps in the order applied.",
        "anyOf": [
            {"const": "identity"},
            MATRIX,
            {"type": "array", "minItems": 1, "items": {"anyOf": [*named, {"const": "identity"}]}},
        ],
    }


def _head() -> Schema:
    what = {
        "W_Q": "Makes a word's query: what it looks for.",
        "W_K": "Makes a word's key: what it offers to those who look.",
        "W_V": "Makes a word's value: what is heard of it.",
    }
    maps = {
        name: {"description": said, "$ref": "#/$defs/map", "default": "identity"}
        for name, said in what.items()
    }
    name = TEXT | {"description": "How the film calls the head."}
    return {
        "description": "One head's three maps, each of shape [rows, coordinates of a word].",
        "type": "object",
        "properties": {"name": name, **maps},
        "additionalProperties": False,
    }


def _attention() -> Schema:
    said = {
        "similarity": "How a query meets a key: q·k/√d_k, q·k, or the cosine of their angle.",
        "temperature": "Divides the scores: below 1 sharper, above 1 flatter.",
        "mask": "`causal` lets a word hear only itself and what came before.",
        "residual": "Whether each word is added to what it heard.",
    }
    found = lesson.Attention.model_json_schema()["properties"]
    return {
        "description": "The switches of attention.",
        "type": "object",
        "properties": {
            name: {"description": said[name], **_plain(each)} for name, each in found.items()
        },
        "additionalProperties": False,
    }


def _promise(kind: str) -> Schema:
    model = PROMISES[kind]
    return {
        "description": first_line(model),
        "type": "object",
        "properties": {kind: _options(model, ()) | {"type": ["object", "null"]}},
        "required": [kind],
        "additionalProperties": False,
    }


def beat_schema(name: str) -> Schema:
    """One beat of a storyboard with its options, its cues and its labels."""
    pack = language_pack("en")
    words = pack.beats[name]
    options = _options(BEATS[name], COMMON)
    text = {"type": "string"}
    own: Schema = {
        "beat": {"const": name},
        "heading": text | {"description": "In place of the usual heading."},
        "subheading": text | {"description": "In place of the usual line below it."},
        "say": {
            "description": "What is said at each cue; an empty text keeps silent.",
            "type": "object",
            "properties": {
                cue: {"type": ["string", "null"], "maxLength": lesson.LONGEST_SAY}
                for cue in words.say
            },
            "additionalProperties": False,
        },
        "labels": {
            "description": "Short texts on screen, in place of the usual ones.",
            "type": "object",
            "properties": {
                label: {"type": ["string", "null"]} for label in (*words.labels, *pack.labels)
            },
            "additionalProperties": False,
        },
    }
    options["properties"] = own | options["properties"]
    return {"description": BEATS[name].idea, **options, "required": ["beat"]}


def _options(model: type[BaseModel], without: tuple[str, ...]) -> Schema:
    """A model's fields as an author writes them."""
    found = model.model_json_schema(by_alias=True)
    properties = {
        name: _option(name, each)
        for name, each in found["properties"].items()
        if name not in without
    }
    needed = [name for name in found.get("required", ()) if name in properties]
    options: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return options | ({"required": needed} if needed else {})


def _option(name: str, field: Schema) -> Schema:
    ours, theirs = OPTIONS.get(name, {}), _plain(field)
    if "type" in ours or "anyOf" in ours:  # then pydantic's would be in the way
        return ours | {key: value for key, value in theirs.items() if key == "default"}
    return {**theirs, **ours}


def _plain(field: Schema) -> Schema:
    """Pydantic's schema of a field without its titles, and without the null of what is optional."""
    kept = {key: value for key, value in field.items() if key != "title"}
    choices = [each for each in kept.pop("anyOf", ()) if each.get("type") != "null"]
    if len(choices) == 1:
        kept |= choices[0]
    elif choices:
        kept["anyOf"] = choices
    if kept.get("default", "") is None:
        del kept["default"]
    return {key: value for key, value in kept.items() if "$ref" not in str(value)}


def first_line(model: type[BaseModel]) -> str:
    """What a promise or a beat is, in a sentence."""
    return (model.__doc__ or "").strip().splitlines()[0]


def beat_options(spec: type[BeatSpec]) -> dict[str, Schema]:
    """A beat's own options, without those that all beats have."""
    options: dict[str, Schema] = _options(spec, COMMON)["properties"]
    return options

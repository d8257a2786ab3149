"""The lesson file as a JSON Schema, for editors that complete and check while one types.

It says what `core.reading.lesson` reads; what only numbers can tell (promises, widths) is left
to it.
"""

from __future__ import annotations

from pydantic import BaseModel

from core import lesson
from core.catalogue.beats import BEATS
from core.catalogue.promises import PROMISES
from core.lesson import BeatSpec
from core.maths.linear import MAP_NAMES
from core.reading.entries import (
    KEYS,
    MATRIX,
    MATRIX_OF_A_FILE,
    NUMBER,
    OPTIONS,
    TEXT,
    VECTOR,
    Schema,
)
from core.words.language import Choice, language_pack
from core.words.marks import offered

DRAFT = "https://json-schema.org/draft/2020-12/schema"
COMMON = tuple(BeatSpec.model_fields)  # options of all beats


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
        "description": "`identity`, a matrix's rows, a file's matrix, or named maps in the order "
        "applied.",
        "anyOf": [
            {"const": "identity"},
            MATRIX,
            MATRIX_OF_A_FILE,
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
                cue: {"type": ["string", "null"], "maxLength": lesson.LONGEST_SAY} | _marks(said)
                for cue, said in words.say.items()
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


def _marks(said: Choice) -> Schema:
    """What an editor tells of the marks of a cue."""
    names = " ".join(f"{{@{mark}}}" for mark in offered(said))
    return {"description": f"May hold the marks {names}."} if names else {}


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

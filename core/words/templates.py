"""Text with placeholders, such as `{weight(bank, money):.0%}`: its grammar, and nothing computed.

A placeholder is a name or a function of words, and perhaps a format, `.2f` or `.0%`. A quoted word
is always a word; an unquoted one may also be one of the names. The last word may be followed by
the sentence (a number from 1, its name, `here` or `other`), and by `head=` with a head's number or
name; by default both are the beat's. `{{` and `}}` are braces. Nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from core.problems import did_you_mean

MAP_WORDS = ("nearest", "next_nearest", "squeezed", "squeezed_with")
WORD_NAMES = ("focus", "word", "context", "other_context", "rival", *MAP_WORDS)
TEXT_NAMES = (
    "title",
    "question",
    "sentence",
    "other_sentence",
    "steps",
    "map",
    "similarity",
    "head",
)
MAP_NUMBERS = ("mapped", "groups", "kept", "kept_in_depth", "shortened", "squeeze")
COUNTS = ("count", "drawn", "others", "width", "d_k", "d_v")
NUMBER_NAMES = (*COUNTS, "scale", "temperature", "promises", *MAP_NUMBERS)
NAMES = WORD_NAMES + TEXT_NAMES + NUMBER_NAMES
SENTENCE_NAMES = ("here", "other")

ROW_FUNCTIONS = ("row_distance", "row_cosine")  # of any two words of the table
PAIR_FUNCTIONS = (
    *ROW_FUNCTIONS,
    "weight",
    "score",
    "dot",
    "cosine",
    "angle",
    "exponential",
    "distance_before",
    "distance_after",
    "cosine_before",
    "cosine_after",
    "nearer",
    "between",
)
TOKEN_FUNCTIONS = (
    "total",
    "query_length",
    "key_length",
    "value_length",
    "embedding_length",
    "turned",
    "apart",
)
VECTOR_FUNCTIONS = ("embedding", "query", "key", "value", "head_output", "output")
CHOICE_FUNCTIONS = ("strongest",)
FUNCTIONS = PAIR_FUNCTIONS + TOKEN_FUNCTIONS + VECTOR_FUNCTIONS + CHOICE_FUNCTIONS
HEADLESS = (*ROW_FUNCTIONS, "between", "embedding_length", "embedding", "output")  # of no one head


@dataclass(frozen=True)
class Argument:
    """One argument as written."""

    text: str
    quoted: bool


@dataclass(frozen=True)
class Placeholder:
    """`{name}` or `{function(arguments):format}`."""

    source: str  # as written, without braces
    name: str
    arguments: tuple[Argument, ...] | None  # None for a plain name
    decimals: int | None  # None: the default of what it names
    as_percent: bool | None
    head: str | None = None  # a head's number or name; None for the beat's


Piece = str | Placeholder

TOKEN = re.compile(r"\{\{|\}\}|\{((?:\"[^\"]*\"|'[^']*'|[^{}\"'])*)\}|[{}]")
_BODY = re.compile(r"\s*(?P<name>\w+)\s*(?P<call>\(.*\))?\s*(?::(?P<format>[^()]*))?", re.DOTALL)
_FORMAT = re.compile(r"\.([0-6])([f%])")
_ARGUMENT = re.compile(r"\s*(head\s*=\s*)?(?:\"([^\"]*)\"|'([^']*)'|([^,\"'()]+?))\s*(,|$)")


class TemplateError(ValueError):
    """A template that cannot be filled, with the reason as one line."""


def parse(template: str) -> tuple[Piece, ...]:
    """The template's texts and placeholders in order; raises TemplateError."""
    pieces: list[Piece] = []
    at = 0
    for match in TOKEN.finditer(template):
        pieces.append(template[at : match.start()])
        pieces.append(_piece(match))
        at = match.end()
    pieces.append(template[at:])
    return tuple(piece for piece in pieces if piece != "")


def problems_in(template: str, words: AbstractSet[str]) -> list[str]:
    """What is wrong with a template for a lesson that knows these words; empty if nothing is."""
    try:
        pieces = parse(template)
    except TemplateError as error:
        return [str(error)]
    placeholders = [piece for piece in pieces if isinstance(piece, Placeholder)]
    return [text for placeholder in placeholders for text in _misuses(placeholder, words)]


def arity(function: str) -> int:
    """How many words a function takes."""
    return 2 if function in PAIR_FUNCTIONS else 1


def _piece(match: re.Match[str]) -> Piece:
    whole = match.group()
    if whole in ("{{", "}}"):
        return whole[0]
    if match.group(1) is None:
        raise TemplateError(f"a lone “{whole}”; write “{whole}{whole}” for a brace")
    return _placeholder(match.group(1))


def _placeholder(source: str) -> Placeholder:
    body = _BODY.fullmatch(source)
    if source.startswith("@"):
        raise TemplateError(f"{{{source}}}: a mark stands only in what is said, under say:")
    if body is None:
        raise TemplateError(
            f"cannot read {{{source}}}; wanted {{name}} or {{function(word, …):.2f}}"
        )
    decimals, as_percent = _format(body["format"], source)
    if body["call"] is None:
        return Placeholder(source, body["name"], None, decimals, as_percent)
    arguments, head = _arguments(body["call"][1:-1], source)
    return Placeholder(source, body["name"], arguments, decimals, as_percent, head)


def _format(text: str | None, source: str) -> tuple[int | None, bool | None]:
    if text is None:
        return None, None
    match = _FORMAT.fullmatch(text.strip())
    if match is None:
        raise TemplateError(f"{{{source}}}: wanted a format such as .2f or .0%, got “{text}”")
    return int(match[1]), match[2] == "%"


def _arguments(text: str, source: str) -> tuple[tuple[Argument, ...], str | None]:
    """The arguments in order, and the head that the last may name."""
    found: list[Argument] = []
    head: str | None = None
    at = 0
    while at < len(text):
        match = _ARGUMENT.match(text, at)
        if match is None or (match.end() == len(text) and match[5] == ","):
            raise TemplateError(f"{{{source}}}: wanted words with commas between, got ({text})")
        if head is not None:
            raise TemplateError(f"{{{source}}}: wanted `head=` once, after all else")
        bare = match[4]
        quoted = match[2] if match[2] is not None else match[3]
        written = quoted if bare is None else bare
        if match[1]:
            head = written
        else:
            found.append(Argument(written, bare is None))
        at = match.end()
    return tuple(found), head


def _misuses(placeholder: Placeholder, words: AbstractSet[str]) -> Iterable[str]:
    name, arguments = placeholder.name, placeholder.arguments
    if arguments is None:
        if name not in NAMES:
            yield f"unknown {{{name}}}: {did_you_mean(name, NAMES)}{_call_hint(name)}"
        return
    if name not in FUNCTIONS:
        yield f"unknown {{{name}(…)}}: {did_you_mean(name, FUNCTIONS)}"
        return
    wanted = arity(name)
    if not wanted <= len(arguments) <= wanted + 1:
        plural = "word" if wanted == 1 else "words"
        yield f"{{{placeholder.source}}}: wanted {wanted} {plural} and perhaps a sentence"
        return
    if placeholder.head is not None and name in HEADLESS:
        hint = "; head_output(word, head=…) is one head's" if name == "output" else ""
        yield f"{{{placeholder.source}}}: {name} is of no single head; leave out `head=`{hint}"
    for argument in arguments[:wanted]:
        known = argument.text in words or (not argument.quoted and argument.text in WORD_NAMES)
        if not known:
            remedy = did_you_mean(argument.text, [*words, *WORD_NAMES])
            yield f"{{{placeholder.source}}}: no word “{argument.text}”: {remedy}"


def _call_hint(name: str) -> str:
    return f" ({name} is a function: {name}(word, …))" if name in FUNCTIONS else ""

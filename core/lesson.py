"""A lesson: everything that an author decides, as frozen values; `lesson_reading` makes them."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SerializeAsAny, SkipValidation

from core.catalogue.beats import BeatSpec
from core.catalogue.promises import Promise
from core.documents import Document
from core.maths.linear import IDENTITY, MapChoice
from core.problems import Path, Problem

LARGEST_NUMBER = 1e6
WIDEST = 1024
MOST_TOKENS = 64
MOST_SENTENCES = 16
MOST_HEADS = 16
MOST_BEATS = 64
MOST_FURTHER_WORDS = 1_000  # that are taken from a file of vectors
LARGEST_LESSON = 2_000_000  # pairs of tokens × width × heads
LONGEST_LABEL = 40  # characters
LONGEST_TITLE = 80
LONGEST_SAY = 600


def _in_one_line(text: object) -> object:
    return " ".join(text.split()) if isinstance(text, str) else text


Number = Annotated[float, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER, allow_inf_nan=False)]
Vector = Annotated[tuple[Number, ...], Field(min_length=1, max_length=WIDEST)]
Rows = Annotated[tuple[Vector, ...], Field(min_length=1, max_length=WIDEST)]
ONE_LINE = BeforeValidator(_in_one_line)
Label = Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL), ONE_LINE]
Title = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE), ONE_LINE]
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Say = Annotated[str, Field(max_length=LONGEST_SAY)]
Words = Annotated[tuple[str, ...], Field(max_length=MOST_FURTHER_WORDS)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Sentence(_Frozen):
    """A sentence as its author wrote it."""

    name: str
    text: str
    words: tuple[str, ...]  # all of them, also the ignored


class Head(_Frozen):
    """One head's three maps."""

    name: str
    W_Q: MapChoice = IDENTITY
    W_K: MapChoice = IDENTITY
    W_V: MapChoice = IDENTITY


class Attention(_Frozen):
    """The switches of attention."""

    similarity: Literal["scaled", "dot", "cosine"] = "scaled"
    temperature: float = Field(default=1.0, ge=1e-3, le=1e3, allow_inf_nan=False)
    mask: Literal["none", "causal"] = "none"
    residual: bool = False


class ThemeChoice(_Frozen):
    """A theme's name, and the roles whose colour the lesson overrides."""

    base: str = "night"
    colours: dict[str, Colour] = Field(default_factory=dict)


class Voice(_Frozen):
    """How fast the narration is spoken or read."""

    pace: float = Field(default=15.0, ge=5, le=30)  # characters a second


class Brand(_Frozen):
    """The mark of whoever publishes the film, in a corner of every frame."""

    model_config = ConfigDict(ser_json_bytes="base64")

    text: Label | None = None
    logo: bytes | None = None  # a PNG, JPEG or WebP file, as it is


class Lesson(_Frozen):
    """Everything that an author decides, checked."""

    title: str
    question: str | None = None
    sentences: tuple[Sentence, ...]
    ignore: tuple[str, ...] = ()  # words that are shown but take no part
    focus: str
    embeddings: dict[str, tuple[float, ...]]  # in the table's order, all of one width
    heads: tuple[Head, ...] = (Head(name="head 1"),)
    W_O: tuple[tuple[float, ...], ...] | None = None
    attention: Attention = Attention()
    theme: ThemeChoice = ThemeChoice()
    fonts: tuple[FilePath, ...] = ()  # absolute
    brand: Brand | None = None
    language: str = "en"
    voice: Voice = Voice()
    expect: tuple[SerializeAsAny[Promise], ...] = ()
    storyboard: tuple[SerializeAsAny[BeatSpec], ...] = ()  # empty: the default storyboard
    document: SkipValidation[Document] = Field(exclude=True, repr=False)  # places, for problems

    @property
    def name(self) -> str:
        """The lesson's file name without its ending, which names its film."""
        return FilePath(self.document.file).stem

    @property
    def width(self) -> int:
        """How many coordinates an embedding has."""
        return len(next(iter(self.embeddings.values())))

    def tokens(self, sentence: Sentence) -> tuple[str, ...]:
        """The sentence's words that take part."""
        return tuple(word for word in sentence.words if word not in self.ignore)

    def problem(self, path: Path, message: str) -> Problem:
        """A problem with what stands at this path of the lesson's file."""
        return self.document.problem(path, message)

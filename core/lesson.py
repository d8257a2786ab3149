"""A lesson: everything that an author decides, as frozen values; `core.reading` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SerializeAsAny, SkipValidation

from core.documents import Document
from core.maths.linear import IDENTITY, MapChoice, Step
from core.problems import Address, Problem
from core.trace.records import Trace

LARGEST_NUMBER = 1e6
COLDEST, HOTTEST = 0.001, 1000  # temperatures
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

MAPS = ("W_Q", "W_K", "W_V")  # of a head


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
FurtherWords = Annotated[tuple[str, ...], Field(max_length=MOST_FURTHER_WORDS)]


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

    @property
    def maps(self) -> dict[str, MapChoice]:
        """The three by name, in the order of MAPS."""
        return {name: getattr(self, name) for name in MAPS}


class Attention(_Frozen):
    """The switches of attention."""

    similarity: Literal["scaled", "dot", "cosine"] = "scaled"
    temperature: float = Field(default=1.0, ge=COLDEST, le=HOTTEST, allow_inf_nan=False)
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


Draws = Literal["whole", "kept", "summed"]  # every token; those heard most; and all others as one


@dataclass(frozen=True)
class Look:
    """Where a beat looks. Sentences and heads are counted from 1, as their authors count them."""

    sentence: int = 1
    head: int = 1
    word: str | None = None  # that asks; by default the focus
    partner: str | None = None  # that is asked; by default whom the word hears most
    other: int | None = None  # the sentence to compare with; by default the first or second


class BeatSpec(BaseModel):
    """One entry of a storyboard: a beat, its options, and its own words where it has any.

    A beat of the catalogue overrides what it means to answer otherwise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    idea: ClassVar[str] = ""
    draws: ClassVar[Draws] = "whole"
    """What it draws of a sentence with more tokens than a picture can hold."""

    placed_labels: ClassVar[tuple[str, ...]] = ()
    """Its labels that tell numbers of one sentence and head, and so name those, if open."""

    lists_promises: ClassVar[bool] = False
    """Whether it shows what the lesson promised and its numbers keep."""

    of_one_head: ClassVar[bool] = False
    """Whether all that it shows is one head's: among several, its heading then names it."""

    beat: str
    heading: str | None = None
    subheading: str | None = None
    say: dict[str, str] = Field(default_factory=dict)
    labels: dict[str, str] = Field(default_factory=dict)

    @classmethod
    def catalogue_name(cls) -> str:
        """What storyboards call the beat."""
        return str(cls.model_fields["beat"].default)

    @property
    def kind(self) -> str:
        """The beat of the catalogue that this is, or is made from; `own` if from none."""
        return self.catalogue_name()

    @property
    def is_own(self) -> bool:
        """Whether its lesson brings the beat's code: then `beat` is `my_beats.py:MyPull`."""
        return self.beat != self.kind

    @property
    def called(self) -> str:
        """The beat's short name: `pull`, `MyPull`."""
        return self.beat.rpartition(":")[2]

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:  # noqa: ARG002
        """What this beat needs and the lesson lacks, as sentences; empty when all is there."""
        return []

    def is_worth_showing(self, trace: Trace) -> bool:  # noqa: ARG002
        """Whether it adds something to a film that did not ask for it."""
        return True

    def truths(self, lesson: Lesson, trace: Trace) -> Mapping[str, bool]:  # noqa: ARG002
        """What is true of a lesson in this beat alone, so that its words can choose what to say."""
        return {}

    @property
    def look(self) -> Look:
        """Where it looks."""
        return Look()

    @property
    def compared(self) -> tuple[int, int] | None:
        """The sentences that it compares, from 1."""
        return None

    @property
    def mapped(self) -> tuple[str, ...]:
        """The words that it maps as places; none for the whole table."""
        return ()

    @property
    def own_map(self) -> MapChoice | None:
        """A map of the plane that it brings with it."""
        return None

    @property
    def map_name(self) -> str:
        """What its words call the map that it shows."""
        return "W"

    def steps(self, lesson: Lesson) -> tuple[Step, ...]:  # noqa: ARG002
        """The steps of the map that it shows, one move each."""
        return ()

    @property
    def card(self) -> tuple[str, ...]:
        """The lines of a card, as its author wrote them: labels line1, line2, …"""
        return ()

    @property
    def silence(self) -> float:
        """Seconds that it stays without a word."""
        return 0.0


@dataclass(frozen=True)
class Verdict:
    """What became of one promise."""

    kept: bool
    text: str  # one sentence with the numbers, for the author
    values: Mapping[str, str | float] = field(default_factory=dict)  # the same, for other wordings


class Promise(BaseModel):
    """One entry of `expect:`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    kind: ClassVar[str]

    word: str | None = None  # by default the focus
    head: int = Field(default=1, ge=1)

    def judge(self, trace: Trace) -> Verdict:
        """Check this promise on the lesson's numbers."""
        raise NotImplementedError

    @property
    def place(self) -> tuple[int | None, int | None]:
        """The sentence and the head of which it speaks, from 1; None where of none, or of all."""
        return None, None

    def why_certain(self, trace: Trace) -> str:  # noqa: ARG002
        """Why no vectors could break it, and what to write instead; empty where some could."""
        return ""

    def shortfall(self, trace: Trace) -> float:
        """How far it is from being kept with a little to spare: 0 if so, and never below.

        A smooth number that can be worked down: a share of the distance, a quarter of the log-odds
        of a weight (near ½, the weight itself), or right angles. Infinite where nothing can help.
        """
        return 0.0 if self.judge(trace).kept else 1.0


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
    fonts: tuple[Path, ...] = ()  # absolute
    brand: Brand | None = None
    language: str = "en"
    voice: Voice = Voice()
    expect: tuple[SerializeAsAny[Promise], ...] = ()
    storyboard: tuple[SerializeAsAny[BeatSpec], ...] = ()  # empty: the default storyboard
    document: SkipValidation[Document] = Field(exclude=True, repr=False)  # places, for problems

    @property
    def name(self) -> str:
        """The lesson's file name without its ending, which names its film."""
        return Path(self.document.file).stem

    @property
    def width(self) -> int:
        """How many coordinates an embedding has."""
        return len(next(iter(self.embeddings.values())))

    def tokens(self, sentence: Sentence) -> tuple[str, ...]:
        """The sentence's words that take part."""
        return tuple(word for word in sentence.words if word not in self.ignore)

    def problem(self, address: Address, message: str) -> Problem:
        """A problem with what stands at this address of the lesson's file."""
        return self.document.problem(address, message)

"""A lesson: the one place where an author's file becomes frozen values.

`read_lesson` finds every mistake at once, each with its place; afterwards nobody checks again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    SkipValidation,
    TypeAdapter,
    ValidationError,
)

from core.claims import PROMISES, Promise
from core.language import NO_WORDS, Language, language_pack, languages
from core.linear import IDENTITY, MAP_NAMES, MapChoice, NamedMap, width_problem
from core.logo import picture_in
from core.problems import LessonError, Path, Problem, did_you_mean
from core.storyboard import BEATS, BeatSpec, OwnBeat, OwnBeats
from core.templates import problems_in
from core.vectors.files import Source, VectorsError, vectors_of
from core.yaml_reading import Document, read_yaml

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

Number = Annotated[float, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER, allow_inf_nan=False)]
Vector = Annotated[tuple[Number, ...], Field(min_length=1, max_length=WIDEST)]
Rows = Annotated[tuple[Vector, ...], Field(min_length=1, max_length=WIDEST)]
Label = Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL)]
Title = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
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


def read_lesson(path: FilePath | str, own_beats: OwnBeats | None = None) -> Lesson:
    """Read and check one lesson file; raises LessonError with every problem found.

    `own_beats` knows the beats whose code the lesson brings; without it, those are refused.
    """
    return lesson_in(read_yaml(FilePath(path)), own_beats)


def lesson_in(document: Document, own_beats: OwnBeats | None = None) -> Lesson:
    """Check what a document says, as `read_lesson` does."""
    reader = _Reader(document, own_beats)
    lesson = reader.lesson()
    if reader.problems or lesson is None:
        raise LessonError(reader.problems)
    return lesson


_NOTHING: Any = object()
_OF_A_FILE = ("file", "vocabulary", "tensor")  # what says where vectors stand
_Model = TypeVar("_Model", bound=BaseModel)


class _Reader:
    """Reads a document part by part, so that one bad part does not hide another's mistakes."""

    def __init__(self, document: Document, own_beats: OwnBeats | None = None) -> None:
        self.document, self.own_beats = document, own_beats
        self.problems: list[Problem] = []
        self.asked_of_file: dict[str, Path] = {}  # words of a file of vectors, and who wants them

    # -- the lesson ------------------------------------------------------------------------------

    def lesson(self) -> Lesson | None:
        content = self.document.content
        if not isinstance(content, dict):
            wanted = "wanted a lesson: title, sentences, focus and embeddings"
            self.fault((), f"{wanted}; got {_got(content)}")
            return None
        self._unknown_keys((), content, [key for key in Lesson.model_fields if key != "document"])
        language = self._language()
        parts = self._words_and_vectors() | self._switches() | {"language": language.code}
        names = tuple(sentence.name for sentence in parts["sentences"])
        known = frozenset(self._known_words())
        parts["expect"] = self._expect(names)
        parts["storyboard"] = self._storyboard(names, known, language)
        if self.problems:
            return None
        return Lesson(**parts, document=self.document)

    def _words_and_vectors(self) -> dict[str, Any]:
        sentences = self._sentences()
        ignore = self._read(("ignore",), TypeAdapter(tuple[str, ...]), ())
        embeddings = self._embeddings(sentences, ignore)
        width = len(next(iter(embeddings.values()))) if embeddings else None
        heads = self._heads(width)
        parts = {
            "title": self._required("title", TypeAdapter(Title), ""),
            "question": self._read(("question",), TypeAdapter(Title), None),
            "sentences": sentences,
            "ignore": ignore,
            "focus": self._required("focus", TypeAdapter(str), ""),
            "embeddings": embeddings,
            "heads": heads,
            "W_O": self._output_matrix(),
        }
        self._check_words(sentences, ignore)
        self._check_focus(sentences, ignore, parts["focus"])
        if width is not None and heads:
            self._check_widths(width, heads, parts["W_O"])
            self._check_size(sentences, width, heads)
        return parts

    def _switches(self) -> dict[str, Any]:
        return {
            "attention": self._read(("attention",), TypeAdapter(Attention), Attention()),
            "theme": self._theme(),
            "fonts": self._fonts(),
            "brand": self._brand(),
            "voice": self._read(("voice",), TypeAdapter(Voice), Voice()),
        }

    # -- words -----------------------------------------------------------------------------------

    def _sentences(self) -> tuple[Sentence, ...]:
        content = self._get(("sentences",))
        if isinstance(content, dict):
            entries = [(name, ("sentences", name)) for name in content]
        elif isinstance(content, list):
            entries = [("", ("sentences", index)) for index in range(len(content))]
        else:
            return self._no_sentences(content)
        if not entries:
            return self._no_sentences(None)
        if len(entries) > MOST_SENTENCES:
            self.fault(("sentences",), f"wanted at most {MOST_SENTENCES}, got {len(entries)}")
        found = [self._sentence(name, path) for name, path in entries[:MOST_SENTENCES]]
        self._check_names(found, [path for _, path in entries])
        return tuple(sentence for sentence in found if sentence)

    def _no_sentences(self, content: Any) -> tuple[Sentence, ...]:
        if content is _NOTHING:
            self.fault((), "`sentences` is missing; add, for example, sentences: [money bank]")
        else:
            self.fault(("sentences",), f"wanted a list of sentences, got {_got(content)}")
        return ()

    def _sentence(self, name: str, path: Path) -> Sentence | None:
        content = self._get(path)
        words: tuple[str, ...] | None
        if isinstance(content, list):
            words = self._read(path, TypeAdapter(tuple[str, ...]), None)
        else:
            text = self._read(path, TypeAdapter(str), None)
            words = None if text is None else tuple(text.split())
        if words is None:
            return None
        if not words:
            self.fault(path, "is empty; wanted at least one word")
            return None
        if len(words) > MOST_TOKENS:
            self.fault(path, f"wanted at most {MOST_TOKENS} words, got {len(words)}; shorten it")
            return None
        text = " ".join(words)
        return Sentence(name=name or text, text=text, words=words)

    def _check_names(self, sentences: list[Sentence | None], paths: list[Path]) -> None:
        seen: set[str] = set()
        for sentence, path in zip(sentences, paths):
            if sentence is None:
                continue
            if sentence.name in seen:
                self.fault(path, f"duplicate: “{sentence.name}” is given twice; change one")
            seen.add(sentence.name)

    def _known_words(self) -> list[str]:
        content = self._get(("embeddings",))
        if self._are_in_a_file():
            return list(self.asked_of_file)
        return list(content) if isinstance(content, dict) else []

    def _check_words(self, sentences: tuple[Sentence, ...], ignore: tuple[str, ...]) -> None:
        """Every word that takes part has a row; the problem stands at its sentence."""
        known = self._known_words()
        if self._get(("embeddings",)) is _NOTHING:
            return
        for sentence in sentences:
            path = self._sentence_path(sentence)
            for word in dict.fromkeys(sentence.words):
                if word not in known and word not in ignore:
                    remedy = did_you_mean(word, known) if known else "there are none"
                    ways = "add a row for it, or put it under `ignore:`"
                    self.fault(path, f"“{word}” has no row in `embeddings`; {ways} ({remedy})")
            if all(word in ignore for word in sentence.words):
                self.fault(path, "is empty: every word of it is ignored")

    def _sentence_path(self, sentence: Sentence) -> Path:
        content = self._get(("sentences",))
        if isinstance(content, dict):
            return ("sentences", sentence.name)
        for index in range(len(content)):
            entry = content[index]
            text = " ".join(entry.split() if isinstance(entry, str) else map(str, entry or ()))
            if text == sentence.text:
                return ("sentences", index)
        return ("sentences",)

    def _check_focus(
        self, sentences: tuple[Sentence, ...], ignore: tuple[str, ...], focus: str
    ) -> None:
        words = [word for sentence in sentences for word in sentence.words]
        if not focus or not words:
            return
        if focus in ignore:
            self.fault(("focus",), f"“{focus}” is ignored; take it out of `ignore:`")
        elif focus not in words:
            self.fault(("focus",), f"“{focus}” is in no sentence; {did_you_mean(focus, words)}")

    # -- vectors and matrices --------------------------------------------------------------------

    def _embeddings(
        self, sentences: tuple[Sentence, ...], ignore: tuple[str, ...]
    ) -> dict[str, tuple[float, ...]]:
        content = self._get(("embeddings",))
        if content is _NOTHING:
            self.fault((), "`embeddings` is missing; add a row of numbers for every word")
            return {}
        if not isinstance(content, dict) or not content:
            wanted = "wanted a row of numbers a word, or `file:` with a file of vectors"
            self.fault(("embeddings",), f"{wanted}; got {_got(content)}")
            return {}
        if self._are_in_a_file():
            return self._embeddings_of_file(content, sentences, ignore)
        rows = {word: self._row(word) for word in content}
        found = {word: row for word, row in rows.items() if row is not None}
        self._check_ragged(found)
        return found if len(found) == len(rows) else {}

    def _are_in_a_file(self) -> bool:
        """Whether `file:` is text; the row of a word of that name would be a list."""
        return isinstance(self._get(("embeddings", "file")), str)

    def _embeddings_of_file(
        self, content: Mapping[str, Any], sentences: tuple[Sentence, ...], ignore: tuple[str, ...]
    ) -> dict[str, tuple[float, ...]]:
        """The rows of the sentences' words and of further ones, from a file of vectors."""
        path: Path = ("embeddings",)
        self._unknown_keys(path, content, [*_OF_A_FILE, "words"])
        asked = self.asked_of_file
        for sentence in sentences:
            for word in sentence.words:
                if word not in ignore:
                    asked.setdefault(word, self._sentence_path(sentence))
        for index, word in enumerate(self._read((*path, "words"), TypeAdapter(Words), ())):
            asked.setdefault(word, (*path, "words", index))
        for word, place in asked.items():
            self._check_label(place, word)
        folder = FilePath(self.document.file).resolve().parent
        texts = {key: self._read((*path, key), TypeAdapter(str), None) for key in _OF_A_FILE}
        try:
            found = vectors_of(asked, Source(folder, **texts))
        except VectorsError as error:
            self.fault((*path, error.option), str(error))
            return {}
        if found.doubt:
            self.fault((*path, "file"), found.doubt)
        for word, hint in found.missing.items():
            told = f"“{word}” has no row in {texts['file']}" + (f" ({hint})" if hint else "")
            way = ", or put it under `ignore:`" if asked[word][0] == "sentences" else ""
            self.fault(asked[word], f"{told}; change it{way}")
        return found.rows

    def _row(self, word: str) -> tuple[float, ...] | None:
        path: Path = ("embeddings", word)
        self._check_label(path, word)
        if self._get(path) == []:
            self.fault(path, f"“{word}” is zero wide; wanted at least one number")
            return None
        row: tuple[float, ...] | None = self._read(path, TypeAdapter(Vector), None)
        return row

    def _check_label(self, path: Path, word: str) -> None:
        if not word.strip() or not word.isprintable():
            self.fault(path, "wanted a word that can be printed", at_key=True)
        elif len(word) > LONGEST_LABEL:
            message = f"wanted at most {LONGEST_LABEL} characters, got {len(word)}; shorten it"
            self.fault(path, message, at_key=True)

    def _check_ragged(self, rows: Mapping[str, tuple[float, ...]]) -> None:
        if not rows:
            return
        (width, _), *_ = Counter(map(len, rows.values())).most_common(1)
        first = next(word for word, row in rows.items() if len(row) == width)
        for word, row in rows.items():
            if len(row) != width:
                wanted = f"ragged: wanted {width} numbers, as “{first}” has, got {len(row)}"
                self.fault(("embeddings", word), wanted)

    def _heads(self, width: int | None) -> tuple[Head, ...]:
        content = self._get(("heads",))
        if content is _NOTHING:
            return (Head(name="head 1"),)
        if not isinstance(content, list) or not content:
            self.fault(("heads",), f"wanted a list of heads, got {_got(content)}")
            return ()
        if len(content) > MOST_HEADS:
            self.fault(("heads",), f"wanted at most {MOST_HEADS}, got {len(content)}")
        return tuple(self._head(index, width) for index in range(min(len(content), MOST_HEADS)))

    def _head(self, index: int, width: int | None) -> Head:
        path: Path = ("heads", index)
        default = Head(name=f"head {index + 1}")
        content = self._get(path)
        if not isinstance(content, dict):
            self.fault(path, f"wanted W_Q, W_K and W_V, got {_got(content)}")
            return default
        self._unknown_keys(path, content, list(Head.model_fields))
        maps = {
            name: self._map((*path, name), width)
            for name in ("W_Q", "W_K", "W_V")
            if name in content
        }
        name = self._read((*path, "name"), TypeAdapter(Label), default.name)
        return default.model_copy(update={"name": name} | maps)

    def _map(self, path: Path, width: int | None) -> MapChoice:
        """A map: `identity`, a matrix's rows, or a list of named maps in the order applied."""
        content = self._get(path)
        if content == "identity":
            return IDENTITY
        if not isinstance(content, list) or not content:
            ways = "`identity`, rows of numbers, or named maps such as [{rotate: 30}]"
            self.fault(path, f"wanted {ways}; got {_got(content)}")
            return IDENTITY
        if isinstance(content[0], list):
            return MapChoice(rows=self._matrix(path))
        named = [self._named_map((*path, index)) for index in range(len(content))]
        choice = MapChoice(tuple(one for one in named if one))
        if width is not None:
            self._check_named_widths(path, choice, width)
        return choice

    def _matrix(self, path: Path) -> tuple[tuple[float, ...], ...]:
        rows: tuple[tuple[float, ...], ...] = self._read(path, TypeAdapter(Rows), ())
        for index, row in enumerate(rows):
            if len(row) != len(rows[0]):
                wanted = f"ragged: wanted {len(rows[0])} numbers, as the first row has"
                self.fault((*path, index), f"{wanted}, got {len(row)}")
                return ()
        return rows

    def _named_map(self, path: Path) -> NamedMap | None:
        content = self._get(path)
        if content == "identity":
            return NamedMap("identity")
        if not isinstance(content, dict) or len(content) != 1:
            self.fault(path, f"wanted one named map, such as {{rotate: 30}}, got {_got(content)}")
            return None
        (name,) = content
        if name not in MAP_NAMES:
            self.fault((*path, name), f"no such map; {did_you_mean(name, MAP_NAMES)}", at_key=True)
            return None
        return self._named_argument((*path, name), name)

    def _named_argument(self, path: Path, name: str) -> NamedMap | None:
        if name == "identity":
            return NamedMap("identity")
        if name in ("rotate", "reflect"):
            degrees = self._read(path, TypeAdapter(Number), None)
            return None if degrees is None else NamedMap(name, (degrees,))
        numbers = self._read(path, TypeAdapter(Vector), None)
        if numbers is not None and name == "shear" and len(numbers) != 2:
            self.fault(path, f"wanted two numbers, [of x by y, of y by x], got {len(numbers)}")
            return None
        return None if numbers is None else NamedMap(name, numbers)

    def _check_named_widths(self, path: Path, choice: MapChoice, width: int) -> None:
        for index, named in enumerate(choice.named):
            problem = width_problem(named, width)
            if problem:
                self.fault((*path, index), problem)

    def _output_matrix(self) -> tuple[tuple[float, ...], ...] | None:
        content = self._get(("W_O",))
        if content is _NOTHING or content == "none":
            return None
        if not isinstance(content, list):
            self.fault(("W_O",), f"wanted rows of numbers, or none, got {_got(content)}")
            return None
        return self._matrix(("W_O",)) or None

    def _check_widths(
        self, width: int, heads: tuple[Head, ...], W_O: tuple[tuple[float, ...], ...] | None
    ) -> None:
        for index, head in enumerate(heads):
            for name in ("W_Q", "W_K", "W_V"):
                self._check_columns(("heads", index, name), getattr(head, name), width)
            asked, offered = _height(head.W_Q, width), _height(head.W_K, width)
            if asked != offered:
                wanted = f"wanted as many rows as W_Q has ({asked}), got {offered}"
                self.fault(("heads", index, "W_K"), f"{wanted}: a query must fit a key")
        self._check_output_width(width, sum(_height(head.W_V, width) for head in heads), W_O)

    def _check_size(
        self, sentences: tuple[Sentence, ...], width: int, heads: tuple[Head, ...]
    ) -> None:
        """Every pair of tokens has a vector in every head: many long words grow too large."""
        pairs = sum(len(sentence.words) ** 2 for sentence in sentences)
        widest = max([width, *(_height(head.W_V, width) for head in heads)])
        if pairs * widest * len(heads) > LARGEST_LESSON:
            wanted = f"wanted at most {LARGEST_LESSON:,} numbers to compute"
            ways = "use fewer words, narrower vectors or fewer heads"
            self.fault(("sentences",), f"{wanted}, got {pairs * widest * len(heads):,}; {ways}")

    def _check_columns(self, path: Path, choice: MapChoice, width: int) -> None:
        if choice.rows and len(choice.rows[0]) != width:
            got = f"{len(choice.rows)}x{len(choice.rows[0])}"
            wanted = f"wanted {len(choice.rows)}x{width}, got {got}"
            self.fault(path, f"{wanted}; one column for each of the {width} coordinates of a word")

    def _check_output_width(
        self, width: int, values: int, W_O: tuple[tuple[float, ...], ...] | None
    ) -> None:
        out = values
        if W_O is not None:
            out = len(W_O)
            if len(W_O[0]) != values:
                wanted = f"wanted {out}x{values}, got {out}x{len(W_O[0])}"
                self.fault(("W_O",), f"{wanted}; one column for each value coordinate of all heads")
        attention = self._get(("attention",))
        residual = isinstance(attention, dict) and attention.get("residual")
        if residual in ("true", "yes", "on", "1") and out != width:
            wanted = f"wanted outputs of {width} numbers to add to the words, got {out}"
            self.fault(("attention", "residual"), f"{wanted}; add a W_O of {width}x{values}")

    # -- looks, words and voice ------------------------------------------------------------------

    def _theme(self) -> ThemeChoice:
        content = self._get(("theme",))
        if not isinstance(content, dict):
            base = self._read(("theme",), TypeAdapter(str), "night")
            return ThemeChoice(base=base)
        base = self._read(("theme", "base"), TypeAdapter(str), "night")
        colours = {
            role: self._read(("theme", role), TypeAdapter(Colour), "#000000")
            for role in content
            if role != "base"
        }
        return ThemeChoice(base=base, colours=colours)

    def _fonts(self) -> tuple[FilePath, ...]:
        names = self._read(("fonts",), TypeAdapter(tuple[str, ...]), ())
        folder = FilePath(self.document.file).resolve().parent
        fonts = tuple(folder / name for name in names)
        for index, font in enumerate(fonts):
            if not font.is_file():
                self.fault(("fonts", index), f"no such file: {names[index]}, beside the lesson")
        return fonts

    def _brand(self) -> Brand | None:
        content = self._get(("brand",))
        if content is _NOTHING:
            return None
        if not isinstance(content, dict) or not content:
            self.fault(("brand",), f"wanted `text:` or `logo:`, got {_got(content)}")
            return None
        self._unknown_keys(("brand",), content, list(Brand.model_fields))
        return Brand(
            text=self._read(("brand", "text"), TypeAdapter(Label), None),
            logo=self._logo(self._read(("brand", "logo"), TypeAdapter(str), None)),
        )

    def _logo(self, name: str | None) -> bytes | None:
        """The picture in a file beside the lesson."""
        if name is None:
            return None
        file = FilePath(self.document.file).resolve().parent / name
        try:
            return picture_in(file)
        except ValueError as error:
            self.fault(("brand", "logo"), f"{name}: {error}")
            return None

    def _language(self) -> Language:
        code = self._read(("language",), TypeAdapter(str), "en")
        known = languages()
        if code not in known:
            self.fault(("language",), f"no words for “{code}”; {did_you_mean(code, known)}")
            code = "en"
        return language_pack(code)

    # -- promises and storyboard -----------------------------------------------------------------

    def _expect(self, names: tuple[str, ...]) -> tuple[Promise, ...]:
        content = self._get(("expect",))
        if content is _NOTHING:
            return ()
        if not isinstance(content, list):
            self.fault(("expect",), f"wanted a list of promises, got {_got(content)}")
            return ()
        found = [self._promise(("expect", index), names) for index in range(len(content))]
        return tuple(promise for promise in found if promise)

    def _promise(self, path: Path, names: tuple[str, ...]) -> Promise | None:
        content = self._get(path)
        if not isinstance(content, dict) or len(content) != 1:
            example = "{closer: {word: bank, to: money}}"
            self.fault(path, f"wanted one promise, such as {example}, got {_got(content)}")
            return None
        (kind,) = content
        if kind not in PROMISES:
            remedy = did_you_mean(kind, PROMISES)
            self.fault((*path, kind), f"no such promise; {remedy}", at_key=True)
            return None
        options = content[kind] if content[kind] is not None else {}
        return self._model((*path, kind), PROMISES[kind], options, names)

    def _storyboard(
        self, names: tuple[str, ...], words: frozenset[str], language: Language
    ) -> tuple[BeatSpec, ...]:
        content = self._get(("storyboard",))
        if content is _NOTHING:
            return ()
        if not isinstance(content, list) or not content:
            self.fault(("storyboard",), f"wanted a list of beats, got {_got(content)}")
            return ()
        if len(content) > MOST_BEATS:
            self.fault(("storyboard",), f"wanted at most {MOST_BEATS} beats, got {len(content)}")
        found = [
            self._beat(("storyboard", index), names, words, language)
            for index in range(min(len(content), MOST_BEATS))
        ]
        return tuple(spec for spec in found if spec)

    def _beat(
        self, path: Path, names: tuple[str, ...], words: frozenset[str], language: Language
    ) -> BeatSpec | None:
        content = self._get(path)
        if isinstance(content, str):
            content = {"beat": content}
            place = path
        elif isinstance(content, dict) and isinstance(content.get("beat"), str):
            place = (*path, "beat")
        else:
            self.fault(path, f"wanted a beat's name, or beat: with options, got {_got(content)}")
            return None
        name = content["beat"]
        if ":" in name:
            return self._own_beat(path, content, names, words, language)
        if name not in BEATS:
            self.fault(place, f"no beat “{name}”; {did_you_mean(name, BEATS)}")
            return None
        options = self._beat_options(path, content)
        spec = self._model(path, BEATS[name], options, names)
        self._check_beat_words(path, content, words, language)
        return spec

    def _own_beat(
        self,
        path: Path,
        content: Mapping[str, Any],
        names: tuple[str, ...],
        words: frozenset[str],
        language: Language,
    ) -> BeatSpec | None:
        """A beat whose code stands beside the lesson."""
        name, place = content["beat"], (*path, "beat")
        if self.own_beats is None:
            message = f"“{name}” is code that this lesson brings"
            self.fault(place, f"{message}; if you trust it, run again with --allow-code")
            return None
        try:
            found = self.own_beats(FilePath(self.document.file).resolve().parent, name)
        except ValueError as error:
            self.fault(place, str(error))
            return None
        kind = str(found.spec_class.model_fields["beat"].default)
        given = {key: value for key, value in content.items() if value is not None}
        defaults = {"heading": found.heading, "subheading": found.subheading}
        content = {key: text for key, text in defaults.items() if text is not None} | given
        for key, own in (("say", found.say), ("labels", found.labels)):
            if isinstance(given.get(key, {}), dict):
                content[key] = {**own, **given.get(key, {})}
        options = self._beat_options(path, content) | {"beat": kind}
        spec = self._model(path, found.spec_class, options, names)
        self._check_beat_words(path, content | {"beat": kind}, words, language, found)
        return None if spec is None else spec.model_copy(update={"beat": name})

    def _beat_options(self, path: Path, content: Mapping[str, Any]) -> dict[str, Any]:
        options = dict(content)
        if isinstance(options.get("map"), list):
            options["map"] = self._map((*path, "map"), None)
        for key in ("say", "labels"):
            if isinstance(options.get(key), dict):
                options[key] = {name: text or "" for name, text in options[key].items()}
        return options

    def _check_beat_words(
        self,
        path: Path,
        content: Mapping[str, Any],
        words: frozenset[str],
        language: Language,
        own: OwnBeat | None = None,
    ) -> None:
        """Its cues, labels and words exist, and its texts can be filled."""
        pack = language.beats.get(content["beat"], NO_WORDS)
        cues = [*pack.say, *(own.say if own else ())]
        labels = [*language.labels, *pack.labels, *(own.labels if own else ())]
        for key, known, what in (("say", cues, "cue"), ("labels", labels, "label")):
            texts = content.get(key)
            for name, text in texts.items() if isinstance(texts, dict) else ():
                if name not in known:
                    message = f"no such {what} in {content['beat']}; {did_you_mean(name, known)}"
                    self.fault((*path, key, name), message, at_key=True)
                self._check_template((*path, key, name), text, words)
        for key in ("heading", "subheading"):
            self._check_template((*path, key), content.get(key), words)
        for key in ("word", "with"):
            if isinstance(content.get(key), str) and content[key] not in words:
                remedy = did_you_mean(content[key], words)
                self.fault((*path, key), f"“{content[key]}” has no row in `embeddings`; {remedy}")

    def _check_template(self, path: Path, text: Any, words: frozenset[str]) -> None:
        if not isinstance(text, str):
            return
        for message in problems_in(text, words):
            self.fault(path, message)
        if len(text) > LONGEST_SAY:
            self.fault(path, f"wanted at most {LONGEST_SAY} characters, got {len(text)}")

    # -- the reading of any part -----------------------------------------------------------------

    def fault(self, path: Path, message: str, *, at_key: bool = False) -> None:
        """Note a problem and go on."""
        self.problems.append(self.document.problem(path, message, at_key=at_key))

    def _get(self, path: Path) -> Any:
        value = self.document.content
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return _NOTHING
        return value

    def _read(self, path: Path, adapter: TypeAdapter[Any], default: Any) -> Any:
        """The part at this path, checked; the default where it is absent or wrong."""
        content = self._get(path)
        if content is _NOTHING:
            return default
        try:
            return adapter.validate_python(content)
        except ValidationError as error:
            self._explain(path, error)
            return default

    def _required(self, key: str, adapter: TypeAdapter[Any], default: Any) -> Any:
        if self._get((key,)) is _NOTHING:
            self.fault((), f"`{key}` is missing; add `{key}: …`")
            return default
        return self._read((key,), adapter, default)

    def _model(
        self, path: Path, model: type[_Model], options: Any, names: tuple[str, ...]
    ) -> _Model | None:
        """A beat or promise from its options, with sentences by name turned into numbers."""
        if isinstance(options, dict):
            options = self._numbered(path, options, names)
        try:
            return model.model_validate(options)
        except ValidationError as error:
            fields = model.model_fields.items()
            known = [str(field.validation_alias or name) for name, field in fields]
            self._explain(path, error, known)
            return None

    def _numbered(
        self, path: Path, options: Mapping[str, Any], names: tuple[str, ...]
    ) -> dict[str, Any]:
        numbered = dict(options)
        if isinstance(options.get("sentence"), str):
            numbered["sentence"] = self._sentence_number((*path, "sentence"), names)
        if isinstance(options.get("sentences"), list):
            count = len(options["sentences"])
            places = [(*path, "sentences", index) for index in range(count)]
            numbered["sentences"] = [self._sentence_number(place, names) for place in places]
        return numbered

    def _sentence_number(self, path: Path, names: tuple[str, ...]) -> int:
        wanted = self._get(path)
        if wanted in names:
            return names.index(wanted) + 1
        if isinstance(wanted, str) and re.fullmatch(r"[0-9]{1,3}", wanted):
            number = int(wanted)
            if 1 <= number <= len(names) or not names:
                return max(number, 1)
        if names:
            listed = f"a number from 1 to {len(names)}, or a sentence's name"
            remedy = did_you_mean(str(wanted), names)
            self.fault(path, f"wanted {listed}, got {_got(wanted)}; {remedy}")
        return 1

    def _unknown_keys(self, path: Path, content: Mapping[str, Any], known: list[str]) -> None:
        for key in content:
            if key not in known:
                self.fault((*path, key), f"unknown key; {did_you_mean(key, known)}", at_key=True)

    def _explain(self, path: Path, error: ValidationError, known: list[str] | None = None) -> None:
        """Pydantic's findings as problems in the lesson's words."""
        for finding in error.errors(include_url=False):
            where = (*path, *(step for step in finding["loc"] if not _is_schema_step(step)))
            if finding["type"] == "extra_forbidden":
                names = known or _fields_near(path)
                remedy = did_you_mean(str(where[-1]), names)
                self.fault(where, f"unknown key; {remedy}", at_key=True)
            elif finding["type"] == "missing":
                self.fault(where[:-1], f"`{where[-1]}` is missing; add it")
            else:
                self.fault(where, _finding_text(finding))


def _is_schema_step(step: object) -> bool:
    """Whether pydantic named a branch of a union here, which the file does not have."""
    return isinstance(step, str) and (step.startswith("literal[") or step == "MapChoice")


def _fields_near(path: Path) -> list[str]:
    models: dict[Path, type[BaseModel]] = {("attention",): Attention, ("voice",): Voice}
    model = models.get(path)
    return list(model.model_fields) if model else []


_WANTED = {
    "float_parsing": "wanted a number",
    "float_type": "wanted a number",
    "int_parsing": "wanted a whole number",
    "int_type": "wanted a whole number",
    "int_from_float": "wanted a whole number",
    "finite_number": "wanted a finite number",
    "string_type": "wanted text",
    "tuple_type": "wanted a list",
    "list_type": "wanted a list",
    "dict_type": "wanted a mapping",
    "model_type": "wanted options",
    "model_attributes_type": "wanted options",
    "bool_parsing": "wanted true or false",
    "bool_type": "wanted true or false",
}


def _finding_text(finding: Any) -> str:
    got, kind, context = finding["input"], finding["type"], finding.get("ctx", {})
    if kind == "float_parsing" and got.strip(" .+-").lower() in ("nan", "inf", "infinity"):
        kind = "finite_number"
    if kind in _WANTED:
        return f"{_WANTED[kind]}, got {_got(got)}"
    if kind == "literal_error":
        choices = [choice.strip(" '") for choice in re.split(r",| or ", context["expected"])]
        remedy = did_you_mean(str(got), choices)
        return f"wanted one of {', '.join(choices)}, got {_got(got)}; {remedy}"
    if kind == "string_pattern_mismatch":
        return f"wanted a colour such as #4CC9B0, got {_got(got)}"
    bounds = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}
    bounds |= {"greater_than": ("gt", "more than"), "less_than": ("lt", "less than")}
    if kind in bounds:
        key, words = bounds[kind]
        return f"wanted {words} {context[key]:g}, got {_got(got)}"
    sizes = {"too_short": ("min_length", "at least"), "too_long": ("max_length", "at most")}
    sizes |= {f"string_{name}": size for name, size in sizes.items()}
    if kind in sizes:
        key, words = sizes[kind]
        unit = "characters" if kind.startswith("string") else "entries"
        return f"wanted {words} {context[key]} {unit}, got {_got(got)}"
    return f"{finding['msg'][0].lower()}{finding['msg'][1:]}, got {_got(got)}"


def _got(content: Any) -> str:
    """What was found, short enough for one line."""
    if content is None or content is _NOTHING:
        return "nothing"
    if isinstance(content, dict):
        return "a mapping"
    if isinstance(content, (list, tuple)):
        return f"a list of {len(content)}"
    text = " ".join(str(content).split())
    return f"“{text[:39]}…”" if len(text) > 40 else f"“{text}”"


def _height(choice: MapChoice, width: int) -> int:
    """How many numbers come out of a map of vectors of this width."""
    return len(choice.rows) if choice.rows else width

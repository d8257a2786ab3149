"""A lesson read: the one place where an author's file becomes frozen values.

`read_lesson` finds every mistake at once, each with its place; afterwards nobody checks again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core.catalogue.beats import OwnBeats
from core.documents import Document, read_yaml
from core.lesson import (
    LARGEST_LESSON,
    LONGEST_LABEL,
    MOST_HEADS,
    MOST_SENTENCES,
    MOST_TOKENS,
    Attention,
    Brand,
    Colour,
    Head,
    Label,
    Lesson,
    Sentence,
    ThemeChoice,
    Title,
    Vector,
    Voice,
    Words,
)
from core.maths.linear import MapChoice
from core.problems import Address, LessonError, did_you_mean
from core.reading.logo import picture_in
from core.reading.parts import NOTHING, in_short
from core.reading.storyboard import StoryboardReader
from core.reading.vectors.files import Source, VectorsError, vectors_of
from core.words.language import Language, language_pack, languages

_OF_A_FILE = ("file", "vocabulary", "tensor")  # what says where vectors stand


def read_lesson(path: Path | str, own_beats: OwnBeats | None = None) -> Lesson:
    """Read and check one lesson file; raises LessonError with every problem found.

    `own_beats` knows the beats whose code the lesson brings; without it, those are refused.
    """
    return lesson_in(read_yaml(Path(path)), own_beats)


def lesson_in(document: Document, own_beats: OwnBeats | None = None) -> Lesson:
    """Check what a document says; raises LessonError, as `read_lesson` does."""
    reader = LessonReader(document, own_beats)
    lesson = reader.lesson()
    if reader.problems or lesson is None:
        raise LessonError(reader.problems)
    return lesson


class LessonReader(StoryboardReader):
    """Reads a lesson's file, part by part."""

    def __init__(self, document: Document, own_beats: OwnBeats | None = None) -> None:
        super().__init__(document, own_beats)
        self.asked_of_file: dict[
            str, Address
        ] = {}  # words of a file of vectors, and who wants them

    # -- the lesson ------------------------------------------------------------------------------

    def lesson(self) -> Lesson | None:
        content = self.document.content
        if not isinstance(content, dict):
            wanted = "wanted a lesson: title, sentences, focus and embeddings"
            self.fault((), f"{wanted}; got {in_short(content)}")
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
            "focus": self._required("focus", TypeAdapter(Label), ""),
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
        found = [self._sentence(name, address) for name, address in entries[:MOST_SENTENCES]]
        self._check_names(found, [address for _, address in entries])
        return tuple(sentence for sentence in found if sentence)

    def _no_sentences(self, content: Any) -> tuple[Sentence, ...]:
        if content is NOTHING:
            self.fault((), "`sentences` is missing; add, for example, sentences: [money bank]")
        else:
            self.fault(("sentences",), f"wanted a list of sentences, got {in_short(content)}")
        return ()

    def _sentence(self, name: str, address: Address) -> Sentence | None:
        content = self._get(address)
        words: tuple[str, ...] | None
        if isinstance(content, list):
            words = self._read(address, TypeAdapter(tuple[str, ...]), None)
        else:
            text = self._read(address, TypeAdapter(str), None)
            words = None if text is None else tuple(text.split())
        if words is None:
            return None
        if not words:
            self.fault(address, "is empty; wanted at least one word")
            return None
        if len(words) > MOST_TOKENS:
            self.fault(address, f"wanted at most {MOST_TOKENS} words, got {len(words)}; shorten it")
            return None
        text = " ".join(words)
        return Sentence(name=name or text, text=text, words=words)

    def _check_names(self, sentences: list[Sentence | None], addresses: list[Address]) -> None:
        seen: set[str] = set()
        for sentence, address in zip(sentences, addresses):
            if sentence is None:
                continue
            if sentence.name in seen:
                self.fault(address, f"duplicate: “{sentence.name}” is given twice; change one")
            seen.add(sentence.name)

    def _known_words(self) -> list[str]:
        content = self._get(("embeddings",))
        if self._are_in_a_file():
            return list(self.asked_of_file)
        return list(content) if isinstance(content, dict) else []

    def _check_words(self, sentences: tuple[Sentence, ...], ignore: tuple[str, ...]) -> None:
        """Every word that takes part has a row; the problem stands at its sentence."""
        known = self._known_words()
        if self._get(("embeddings",)) is NOTHING:
            return
        for sentence in sentences:
            address = self._sentence_address(sentence)
            for word in dict.fromkeys(sentence.words):
                if word not in known and word not in ignore:
                    remedy = did_you_mean(word, known) if known else "there are none"
                    ways = "add a row for it, or put it under `ignore:`"
                    self.fault(address, f"“{word}” has no row in `embeddings`; {ways} ({remedy})")
            if all(word in ignore for word in sentence.words):
                self.fault(address, "is empty: every word of it is ignored")

    def _sentence_address(self, sentence: Sentence) -> Address:
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
        if content is NOTHING:
            self.fault((), "`embeddings` is missing; add a row of numbers for every word")
            return {}
        if not isinstance(content, dict) or not content:
            wanted = "wanted a row of numbers a word, or `file:` with a file of vectors"
            self.fault(("embeddings",), f"{wanted}; got {in_short(content)}")
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
        address: Address = ("embeddings",)
        self._unknown_keys(address, content, [*_OF_A_FILE, "words"])
        asked = self.asked_of_file
        for sentence in sentences:
            for word in sentence.words:
                if word not in ignore:
                    asked.setdefault(word, self._sentence_address(sentence))
        for index, word in enumerate(self._read((*address, "words"), TypeAdapter(Words), ())):
            asked.setdefault(word, (*address, "words", index))
        for word, place in asked.items():
            self._check_label(place, word)
        folder = Path(self.document.file).resolve().parent
        texts = {key: self._read((*address, key), TypeAdapter(str), None) for key in _OF_A_FILE}
        try:
            found = vectors_of(asked, Source(folder, **texts))
        except VectorsError as error:
            self.fault((*address, error.option), str(error))
            return {}
        if found.doubt:
            self.fault((*address, "file"), found.doubt)
        for word, hint in found.missing.items():
            told = f"“{word}” has no row in {texts['file']}" + (f" ({hint})" if hint else "")
            way = ", or put it under `ignore:`" if asked[word][0] == "sentences" else ""
            self.fault(asked[word], f"{told}; change it{way}")
        return found.rows

    def _row(self, word: str) -> tuple[float, ...] | None:
        address: Address = ("embeddings", word)
        self._check_label(address, word)
        if self._get(address) == []:
            self.fault(address, f"“{word}” is zero wide; wanted at least one number")
            return None
        row: tuple[float, ...] | None = self._read(address, TypeAdapter(Vector), None)
        return row

    def _check_label(self, address: Address, word: str) -> None:
        if not word.strip() or not word.isprintable():
            self.fault(address, "wanted a word that can be printed", at_key=True)
        elif len(word) > LONGEST_LABEL:
            message = f"wanted at most {LONGEST_LABEL} characters, got {len(word)}; shorten it"
            self.fault(address, message, at_key=True)

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
        if content is NOTHING:
            return (Head(name="head 1"),)
        if not isinstance(content, list) or not content:
            self.fault(("heads",), f"wanted a list of heads, got {in_short(content)}")
            return ()
        if len(content) > MOST_HEADS:
            self.fault(("heads",), f"wanted at most {MOST_HEADS}, got {len(content)}")
        return tuple(self._head(index, width) for index in range(min(len(content), MOST_HEADS)))

    def _head(self, index: int, width: int | None) -> Head:
        address: Address = ("heads", index)
        default = Head(name=f"head {index + 1}")
        content = self._get(address)
        if not isinstance(content, dict):
            self.fault(address, f"wanted W_Q, W_K and W_V, got {in_short(content)}")
            return default
        self._unknown_keys(address, content, list(Head.model_fields))
        maps = {
            name: self._map((*address, name), width)
            for name in ("W_Q", "W_K", "W_V")
            if name in content
        }
        name = self._read((*address, "name"), TypeAdapter(Label), default.name)
        return default.model_copy(update={"name": name} | maps)

    def _output_matrix(self) -> tuple[tuple[float, ...], ...] | None:
        content = self._get(("W_O",))
        if content is NOTHING or content == "none":
            return None
        if not isinstance(content, list):
            self.fault(("W_O",), f"wanted rows of numbers, or none, got {in_short(content)}")
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

    def _check_columns(self, address: Address, choice: MapChoice, width: int) -> None:
        if choice.rows and len(choice.rows[0]) != width:
            got = f"{len(choice.rows)}x{len(choice.rows[0])}"
            wanted = f"wanted {len(choice.rows)}x{width}, got {got}"
            self.fault(
                address, f"{wanted}; one column for each of the {width} coordinates of a word"
            )

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

    def _fonts(self) -> tuple[Path, ...]:
        names = self._read(("fonts",), TypeAdapter(tuple[str, ...]), ())
        folder = Path(self.document.file).resolve().parent
        fonts = tuple(folder / name for name in names)
        for index, font in enumerate(fonts):
            if not font.is_file():
                self.fault(("fonts", index), f"no such file: {names[index]}, beside the lesson")
        return fonts

    def _brand(self) -> Brand | None:
        content = self._get(("brand",))
        if content is NOTHING:
            return None
        if not isinstance(content, dict) or not content:
            self.fault(("brand",), f"wanted `text:` or `logo:`, got {in_short(content)}")
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
        file = Path(self.document.file).resolve().parent / name
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


def _height(choice: MapChoice, width: int) -> int:
    """How many numbers come out of a map of vectors of this width."""
    return len(choice.rows) if choice.rows else width

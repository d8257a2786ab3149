"""The sentences of a lesson's file, and a row of numbers for each of their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core.lesson import (
    LONGEST_LABEL,
    MOST_SENTENCES,
    MOST_TOKENS,
    FurtherWords,
    Label,
    Sentence,
    Vector,
)
from core.problems import Address, did_you_mean
from core.reading.parts import NOTHING, PartReader, in_short
from core.reading.vectors.files import Source, VectorsError, vectors_of

_OF_A_FILE = ("file", "vocabulary", "tensor")  # what says where vectors stand


@dataclass(frozen=True)
class Words:
    """What a lesson speaks of, as far as its file could be read."""

    sentences: tuple[Sentence, ...]
    ignore: tuple[str, ...]
    focus: str
    embeddings: dict[str, tuple[float, ...]]  # none where a row is not sound
    known: Set[str]  # the words that have a row, sound or not, in the file's order

    @property
    def width(self) -> int | None:
        """How many coordinates an embedding has."""
        return len(next(iter(self.embeddings.values()))) if self.embeddings else None


class SentencesReader:
    """Reads sentences, the focus and the embeddings; notes what is wrong beside the other parts."""

    def __init__(self, parts: PartReader) -> None:
        self._parts = parts
        self._addresses: dict[str, Address] = {}  # of sentences, by name
        self._asked: dict[str, Address] = {}  # words of a file of vectors, and who wants them

    def words(self) -> Words:
        """All of it."""
        sentences = self._sentences()
        ignore = self._parts.read(("ignore",), TypeAdapter(tuple[str, ...]), ())
        embeddings = self._embeddings(sentences, ignore)
        focus = self._parts.required("focus", TypeAdapter(Label), "")
        self._check_words(sentences, ignore)
        self._check_focus(sentences, ignore, focus)
        return Words(sentences, ignore, focus, embeddings, dict.fromkeys(self._known()).keys())

    def _sentences(self) -> tuple[Sentence, ...]:
        content = self._parts.get(("sentences",))
        if isinstance(content, dict):
            entries = [(name, ("sentences", name)) for name in content]
        elif isinstance(content, list):
            entries = [("", ("sentences", index)) for index in range(len(content))]
        else:
            return self._no_sentences(content)
        if not entries:
            return self._no_sentences(None)
        if len(entries) > MOST_SENTENCES:
            self._parts.fault(
                ("sentences",), f"wanted at most {MOST_SENTENCES}, got {len(entries)}"
            )
        found = [self._sentence(name, address) for name, address in entries[:MOST_SENTENCES]]
        return tuple(sentence for sentence in found if sentence)

    def _no_sentences(self, content: Any) -> tuple[Sentence, ...]:
        if content is NOTHING:
            self._parts.fault(
                (), "`sentences` is missing; add, for example, sentences: [money bank]"
            )
        else:
            self._parts.fault(
                ("sentences",), f"wanted a list of sentences, got {in_short(content)}"
            )
        return ()

    def _sentence(self, name: str, address: Address) -> Sentence | None:
        content = self._parts.get(address)
        words: tuple[str, ...] | None
        if isinstance(content, list):
            words = self._parts.read(address, TypeAdapter(tuple[str, ...]), None)
        else:
            text = self._parts.read(address, TypeAdapter(str), None)
            words = None if text is None else tuple(text.split())
        if words is None:
            return None
        if not words:
            self._parts.fault(address, "is empty; wanted at least one word")
            return None
        if len(words) > MOST_TOKENS:
            self._parts.fault(
                address, f"wanted at most {MOST_TOKENS} words, got {len(words)}; shorten it"
            )
            return None
        text = " ".join(words)
        sentence = Sentence(name=name or text, text=text, words=words)
        if self._addresses.setdefault(sentence.name, address) != address:
            message = f"duplicate: “{sentence.name}” is given twice; change one"
            self._parts.fault(address, message)
        return sentence

    def _known(self) -> list[str]:
        """The words that have a row, sound or not."""
        content = self._parts.get(("embeddings",))
        if self._are_in_a_file():
            return list(self._asked)
        return list(content) if isinstance(content, dict) else []

    def _check_words(self, sentences: tuple[Sentence, ...], ignore: tuple[str, ...]) -> None:
        """Every word that takes part has a row; the problem stands at its sentence."""
        known = self._known()
        if self._parts.get(("embeddings",)) is NOTHING:
            return
        for sentence in sentences:
            address = self._addresses[sentence.name]
            for word in dict.fromkeys(sentence.words):
                if word not in known and word not in ignore:
                    remedy = did_you_mean(word, known) if known else "there are none"
                    ways = "add a row for it, or put it under `ignore:`"
                    self._parts.fault(
                        address, f"“{word}” has no row in `embeddings`; {ways} ({remedy})"
                    )
            if all(word in ignore for word in sentence.words):
                self._parts.fault(address, "is empty: every word of it is ignored")

    def _check_focus(
        self, sentences: tuple[Sentence, ...], ignore: tuple[str, ...], focus: str
    ) -> None:
        words = [word for sentence in sentences for word in sentence.words]
        if not focus or not words:
            return
        if focus in ignore:
            self._parts.fault(("focus",), f"“{focus}” is ignored; take it out of `ignore:`")
        elif focus not in words:
            self._parts.fault(
                ("focus",), f"“{focus}” is in no sentence; {did_you_mean(focus, words)}"
            )

    def _embeddings(
        self, sentences: tuple[Sentence, ...], ignore: tuple[str, ...]
    ) -> dict[str, tuple[float, ...]]:
        content = self._parts.get(("embeddings",))
        if content is NOTHING:
            self._parts.fault((), "`embeddings` is missing; add a row of numbers for every word")
            return {}
        if not isinstance(content, dict) or not content:
            wanted = "wanted a row of numbers a word, or `file:` with a file of vectors"
            self._parts.fault(("embeddings",), f"{wanted}; got {in_short(content)}")
            return {}
        if self._are_in_a_file():
            return self._embeddings_of_file(content, sentences, ignore)
        rows = {word: self._row(word) for word in content}
        found = {word: row for word, row in rows.items() if row is not None}
        self._check_ragged(found)
        return found if len(found) == len(rows) else {}

    def _are_in_a_file(self) -> bool:
        """Whether `file:` is text; the row of a word of that name would be a list."""
        return isinstance(self._parts.get(("embeddings", "file")), str)

    def _embeddings_of_file(
        self, content: Mapping[str, Any], sentences: tuple[Sentence, ...], ignore: tuple[str, ...]
    ) -> dict[str, tuple[float, ...]]:
        """The rows of the sentences' words and of further ones, from a file of vectors."""
        address: Address = ("embeddings",)
        self._parts.unknown_keys(address, content, [*_OF_A_FILE, "words"])
        asked = self._asked
        for sentence in sentences:
            for word in sentence.words:
                if word not in ignore:
                    asked.setdefault(word, self._addresses[sentence.name])
        for index, word in enumerate(
            self._parts.read((*address, "words"), TypeAdapter(FurtherWords), ())
        ):
            asked.setdefault(word, (*address, "words", index))
        for word, wanted_at in asked.items():
            self._check_label(wanted_at, word)
        folder = Path(self._parts.document.file).resolve().parent
        texts = {
            key: self._parts.read((*address, key), TypeAdapter(str), None) for key in _OF_A_FILE
        }
        try:
            found = vectors_of(asked, Source(folder, **texts))
        except VectorsError as error:
            self._parts.fault((*address, error.option), str(error))
            return {}
        if found.doubt:
            self._parts.fault((*address, "file"), found.doubt)
        for word, hint in found.missing.items():
            told = f"“{word}” has no row in {texts['file']}" + (f" ({hint})" if hint else "")
            way = ", or put it under `ignore:`" if asked[word][0] == "sentences" else ""
            self._parts.fault(asked[word], f"{told}; change it{way}")
        return found.rows

    def _row(self, word: str) -> tuple[float, ...] | None:
        address: Address = ("embeddings", word)
        self._check_label(address, word)
        if self._parts.get(address) == []:
            self._parts.fault(address, f"“{word}” is zero wide; wanted at least one number")
            return None
        row: tuple[float, ...] | None = self._parts.read(address, TypeAdapter(Vector), None)
        return row

    def _check_label(self, address: Address, word: str) -> None:
        if not word.strip() or not word.isprintable():
            self._parts.fault(address, "wanted a word that can be printed", at_key=True)
        elif len(word) > LONGEST_LABEL:
            message = f"wanted at most {LONGEST_LABEL} characters, got {len(word)}; shorten it"
            self._parts.fault(address, message, at_key=True)

    def _check_ragged(self, rows: Mapping[str, tuple[float, ...]]) -> None:
        if not rows:
            return
        (width, _), *_ = Counter(map(len, rows.values())).most_common(1)
        first = next(word for word, row in rows.items() if len(row) == width)
        for word, row in rows.items():
            if len(row) != width:
                wanted = f"ragged: wanted {width} numbers, as “{first}” has, got {len(row)}"
                doubled = 2 * width == len(row) or 2 * len(row) == width
                hint = "; decimals have a point, 3.2, and no comma" if doubled else ""
                self._parts.fault(("embeddings", word), wanted + hint)

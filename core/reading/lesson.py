"""A lesson read: the one place where an author's file becomes frozen values.

`read_lesson` finds every mistake at once, each with its place; afterwards nobody checks again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core.catalogue.beats import OwnBeats
from core.documents import Document, read_yaml
from core.lesson import (
    Attention,
    Brand,
    Colour,
    Head,
    Label,
    Lesson,
    Sentence,
    ThemeChoice,
    Title,
    Voice,
)
from core.problems import LessonError, did_you_mean
from core.reading.beside import beside
from core.reading.heads import HeadsReader
from core.reading.logo import picture_in
from core.reading.parts import NOTHING, Names, in_short
from core.reading.sentences import SentencesReader, Words
from core.reading.storyboard import Known, StoryboardReader
from core.words.language import Language, language_pack, languages


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

    def lesson(self) -> Lesson | None:
        """The lesson; None if there is any problem."""
        content = self.document.content
        if not isinstance(content, dict):
            wanted = "wanted a lesson: title, sentences, focus and embeddings"
            self.fault((), f"{wanted}; got {in_short(content)}")
            return None
        self.unknown_keys((), content, [key for key in Lesson.model_fields if key != "document"])
        language = self._language()
        words = SentencesReader(self).words()
        attention = self._attention(words)
        names = Names(_names(words.sentences), _names(attention["heads"]))
        known = Known(names, words.known, language)
        parts = {
            "title": self.required("title", TypeAdapter(Title), ""),
            "question": self.read(("question",), TypeAdapter(Title), None),
            "sentences": words.sentences,
            "ignore": words.ignore,
            "focus": words.focus,
            "embeddings": words.embeddings,
            **attention,
            **self._looks(),
            "language": language.code,
            "expect": self.expect(known),
            "storyboard": self.storyboard(known),
        }
        return None if self.problems else Lesson(**parts, document=self.document)

    def _attention(self, words: Words) -> dict[str, Any]:
        reader = HeadsReader(self, words.width)
        heads, W_O = reader.heads(), reader.output_matrix()
        reader.check(heads, W_O, words.sentences)
        attention = self.read(("attention",), TypeAdapter(Attention), Attention())
        return {"heads": heads, "W_O": W_O, "attention": attention}

    def _looks(self) -> dict[str, Any]:
        return {
            "theme": self._theme(),
            "fonts": self._fonts(),
            "brand": self._brand(),
            "voice": self.read(("voice",), TypeAdapter(Voice), Voice()),
        }

    def _theme(self) -> ThemeChoice:
        content = self.get(("theme",))
        if not isinstance(content, dict):
            base = self.read(("theme",), TypeAdapter(str), "night")
            return ThemeChoice(base=base)
        base = self.read(("theme", "base"), TypeAdapter(str), "night")
        colours = {
            role: self.read(("theme", role), TypeAdapter(Colour), "#000000")
            for role in content
            if role != "base"
        }
        return ThemeChoice(base=base, colours=colours)

    def _fonts(self) -> tuple[Path, ...]:
        names = self.read(("fonts",), TypeAdapter(tuple[str, ...]), ())
        folder = Path(self.document.file).resolve().parent
        fonts = tuple(beside(folder, name) for name in names)
        for index, font in enumerate(fonts):
            if not font.is_file():
                self.fault(("fonts", index), f"no such file: {names[index]}, beside the lesson")
        return fonts

    def _brand(self) -> Brand | None:
        content = self.get(("brand",))
        if content is NOTHING:
            return None
        if not isinstance(content, dict) or not content:
            self.fault(("brand",), f"wanted `text:` or `logo:`, got {in_short(content)}")
            return None
        self.unknown_keys(("brand",), content, list(Brand.model_fields))
        return Brand(
            text=self.read(("brand", "text"), TypeAdapter(Label), None),
            logo=self._logo(self.read(("brand", "logo"), TypeAdapter(str), None)),
        )

    def _logo(self, name: str | None) -> bytes | None:
        """The picture in a file beside the lesson."""
        if name is None:
            return None
        file = beside(Path(self.document.file).resolve().parent, name)
        try:
            return picture_in(file)
        except ValueError as error:
            self.fault(("brand", "logo"), f"{name}: {error}")
            return None

    def _language(self) -> Language:
        code = self.read(("language",), TypeAdapter(str), "en")
        known = languages()
        if code not in known:
            self.fault(("language",), f"no words for “{code}”; {did_you_mean(code, known)}")
            code = "en"
        return language_pack(code)


def _names(parts: tuple[Sentence, ...] | tuple[Head, ...]) -> tuple[str, ...]:
    return tuple(part.name for part in parts)

"""What a lesson promises and the beats that it names, read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.catalogue.beats import BEATS, OwnBeat, OwnBeats
from core.catalogue.promises import PROMISES
from core.documents import Document
from core.lesson import LONGEST_SAY, MOST_BEATS, BeatSpec, Promise
from core.problems import Address, did_you_mean
from core.reading.maps import MapReader, is_of_a_file
from core.reading.parts import NOTHING, Names, in_short
from core.words import marks
from core.words.language import MODEL, NO_WORD, NO_WORDS, Language, language_pack
from core.words.templates import problems_in


@dataclass(frozen=True)
class Known:
    """What promises and beats may name."""

    names: Names  # of sentences and heads
    words: Set[str]  # that have a row
    language: Language


class StoryboardReader(MapReader):
    """Reads `expect:` and `storyboard:`; without `own_beats`, a lesson's own code is refused."""

    def __init__(self, document: Document, own_beats: OwnBeats | None = None) -> None:
        super().__init__(document)
        self.own_beats = own_beats

    def expect(self, known: Known) -> tuple[Promise, ...]:
        """The promises that can be read."""
        content = self.get(("expect",))
        if content is NOTHING:
            return ()
        if not isinstance(content, list):
            self.fault(("expect",), f"wanted a list of promises, got {in_short(content)}")
            return ()
        found = [self._promise(("expect", index), known) for index in range(len(content))]
        return tuple(promise for promise in found if promise)

    def _promise(self, address: Address, known: Known) -> Promise | None:
        content = self.get(address)
        if not isinstance(content, dict) or len(content) != 1:
            example = "{closer: {word: bank, to: money}}"
            self.fault(address, f"wanted one promise, such as {example}, got {in_short(content)}")
            return None
        (kind,) = content
        if kind not in PROMISES:
            remedy = did_you_mean(kind, PROMISES)
            self.fault((*address, kind), f"no such promise; {remedy}", at_key=True)
            return None
        options = content[kind] if content[kind] is not None else {}
        return self.model((*address, kind), PROMISES[kind], options, known.names)

    def storyboard(self, known: Known) -> tuple[BeatSpec, ...]:
        """The beats that can be read."""
        content = self.get(("storyboard",))
        if content is NOTHING:
            return ()
        if not isinstance(content, list) or not content:
            self.fault(("storyboard",), f"wanted a list of beats, got {in_short(content)}")
            return ()
        if len(content) > MOST_BEATS:
            self.fault(("storyboard",), f"wanted at most {MOST_BEATS} beats, got {len(content)}")
        found = [
            self._beat(("storyboard", index), known)
            for index in range(min(len(content), MOST_BEATS))
        ]
        return tuple(spec for spec in found if spec)

    def _beat(self, address: Address, known: Known) -> BeatSpec | None:
        content = self.get(address)
        if isinstance(content, str):
            content = {"beat": content}
            place = address
        elif isinstance(content, dict) and isinstance(content.get("beat"), str):
            place = (*address, "beat")
        else:
            self.fault(
                address, f"wanted a beat's name, or beat: with options, got {in_short(content)}"
            )
            return None
        name = content["beat"]
        if ":" in name:
            return self._own_beat(address, content, known)
        if name not in BEATS:
            self.fault(place, f"no beat “{name}”; {did_you_mean(name, BEATS)}")
            return None
        options = self._beat_options(address, content)
        spec = self.model(address, BEATS[name], options, known.names)
        self._check_beat_words(address, content, known)
        return spec

    def _own_beat(
        self, address: Address, content: Mapping[str, Any], known: Known
    ) -> BeatSpec | None:
        """A beat whose code stands beside the lesson."""
        name, place = content["beat"], (*address, "beat")
        if self.own_beats is None:
            message = f"“{name}” is code that this lesson brings"
            self.fault(place, f"{message}; if you trust it, run again with --allow-code")
            return None
        try:
            found = self.own_beats(Path(self.document.file).resolve().parent, name)
        except ValueError as error:
            self.fault(place, str(error))
            return None
        kind = found.spec_class.catalogue_name()
        given = {key: value for key, value in content.items() if value is not None}
        defaults = {"heading": found.heading, "subheading": found.subheading}
        content = {key: text for key, text in defaults.items() if text is not None} | given
        for key, own in (("say", found.say), ("labels", found.labels)):
            if isinstance(given.get(key, {}), dict):
                content[key] = {**own, **given.get(key, {})}
        options = self._beat_options(address, content) | {"beat": kind}
        spec = self.model(address, found.spec_class, options, known.names)
        self._check_beat_words(address, content | {"beat": kind}, known, found)
        return None if spec is None else spec.model_copy(update={"beat": name})

    def _beat_options(self, address: Address, content: Mapping[str, Any]) -> dict[str, Any]:
        options = dict(content)
        if isinstance(options.get("map"), list) or is_of_a_file(options.get("map")):
            options["map"] = self.map((*address, "map"), None)
        for key in ("say", "labels"):
            if isinstance(options.get(key), dict):
                options[key] = {name: text or "" for name, text in options[key].items()}
        return options

    def _check_beat_words(
        self,
        address: Address,
        content: Mapping[str, Any],
        known: Known,
        own: OwnBeat | None = None,
    ) -> None:
        """Its cues, labels and words exist, and its texts can be filled."""
        words, language = known.words, known.language
        pack = language.beats.get(content["beat"], NO_WORDS)
        cues = [*pack.say, *(own.say if own else ())]
        labels = [*language.labels, *pack.labels, *(own.labels if own else ())]
        for key, names, what in (("say", cues, "cue"), ("labels", labels, "label")):
            texts = content.get(key)
            for name, text in texts.items() if isinstance(texts, dict) else ():
                if name not in names:
                    message = f"no such {what} in {content['beat']}; {did_you_mean(name, names)}"
                    self.fault((*address, key, name), message, at_key=True)
                place = (*address, key, name)
                if key == "say" and isinstance(text, str):
                    offered = _offered(content["beat"], name, own)
                    self._check_marks(place, name, text, offered)
                    self._check_template(place, marks.unmarked(text), words)
                else:
                    self._check_template(place, text, words)
        for key in ("heading", "subheading"):
            self._check_template((*address, key), content.get(key), words)
        for key in ("word", "with"):
            if isinstance(content.get(key), str) and content[key] not in words:
                remedy = did_you_mean(content[key], words)
                self.fault(
                    (*address, key), f"“{content[key]}” has no row in `embeddings`; {remedy}"
                )

    def _check_marks(self, address: Address, cue: str, text: str, known: tuple[str, ...]) -> None:
        for message in marks.problems_in(text, cue, known):
            self.fault(address, message)

    def _check_template(self, address: Address, text: Any, words: Set[str]) -> None:
        if not isinstance(text, str):
            return
        for message in problems_in(text, words):
            self.fault(address, message)
        if len(text) > LONGEST_SAY:
            self.fault(address, f"wanted at most {LONGEST_SAY} characters, got {len(text)}")


def _offered(beat: str, cue: str, own: OwnBeat | None) -> tuple[str, ...]:
    """The marks of a cue: those of its English text, and of what a beat's own code says there."""
    usual = language_pack(MODEL).beats.get(beat, NO_WORDS).say.get(cue, NO_WORD)
    further = marks.names_in(own.say.get(cue, "")) if own else ()
    return tuple(dict.fromkeys((*marks.offered(usual), *further)))

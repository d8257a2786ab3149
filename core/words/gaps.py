"""What a language has no words or marks for, though English has: in its pack, and in a film."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from core.catalogue.beats import storyboard_of
from core.lesson import BeatSpec, Lesson
from core.trace.records import Trace
from core.words import marks
from core.words.facts import facts_of
from core.words.language import (
    NO_WORD,
    NO_WORDS,
    Choice,
    Language,
    language_pack,
    own_pack,
)

# -- of a pack -------------------------------------------------------------------------------------


def gaps(pack: Language, model: Language) -> Iterator[str]:
    """The places for which a pack lacks words that the model has.

    `pull` (a whole beat), `pull.say.ghost`, `pull.say.pull (else)` (a variant), `promises.closer`,
    and `comparing.closer`, which are not lent: nobody compares in English words there.
    """
    yield from _missing("labels.", pack.labels, model.labels)
    yield from _missing("promises.", pack.promises, model.promises)
    yield from (f"comparing.{kind}" for kind in model.comparing if kind not in pack.comparing)
    for name, words in model.beats.items():
        if name in pack.beats:
            yield from _missing(f"{name}.", pack.beats[name].texts, words.texts)
        else:
            yield name


def _missing(prefix: str, ours: Mapping[str, Choice], model: Mapping[str, Choice]) -> Iterator[str]:
    for name, choice in model.items():
        mine = ours.get(name, NO_WORD)
        if lacking := mine.lacks(choice):
            yield prefix + name + (f" ({', '.join(lacking)})" if mine.variants else "")


def astray(pack: Language, model: Language) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a pack's marks: beat, cue, and why; a variant has those of the model's.

    A mark that it lacks, that nobody waits for, or that it has twice.
    """
    for beat, words in pack.beats.items():
        theirs = model.beats.get(beat, NO_WORDS).say
        for cue, choice in words.say.items():
            usual = theirs.get(cue, NO_WORD)
            yield from ((beat, cue, why) for why in _astray(cue, choice, usual))


def _astray(cue: str, choice: Choice, model: Choice) -> Iterator[str]:
    wanted = {when: marks.names_in(template) for when, template in model.variants}
    for when, template in choice.variants:
        faults = marks.problems_in(template, cue, marks.offered(model))
        yield from faults
        lacking = (
            []
            if faults
            else [mark for mark in wanted.get(when, ()) if mark not in marks.names_in(template)]
        )
        yield from (f"lacks the mark {{@{mark}}} ({when})" for mark in lacking)


# -- of a film -------------------------------------------------------------------------------------


def loans(lesson: Lesson, trace: Trace) -> dict[str | None, tuple[str, ...]]:
    """The places in which a film takes English words, by beat; of None for what all beats share.

    What nothing calls for in this lesson, or what it writes itself, is no loan.
    """
    found = dict[str | None, dict[str, None]]()
    for spec in storyboard_of(lesson, trace):
        for beat, place in _loans_of(spec, lesson, trace):
            found.setdefault(beat, {})[place] = None
    return {beat: tuple(places) for beat, places in found.items()}


def _loans_of(spec: BeatSpec, lesson: Lesson, trace: Trace) -> Iterator[tuple[str | None, str]]:
    own, whole = own_pack(lesson.language), language_pack(lesson.language)
    facts = facts_of(lesson, trace, spec)
    for name in _lent(own.labels, whole.labels, facts):
        yield None, f"labels.{name}"
    mine, complete = (pack.beats.get(spec.kind, NO_WORDS).texts for pack in (own, whole))
    for place in _lent(mine, complete, facts):
        if place not in _written(spec):
            yield spec.kind, place
    promised = {promise.kind for promise in lesson.expect if spec.lists_promises}
    for kind in _lent(own.promises, whole.promises, facts):
        if kind in promised:
            yield spec.kind, f"promises.{kind}"


def _lent(
    mine: Mapping[str, Choice], complete: Mapping[str, Choice], facts: AbstractSet[str]
) -> list[str]:
    """The places whose words, as this lesson chooses them, are not those of the language's own."""
    chosen = {place: choice.pick(facts) for place, choice in complete.items()}
    own = {place: choice.pick(facts) for place, choice in mine.items()}
    return [place for place, text in chosen.items() if text and text != own.get(place)]


def _written(spec: BeatSpec) -> set[str]:
    """The places whose words the lesson writes itself."""
    headings = {"heading": spec.heading, "subheading": spec.subheading}
    own = {place for place, text in headings.items() if text is not None}
    own.update(f"say.{cue}" for cue in spec.say)
    return own.union(f"labels.{name}" for name in spec.labels)

"""What a lesson may do better: warnings, each with its numbers; nothing here stops a film."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from core.catalogue.beats import storyboard_of
from core.catalogue.casting import VISIBLE_TURN, Cast, cast_of
from core.catalogue.pull import Pull
from core.lesson import Lesson
from core.numerals import numeral, percent, shortest
from core.problems import Address, Problem
from core.trace.records import SentenceTrace, Trace
from core.words.gaps import astray, loans
from core.words.language import MODEL, NO_WORDS, language_pack, own_pack
from core.words.marks import unmarked
from core.words.templates import HEADLESS, Placeholder, parse

FAINT = 0.1  # share of the way to its strongest context that a viewer can see a copy go
ALIKE = 0.05  # a weight no further above an even share is hardly a choice
FASTEST = 17.0  # characters a second that most viewers can read
CROWDED = 0.05  # of the picture's width: tips nearer than this leave no room for two names


def lints(lesson: Lesson, trace: Trace) -> tuple[Problem, ...]:
    """Every warning about a lesson."""
    found = [*_of_focus(lesson, trace), *_unpromised(lesson), *_too_fast(lesson)]
    found += [*_certain(lesson, trace), *_unseen(lesson, trace)]
    found += [*_of_other_heads(lesson), *_in_english(lesson, trace)]
    found += _badly_marked(lesson, trace)
    return (*found, *(crowd for one in trace.sentences for crowd in _crowds(lesson, one)))


def _of_focus(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    """What the word in focus makes of each of its sentences."""
    for sentence in trace.sentences:
        if sentence.focus is None or len(sentence.tokens) < 2:
            continue
        cast = cast_of(Pull(sentence=sentence.index + 1), trace)
        place = sentence_address(lesson, sentence)
        for message in (*_faint(cast), *_even(cast), *_long(cast, trace)):
            yield lesson.problem(place, message)


def _faint(cast: Cast) -> Iterator[str]:
    before, after = (
        float(each[cast.asking, cast.partner])
        for each in (cast.head.distances_before, cast.head.distances_after)
    )
    gone = 1 - after / before if before > 0 else 0.0
    if before > 0 and gone < FAINT:
        yield (
            f"“{cast.word}” goes {percent(max(gone, 0.0))} of the way to “{cast.context}” "
            f"({numeral(before)} to {numeral(after)}), which can hardly be seen; let their query "
            f"and key agree more, or {_towards(cast)}"
        )


def _even(cast: Cast) -> Iterator[str]:
    weights = cast.head.weights[cast.asking]
    allowed = weights[np.isfinite(cast.head.masked[cast.asking])]
    if len(allowed) > 1 and float(allowed.max()) < 1 / len(allowed) + ALIKE:
        yield (
            f"“{cast.word}” hears all its {len(allowed)} words about alike "
            f"({percent(float(allowed.min()))} to {percent(float(allowed.max()))}): it chooses "
            f"nobody; move vectors apart{'' if _leads(cast) else ', or lower the temperature'}"
        )


def _leads(cast: Cast) -> bool:
    """Whether a word hears itself most: the colder, the less it then hears of others."""
    weights = cast.head.weights[cast.asking]
    return bool(weights[cast.asking] >= weights[cast.partner])


def _towards(cast: Cast) -> str:
    """Which turn of the temperature has a word hear more of its context."""
    if not _leads(cast):
        return "lower attention.temperature"
    own = percent(float(cast.head.weights[cast.asking, cast.asking]))
    return f"raise attention.temperature, as it hears itself most ({own})"


def _long(cast: Cast, trace: Trace) -> Iterator[str]:
    """The strongest context is not the one that points nearest: its key is merely longer."""
    head, asking, partner = cast.head, cast.asking, cast.partner
    others = [
        token
        for token in range(len(cast.sentence.tokens))
        if token != asking
        and head.defined[asking, token]
        and np.isfinite(head.masked[asking, token])
    ]
    if trace.similarity == "cosine" or partner not in others:
        return
    nearest = min(others, key=lambda token: float(head.angles[asking, token]))
    if head.angles[asking, nearest] < head.angles[asking, partner] - VISIBLE_TURN:
        angles = [
            shortest(round(float(np.degrees(head.angles[asking, t])))) for t in (nearest, partner)
        ]
        lengths = [numeral(head.key_lengths[token]) for token in (partner, nearest)]
        yield (
            f"“{cast.word}” hears “{cast.context}” most, but “{cast.sentence.tokens[nearest]}” "
            f"points nearer ({angles[0]}° to {angles[1]}°): the pull comes of length alone "
            f"({lengths[0]} to {lengths[1]}); shorten the one, or say so"
        )


def _certain(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    """Promises that no numbers could break: they check nothing."""
    for number, promise in enumerate(lesson.expect):
        if why := promise.why_certain(trace):
            yield lesson.problem(("expect", number), f"cannot be broken: {why}")


def _unseen(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    """What is computed, and no beat of the film shows."""
    shown = {spec.look.head for spec in storyboard_of(lesson, trace) if spec.of_one_head}
    for number, head in enumerate(lesson.heads, 1):
        if number not in shown and len(lesson.heads) > 1:
            remedy = f"give one `head: {head.name}`"
            yield lesson.problem(("heads", number - 1), f"no beat shows “{head.name}”; {remedy}")
    told = "no beat shows it; a text can tell what it leads to, {output(word)}"
    if lesson.W_O is not None:
        yield lesson.problem(("W_O",), told)
    if lesson.attention.residual:
        yield lesson.problem(("attention", "residual"), told)


def _unpromised(lesson: Lesson) -> Iterator[Problem]:
    """Narration that compares, where no promise of that kind says so."""
    promised = {promise.kind for promise in lesson.expect}
    comparing = language_pack(lesson.language).comparing
    for position, spec in enumerate(lesson.storyboard):
        written = lesson.document.get(("storyboard", position, "say"))
        for cue, text in spec.say.items() if isinstance(written, dict) else ():
            for kind, words in comparing.items():
                said = _first_of(words, unmarked(text))
                if said and not promised & set(kind.split(" or ")):
                    address = ("storyboard", position, "say", cue)
                    message = f"says “{said}”, but no promise ({kind}) under `expect:` checks it"
                    yield lesson.problem(address, message)


def _of_other_heads(lesson: Lesson) -> Iterator[Problem]:
    """Narration that names one head, with numbers of another."""
    names = [head.name for head in lesson.heads]
    for position, spec in enumerate(lesson.storyboard):
        own = names[min(spec.look.head, len(names)) - 1]
        written = lesson.document.get(("storyboard", position, "say"))
        for cue, text in spec.say.items() if isinstance(written, dict) else ():
            told = _first_of([name.lower() for name in names if name != own], _plain(text))
            silent = [each.source for each in _placeholders(text) if _takes_its_head(each)]
            if told and silent:
                address = ("storyboard", position, "say", cue)
                message = f"says “{told}”, but {{{silent[0]}}} is of “{own}”, the beat's head"
                yield lesson.problem(address, f"{message}; write head= to say whose it is")


def _takes_its_head(placeholder: Placeholder) -> bool:
    """Whether a placeholder's number is one head's, and it does not say which."""
    is_of_head = placeholder.arguments is not None and placeholder.name not in HEADLESS
    return is_of_head and placeholder.head is None


def _placeholders(template: str) -> list[Placeholder]:
    return [piece for piece in parse(unmarked(template)) if isinstance(piece, Placeholder)]


def _plain(template: str) -> str:
    """A template's own words."""
    return " ".join(piece for piece in parse(unmarked(template)) if isinstance(piece, str))


def _first_of(words: Iterable[str], text: str) -> str | None:
    lowered = f" {text.lower()} "
    for mark in ".,;:!?¿¡“”«»।":
        lowered = lowered.replace(mark, " ")
    return next((word for word in words if f" {word} " in lowered), None)


def _in_english(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    """What the film says in English, since its language has no words for it: a line a beat."""
    for beat, places in loans(lesson, trace).items():
        whose = f"“{beat}”" if beat else "what beats share"
        lacking = f"{lesson.language} has no words for {whose} ({', '.join(places)})"
        remedy = f"so these are English; add them to configs/languages/{lesson.language}.yaml"
        yield lesson.problem(("language",), f"{lacking}, {remedy}")


def _badly_marked(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    """Moves of the film that begin late or early, since the language's own texts lack a mark."""
    said = {
        (spec.kind, cue)
        for spec in storyboard_of(lesson, trace)
        for cue in language_pack(lesson.language).beats.get(spec.kind, NO_WORDS).say
        if cue not in spec.say
    }
    for beat, cue, why in astray(own_pack(lesson.language), own_pack(MODEL)):
        if (beat, cue) in said:
            mend = f"mend it in configs/languages/{lesson.language}.yaml"
            yield lesson.problem(("language",), f"{beat}.say.{cue} {why}; {mend}")


def _too_fast(lesson: Lesson) -> Iterator[Problem]:
    if lesson.voice.pace > FASTEST:
        message = f"wanted at most {shortest(FASTEST)} characters a second, which most can read"
        yield lesson.problem(("voice", "pace"), f"{message}; got {shortest(lesson.voice.pace)}")


def _crowds(lesson: Lesson, sentence: SentenceTrace) -> Iterator[Problem]:
    """Tips that lie so close to each other that their names have no room."""
    points = sentence.embeddings_2d
    reach = float(np.abs(points).max()) or 1.0
    for one in range(len(points)):
        for other in range(one):
            gap = float(np.linalg.norm(points[one] - points[other]))
            if sentence.rows[one] != sentence.rows[other] and gap < CROWDED * reach:
                names = f"“{sentence.tokens[other]}” and “{sentence.tokens[one]}”"
                message = f"{names} lie {numeral(gap)} apart in a picture {numeral(reach)} high"
                address = sentence_address(lesson, sentence)
                yield lesson.problem(address, f"{message}: their names will crowd; move one")


def sentence_address(lesson: Lesson, sentence: SentenceTrace) -> Address:
    """Where a sentence stands in its lesson's file."""
    named = isinstance(lesson.document.get(("sentences",)), dict)
    return ("sentences", sentence.name if named else sentence.index)

"""Captions: what is spoken, cut into blocks that can be read in the time they are seen."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate, pairwise

import srt
import webvtt

from core.words.script import Spoken

LINE = 42  # characters a line
READING_PACE = 17  # characters a second that can just be read
SPACES = re.compile(r"[ \t\r\n]+")  # a no-break space stays one
SENTENCE = re.compile(r"\S.*?(?:[.!?…。؟।][\"'”’)\]»\u00a0\u202f]*(?= |$)|$)")  # with its quotes
PAUSE = tuple(",;:.!?…—–،؛")


@dataclass(frozen=True)
class Caption:
    """A block of one or two lines, seen from frame `start` until frame `end` begins."""

    text: str
    start: int
    end: int


def captions_of(cues: Iterable[Spoken], fps: int) -> tuple[Caption, ...]:
    """Cut what is spoken into captions; ValueError for a cue too quick to be read."""
    return tuple(caption for spoken in cues for caption in _timed(spoken, fps))


def _timed(spoken: Spoken, fps: int) -> list[Caption]:
    """Give each block the frames it takes to read, and a share of the spare ones by length."""
    texts = blocks(spoken.text)
    least = [math.ceil(len(text) * fps / READING_PACE) for text in texts]
    frames = spoken.end - spoken.start
    if sum(least) > frames:
        raise ValueError(
            f"caption {spoken.text!r}: wanted {sum(least)} frames to read it at {READING_PACE} "
            f"characters a second, got {frames}"
        )
    said = list(accumulate((len(text) for text in texts), initial=0))
    taken = list(accumulate(least, initial=0))
    spare = (frames - taken[-1]) / max(said[-1], 1)
    cuts = [spoken.start + needed + round(spare * so_far) for needed, so_far in zip(taken, said)]
    return [Caption(text, *cut) for text, cut in zip(texts, pairwise(cuts))]


def blocks(text: str) -> list[str]:
    """Text cut into captions of at most two lines, at the ends of sentences where possible."""
    packed: list[str] = []
    for sentence in SENTENCE.findall(_plain(text)):
        together = f"{packed[-1]} {sentence}" if packed else sentence
        if packed and _fits(together):
            packed[-1] = together
        else:
            packed.extend(_pieces(sentence))
    return ["\n".join(_lines(piece)) for piece in packed]


def _plain(text: str) -> str:
    """One space between words, and no word longer than a line."""
    words = SPACES.sub(" ", text).strip().split(" ")
    return " ".join(word[i : i + LINE] for word in words for i in range(0, len(word), LINE))


def _fits(text: str) -> bool:
    return len(text) <= LINE or bool(_line_breaks(text))


def _line_breaks(text: str) -> list[int]:
    """The spaces that leave a line's length at most on either side."""
    return [i for i in _spaces(text) if i <= LINE and len(text) - i - 1 <= LINE]


def _spaces(text: str) -> list[int]:
    return [i for i, character in enumerate(text) if character == " "]


def _lines(text: str) -> list[str]:
    if len(text) <= LINE:
        return [text]
    return list(_halves(text, _line_breaks(text)))


def _pieces(sentence: str) -> list[str]:
    """A sentence as few blocks of about one length, broken at pauses where possible."""
    if _fits(sentence):
        return [sentence]
    first, second = _halves(sentence, _spaces(sentence))
    return [*_pieces(first), *_pieces(second)]


def _halves(text: str, spaces: Sequence[int]) -> tuple[str, str]:
    """The text cut at the best of some spaces: near the middle, rather after a pause."""
    middle, pull = len(text) / 2, len(text) / 5
    best = min(spaces, key=lambda i: abs(i - middle) - pull * text[:i].endswith(PAUSE))
    return text[:best], text[best + 1 :]


def srt_text(captions: Iterable[Caption], fps: int) -> str:
    """The captions as a SubRip file."""
    subtitles = [
        srt.Subtitle(number, _time(caption.start, fps), _time(caption.end, fps), caption.text)
        for number, caption in enumerate(captions, start=1)
    ]
    return str(srt.compose(subtitles, reindex=False))


def vtt_text(captions: Iterable[Caption], fps: int) -> str:
    """The captions as a WebVTT file; `&` and `<` are written as WebVTT wants them."""
    cues = [
        webvtt.Caption(
            _stamp(caption.start, fps), _stamp(caption.end, fps), escaped(caption.text).split("\n")
        )
        for caption in captions
    ]
    return str(webvtt.WebVTT(captions=cues).content) + "\n"


def escaped(text: str) -> str:
    """Text as WebVTT wants it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(frame: int, fps: int) -> timedelta:
    return timedelta(milliseconds=round(1000 * frame / fps))


def _stamp(frame: int, fps: int) -> str:
    minutes, milliseconds = divmod(round(1000 * frame / fps), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"

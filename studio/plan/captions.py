"""Captions: what is spoken, cut into blocks that can be read in the time they are seen."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import accumulate, pairwise

import srt
import webvtt
from uniseg.graphemecluster import grapheme_clusters
from uniseg.linebreak import line_break_units

from core.words.breadth import breadth, broad
from core.words.script import Spoken

LINE = 42  # letters a line; broad ones count twice
READING_PACE = 17  # letters a second that can just be read
SPACES = re.compile(r"[ \t\r\n]+")  # a no-break space stays one
CLOSING = r"[\"'”’)\]»」』）\u00a0\u202f]*"  # what ends with a sentence
SENTENCE = re.compile(rf"\S.*?(?:[.!?…؟।]{CLOSING}(?= |$)|[。！？]{CLOSING}|$)")
PAUSE = tuple(",;:.!?…—–،؛、。，；：！？")
OBEYED = (  # as mark-up, by players that read SubRip and MPEG-4 text as if it were SubStation Alpha
    (re.compile("{"), "｛"),
    (re.compile("}"), "｝"),
    (re.compile(r"<(?=[^\s<>=][^<>]*>)"), "＜"),
    (re.compile(r"\\(?=[Nnh])"), "＼"),
    (re.compile(r"-->"), "--＞"),
)
UNSPACED = 0.1  # of a text's breadth: so much rather is it cut at a space than elsewhere


@dataclass(frozen=True)
class Caption:
    """A block of one or two lines, seen from frame `start` until frame `end` begins."""

    text: str
    start: int
    end: int


def captions_of(cues: Iterable[Spoken], fps: int) -> tuple[Caption, ...]:
    """Cut what is spoken into captions; a cue too quick to be read still has its own."""
    return tuple(caption for spoken in cues for caption in _timed(spoken, fps))


def _timed(spoken: Spoken, fps: int) -> list[Caption]:
    """Give each block the frames it takes to read, and a share of the spare ones by length."""
    frames = spoken.end - spoken.start
    texts = _merged(blocks(spoken.text), frames)
    least = [math.ceil(breadth(text) * fps / READING_PACE) for text in texts]
    if sum(least) > frames:
        least = [1] * len(texts)
    said = list(accumulate((breadth(text) for text in texts), initial=0))
    taken = list(accumulate(least, initial=0))
    spare = (frames - taken[-1]) / max(said[-1], 1)
    cuts = [spoken.start + needed + round(spare * so_far) for needed, so_far in zip(taken, said)]
    return [Caption(text, *cut) for text, cut in zip(texts, pairwise(cuts))]


def _merged(texts: Sequence[str], most: int) -> list[str]:
    """So many blocks at most: where there are more than frames, some are seen together."""
    size = math.ceil(len(texts) / max(most, 1))
    return ["\n".join(texts[i : i + size]) for i in range(0, len(texts), max(size, 1))]


def blocks(text: str) -> list[str]:
    """Text cut into captions of at most two lines, at the ends of sentences where possible.

    Lines end where Unicode lets them (UAX 14), a word longer than a line between two letters.
    """
    packed: list[str] = []
    for sentence in SENTENCE.findall(SPACES.sub(" ", text).strip()):
        between = "" if packed and broad(packed[-1][-1]) else " "
        together = f"{packed[-1]}{between}{sentence}" if packed else sentence
        if packed and _fits(together):
            packed[-1] = together
        else:
            packed.extend(_pieces(sentence))
    return ["\n".join(_lines(piece)) for piece in packed]


def _fits(text: str) -> bool:
    return breadth(text) <= LINE or bool(_line_breaks(text))


def _line_breaks(text: str) -> Sequence[int]:
    """The breaks that leave a line's breadth at most on either side."""
    return [i for i in _breaks(text) if max(map(breadth, _cut(text, i))) <= LINE]


@lru_cache(maxsize=512)
def _breaks(text: str) -> tuple[int, ...]:
    """Where a new line may begin: after how many characters."""
    units = [part for unit in line_break_units(text) for part in _short(unit)]
    return tuple(accumulate(map(len, units)))[:-1]


def _short(unit: str) -> list[str]:
    """What no line may be broken in; in letters, if it is broader than one."""
    return [unit] if breadth(unit.rstrip()) <= LINE else list(grapheme_clusters(unit))


def _lines(text: str) -> list[str]:
    breaks = _line_breaks(text) if breadth(text) > LINE else ()
    return list(_halves(text, breaks)) if breaks else [text]


def _pieces(sentence: str) -> list[str]:
    """A sentence as few blocks of about one length, broken at pauses where possible."""
    breaks = _breaks(sentence)
    if _fits(sentence) or not breaks:
        return [sentence]
    first, second = _halves(sentence, breaks)
    return [*_pieces(first), *_pieces(second)]


def _halves(text: str, breaks: Sequence[int]) -> tuple[str, str]:
    """The text cut at the best of some breaks: near the middle, at a space, after a pause."""
    whole = breadth(text)

    def cost(i: int) -> float:
        first, _ = _cut(text, i)
        good = first.endswith(PAUSE) / 5 - (text[i - 1] != " ") * UNSPACED
        return abs(breadth(first) - whole / 2) - whole * good

    return _cut(text, min(breaks, key=cost))


def _cut(text: str, place: int) -> tuple[str, str]:
    return text[:place].rstrip(" "), text[place:]


def literal(text: str) -> str:
    """Text that players show as it is written: what some would obey, in broad look-alikes."""
    for pattern, shown in OBEYED:
        text = pattern.sub(shown, text)
    return text


def srt_text(captions: Iterable[Caption], fps: int) -> str:
    """The captions as a SubRip file."""
    subtitles = [
        srt.Subtitle(
            number, _time(caption.start, fps), _time(caption.end, fps), literal(caption.text)
        )
        for number, caption in enumerate(captions, start=1)
    ]
    return str(srt.compose(subtitles, reindex=False))


def vtt_text(captions: Iterable[Caption], fps: int) -> str:
    """The captions as a WebVTT file; `&` and `<` are written as WebVTT wants them."""
    cues = [
        webvtt.Caption(
            _stamp(caption.start, fps),
            _stamp(caption.end, fps),
            escaped(literal(caption.text)).split("\n"),
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

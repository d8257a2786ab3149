"""The film: clips joined without encoding again, with chapters, captions and a title."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from operator import itemgetter
from pathlib import Path

import av

from studio.captions import Caption
from studio.screen import Screen

FRAMES_AHEAD = 1  # how much earlier than seen a frame is decoded: one, as B-frames need
LANGUAGES = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "pt": "por", "it": "ita"}
LANGUAGES |= {"hi": "hin", "ar": "ara", "he": "heb", "tr": "tur", "zh": "zho", "ja": "jpn"}
UNKNOWN_LANGUAGE = "und"
ASS_HEADER = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Screen: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Screen: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


@dataclass(frozen=True)
class Chapter:
    """A part of the film, from frame `start` until frame `end` begins."""

    title: str
    start: int
    end: int


class FilmError(RuntimeError):
    """The film is not what the plan says."""


def assemble(
    path: Path,
    clips: Sequence[Path],
    screen: Screen,
    chapters: Sequence[Chapter],
    captions: Iterable[Caption],
    language: str,
    metadata: Mapping[str, str],
) -> None:
    """Write the film. Every frame keeps its bits; the n-th is seen at n/fps exactly.

    Raises FilmError when the clips' streams differ or the file isn't what was asked for.
    """
    _assert_alike(clips)
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(path, "w", format="mp4", options=options) as film, av.open(clips[0]) as first:
        video = film.add_stream_from_template(first.streams.video[0])
        video.time_base = Fraction(1, screen.fps)
        subtitles = film.add_stream("mov_text")
        subtitles.codec_context.subtitle_header = ASS_HEADER
        subtitles.time_base = Fraction(1, screen.fps)
        subtitles.metadata["language"] = LANGUAGES.get(language[:2], UNKNOWN_LANGUAGE)
        film.metadata.update(metadata)
        film.set_chapters([_chapter(*each, screen.fps) for each in enumerate(chapters)])
        pictures = ((packet.dts or 0, packet, video) for packet in _pictures(clips, screen.fps))
        texts = ((packet.dts or 0, packet, subtitles) for packet in _texts(captions, screen.fps))
        for _, packet, stream in heapq.merge(pictures, texts, key=itemgetter(0)):
            packet.stream = stream
            film.mux(packet)
    inspect(path, clips, screen, chapters)


def _chapter(number: int, chapter: Chapter, fps: int) -> av.container.Chapter:
    return {
        "id": number,
        "start": chapter.start,
        "end": chapter.end,
        "time_base": Fraction(1, fps),
        "metadata": {"title": chapter.title},
    }


def _pictures(clips: Iterable[Path], fps: int) -> Iterator[av.Packet]:
    """The clips' packets in decoding order, with times counted in the film's frames."""
    start = 0
    for clip in clips:
        with av.open(clip) as source:
            stream = source.streams.video[0]
            count = 0
            for packet in _packets(source, stream):
                packet.pts = start + _frame(packet, fps)
                packet.dts = start + count - FRAMES_AHEAD
                packet.duration = 1
                packet.time_base = Fraction(1, fps)
                count += 1
                yield packet
        start += count


def _packets(source: av.container.InputContainer, stream: av.VideoStream) -> Iterator[av.Packet]:
    return (packet for packet in source.demux(stream) if packet.size)


def _frame(packet: av.Packet, fps: int) -> int:
    """The number of the frame that a packet holds, from 0; FilmError if it's between two."""
    assert packet.pts is not None
    number = packet.pts * packet.time_base * fps
    if number.denominator != 1:
        raise FilmError(f"frame time: wanted a multiple of 1/{fps} s, got {float(number / fps)} s")
    return number.numerator


def _texts(captions: Iterable[Caption], fps: int) -> Iterator[av.Packet]:
    """Captions as mov_text samples: the text's length in two bytes, then the text."""
    for caption in captions:
        text = caption.text.encode()
        packet = av.Packet(len(text).to_bytes(2, "big") + text)
        packet.pts = packet.dts = caption.start
        packet.duration = caption.end - caption.start
        packet.time_base = Fraction(1, fps)
        yield packet


def _assert_alike(clips: Iterable[Path]) -> None:
    """Clips of another size, rate or encoder setting would join without a word, and play wrong."""
    kinds = {clip: _kind(clip) for clip in clips}
    first, *others = kinds
    for clip in others:
        if kinds[clip] != kinds[first]:
            raise FilmError(
                f"{clip.parent.name}: wanted the stream of {first.parent.name} {kinds[first]}, "
                f"got {kinds[clip]}"
            )


def _kind(clip: Path) -> tuple[object, ...]:
    with av.open(clip) as source:
        stream = source.streams.video[0]
        context = stream.codec_context
        colours = (context.color_primaries, context.color_trc, context.colorspace)
        return (
            *(context.name, context.width, context.height, context.pix_fmt, stream.average_rate),
            *colours,
            context.color_range,
            context.extradata,
        )


def inspect(path: Path, clips: Sequence[Path], screen: Screen, chapters: Sequence[Chapter]) -> None:
    """Read a film back. FilmError unless it holds the clips' very packets, each at its time."""
    wanted = chapters[-1].end
    with av.open(path) as film:
        stream = film.streams.video[0]
        times: list[int] = []
        for packet, source in zip_longest(_packets(film, stream), _pictures(clips, screen.fps)):
            if packet is None or source is None or bytes(packet) != bytes(source):
                raise FilmError(f"film: packet {len(times)} is not the one of its clip")
            times.append(_frame(packet, screen.fps))
        if sorted(times) != list(range(wanted)):
            raise FilmError(f"film: wanted the frames 0 to {wanted - 1}, got {len(times)} frames")
        titles = [chapter["metadata"]["title"] for chapter in film.chapters()]
        if titles != [chapter.title for chapter in chapters]:
            raise FilmError(
                f"film: wanted a chapter for each of {len(chapters)} beats, got {titles}"
            )

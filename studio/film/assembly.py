"""The film: clips joined without encoding again, with chapters, captions and a title."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import zip_longest
from operator import itemgetter
from pathlib import Path

import av
from av.container import OutputContainer
from av.stream import Stream

from studio.plan.captions import Caption, escaped, literal
from studio.plan.forms import Muxed
from studio.plan.screen import Screen
from studio.video.frames import has_alpha

ALPHA = "alpha_mode"  # what Matroska calls a stream's transparency
LANGUAGES = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "pt": "por", "it": "ita"}
LANGUAGES |= {"hi": "hin", "ar": "ara", "he": "heb", "tr": "tur", "zh": "zho", "ja": "jpn"}
UNKNOWN_LANGUAGE = "und"
ASS_HEADER = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


@dataclass(frozen=True)
class Chapter:
    """A part of the film, from frame `start` until frame `end` begins."""

    title: str
    start: int
    end: int


@dataclass(frozen=True)
class Reel:
    """What a film is joined from, and what it is to say of itself."""

    clips: Sequence[Path]
    screen: Screen
    chapters: Sequence[Chapter]
    captions: Sequence[Caption] = ()
    language: str = UNKNOWN_LANGUAGE
    metadata: Mapping[str, str] = field(default_factory=dict)


class FilmError(RuntimeError):
    """The film is not what the plan says."""


def assemble(path: Path, reel: Reel, muxed: Muxed) -> None:
    """Write the film. Every frame keeps its bits.

    The n-th is seen at n/fps: exactly, or in a WebM in the millisecond nearest to it.
    Raises FilmError when the clips' streams differ or the file isn't what was asked for.
    """
    _assert_alike(reel.clips)
    fps, options = reel.screen.fps, {"fflags": "+bitexact", **muxed.options}
    with (
        av.open(path, "w", format=muxed.container, options=options) as film,
        av.open(reel.clips[0]) as first,
    ):
        video = _like(first.streams.video[0], film, muxed)
        video.time_base = Fraction(1, fps)
        film.metadata.update(reel.metadata)
        film.set_chapters([_chapter(*each, fps) for each in enumerate(reel.chapters)])
        sources = [_for(video, _pictures(reel.clips, fps))]
        if reel.captions:
            subtitles = _subtitles(film, muxed.captions, reel.language, fps)
            sources.append(_for(subtitles, _texts(reel.captions, muxed.captions, fps)))
        for _, packet, stream in heapq.merge(*sources, key=itemgetter(0)):
            packet.stream = stream
            film.mux(packet)
    inspect(path, reel)


def _like(stream: av.VideoStream, film: OutputContainer, muxed: Muxed) -> av.VideoStream:
    """A stream as another, with what PyAV's template leaves out."""
    made = film.add_stream_from_template(stream)
    if muxed.is_tagged:
        made.codec_context.codec_tag = stream.codec_context.codec_tag
    if ALPHA in stream.metadata:
        made.metadata[ALPHA] = stream.metadata[ALPHA]
    return made


def _for(stream: Stream, packets: Iterable[av.Packet]) -> Iterator[tuple[int, av.Packet, Stream]]:
    return ((packet.dts or 0, packet, stream) for packet in packets)


def _subtitles(film: OutputContainer, codec: str, language: str, fps: int) -> Stream:
    stream = film.add_stream(codec)
    assert isinstance(stream, av.subtitles.stream.SubtitleStream)
    stream.codec_context.subtitle_header = ASS_HEADER
    stream.time_base = Fraction(1, fps)
    stream.metadata["language"] = LANGUAGES.get(language[:2], UNKNOWN_LANGUAGE)
    return stream


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
                packet.pts = packet.dts = start + _frame(packet, fps)
                packet.duration = 1
                packet.time_base = Fraction(1, fps)
                count += 1
                yield packet
        start += count


def _packets(source: av.container.InputContainer, stream: av.VideoStream) -> Iterator[av.Packet]:
    return (packet for packet in source.demux(stream) if packet.size)


def _frame(packet: av.Packet, fps: int) -> int:
    """The number of the frame that a packet holds, from 0; FilmError if it's between two.

    A time may differ from its frame's by the half of what the file counts time in.
    """
    assert packet.pts is not None
    tick, whole = packet.time_base.numerator * fps, packet.time_base.denominator
    number = (2 * packet.pts * tick + whole) // (2 * whole)  # in whole numbers: films are long
    if 2 * abs(packet.pts * tick - number * whole) > tick:
        seen = float(packet.pts * packet.time_base)
        raise FilmError(f"frame time: wanted a multiple of 1/{fps} s, got {seen} s")
    return number


def _with_length(text: str) -> bytes:
    """A text's length in two bytes, then the text."""
    content = text.encode()
    return len(content).to_bytes(2, "big") + content


SAMPLES: dict[str, Callable[[str], bytes]] = {  # a caption's text as a codec stores it
    "mov_text": _with_length,
    "webvtt": lambda text: escaped(text).encode(),
}


def _texts(captions: Iterable[Caption], codec: str, fps: int) -> Iterator[av.Packet]:
    """Captions as a codec's samples."""
    for caption in captions:
        packet = av.Packet(SAMPLES[codec](literal(caption.text)))
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
            context.codec_tag,
            has_alpha(stream),
        )


def inspect(path: Path, reel: Reel) -> None:
    """Read a film back. FilmError unless it holds the clips' very packets, each at its time."""
    wanted, fps = reel.chapters[-1].end, reel.screen.fps
    with av.open(path) as film:
        stream = film.streams.video[0]
        times: list[int] = []
        for packet, source in zip_longest(_packets(film, stream), _pictures(reel.clips, fps)):
            if packet is None or source is None or bytes(packet) != bytes(source):
                raise FilmError(f"film: packet {len(times)} is not the one of its clip")
            times.append(_frame(packet, fps))
        if sorted(times) != list(range(wanted)):
            raise FilmError(f"film: wanted the frames 0 to {wanted - 1}, got {len(times)} frames")
        titles = [chapter["metadata"]["title"] for chapter in film.chapters()]
        if titles != [chapter.title for chapter in reel.chapters]:
            count = len(reel.chapters)
            raise FilmError(f"film: wanted a chapter for each of {count} beats, got {titles}")

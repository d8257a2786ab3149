"""A film as a GIF: 256 colours, chosen over the whole film, and time in hundredths of a second."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, pairwise
from pathlib import Path

import av
from av.filter import Graph
from rich.filesize import decimal

from studio.errors import UsageError
from studio.film.sequence import packets
from studio.plan.screen import Screen

HUNDREDTH = Fraction(1, 100)
MOST_BYTES = 200_000_000  # what browsers and chats still open
PALETTE = "stats_mode=full"
MAPPING = "dither=none:diff_mode=rectangle"  # our pictures are flat

Seen = tuple[int, av.VideoFrame]  # a picture, and the frame from which on it is seen


def write_gif(path: Path, clips: Sequence[Path], screen: Screen) -> None:
    """Write the frames of PNG-coded clips; the n-th is seen from the hundredth nearest to n/fps.

    A picture that stays is stored once. Few frames are in memory at a time. Raises UsageError for
    what grows beyond MOST_BYTES.
    """
    palette = _palette(clips, screen)
    with av.open(path, "w", format="gif") as film:
        stream = film.add_stream("gif", rate=100)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = screen.width, screen.height, "pal8"
        stream.codec_context.time_base = HUNDREDTH
        written, end = 0, sum(1 for _ in packets(clips))
        for (start, picture), following in pairwise(
            chain(_reduced(clips, palette, screen), [(end, palette)])
        ):
            picture.pts, picture.time_base = _hundredths(start, screen.fps), HUNDREDTH
            (packet,) = stream.encode(picture)
            packet.duration = _hundredths(following[0], screen.fps) - picture.pts
            film.mux(packet)
            written += packet.size
            _assert_bearable(written, start / end)


def _hundredths(frame: int, fps: int) -> int:
    return round(Fraction(100 * frame, fps))


def _assert_bearable(written: int, share: float) -> None:
    if written > MOST_BYTES:
        raise UsageError(
            f"--format gif: wanted at most {decimal(MOST_BYTES)}, got more after {share:.0%} of "
            "the film; take --format webm, a lower quality (-ql), or fewer beats (--from, --to)"
        )


def _palette(clips: Sequence[Path], screen: Screen) -> av.VideoFrame:
    """The 256 colours, as a picture that paletteuse reads."""
    graph = Graph()
    source, end = _source(graph, screen), graph.add("buffersink")
    graph.link_nodes(source, graph.add("palettegen", PALETTE), end).configure()
    for _, picture in _distinct(clips):
        source.push(picture)
        with contextlib.suppress(av.error.BlockingIOError):  # or they would wait in memory
            end.pull()
    source.push(None)
    palette = end.pull()
    assert isinstance(palette, av.VideoFrame)
    return palette


def _reduced(clips: Sequence[Path], palette: av.VideoFrame, screen: Screen) -> Iterator[Seen]:
    """The pictures in the palette's colours."""
    graph = Graph()
    source, end = _source(graph, screen), graph.add("buffersink")
    side, tick = palette.width, Fraction(1, screen.fps)
    colours = graph.add_buffer(None, side, side, palette.format, time_base=tick)
    mapping = graph.add("paletteuse", MAPPING)
    source.link_to(mapping, 0, 0)
    colours.link_to(mapping, 0, 1)
    mapping.link_to(end)
    graph.configure()
    colours.push(palette)
    colours.push(None)
    for start, picture in _distinct(clips):
        source.push(picture)
        reduced = end.pull()
        assert isinstance(reduced, av.VideoFrame)
        yield start, reduced


def _source(graph: Graph, screen: Screen) -> av.filter.FilterContext:
    return graph.add_buffer(
        width=screen.width,
        height=screen.height,
        format=av.VideoFormat("rgb24"),
        time_base=Fraction(1, screen.fps),
    )


def _distinct(clips: Sequence[Path]) -> Iterator[Seen]:
    """Every picture that isn't the one before it."""
    before = b""
    decoder = av.VideoCodecContext.create("png", "r")
    for number, packet in enumerate(packets(clips)):
        if (content := bytes(packet)) != before:
            (picture,) = decoder.decode(packet)
            picture.pts = number
            yield number, picture
        before = content

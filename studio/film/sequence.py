"""A film as numbered pictures: every frame of PNG-coded clips is a file, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import av

NUMBERED = "%06d.png"  # from 1, as players and editors want them


def write_frames(folder: Path, clips: Sequence[Path]) -> None:
    """Write every frame into a new folder, without coding it again."""
    folder.mkdir()
    for number, packet in zip(count(1), packets(clips)):
        (folder / (NUMBERED % number)).write_bytes(bytes(packet))


def packets(clips: Sequence[Path]) -> Iterator[av.Packet]:
    """The clips' packets in turn, undecoded."""
    for clip in clips:
        with av.open(clip) as source:
            yield from (packet for packet in source.demux(video=0) if packet.size)

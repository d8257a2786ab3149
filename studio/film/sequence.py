"""A film as numbered pictures: every picture that its clips store is a file, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import av


def write_frames(folder: Path, clips: Sequence[Path], pattern: str) -> None:
    """Write every frame into a new folder, without coding it again; `pattern` % 1 is the first."""
    folder.mkdir()
    for number, packet in zip(count(1), packets(clips)):
        (folder / (pattern % number)).write_bytes(bytes(packet))


def packets(clips: Sequence[Path]) -> Iterator[av.Packet]:
    """The clips' packets in turn, undecoded."""
    for clip in clips:
        with av.open(clip) as source:
            yield from (packet for packet in source.demux(video=0) if packet.size)

"""The codings that clips may have, by name."""

from __future__ import annotations

from studio.video.encode import H264
from studio.video.straight import PNG, PRORES, VP9
from studio.video.writer import Coding

CODINGS: dict[str, Coding] = {each.name: each for each in (H264, PRORES, VP9, PNG)}

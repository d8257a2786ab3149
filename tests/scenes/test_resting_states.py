"""Every beat of every lesson: its resting states can be read, are true, and say what is flat."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.words.script import script_of
from tests.scenes.rehearsals import SHIPPED, STRESS, lesson_of, rehearsal, shapes_of, storyboard

CASES = [
    pytest.param(path, position, shape, id=f"{path.stem}-{name}-{shape}")
    for path in [*SHIPPED, *STRESS]
    for position, name in enumerate(storyboard(path))
    for shape in shapes_of(path, position)
]


@pytest.mark.parametrize(("path", "position", "shape"), CASES)
def test_a_resting_state_can_be_read_and_tells_the_truth(
    path: Path, position: int, shape: str
) -> None:
    found = rehearsal(path, position, shape)
    assert found.flaws == ()
    assert found.misreadings == ()
    assert found.unsaid == ()
    script = script_of(*lesson_of(path), position)
    assert [cue for cue, _, _ in found.cues] == [cue.name for cue in script.cues]
    assert found.cues, "the beat says nothing"
    assert all(end > first for _, first, end in found.cues)
